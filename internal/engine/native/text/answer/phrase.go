package answer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/link"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// phrases answers "what" with what p says beside the words of the question:
// after its verb or a copula, or in a line "key: value".
func (q *question) phrases(text string, p *passage) []Answer {
	if asksWay.MatchString(q.text) {
		return nil // no noun is a way: a sentence that tells it is found by its form
	}
	last, verb, vague := -1, -1, false // vague: the noun that is asked for is met by one that is only like it
	for k, x := range q.terms {
		if p.match[k] < 0.5 {
			continue
		}
		at := q.together(p, k)
		last = max(last, at)
		vague = vague || x.head && p.match[k] < 0.85 && !q.chinese
		if x.verb && !x.head && !p.noun(at) {
			verb = at
		}
	}
	if verb < 0 && q.kindOf() >= 0 && q.verb(2) {
		verb = slices.Index(p.stems, stem(q.tokens[2])) // goes, which is no term
	}
	if last < 0 || q.chinese && p.heading(text) {
		return nil
	}
	var out []Answer
	add := func(from int, score float64) {
		if a, ok := q.stretch(text, p, from, score, p.listEnd); ok {
			out = append(out, a)
		}
	}
	if m := contents.FindStringSubmatchIndex(text[p.start:p.end]); m != nil && strings.Contains(q.text, "包括什么") {
		out = append(out, Answer{text[p.start+m[2] : p.start+m[3]], p.start + m[2], p.start + m[3], 0.9, "phrase"})
	}
	if m := byWhat.FindStringSubmatchIndex(text[p.start:p.end]); m != nil && q.chinese {
		out = append(out, Answer{text[p.start+m[2] : p.start+m[3]], p.start + m[2], p.start + m[3], 0.9, "phrase"})
	}
	for i := range p.tokens {
		switch {
		case vague:
		case link.Copula(p.tokens[i].Norm) && i >= last && i <= last+4:
			add(i+1, 0.7)
		case link.Copula(p.tokens[i].Norm) && i > 0 && i < last:
			add(i+1, 0.3)
		case p.tokens[i].Text == ":" && i > 0 && i+1 < len(p.tokens) && p.tokens[i-1].Kind == words.Number && p.tokens[i+1].Kind == words.Number: // 18:45
		case (p.tokens[i].Text == ":" || p.tokens[i].Text == "：") && i > 0 && i-last <= 3 && i >= last:
			add(i+1, 0.8)
		case p.tokens[i].Norm == "called" || p.tokens[i].Norm == "named" || p.tokens[i].Norm == "叫" || p.tokens[i].Norm == "名为":
			if a, ok := q.stretch(text, p, i+1, 0.65, p.clauseEnd); ok {
				out = append(out, a)
			}
		}
	}
	if verb >= 0 && !q.subject() {
		add(verb+1, 0.75)
	}
	if verb > 0 && q.subject() {
		out = append(out, q.before(text, p, verb)...)
	}
	if !vague && (verb >= 0 || !p.noun(last) || !q.verbal(p.stems[last])) {
		add(last+1, 0.3)
	}
	return out
}

// noun reports whether a token that may be a verb is a noun here: my order, the offer.
func (p *passage) noun(i int) bool {
	if i <= 0 || p.tokens[i].Kind != words.Word {
		return false
	}
	switch p.tokens[i-1].Norm {
	case "the", "a", "an", "my", "your", "our", "their", "his", "her", "its", "this", "that", "no", "of", "per":
		return true
	}
	return false
}

// verbal reports whether a stem is that of a verb of the question.
func (q *question) verbal(stem string) bool {
	return slices.ContainsFunc(q.terms, func(x term) bool { return x.verb && x.stem == stem })
}

// subject reports whether what is asked for does or bears the verb: "what is
// named after her", but not "what did she name".
func (q *question) subject() bool {
	if q.chinese || len(q.tokens) < 3 || q.tokens[0].Norm != "what" && q.tokens[0].Norm != "which" {
		return false
	}
	for _, t := range q.tokens {
		switch t.Norm {
		case "do", "does", "did":
			return false
		}
	}
	return q.verb(1) || q.kindOf() >= 0 && q.verb(2) || q.verb(2) && cues()["aux"][q.tokens[1].Norm]
}

// before is what stands before the verb at a token: its subject.
func (q *question) before(text string, p *passage, verb int) []Answer {
	if verb+2 < len(p.tokens) && p.tokens[verb+1].Norm == "by" { // what caused it: it was caused by the storm
		from := p.tokens[verb+2].Start
		said := anotherVerb.ReplaceAllString(text[from:p.cutAside(verb+2, p.clauseEnd(text, verb+2))], "")
		return []Answer{{said, from, from + len(said), 0.85, "cause"}}
	}
	start := p.clauseStart(verb - 1)
	end := verb
	for end > 0 && (cues()["aux"][p.tokens[end-1].Norm] || p.tokens[end-1].Norm == "not") {
		end--
	}
	if end == 0 || p.tokens[end-1].End <= start {
		return nil
	}
	stop := p.tokens[end-1].End
	if q.mentions(text[start:stop]) || !q.ofKind(text[start:stop]) {
		return nil
	}
	return []Answer{{text[start:stop], start, stop, 0.8, "subject"}}
}

// kindOf is the term for the kind of thing that does what is asked: drink, of “what drink goes with it”.
func (q *question) kindOf() int {
	if q.chinese || len(q.tokens) < 4 {
		return -1
	}
	return slices.IndexFunc(q.terms, func(x term) bool { return x.head && x.norm == q.tokens[1].Norm })
}

// ofKind reports whether a subject may be of the kind that is asked for.
func (q *question) ofKind(subject string) bool {
	k := q.kindOf()
	return k < 0 || slices.ContainsFunc(words.Tokens(subject), func(t words.Token) bool {
		return !words.Stop(t.Norm) && vector.Cosine(q.terms[k].vec, vector.Of([]words.Token{t})) > 0.4
	})
}

var anotherVerb = expression.New(`,? (?:and|but|or) (?:is|are|was|were|has|have|had|will|must|can|may)\b.*$`)

var asksWay = expression.New(`(?i)^how (?:do|can|should|could|must|would) (?:i|we|you|one) (?:\pL+ )?to\b`)

// byWhat is 以鱼虾为食: what one lives on, makes the centre, takes for.
var byWhat = expression.New(`以([^，。；、]+(?:、[^，。；、]+)*?)为(?:食|主|生|原料|中心|基础)`)

// contents is what something comprises.
var contents = expression.New(`(?:包括|包含|含有?)了?([^，。；：\n]+)`)

// together is the token that meets term k where p speaks most of the others too.
func (q *question) together(p *passage, k int) int {
	best, at := 1<<30, p.where[k]
	for i, s := range p.stems {
		if s != q.terms[k].stem {
			continue
		}
		cost := 0
		if q.terms[k].verb && p.noun(i) {
			cost = 20
		}
		for j, x := range q.terms {
			if j != k && p.match[j] >= 0.5 {
				n := p.nearest(x, j, i, i)
				cost += max(n-i, i-n)
			}
		}
		if cost < best {
			best, at = cost, i
		}
	}
	return at
}

// stretch is the text from a token on to the end of its clause, without the
// little words at its start, when the question does not say it already.
func (q *question) stretch(text string, p *passage, from int, score float64, ends func(string, int) int) (Answer, bool) {
	for from < len(p.tokens) && (link.Leads(p.tokens[from]) || q.says(p.tokens, from) || p.tokens[from].Kind == words.Mark && !link.Opens(p.tokens[from].Text)) {
		from++
	}
	if from >= len(p.tokens) {
		return Answer{}, false
	}
	start, end := p.tokens[from].Start, ends(text, from)
	end = p.cutAside(from, end)
	if end <= start || q.mentions(text[start:end]) || q.chinese && p.inside(start) {
		return Answer{}, false
	}
	if n := len(strings.Fields(text[start:end])); n > 25 {
		score -= 0.3
	}
	return Answer{text[start:end], start, end, score, "phrase"}, true
}

// cutAside ends a phrase before what only says when or where.
func (p *passage) cutAside(from, end int) int {
	for i := from + 1; i < len(p.tokens) && p.tokens[i].Start < end; i++ {
		switch p.tokens[i].Norm {
		case "while", "when", "because", "although", "until", "before", "after", "unless":
			return p.tokens[i-1].End
		case "at", "by", "during", "from", "in", "on":
			if i+1 < len(p.tokens) && p.inEntity(p.tokens[i+1].Start) && i > from {
				return p.tokens[i-1].End
			}
		}
	}
	return end
}

// says reports whether the question itself has token i, or the article before
// a noun that it has.
func (q *question) says(tokens []words.Token, i int) bool {
	t := tokens[i]
	if t.Norm == "the" && i+1 < len(tokens) {
		t = tokens[i+1]
	}
	for k, u := range q.tokens {
		if t.IsWord() && stem(u) == stem(t) && !q.empty(k) {
			return true
		}
	}
	return false
}

// listEnd is the end of the clause that holds token from, or of the list that
// it begins: "logging, farming and poaching".
func (p *passage) listEnd(text string, from int) int {
	first := p.clauseEnd(text, from)
	items := text[first:p.end]
	if m := listTail.FindStringIndex(items); m != nil && len(strings.Fields(text[p.tokens[from].Start:first])) <= 3 {
		return first + m[1]
	}
	return first
}

var listTail = expression.New(`^(?:, [\p{L}\d'-]+(?: [\p{L}\d'-]+){0,2})*,? (?:and|or) (?:the )?[\p{L}\d'-]+(?: [\p{L}\d'-]+)?`)

// keyed answers from lines like "From: Ann" and "甲方（买方）：某公司", when the
// question asks for their key.
func (q *question) keyed(text string, passages []*passage) Answer {
	for _, p := range passages {
		for _, m := range keyValue.FindAllStringSubmatchIndex(text[p.start:p.end], -1) {
			key := text[p.start+m[2] : p.start+m[3]]
			start, end := p.start+m[4], p.start+m[5]
			if !q.asksFor(key, text) || q.wants[0] == want.YesNo || q.wants[0] == want.Why || q.who() && (p.dated(start) || q.chinese && q.wants[0] != want.Place && strings.ContainsAny(text[start:end], "0123456789")) || !q.suits(p, start, end) {
				continue
			}
			value := strings.TrimRight(text[start:end], " 。.；;")
			return Answer{value, start, start + len(value), 0.95, "key"}
		}
	}
	return Answer{}
}

// suits reports whether the value of a line can be what is asked for: names behind
// “Signed:” do not say when.
func (q *question) suits(p *passage, start, end int) bool {
	if q.wants[0] == want.Money || q.wants[0] == want.Percent || q.wants[0] == want.Measure {
		return len(numbers(p)) > 0
	}
	if q.wants[0] != want.Date && q.wants[0] != want.Time && q.wants[0] != want.Duration {
		return true
	}
	return slices.ContainsFunc(p.entities, func(e entity.Entity) bool {
		return e.Start >= start && e.End <= end && (!q.chinese || e.Start < start+12) && (e.Kind == entity.Date || e.Kind == entity.Time || e.Kind == entity.Duration)
	})
}

// who reports whether somebody or a place is asked for, which no date is.
func (q *question) who() bool {
	return q.wants[0] == want.Person || q.wants[0] == want.Org || q.wants[0] == want.Place
}

var keyValue = expression.New(`(?:^|[，,；;\s])([\p{L}（）() ]{1,30}?)\s?[:：]\s*((?:[^，,；;\n]|,\d{3}\b){1,120})`)

// asksFor reports whether the question is about the key of a line and nothing else.
func (q *question) asksFor(key, text string) bool {
	parts := strings.FieldsFunc(strings.ToLower(key), func(r rune) bool { return strings.ContainsRune("（）()/、 ", r) })
	said := false
	for _, k := range parts {
		if q.chinese {
			said = said || strings.Contains(q.text, k) && utf8.RuneCountInString(k) > 1 || q.same(k)
			continue
		}
		said = said || q.has(k) && (!words.Stop(k) || k == "from" || k == "to")
	}
	if !said {
		return false
	}
	for _, x := range q.terms {
		if !strings.Contains(strings.ToLower(key), x.norm) && !slices.ContainsFunc(parts, x.group.Has) && !x.noun && !x.name && !x.generic && !(x.weight < 0.7 && !(q.chinese && x.verb) && strings.Contains(text, x.norm)) && !(strings.HasSuffix(strings.ToLower(key), " by") && titles(text, x.norm)) {
			return false
		}
	}
	return true
}

// titles reports whether the first line of a text has a word: “Reported by” speaks of that.
func titles(text, norm string) bool {
	first, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return len(first) < 200 && strings.Contains(strings.ToLower(first), norm)
}

// same reports whether the question has another word for key.
func (q *question) same(key string) bool {
	return slices.ContainsFunc(q.terms, func(x term) bool { return x.group.Has(key) && !x.verb })
}

// inside reports whether a place of p is in the middle of a name.
func (p *passage) inside(at int) bool {
	return slices.ContainsFunc(p.entities, func(e entity.Entity) bool {
		return (e.Kind == entity.Organisation || e.Kind == entity.Person) && e.Start < at && at < e.End
	})
}
