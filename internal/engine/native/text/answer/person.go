package answer

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/standing"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// What a text says of somebody beside the name: the age, and what the person
// is or does.

var (
	asksAge = expression.New(`\bhow old\b|\bwhat age\b|\bage of\b|几岁|多大(?:年纪|岁数|年龄|了)|多少岁|年龄|岁数`)
	aged    = expression.New(`多大[？?]?$`)
)

// ages are how old somebody is said to be in p. An age belongs to the person
// whose name stands nearest.
func (q *question) ages(text string, p *passage) []Answer {
	var out []Answer
	for _, m := range standing.Ages(text[p.start:p.end]) {
		start, end := p.start+m[0], p.start+m[1]
		score := 0.3 + 0.5*q.near(p, start, end)
		if q.anothers(p, start, end) {
			score -= 0.6
		}
		out = append(out, Answer{text[start:end], start, end, score, "age"})
	}
	return out
}

// anothers reports whether a person whom the question does not name stands
// nearer to a stretch of p than one whom it names.
func (q *question) anothers(p *passage, start, end int) bool {
	own, other := 1<<30, 1<<30
	for _, e := range p.entities {
		if e.Kind != entity.Person {
			continue
		}
		d := max(e.Start-end, start-e.End, 0)
		if q.names(e.Text) {
			own = min(own, d)
		} else {
			other = min(other, d)
		}
	}
	for k, x := range q.terms {
		if x.name && p.match[k] >= 0.9 {
			at := p.tokens[p.where[k]]
			own = min(own, max(at.Start-end, start-at.End, 0))
		}
	}
	return other < own && own < 1<<30 || own == 1<<30 && other < 40
}

// names reports whether the question has a word of a name.
func (q *question) names(name string) bool {
	for _, t := range words.Tokens(name) {
		for _, x := range q.terms {
			if x.name && (x.stem == stem(t) || t.Kind == words.Han && (strings.Contains(t.Norm, x.norm) || strings.Contains(x.norm, t.Norm) && len(t.Norm) > 3)) {
				return true
			}
		}
	}
	return q.chinese && strings.Contains(q.text, name)
}

var (
	asksTrade = expression.New(`\b(?:profession|occupation|job|trade)\b|\bfor a living\b|\bwhat (?:does|do|did) \pL+(?: \pL+)? do\b|(?:做|干|从事)(?:的是)?什么(?:的|工作|职业)?|什么(?:人|职业|职务|身份|职位|工作)|何许人|(?:职业|职务|身份|职位)(?:是|为)`)
	whoIs     = expression.New(`^wh(?:o|at)(?: is|'s| was)\b`)
	former    = expression.New(`\b(?:formerly|former|used to|previously|before)\b|以前|原来|曾经|过去|之前|原先|曾`)
)

// ofPerson sees whether the question asks for an age, or for what somebody is.
func (q *question) ofPerson() {
	low := strings.ToLower(q.text)
	named := false
	for _, x := range q.terms {
		named = named || x.name
	}
	switch {
	case q.trade():
		q.wants = []want.Kind{want.Trade, want.Phrase}
		if named { // the text need not have the word profession
			q.terms = slices.DeleteFunc(q.terms, func(x term) bool { return !x.name })
			q.total = 0
			for _, x := range q.terms {
				q.total += x.weight
			}
		}
	case asksAge.MatchString(low), named && aged.MatchString(low):
		if q.wants = append([]want.Kind{want.Age}, q.wants...); q.chinese {
			q.wants = q.wants[:1]
		}
	}
}

// trade reports whether the question asks what somebody whom it names is.
func (q *question) trade() bool {
	low := strings.ToLower(q.text)
	named, other := 0, 0
	for _, x := range q.terms {
		if x.name {
			named++
		} else {
			other++
		}
	}
	switch {
	case asksTrade.MatchString(low):
		return named > 0 || q.chinese
	case q.chinese:
		return strings.HasSuffix(strings.TrimRight(q.text, "？?。 "), "是谁") && named > 0 && other == 0
	}
	return whoIs.MatchString(low) && named > 0 && other == 0
}

// standings are what p says that somebody whom the question names is: beside
// the name, or after "is".
func (q *question) standings(text string, p *passage) []Answer {
	var out []Answer
	was := former.MatchString(strings.ToLower(q.text))
	for _, at := range q.mentionsOf(text, p) {
		for _, m := range standing.Beside(text, [2]int{p.start, p.end}, at, p.tokens, q.chinese) {
			a := Answer{text[m.Start:m.End], m.Start, m.End, m.Worth, "beside"}
			if past := former.MatchString(strings.ToLower(text[max(p.start, m.Start-24):m.End])); past != was {
				a.Score -= 0.35
			}
			out = append(out, a)
		}
	}
	if m := standing.OnceWas.FindStringSubmatchIndex(text[p.start:p.end]); was && m != nil && (len(out) > 0 || q.cover(p)) {
		g := 2
		if m[g] < 0 {
			g = 4
		}
		out = append(out, Answer{text[p.start+m[g] : p.start+m[g+1]], p.start + m[g], p.start + m[g+1], 0.9, "once"})
	}
	if len(out) == 0 && q.chinese && q.cover(p) {
		for _, m := range standing.Is.FindAllStringSubmatchIndex(text[p.start:p.end], -1) {
			a := Answer{text[p.start+m[2] : p.start+m[3]], p.start + m[2], p.start + m[3], 0.6, "is"}
			if past := former.MatchString(text[p.start+m[0] : p.start+m[2]]); past != was {
				a.Score -= 0.35
			}
			out = append(out, a)
		}
	}
	return out
}

// cover reports whether the names of the question stand before p.
func (q *question) cover(p *passage) bool {
	for k, x := range q.terms {
		if x.name && p.before[k] > 0.4 {
			return true
		}
	}
	return false
}

// mentionsOf are the places of p, [start, end), that name whom q asks about.
func (q *question) mentionsOf(text string, p *passage) (out [][2]int) {
	if m := subject.FindStringSubmatch(q.text); m != nil {
		if i := strings.Index(text[p.start:p.end], m[1]); i >= 0 {
			return [][2]int{{p.start + i, p.start + i + len(m[1])}}
		}
	}
	for _, e := range p.entities {
		if (e.Kind == entity.Person || e.Kind == entity.Organisation) && q.names(e.Text) {
			out = append(out, [2]int{e.Start, e.End})
		}
	}
	if len(out) > 0 {
		return out
	}
	for k, x := range q.terms {
		if x.name && p.match[k] >= 0.9 {
			t := p.tokens[p.where[k]]
			if i := strings.Index(text[t.Start:t.End], x.norm); i >= 0 && t.Kind == words.Han {
				return [][2]int{{t.Start + i, t.Start + i + len(x.norm)}}
			}
			out = append(out, [2]int{t.Start, t.End})
		}
	}
	return out
}

// subject is whom a Chinese question about somebody names first: 小周以前是做什么的.
var subject = expression.New(`^([\p{Han}·]{2,10}?)(?:以前|原来|曾经|现在|过去|之前|原先|目前|曾)?(?:是(?:做|干|什么人|谁)|从事|担任|的(?:职业|职务|身份|职位))`)

// tied reports whether a stretch of p is joined to what the question asks the
// bearer of: "the treasurer, Ann Lee", "Ann Lee will be the next chair", 队长王磊.
func (q *question) tied(text string, p *passage, start, end int) bool {
	for k, x := range q.terms {
		if x.name || p.match[k] < 0.8 {
			continue
		}
		for i, t := range p.tokens {
			if p.stems[i] != x.stem && i != p.where[k] && !slices.Contains(x.also, p.stems[i]) {
				continue
			}
			switch {
			case t.Start >= end:
				if joinAfter.MatchString(text[end:t.Start]) {
					return true
				}
			case t.End <= start:
				if joinBefore.MatchString(text[t.End:start]) {
					return true
				}
			default:
				return true
			}
		}
	}
	return false
}

var (
	joinAfter  = expression.New(`^(?:,? ?\(?(?:\b(?:an?|the|our|new|its|his|her|their|who|is|was|will|be|are|were|becomes?|became|as|has been|by)\b ?){0,5}(?:[\pL'’-]+ ){0,2}|[^，。；、：]{0,12})$`)
	joinBefore = expression.New(`^(?:[,:]? ?\(?(?:\b(?:an?|the|our|is|was|will|be|are|were|becomes?|became|as|by|mr|mrs|ms|dr)\b\.? ?){0,4}(?:[\pL'’-]+ ){0,1}|[：:]?[^，。；、]{0,6})$`)
)

// owns says whose a thing is without an apostrophe.
var owns = expression.New(`(?i)\b(?:own(?:s|ed|er)?|belong(?:s|ed)?|of|by|named|called)\b`)
