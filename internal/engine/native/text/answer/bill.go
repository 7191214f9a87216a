package answer

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// entry is a line of a bill or a part of one: “Cake 4.20”, 合计：7.70元. The
// offsets are of the amount.
type entry struct {
	label      string // in lower case
	start, end int
	total      bool
}

var (
	entryForm = expression.New(`(?i)(?:\d{1,3} ?[x×]? )?(\pL[\pL'’&/-]*(?:[ \t]+(?:\pL[\pL'’&/-]*)){0,3}?)[ \t]*[:：.…]*[ \t]*` +
		`((?:[$€£¥￥]|(?:eur|usd|gbp|cny|rmb)[ \t])?[ \t]?\d[\d,]*(?:[.,]\d{1,2})?(?:[ \t]?(?:[$€£¥元块]|eur(?:os?)?\b|usd\b|gbp\b|cny\b|rmb\b|dollars?\b|pounds?\b|yuan\b))?)(?:[ \t]+|$)`)
	inTotal = expression.New(`(?i)^(?:(?:grand |sub)?total(?: due| amount)?|sum|amount(?: due| payable)?|balance due|to pay|总计|合计|总共|总价|总额|总金额|应付|应付金额|实付|共计|金额)$`)
	// numbered are what leads to the number of a paper, which is no amount.
	numbered  = expression.New(`(?i)(?:receipt|invoice|order|bill|ticket|table|no|nr|number|ref|reference|page|account|tel|phone|编号|单号|订单|订单号|发票|发票号|收据|号码|电话|桌号)[ \t.:：#№号]*$`)
	asksCost  = expression.New(`\bwhat (?:do|does|did|will|would|is|was)\b.*\b(?:cost|costs|costing)\s*[?.!]*$`)
	priced    = expression.New(`(?i)[$€£¥￥元块a-z]|[.,]\d{2}$`)
	asksTotal = expression.New(`\b(?:total|sum)(?: (?:on|due|paid|to pay|amount|price|cost|bill|of the (?:receipt|bill|invoice|order))\b|\s*[?.!]?$)|\b(?:in total|altogether|in all)\b|总共|一共|合计|总计|总价|总额|总金额`)
)

// entries reads the lines of text that are nothing but labels with amounts.
func entries(text string) (out []entry) {
	at := 0
	for line := range strings.Lines(text) {
		start := at
		at += len(line)
		body := strings.TrimRight(line, " \t\r\n")
		found := entryForm.FindAllStringSubmatchIndex(body, -1)
		rest := 0
		var got []entry
		for _, m := range found {
			rest += m[1] - m[0]
			label, amount := body[m[2]:m[3]], strings.TrimSpace(body[m[4]:m[5]])
			e := entry{strings.ToLower(label), start + m[5] - len(strings.TrimLeft(body[m[4]:m[5]], " \t")), start + m[5], inTotal.MatchString(label)}
			e.end = e.start + len(amount)
			if !numbered.MatchString(label) && !sentence(label) && (e.total || priced.MatchString(amount)) {
				got = append(got, e)
			}
		}
		if len(found) > 0 && rest == len(strings.TrimLeft(body, " \t")) {
			out = append(out, got...)
		}
	}
	return out
}

// sentence reports whether a label has little words: “the rent is” is part of
// a sentence and no label.
func sentence(label string) bool {
	return slices.ContainsFunc(words.Tokens(label), func(t words.Token) bool {
		return t.Kind == words.Word && words.Stop(t.Norm) || t.Tag == "v" && t.Kind == words.Han && !inTotal.MatchString(label)
	})
}

// billed answers what something costs, or what all does, from the lines of a bill.
func (q *question) billed(text string) Answer {
	total := asksTotal.MatchString(strings.ToLower(q.text))
	if !total && q.wants[0] != wantMoney {
		return Answer{}
	}
	best, score := entry{}, 0.0
	for _, e := range entries(text) {
		switch {
		case e.total && total:
			best, score = e, 1 // the last: what comes before it are parts
		case !e.total && !total:
			if s := q.speaksOf(e.label); s > score {
				best, score = e, s
			}
		}
	}
	if score < 0.6 {
		return Answer{}
	}
	return Answer{text[best.start:best.end], best.start, best.end, 0.95}
}

// speaksOf says how well the words of the question, all but those for prices,
// meet a label, in [0, 1].
func (q *question) speaksOf(label string) float64 {
	least, n := 1.0, 0
	tokens := words.Tokens(label)
	for _, x := range q.terms {
		if x.noun || x.generic || x.verb || synonyms()["cost"] == x.group {
			continue
		}
		n++
		met := 0.0
		for i, t := range tokens {
			if stem(t) == x.stem {
				met = 1
			} else {
				met = max(met, vector.Cosine(x.vec, vector.Of(tokens[i:i+1]))-0.05)
			}
		}
		least = min(least, met)
	}
	if n == 0 {
		return 0
	}
	return least
}
