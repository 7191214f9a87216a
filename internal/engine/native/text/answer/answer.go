package answer

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Answer is words of a text, in byte offsets. Score is in [0, 1]; an answer of
// no text means that the text does not say.
type Answer struct {
	Text       string
	Start, End int
	Score      float64
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
	score    float64
	cover    float64 // the share of the question that is met here or just before
}

// considered is how many passages are searched for the answer.
const considered = 8

// enough is the share of a question that a passage must speak of.
const enough = 0.5

// Find answers question from text.
func Find(ctx context.Context, text, question string) (Answer, error) {
	q := ask(question)
	found, err := entity.Find(ctx, text)
	if err != nil {
		return Answer{}, err
	}
	passages, err := read(ctx, text, found)
	if err != nil {
		return Answer{}, err
	}
	if err := q.judge(ctx, passages); err != nil {
		return Answer{}, err
	}
	best := slices.Clone(passages)
	slices.SortStableFunc(best, func(a, b *passage) int { return cmp.Compare(b.score, a.score) })
	best = best[:min(len(best), considered)]
	a := q.pick(text, best)
	a.Text = strings.Join(strings.Fields(a.Text), " ")
	return a, ctx.Err()
}

// read cuts text into passages: sentences, in Chinese at semicolons too.
func read(ctx context.Context, text string, found []entity.Entity) ([]*passage, error) {
	var out []*passage
	e := 0
	for i, t := range words.Sentences(text) {
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
				p.entities = append(p.entities, found[e])
			}
			out = append(out, p)
			start = end
		}
	}
	return out, nil
}

// judge fills in how well each passage speaks of what is asked. What a passage
// leaves to the ones before it ("she", "the company") counts for a part.
func (q *question) judge(ctx context.Context, passages []*passage) error {
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
		if len(cache) > 50_000 {
			clear(cache)
		}
	}
	for i, p := range passages {
		var met, covered float64
		for k, x := range q.terms {
			m := p.match[k]
			met += x.weight * m
			for back := 1; back <= 3 && i >= back; back++ {
				m = max(m, passages[i-back].match[k]*(0.75-0.1*float64(back)))
			}
			if x.name || !x.verb {
				m = max(m, 0.5*passages[0].match[k])
			}
			covered += x.weight * m
		}
		if q.total > 0 {
			met /= q.total
			covered /= q.total
		}
		p.cover = covered
		p.score = 0.65*met + 0.35*covered + 0.15*max(0, vector.Cosine(q.vec, vector.Of(p.tokens)))
		if q.typed() && !q.offers(p) {
			p.score -= 0.25
		}
	}
	return nil
}

// in returns how well p meets x, and by which token.
func (x term) in(p *passage, cache map[string]vector.Vector) (best float64, at int) {
	at = -1
	for i, t := range p.tokens {
		if !t.IsWord() && t.Kind != words.Number {
			continue
		}
		m := 0.0
		switch {
		case p.stems[i] == x.stem:
			m = 1
		case x.name:
			if t.Kind == words.Han && (strings.Contains(t.Norm, x.norm) || len(t.Norm) > 3 && strings.Contains(x.norm, t.Norm)) {
				m = 0.9
			}
		case t.Kind == words.Han && len(t.Norm) > 3 && len(x.norm) > 3 && (strings.Contains(t.Norm, x.norm) || strings.Contains(x.norm, t.Norm)):
			m = 0.85
		case words.Function(t):
		default:
			v, ok := cache[t.Norm]
			if !ok {
				v = vector.Of(p.tokens[i : i+1])
				cache[t.Norm] = v
			}
			if c := vector.Cosine(x.vec, v); c > 0.5 {
				m = min(0.9, (c-0.3)/0.6)
			}
		}
		if m > best {
			best, at = m, i
		}
	}
	return best, at
}

func (q *question) typed() bool {
	return q.wants[0] != wantPhrase && q.wants[0] != wantYesNo && q.wants[0] != wantWhy
}

// offers reports whether p has something of the kind that q asks for.
func (q *question) offers(p *passage) bool {
	for _, w := range q.wants {
		if w == wantCount && len(numbers(p)) > 0 {
			return true
		}
		for _, e := range p.entities {
			if fits(w, e) {
				return true
			}
		}
		if w == wantPerson && len(roles(p)) > 0 {
			return true
		}
	}
	return false
}

// pick chooses the answer among the best passages.
func (q *question) pick(text string, best []*passage) Answer {
	if len(best) == 0 || len(q.terms) == 0 && len(best) > 1 {
		return Answer{}
	}
	var out Answer
	for _, p := range best {
		if p.cover < enough || q.misses(p) {
			continue
		}
		for _, c := range q.candidates(text, p) {
			c.Score = 0.6*p.score + 0.4*c.Score
			if c.Score > out.Score {
				out = c
			}
		}
	}
	out.Score = max(0, min(1, out.Score))
	return out
}

// misses reports whether a word that the question turns on is nowhere near p:
// a name, or the rarest noun or verb of it.
func (q *question) misses(p *passage) bool {
	heaviest := -1
	for k, x := range q.terms {
		if x.noun {
			continue
		}
		if heaviest < 0 || x.weight > q.terms[heaviest].weight {
			heaviest = k
		}
	}
	if heaviest < 0 {
		for k, x := range q.terms { // only "what is the rent"
			if p.match[k] >= 0.6 {
				return false
			}
			_ = x
		}
		return len(q.terms) > 0
	}
	unmet := 0.0
	for k, x := range q.terms {
		if p.match[k] < 0.5 && !x.verb {
			unmet += x.weight
		}
	}
	return p.match[heaviest] < 0.5 && unmet > 0.6*q.total
}
