// Package ellipsis completes a question that leaves most of it to the one before
// it: “What was sold in January? And in February?”, 一月份卖了多少？二月份呢？
package ellipsis

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var (
	followsOn  = regexp.MustCompile(`(?i)^\s*(?:and\s+)?(?:what|how) about\s+|^\s*and\s+|^\s*那么?|^\s*还有|^\s*以及`)
	asksItself = regexp.MustCompile(`(?i)^(?:and )?(?:is|are|was|were|do|does|did|has|have) (?:there|any|anyone|anybody|anything|some)\b|\b(?:what'?s?|how'?s?|which|who'?s?|when|where|why|list|show|give|tell|name|find|count|calculate|sort|rank)\b|列|算|多少|几|谁|哪|什么|怎么|是否|吗`)
)

// Complete is a question over a table with what its last sentence names in the
// place of its like: another month, another region, another column. A question
// that leaves nothing out stays as it is.
func Complete(s *term.Schema, question string) string {
	whole, rest := cut(s, lexicon.Narrow(question))
	if rest == "" {
		return question
	}
	if s.Whole(rest) {
		return rest
	}
	ts, done := s.Scan(whole), map[int]string{}
	if others.MatchString(rest) {
		return contrary(ts, whole)
	}
	joint := " and "
	if lexicon.Chinese(rest) {
		joint = "和"
	}
	deny := ""
	for _, r := range s.Scan(rest) {
		if r.Is("not") && len(r.Cols)+len(r.Values) == 0 {
			deny = r.Text
			continue
		}
		i := slices.IndexFunc(ts, func(t term.Token) bool { return like(s, t, r) })
		switch {
		case !means(r) && (i < 0 || !figures(r)):
		case i < 0:
			whole += " " + rest
			return whole
		case done[i] != "":
			done[i] += joint + dated(ts[i], r)
		default:
			done[i] = dated(ts[i], r)
			if i > 0 && ts[i-1].Is("not") && deny == "" && len(ts[i].Values)+len(ts[i].Cols) > 0 && len(ts[i-1].Cols) == 0 { // 非会员…，会员呢
				done[i-1] = ""
			}
			if deny != "" && (i == 0 || !ts[i-1].Is("not")) {
				done[i] = denied(deny, done[i])
			}
		}
	}
	if len(done) == 0 {
		return whole + " " + rest
	}
	for i, said := range done {
		whole = strings.Replace(whole, ts[i].Text, said, 1)
	}
	return whole
}

// others are all that the question before it left out.
var others = regexp.MustCompile(`(?i)^(?:of |for |with |in )?(?:(?:the|all|all the) )?(?:others?|other \w+|rest|remaining(?: ones)?|everyone else|everybody else|everything else)(?: of (?:them|the .+))?$|^(?:那|对)?(?:其他|其它|其余|剩下|别|余下)的?(?:人|行|几个|那些|部分|\p{Han}{1,4})?(?:的)?$`)

// contrary is a question of all the rows that it leaves out as it stands.
func contrary(ts []term.Token, whole string) string {
	at := slices.IndexFunc(ts, func(t term.Token) bool { return len(t.Values) > 0 })
	if at < 0 {
		at = slices.IndexFunc(ts, func(t term.Token) bool { return len(t.Cols) > 0 && t.Is("subject") })
	}
	if at < 0 {
		return whole
	}
	if at > 0 && ts[at-1].Is("not") {
		return strings.Replace(whole, ts[at-1].Text, "", 1)
	}
	return strings.Replace(whole, ts[at].Text, denied(map[bool]string{true: "不是", false: "not"}[lexicon.Chinese(ts[at].Text)], ts[at].Text), 1)
}

// denied is a word with one of denial before it.
func denied(deny, word string) string {
	if lexicon.Chinese(deny) {
		return deny + word
	}
	return deny + " " + word
}

var overall = regexp.MustCompile(`(?i)\b(?:overall|altogether|in general|of them all|of all of them)\b|总体|整体|全体|总的来说|总的来看|全年`)

// leans is what a question calls the rows that the one before it has found.
var leans = regexp.MustCompile(`(?i)\b(?:how (?:much|many)(?: \w+)? (?:each|apiece)|the (?:others|rest)|for (?:all|both)(?: (?:two|three|four|five|\d+))?$|they|them|their|he|she|his|her|its|each of (?:these|those|them)|(?:for|of|from|to) (?:these|those)(?: \w+)?$|^(?:and )?(?:in|on|at|from|for|with|by|to|of) (?:which|what|whom) \w+$|^(?:and )?(?:which|what) \w+ (?:is|was|are|were) (?:that|it|this)$)\b|它们|他们|她们|其中|其他|其它|其余|这些|这几|分别|^都?在?(?:哪里|哪儿|哪些|哪几)|各(?:是|有|自|为)?(?:多少|几)|^(?:又|是|属于|来自|在|由)+(?:哪个|哪些|哪家|哪位|什么)[^，。]{1,6}$`)

// wishes is a last wish without a verb: names and their average pay.
var wishes = regexp.MustCompile(`(?i)^(?:(?:the|their|all) )*(?:names?|ages?|average|mean|total|sum|median|number|lowest|highest)\b|^(?:名字|姓名|平均|合计|总)`)

// subjectless is how a question begins that is of whom the one before it was: 一共迟到多少分钟.
var subjectless = regexp.MustCompile(`^(?:一共|总共|共|总计|平均每?次?)`)

var asked = regexp.MustCompile(`多少|几|差|各|谁|哪|什么`)

// whichEnds asks behind a comma which of what stands before it is the first: …，哪个班高.
var whichEnds = regexp.MustCompile(`[,，]((?:哪|谁)[^,，?]{0,6}(?:更|最)?[多高大好贵强少低小差])$`)

// Overall reports whether a question that goes on is meant of all and asks the
// same again: “and overall?”
func Overall(question string) bool {
	return overall.MatchString(question) && !asksItself.MatchString(question)
}

// Parts parts a question from a last one that asks something of its own but
// names no column: of “how many did Ann sell? and how much on average?” both.
// Without the first, where the last is meant of all. Both are empty otherwise.
func Parts(s *term.Schema, question string) (first, last string) {
	text := strings.TrimRight(lexicon.Narrow(question), " ?.。")
	at := strings.LastIndexAny(text, "?")
	if m := whichEnds.FindStringSubmatchIndex(text); m != nil && at < m[2] && asked.MatchString(text[:m[2]]) {
		at = m[2] - 1
	}
	if at <= 0 {
		return "", ""
	}
	first, last = text[:at], strings.TrimSpace(strings.TrimLeft(text[at:], "?, "))
	bare := followsOn.ReplaceAllString(last, "")
	share := slices.ContainsFunc(s.Scan(bare), func(t term.Token) bool { return t.Is("share") })
	asks := asksItself.MatchString(bare) || share || wishes.MatchString(bare) && leans.MatchString(bare)
	switch {
	case overall.MatchString(bare) && asks:
		return "", bare
	case overall.MatchString(bare):
		return first, bare
	}
	if !asks || turned(s, first, bare) {
		return "", ""
	}
	if leans.MatchString(bare) {
		return first, bare
	}
	if subjectless.MatchString(bare) && !slices.ContainsFunc(s.Scan(bare), func(t term.Token) bool {
		return t.When != nil || len(t.Values) > 0 || t.Is("by") || t.Is("wh")
	}) {
		return first, bare
	}
	if bare == last && bounded(s.Scan(first)) && whole(s.Scan(bare)) {
		return "", bare
	}
	if figureless(s, bare) {
		return first, bare
	}
	if briefly(s, bare) || lists(s.Scan(first), s.Scan(bare)) {
		return first, bare
	}
	for _, t := range s.Scan(bare) {
		if len(t.Cols) > 0 && !t.Is("row") && !share || t.Is("part") && !t.Is("stop") {
			return "", bare
		}
	}
	return first, bare
}

// lists reports whether the last question only lists, after one with a condition: of what
// meets that.
func lists(first, last []term.Token) bool {
	has := func(ts []term.Token, classes ...string) bool {
		return slices.ContainsFunc(ts, func(t term.Token) bool {
			return slices.ContainsFunc(classes, func(c string) bool {
				return c == "value" && len(t.Values) > 0 || c == "time" && t.When != nil || t.Is(c)
			})
		})
	}
	if has(last, "quantity", "howmuch") && len(last) <= 4 && !has(last, "value", "time", "by", "agg", "sup", "cmp") && has(first, "value", "time", "cmp") {
		return true // …, and how much do they owe
	}
	return has(last, "list") && !has(last, "value", "time", "cmp", "by", "agg", "sup", "howmany", "top", "sortby") && has(first, "value", "time", "cmp")
}

// briefly reports whether a question only asks for a column of words, with nothing beside
// it: 供应商是谁, and the supplier?
func briefly(s *term.Schema, last string) bool {
	columns := 0
	for _, t := range s.Scan(last) {
		switch {
		case len(t.Values) > 0, t.When != nil, t.Num != nil:
			return false
		case len(t.Cols) > 0 && s.Fields[t.Cols[0].Col].Kind == sheet.Text:
			columns++
		case len(t.Cols) > 0, t.Unknown() && !t.Filler(), t.Is("agg"), t.Is("sup"), t.Is("by"), t.Is("howmany"):
			return false
		}
	}
	return columns == 1
}

// bounded reports whether tokens compare with a number.
func bounded(ts []term.Token) bool {
	return slices.ContainsFunc(ts, func(t term.Token) bool { return t.Is("cmp") || t.Is("post") })
}

// whole reports whether tokens say what was done, and of when or what: 二月份总共卖了多少.
func whole(ts []term.Token) bool {
	return slices.ContainsFunc(ts, func(t term.Token) bool { return t.When != nil || len(t.Values) > 0 }) &&
		slices.ContainsFunc(ts, func(t term.Token) bool { return t.Is("hint") || t.Is("agg") })
}

// figureless reports whether a question asks which thing comes first without a word of the
// figure: 哪个班最高, which shop is the lowest.
func figureless(s *term.Schema, last string) bool {
	end, thing := false, false
	for _, t := range s.Scan(last) {
		column := len(t.Cols) > 0 && s.Fields[t.Cols[0].Col].Kind == sheet.Text
		switch w := t.Word("sup"); {
		case w != nil && (w.Arg(1) == "" || w.Arg(1) == "price") && len(t.Cols) == 0:
			end = true
		case t.Is("part"):
			thing = true
		case t.When != nil, len(t.Values) > 0, t.Is("agg"), t.Is("hint"), len(t.Cols) > 0 && !column, t.Unknown() && !column && !t.Filler():
			return false
		case column:
			thing = true
		}
	}
	return end && thing
}

// turned reports whether the last question only turns the first one round: 最低的是谁.
func turned(s *term.Schema, first, last string) bool {
	round := func(t term.Token) bool { return t.Is("sup") }
	ts := s.Scan(last)
	if slices.ContainsFunc(ts, func(t term.Token) bool { return t.Key == "比" || t.Key == "than" }) {
		return false // it compares
	}
	return slices.ContainsFunc(s.Scan(first), round) && slices.ContainsFunc(ts, round) && !slices.ContainsFunc(ts, means)
}

// cut parts a question from a last sentence that leaves most of it to that.
func cut(s *term.Schema, question string) (whole, rest string) {
	text := strings.TrimRight(question, " ?？.。")
	at := strings.LastIndexAny(text, "?？")
	if at <= 0 {
		return question, ""
	}
	whole, rest = text[:at], strings.TrimLeft(text[at:], "?？ ")
	said := followsOn.ReplaceAllString(rest, "")
	if said == rest && !strings.HasSuffix(rest, "呢") && !turned(s, whole, said) || asksItself.MatchString(said) && !turned(s, whole, said) {
		return question, ""
	}
	return whole, strings.TrimSpace(strings.TrimSuffix(said, "呢"))
}

// means reports whether a token names a time, a value or a column.
func means(t term.Token) bool { return t.When != nil || len(t.Values) > 0 || len(t.Cols) > 0 }

// figures reports whether a token names a figure or an end: average, lowest.
func figures(t term.Token) bool { return t.Is("sup") || t.Is("agg") }

// like reports whether two tokens name things of a kind.
func like(s *term.Schema, a, b term.Token) bool {
	switch {
	case figures(a) && figures(b):
		return a.Is("sup") == b.Is("sup")
	case a.When != nil || b.When != nil:
		return a.When != nil && b.When != nil
	case len(a.Values) > 0 && len(b.Values) > 0:
		return slices.ContainsFunc(a.Values, func(v term.Literal) bool {
			return slices.ContainsFunc(b.Values, func(w term.Literal) bool { return v.Col == w.Col })
		})
	case len(a.Values) > 0 || len(b.Values) > 0:
		return false
	}
	return len(a.Cols) > 0 && len(b.Cols) > 0 && s.Fields[a.Cols[0].Col].Kind == s.Fields[b.Cols[0].Col].Kind
}

// dated is what a token says, with the year of the one that it takes the place of.
func dated(before, t term.Token) string {
	switch {
	case t.When == nil || before.When == nil || before.When.Year == 0 || t.When.Year > 0 || t.When.FirstDay > 0:
		return t.Text
	case lexicon.Chinese(t.Text):
		return fmt.Sprintf("%d年%s", before.When.Year, t.Text)
	}
	return fmt.Sprintf("%s %d", t.Text, before.When.Year)
}
