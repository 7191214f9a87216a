package answer

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksDeed   = expression.New(`(?i)^what (must|should|shall|will|does|do|has|have|is|are) (.+?) ((?:(?:have|has|need|needs|supposed|going|expected|asked|required) to )?)do(?:\s+(.+?))?[?.! ]*$`)
	asksDeedZh = expression.New(`^(.+?)(需要|要|应该|应|必须|得|将|会|前|之前)(?:做|干|完成)(?:些|的是)?什么(?:事|工作)?[？?。 ]*$`)
	// duty is what stands between who is to do something and what it is.
	duty   = expression.New(`^[^.;:!?]{0,40}?\b(?:must|should|shall|will|has to|have to|needs? to|is to|are to|(?:is|are) going to|(?:has |have )?(?:agreed|promised|offered) to|(?:was|were|is|are) asked to)\s+(?:also |then |now )?`)
	dutyZh = expression.New(`^(?:之?前|需要|要|应该|应|必须|得|将|会|负责|，)*`)
	clause = expression.New(`[，。；！？\n]+`)
)

// deed answers what somebody is to do: what stands after “must” or “will”,
// without what the question says itself.
func (q *question) deed(text string, passages []*passage) Answer {
	if q.chinese {
		return q.deedZh(text)
	}
	m := asksDeed.FindStringSubmatch(q.text)
	if m == nil || m[3] == "" && !slices.Contains([]string{"must", "should", "shall", "will"}, strings.ToLower(m[1])) {
		return Answer{}
	}
	who, when := expression.New(`(?i)\b`+quote(m[2])+`\b`), strings.ToLower(m[4])
	for _, p := range passages {
		for _, at := range who.FindAllStringIndex(text[p.start:p.end], -1) {
			start := p.start + at[1]
			led := duty.FindStringIndex(text[start:p.end])
			if led == nil || !says(text[p.start:p.end], when) {
				continue
			}
			start += led[1]
			end := p.clauseEnd(text, p.tokenAt(start))
			if cut := strings.LastIndex(strings.ToLower(text[start:end]), when); when != "" && cut > 0 && start+cut+len(when) >= end-1 {
				end = start + cut
			}
			end = start + len(strings.TrimRight(text[start:end], " ,;."))
			if end > start {
				return Answer{text[start:end], start, end, 0.9}
			}
		}
	}
	return Answer{}
}

// quote makes the spaces of a phrase meet line breaks too.
func quote(s string) string {
	var parts []string
	for _, f := range strings.Fields(s) {
		parts = append(parts, quoted.ReplaceAllString(f, `\$0`))
	}
	return strings.Join(parts, `\s+`)
}

var quoted = expression.New(`[^\pL\d\s]`)

// says reports whether s has all words of a phrase that are no little ones.
func says(s, phrase string) bool {
	have := map[string]bool{}
	for _, t := range words.Tokens(s) {
		have[stem(t)] = true
	}
	return !slices.ContainsFunc(words.Tokens(phrase), func(t words.Token) bool {
		return !words.Function(t) && !have[stem(t)]
	})
}

// deedZh is deed of a Chinese question: 王芳周五前要做什么.
func (q *question) deedZh(text string) Answer {
	m := asksDeedZh.FindStringSubmatch(q.text)
	if m == nil {
		return Answer{}
	}
	at := 0
	for _, cut := range append(clause.FindAllStringIndex(text, -1), []int{len(text), len(text)}) {
		start := at
		at = cut[1]
		after := -1
		for _, t := range words.Tokens(strings.Trim(m[1], "在前")) {
			k := strings.Index(text[start:cut[0]], t.Text)
			if k < 0 {
				after = -1
				break
			}
			after = max(after, start+k+len(t.Text))
		}
		if after < 0 {
			continue
		}
		after += dutyZh.FindStringIndex(text[after:cut[0]])[1]
		if after < cut[0] {
			return Answer{text[after:cut[0]], after, cut[0], 0.9}
		}
	}
	return Answer{}
}

var caseSaid = expression.New(`(?i)\b(?:if|when|where|in case(?: of| that)?|should|once|whenever|unless)\s`)

// consequence answers what happens in the case that q is: what the sentence
// says beside the clause that has it.
func (q *question) consequence(text string, passages []*passage) Answer {
	best := Answer{Score: 0.7}
	for _, p := range passages {
		body := text[p.start:p.end]
		from := []int{0, 0}
		if !q.chinese {
			if from = caseSaid.FindStringIndex(body); from == nil {
				continue
			}
		}
		comma := strings.IndexAny(body[from[1]:], ",，")
		start, end := p.start, p.start+from[0] // the case comes last
		last := p.end
		if comma >= 0 && from[0] == 0 {
			last = p.start + from[1] + comma
			start, end = last+len(","), p.end
			if q.chinese {
				start = last + len("，")
			}
		}
		start += len(text[start:end]) - len(strings.TrimLeft(text[start:end], " \n"))
		end = start + len(strings.TrimRight(text[start:end], " \n.。;；,"))
		if share := q.within(p, p.start+from[0], last); share > best.Score && end > start {
			best = Answer{text[start:end], start, end, share}
		}
	}
	if best.Text != "" {
		best.Score = 0.9
	}
	return best
}

// within is the share of the question's terms that p has from one byte to another.
func (q *question) within(p *passage, from, to int) float64 {
	var met, all float64
	for k, x := range q.terms {
		all += x.weight
		first, last := p.tokenAt(from), p.tokenAt(max(from, to-1))
		if at := p.nearest(x, k, first, last); at >= first && at <= last {
			met += x.weight * p.match[k]
		}
	}
	if all == 0 {
		return 0
	}
	return met / all
}

// known are the words of the names of persons in a text: “Anna” at the head of
// a sentence is one where the text has an Anna Keller.
func known(found []entity.Entity) map[string]bool {
	out := map[string]bool{}
	for _, e := range found {
		if e.Kind != entity.Person {
			continue
		}
		for _, t := range words.Tokens(e.Text) {
			out[t.Norm] = true
		}
	}
	return out
}
