package answer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/edge"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/form"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/moment"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/naming"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/party"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/section"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/spelling"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/standing"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/want"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Answer is words of a text, in byte offsets – those of the first, when a
// question has several parts. Score is in [0, 1]; an answer of no text means
// that the text does not say. Origin is the kind of rule that found it.
type Answer struct {
	Text       string
	Start, End int
	Score      float64
	Origin     string
}

// Part is a part of a question, and its answer.
type Part struct {
	Question string
	Answer   Answer
}

// passage is a sentence as a question sees it.
type passage struct {
	at       int // its place in the text
	start    int
	end      int
	tokens   []words.Token // offsets are of the whole text
	stems    []string
	entities []entity.Entity
	match    []float64 // how well each term of the question is met here, in [0, 1]
	where    []int     // the token that meets it best, or -1
	before   []float64 // how well the passages before meet it, for less
	score    float64
	typed    bool    // has something of the kind that is asked for
	cover    float64 // the share of the question that is met here or just before
}

// considered is how many passages are searched for the answer.
const considered = 8

// sure is the least score of an answer that is given.
const sure = 0.4

// enough is the share of a question that a passage must speak of.
const enough = 0.5

// Find answers question from text: what all its parts that the text answers
// have for an answer, with semicolons between.
func Find(ctx context.Context, text, question string) (Answer, error) {
	parts, err := Each(ctx, text, question)
	if err != nil || len(parts) == 1 {
		return parts[0].Answer, err
	}
	var out Answer
	var said []string
	for _, p := range parts {
		switch {
		case p.Answer.Text == "":
			continue
		case len(said) == 0:
			out = p.Answer
		}
		said = append(said, strings.TrimRight(p.Answer.Text, "。；;"))
		out.Score = min(out.Score, p.Answer.Score)
	}
	between := "; "
	if words.Chinese(question) {
		between = "；"
	}
	out.Text = strings.Join(said, between)
	return out, nil
}

// Each answers the parts of a question each for itself; it is one part when the
// text answers none of them alone.
func Each(ctx context.Context, text, question string) ([]Part, error) {
	var out []Part
	said := false
	question = spelling.Right(text, inquiry.Plain(question))
	for _, part := range inquiry.Parts(question) {
		a, err := one(ctx, text, part)
		if err != nil {
			return []Part{{Question: question}}, err
		}
		said = said || a.Text != ""
		out = append(out, Part{part, a})
	}
	if len(out) == 1 || said {
		return out, nil
	}
	a, err := one(ctx, text, question)
	return []Part{{question, a}}, err
}

// one answers a question of one part.
func one(ctx context.Context, text, question string) (Answer, error) {
	if said, by, err := form.Answer(ctx, text, question); said != "" || err != nil {
		return Answer{Text: said, Score: 0.95, Origin: by}, err
	}
	p := section.Narrow(text, question)
	for _, ask := range p.Asks {
		if a, err := search(ctx, p.Text, ask); a.Text != "" || err != nil {
			a.Start, a.End = a.Start+p.Start, a.End+p.Start
			return a, err
		}
	}
	if p.Only {
		return Answer{}, nil
	}
	return search(ctx, text, question)
}

// search answers from the sentences of a text.
func search(ctx context.Context, text, question string) (Answer, error) {
	flat, sentences := words.Flat(text)
	simple := words.Simplify(flat)
	a, err := find(ctx, words.Simplify(text), simple, sentences, words.Simplify(question))
	if last := inquiry.Last(question); err == nil && a.Text == "" && last != "" {
		return one(ctx, text, last)
	}
	if err != nil || a.Text == "" {
		return Answer{}, err
	}
	a.Text = strings.Replace(a.Text, simple[a.Start:a.End], text[a.Start:a.End], 1)
	if strings.Count(a.Text, ")") > strings.Count(a.Text, "(") {
		a.Text = strings.TrimSuffix(a.Text, ")")
	}
	a.Text = inquiry.Fitting(strings.Join(strings.Fields(a.Text), " "), question)
	return a, nil
}

// find answers from a text that is flat; lines is the same with its line breaks.
func find(ctx context.Context, lines, text string, sentences []words.Sentence, question string) (Answer, error) {
	q := ask(question)
	found, err := entity.Find(ctx, lines)
	if err != nil {
		return Answer{}, err
	}
	passages, err := read(ctx, text, sentences, found)
	if err != nil {
		return Answer{}, err
	}
	if what, all := inquiry.Mentioned(question); what != "" {
		if a, err := mention(ctx, text, what, all, passages); a.Text != "" || err != nil || !all {
			return a, err
		}
	}
	names := definitions(text, passages)
	for _, a := range []Answer{q.parties(text, passages, names), q.meant(text, names), q.billed(lines), q.payday(text, found)} {
		if a.Text != "" {
			return a, nil
		}
	}
	if is := inquiry.Supposed(question); is != "" {
		c := ask(is)
		c.define(text, names)
		if err := c.judge(ctx, text, passages); err != nil {
			return Answer{}, err
		}
		if a := c.consequence(text, passages); a.Text != "" {
			return a, nil
		}
	}
	q.define(text, names)
	q.known = naming.Known(found)
	q.joinNames(found)
	if err := q.judge(ctx, text, passages); err != nil {
		return Answer{}, err
	}
	for _, a := range []Answer{q.opposed(text, passages), q.goal(text, passages)} {
		if a.Text != "" {
			return a, nil
		}
	}
	best := slices.Clone(passages)
	slices.SortStableFunc(best, func(a, b *passage) int { return cmp.Compare(b.score, a.score) })
	if len(q.terms) > 0 {
		best = best[:min(len(best), considered)]
	}
	if a := q.pick(text, best); a.Text != "" {
		return a, ctx.Err()
	}
	return q.titled(text, passages), ctx.Err()
}

// read cuts text into passages: sentences, in Chinese at semicolons too.
func read(ctx context.Context, text string, sentences []words.Sentence, found []entity.Entity) ([]*passage, error) {
	var out []*passage
	e := 0
	for i, t := range sentences {
		if i%128 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for start := t.Start; start < t.End; {
			end := t.End
			if k := strings.Index(text[start:t.End], "；"); k >= 0 {
				end = start + k + len("；")
			}
			p := &passage{at: len(out), start: start, end: end, tokens: words.Tokens(text[start:end])}
			for k := range p.tokens {
				p.tokens[k].Start += start
				p.tokens[k].End += start
				p.stems = append(p.stems, stem(p.tokens[k]))
			}
			for e < len(found) && found[e].Start < start {
				e++
			}
			for ; e < len(found) && found[e].Start < end; e++ {
				if found[e].End <= end {
					p.entities = append(p.entities, found[e])
					p.closed(found[e])
				}
			}
			out = append(out, p)
			start = end
		}
	}
	return out, nil
}

// closed takes the words of an address from those of p: trips@school.example speaks of no trip.
func (p *passage) closed(e entity.Entity) {
	for k, t := range p.tokens {
		if (e.Kind == entity.Email || e.Kind == entity.URL) && t.Start >= e.Start && t.End <= e.End {
			p.stems[k] = ""
		}
	}
}

// judge fills in how well each passage speaks of what is asked. What a passage
// leaves to the ones before it ("she", "the company") counts for a part.
func (q *question) judge(ctx context.Context, text string, passages []*passage) error {
	cache := map[string]vector.Vector{}
	for i, p := range passages {
		if i%64 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		p.match = make([]float64, len(q.terms))
		p.where = make([]int, len(q.terms))
		for k, x := range q.terms {
			p.match[k], p.where[k] = x.in(p, cache)
		}
		q.meetEdge(text, p)
		if len(cache) > 50_000 {
			clear(cache)
		}
	}
	q.discount(passages)
	person := -1 // the last passage that names one
	for i, p := range passages {
		if slices.ContainsFunc(p.entities, func(e entity.Entity) bool { return e.Kind == entity.Person }) {
			person = i
		}
		var met, covered float64
		p.before = make([]float64, len(q.terms))
		for k, x := range q.terms {
			met += x.weight * p.match[k]
			for back := 1; back <= 3 && i >= back; back++ {
				p.before[k] = max(p.before[k], passages[i-back].match[k]*(0.75-0.1*float64(back)))
			}
			if x.name && q.chinese && person >= 0 && strings.ContainsAny(text[p.start:p.end], "他她") {
				p.before[k] = max(p.before[k], 0.6*passages[person].match[k])
			}
			if x.name || !x.verb {
				p.before[k] = max(p.before[k], 0.5*passages[0].match[k])
			}
			covered += x.weight * max(p.match[k], p.before[k])
		}
		if q.total > 0 {
			met /= q.total
			covered /= q.total
		}
		p.cover = covered
		p.score = 0.65*met + 0.35*covered + 0.15*max(0, vector.Cosine(q.vec, vector.Of(p.tokens)))
		if p.typed = q.offers(text, p); q.typed() && !p.typed {
			p.score -= 0.25
		}
	}
	return nil
}

// discount takes weight from the words that much of the text has: they say what
// it is about, not where the answer stands.
func (q *question) discount(passages []*passage) {
	if len(passages) < 4 {
		return
	}
	q.total = 0
	for k := range q.terms {
		n := 0
		for _, p := range passages {
			if p.match[k] >= 0.85 {
				n++
			}
		}
		share := float64(n) / float64(len(passages))
		if !q.terms[k].noun {
			q.terms[k].weight *= 1 - 0.8*min(1, share*1.5)
		}
		q.total += q.terms[k].weight
	}
}

func (q *question) typed() bool {
	return q.wants[0] != want.Phrase && q.wants[0] != want.YesNo && q.wants[0] != want.Why && q.wants[0] != want.Often && q.wants[0] != want.Trade
}

// offers reports whether p has something of the kind that q asks for.
func (q *question) offers(text string, p *passage) bool {
	return slices.ContainsFunc(q.wants, func(w want.Kind) bool {
		return w == want.Count && len(numbers(p)) > 0 || slices.ContainsFunc(p.entities, func(e entity.Entity) bool { return w.Fits(e) }) ||
			w == want.Date && q.whenever(w) && moment.Usual(text[p.start:p.end]) || w == want.Person && len(party.Roles(p.tokens)) > 0 || w == want.Age && len(standing.Ages(text[p.start:p.end])) > 0
	})
}

// pick chooses the answer among the best passages.
func (q *question) pick(text string, best []*passage) Answer {
	if len(best) == 0 || len(q.terms) == 0 && len(best) > 1 && !q.addressed() && q.edge() == edge.Neither {
		return Answer{}
	}
	out := q.keyed(text, best)
	for _, p := range best {
		if len(q.terms) == 1 && !q.terms[0].verb && p.match[0] < 0.85 && q.wants[0] == want.Money {
			continue // 加班费 is not 工资
		}
		if len(q.terms) > 0 && (p.cover < min(enough, q.needed(p)+0.1) || q.misses(p)) || q.ofAnother(text, p, best) {
			continue
		}
		for _, c := range q.candidates(text, p) {
			if len(q.terms) == 0 && q.edge() != edge.Neither && c.Score < 0.7 {
				continue // 合同什么时候到期: a day that is said to be an end
			}
			c.Score = 0.6*p.score + 0.4*c.Score - q.idle(p, best)
			if len(q.terms) == 0 {
				c.Score += 0.5 // "what is the phone number": any will do
			}
			if c.Score > out.Score {
				out = c
			}
		}
	}
	if out.Score < sure {
		return Answer{}
	}
	out.Score = min(1, out.Score)
	return out
}

// idle is what it costs that p lacks the verb of an English question, when another passage
// that offers an answer has it.
func (q *question) idle(p *passage, others []*passage) float64 {
	for k, x := range q.terms {
		if x.verb && !q.chinese && q.typed() && p.match[k] < 0.5 && slices.ContainsFunc(others, func(o *passage) bool {
			return o.match[k] >= 0.9 && o.cover >= enough && o.typed && !q.misses(o)
		}) {
			return 0.15
		}
	}
	return 0
}

// ofAnother reports whether p says of another party what a passage that speaks of the
// same says of the one that is asked about.
func (q *question) ofAnother(text string, p *passage, others []*passage) bool {
	is, not := party.Asked(q.tokens)
	return party.Other(party.Of(p.tokens), is, not) && slices.ContainsFunc(others, func(o *passage) bool {
		a := party.Of(o.tokens)
		return a != "" && !party.Other(a, is, not) && o.cover >= p.cover-0.15 && len(q.candidates(text, o)) > 0
	})
}

// misses reports whether what the question turns on is nowhere near p: its
// names, most of its nouns, or for "what does it do" the verb.
func (q *question) misses(p *passage) bool {
	var met, all, nouns float64
	said := false // the noun or verb that the answer hangs on
	verbs, heads := 0, 0
	for k, x := range q.terms {
		ok := p.match[k] >= 0.5
		if q.chinese && x.name && x.vec == nil && max(p.match[k], p.before[k]) == 0 {
			return true // another, or nobody
		}
		switch {
		case x.verb:
			verbs++
			said = said || ok
		case x.noun:
			nouns++
			said = said || p.match[k] >= 0.8
		case x.head:
			heads++
			said = said || ok
		}
		if x.generic || x.verb && q.hasNoun() {
			continue
		}
		all += x.weight
		met += x.weight * max(p.match[k], p.before[k])
	}
	if need := q.needed(p); all > 0 && met < need*all {
		return true
	}
	if q.unpaid(p) {
		return true
	}
	if q.identifies() {
		for k, x := range q.terms {
			if !x.name && !x.generic && !x.noun && max(p.match[k], p.before[k]) < 0.5 {
				return true
			}
		}
	}
	if heads > 0 && !said {
		return true
	}
	loose := verbs > 0 && (q.wants[0] == want.Phrase || q.wants[0] == want.Measure || q.wants[0] == want.Count && len(q.terms) > 1)
	return loose && !said || nouns > 0 && len(q.terms) == int(nouns) && !said
}

// needed is the share of the nouns that p must have: less when it has what is
// counted.
func (q *question) needed(p *passage) float64 {
	if q.wants[0] == want.Count && q.counted != "" {
		for k, x := range q.terms {
			if x.norm == q.counted && p.match[k] >= 0.9 {
				return 0.3
			}
		}
	}
	return 0.5
}

// hasNoun reports whether the question has more than verbs to go by.
func (q *question) hasNoun() bool {
	for _, x := range q.terms {
		if !x.verb && !x.noun && !x.generic {
			return true
		}
	}
	return false
}
