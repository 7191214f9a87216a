package reader

import (
	"cmp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// candidate is a stretch of a unit: the tokens from one up to another.
type candidate struct {
	u         *unit
	from, end int
	kind      string // what it is
	facts
}

// The bounds of what is weighed.
const (
	looked = 60 // units whose names, amounts and values are candidates
	opened = 7  // units of which any words are
	width  = 14 // tokens of the words that are no whole clause
)

// candidates lists what may answer q, from the units that speak most of it.
func (p *page) candidates(q *query) []candidate {
	order := slices.Clone(p.units)
	slices.SortStableFunc(order, func(a, b *unit) int { return cmp.Compare(p.promise(q, b), p.promise(q, a)) })
	seen := map[[3]int]bool{}
	var out []candidate
	for rank, u := range order[:min(looked, len(order))] {
		add := func(first, end int) {
			for end > first && u.tokens[end-1].Kind == words.Mark && strings.ContainsAny(u.tokens[end-1].Text, ".。,，;；:：!！?？") {
				end--
			}
			key := [3]int{u.at, first, end}
			if end <= first || seen[key] {
				return
			}
			seen[key] = true
			out = append(out, candidate{u: u, from: first, end: end, kind: u.kind(p.text, first, end)})
		}
		u.exact(add)
		if rank < opened {
			u.clauses(add)
			u.spans(add)
		}
	}
	return out
}

// promise is how likely a unit has the answer, before anything is weighed.
func (p *page) promise(q *query, u *unit) float64 {
	best := slices.Clone(u.best)
	near := func(i int, by float64) {
		if i < 0 || i >= len(p.units) {
			return
		}
		for k, m := range p.units[i].best {
			best[k] = max(best[k], by*m)
		}
	}
	near(u.at-1, 0.7)
	near(u.at-2, 0.5)
	near(u.at+1, 0.3)
	near(u.heading, 0.6)
	s := u.met + 0.6*q.share(best) + 0.5*u.likeness
	for _, e := range u.entities {
		if offers[q.class] != "" && strings.HasPrefix(entityKind(e), offers[q.class]) {
			return s + 0.35
		}
	}
	if u.title {
		s -= 0.2
	}
	return s
}

// offers are the kinds of entities that classes of questions ask for.
var offers = map[string]string{
	"percent": "percent", "time": "time", "duration": "duration", "measure": "measure", "money": "money", "organisation": "organisation", "date": "date", "when": "date",
	"place": "place", "where": "place", "person": "person", "who": "person", "phone": "phone", "email": "email", "url": "url",
}

// exact are the entities, numbers and values of u.
func (u *unit) exact(add func(first, end int)) {
	n := len(u.tokens)
	for i := 0; i < n; i++ {
		if e := u.inside[i]; e >= 0 && (i == 0 || u.inside[i-1] != e) {
			end := i
			for end < n && u.inside[end] == e {
				end++
			}
			add(i, end)
			if i > 0 && u.tokens[i-1].Kind != words.Mark {
				add(i-1, end)
			}
			if end < n && u.tokens[end].Kind != words.Mark {
				add(i, end+1)
			}
			if end+1 < n && u.inside[end+1] >= 0 { // 5 June at 7 pm, from 14 to 17
				last := u.inside[end+1]
				k := end + 1
				for k < n && u.inside[k] == last {
					k++
				}
				add(i, k)
			}
		}
		if numeral(u.tokens[i]) {
			add(i, i+1)
			for k := i + 2; k <= min(n, i+3); k++ {
				add(i, k)
			}
		}
	}
	if u.label > 0 && u.label < n {
		add(u.label, n)
		for k := u.label; k < n; k++ {
			if parts(u, k) {
				add(u.label, k)
				break
			}
		}
	}
}

// clauses are the clauses of u, and those that stand together.
func (u *unit) clauses(add func(first, end int)) {
	n := len(u.tokens)
	starts := []int{0}
	for i := 1; i < n; i++ {
		if u.clause[i] != u.clause[i-1] {
			starts = append(starts, i)
		}
	}
	starts = append(starts, n)
	for a := 0; a+1 < len(starts); a++ {
		for b := a + 1; b < len(starts) && b <= a+4; b++ {
			add(starts[a], starts[b])
		}
		add(starts[a], n)
	}
}

// spans are the words of u that may be a phrase.
func (u *unit) spans(add func(first, end int)) {
	n := len(u.tokens)
	for i := range n {
		if !u.begins(i) {
			continue
		}
		for end := i + 1; end <= min(n, i+width); end++ {
			if u.ends(end) {
				add(i, end)
			}
			if t := u.tokens[end-1].Text; t == "；" || t == ";" || t == "." && end-1 > i && u.inside[end-1] < 0 {
				break
			}
		}
		if n-i <= 2*width {
			add(i, n)
		}
	}
}

// begins reports whether a phrase may begin at token i.
func (u *unit) begins(i int) bool {
	t := u.tokens[i]
	if t.Kind == words.Mark && !strings.ContainsAny(t.Text, "$€£¥“\"《<+@#") {
		return false
	}
	if i > 0 && u.inside[i] >= 0 && u.inside[i] == u.inside[i-1] {
		return false
	}
	switch t.Norm {
	case "and", "or", "of", "but", "和", "的", "与", "了", "及", "而":
		return false
	}
	return true
}

// ends reports whether a phrase may end before token i.
func (u *unit) ends(i int) bool {
	t := u.tokens[i-1]
	if t.Kind == words.Mark && !strings.ContainsAny(t.Text, "”\"》>%％)）€£'") {
		return false
	}
	if i < len(u.tokens) && u.inside[i] >= 0 && u.inside[i] == u.inside[i-1] {
		return false
	}
	switch t.Norm {
	case "and", "or", "of", "but", "the", "a", "an", "in", "to", "at", "for", "by", "with", "from", "on", "和", "的", "与", "及", "在", "由", "把", "将", "为", "向", "从":
		return false
	}
	return true
}

var (
	smallNumber = map[string]bool{"one": true, "two": true, "three": true, "four": true, "five": true, "six": true, "seven": true, "eight": true, "nine": true, "ten": true, "eleven": true, "twelve": true, "fifteen": true, "twenty": true, "thirty": true, "forty": true, "fifty": true, "hundred": true, "once": true, "twice": true, "no": true}
	hanNumber   = expression.New(`^[一二两三四五六七八九十百千万亿零〇]+$|^[一二两三四五六七八九十]{1,3}[个名位次本张件条间层台辆人只]$`)
	surnamed    = expression.New(`^[老小阿]?[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文佟覃鲁严宁柳施陶洪翟安颜倪牛温芦季俞章葛]\p{Han}{0,2}(?:先生|女士|老师|师傅|医生|经理|主任|阿姨)?$`)
	weekday     = expression.New(`(?i)day\b|周|星期|礼拜`)
	year        = expression.New(`^\d{4}年?$`)
	money       = expression.New(`(?i)[$€£¥₹元块角]|\b(?:usd|eur|gbp|cny|rmb|dollars?|euros?|pounds?|yuan|cents?|kronor|yen|francs?)\b|人民币|港币`)
	percent     = expression.New(`[%％‰]|per ?cent|分之`)
	units       = []struct {
		name string
		re   expression.Lazy
	}{
		{"weight", expression.New(`(?i)(?:kg|kilo(?:gram)?s?|grams?|\d ?g|tonn?e?s?|lbs?|ounces?|oz)$|(?:公斤|千克|毫克|克|吨|斤)$`)},
		{"speed", expression.New(`(?i)(?:km/h|mph|per hour|an hour|knots?)$`)},
		{"area", expression.New(`(?i)square|hectares?|acres?|\bsq|平|公顷|亩`)},
		{"heat", expression.New(`(?i)degrees?|°|℃|度$`)},
		{"volume", expression.New(`(?i)lit(?:re|er)s?$|\bm?l$|gallons?$|升$`)},
		{"length", expression.New(`(?i)(?:\bk?m|\dk?m|cm|mm|met(?:re|er)s?|miles?|feet|foot|\bft|inch(?:es)?|yards?)$|(?:公里|千米|米|里|厘米|毫米)$`)},
		{"age", expression.New(`(?i)years old|岁$`)},
	}
)

func numeral(t words.Token) bool {
	return t.Kind == words.Number || smallNumber[t.Norm] || t.Kind == words.Han && (strings.HasPrefix(t.Tag, "m") || hanNumber.MatchString(t.Norm))
}

// entityKind is the kind of an entity, of amounts with their dimension.
func entityKind(e entity.Entity) string {
	switch {
	case e.Kind == entity.Date && weekday.MatchString(e.Text) && !strings.ContainsAny(e.Text, "0123456789"):
		return "date.week"
	case e.Kind == entity.Date && year.MatchString(e.Text):
		return "date.year"
	case e.Kind != entity.Amount:
		return string(e.Kind)
	case percent.MatchString(e.Text):
		return "percent"
	case money.MatchString(e.Text):
		return "money"
	}
	for _, k := range units {
		if k.re.MatchString(e.Text) {
			return "measure." + k.name
		}
	}
	return "measure"
}

// kind says what the tokens from first up to end are.
func (u *unit) kind(text string, first, end int) string {
	if e := u.inside[first]; e >= 0 && u.inside[end-1] == e && u.entities[e].Start == u.tokens[first].Start && u.entities[e].End == u.tokens[end-1].End {
		return entityKind(u.entities[e])
	}
	core, other := -1, 0
	for i := first; i < end; i++ {
		switch e := u.inside[i]; {
		case e >= 0 && (core < 0 || core == e):
			core = e
		case e < 0:
			other++
		}
	}
	t := u.tokens[first]
	switch {
	case core >= 0 && other <= 2:
		return "with " + entityKind(u.entities[core])
	case numeral(t) && end == first+1:
		return "number"
	case numeral(t) && end <= first+3:
		return "count"
	case t.Kind == words.Han && end <= first+3 && surnamed.MatchString(text[t.Start:u.tokens[end-1].End]):
		return "name"
	case first == 0 && end >= len(u.tokens)-1:
		return "sentence"
	case (first == 0 || u.clause[first-1] != u.clause[first]) && (end == len(u.tokens) || u.clause[end-1] != u.clause[min(end, len(u.tokens)-1)] || parts(u, end)):
		if end-first <= 3 {
			return "short clause"
		}
		return "clause"
	}
	if t.Kind == words.Word && t.Text != t.Norm && first > 0 {
		return "capital"
	}
	return "phrase " + tag(t)
}

// tag is the part of speech of a token, or the word itself where that says more.
func tag(t words.Token) string {
	switch {
	case t.Kind == words.Mark:
		return t.Text
	case t.Kind == words.Number:
		return "number"
	case t.Kind == words.Han:
		if len(t.Norm) == 3 && (words.Stop(t.Norm) || strings.HasPrefix(t.Tag, "p") || strings.HasPrefix(t.Tag, "u") || strings.HasPrefix(t.Tag, "c")) {
			return t.Norm
		}
		if t.Tag == "" {
			return "x"
		}
		return t.Tag[:1]
	case words.Stop(t.Norm):
		return t.Norm
	case t.Text != t.Norm:
		return "N"
	}
	_, g := words.Rank(t.Norm)
	if g == '-' {
		_, g = words.Rank(words.Lemma(t.Norm))
	}
	return string(g)
}
