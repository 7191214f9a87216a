package reader

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
)

// Reading is what is made of a question to a text.
type Reading struct {
	Class   string     // the kind of thing that is asked for, or "other"
	Missing float64    // the share of the question that the text has nowhere
	Short   bool       // the text has few sentences
	Units   int        // how many sentences it has
	Terms   int        // how many words the question turns on
	None    Chance     // that the text does not say
	Verdict [3]float64 // how likely the answer is words, yes, or no
	s       sifted
	chances [4][]float64 // of the candidates and none
	order   []int        // the likeliest candidates
	said    [][]string   // the words of those
}

// Chance is how likely something is: by both, by what was learned of features, by the
// network, and by both where what is less likely has more of a voice.
type Chance [4]float64

// Span is words of a text that may answer, and the sentence that has them.
type Span struct {
	Text, Sentence string
	Holds          Holds
	Context        float64 // the share of the question that stands around it
	Unit           float64 // the share that its sentence has
	Near           float64 // how near in meaning its clause comes
	Kind           string  // what it is
	Fits           bool    // is of the kind that is asked for
	Unfit          bool    // no number where one is asked for
}

// Holds is how a reading holds some words: how likely it holds just those, and
// how much of the answer they have by what is likely.
type Holds struct{ Own, Shared Chance }

// soft are chances by their roots: votes by such find more of what is right, where
// none is likely by itself.
func soft(chances []float64) []float64 {
	out, sum := make([]float64, len(chances)), 0.0
	for i, c := range chances {
		out[i] = math.Sqrt(c)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// compared is how many of the likeliest candidates vote for each other.
const compared = 25

// Read reads a text for a question.
func Read(ctx context.Context, text, question string) (*Reading, error) {
	s, err := sift(ctx, text, question)
	if err != nil {
		return nil, err
	}
	r := &Reading{Class: s.q.class, s: s, Units: len(s.p.units), Terms: len(s.q.terms), Short: len(s.p.units) <= few, Missing: s.p.missing(s.q, met)}
	if len(s.all) == 0 {
		r.None = Chance{1, 1, 1, 1}
		return r, nil
	}
	said, verdict, err := s.ask(ctx, question)
	if err != nil {
		return nil, err
	}
	alone := model(s.q.chinese).scores(s)
	r.Verdict = verdict
	r.weighed(alone, said)
	return r, nil
}

// weighed keeps what the features and the network say.
func (r *Reading) weighed(alone, said []float64) {
	seen := make([]float64, len(said))
	for i, l := range said {
		seen[i] = math.Exp(l)
	}
	n := len(r.s.all)
	both := lean(alone, said)
	r.chances = [4][]float64{both, alone, seen, soft(both)}
	for k, c := range r.chances {
		r.None[k] = c[n]
	}
	r.order = make([]int, n)
	for i := range r.order {
		r.order[i] = i
	}
	slices.SortStableFunc(r.order, func(a, b int) int { return cmp.Compare(r.chances[0][b], r.chances[0][a]) })
	r.order = r.order[:min(compared, n)]
	for _, i := range r.order {
		r.said = append(r.said, pieces(r.s.says(&r.s.all[i])))
	}
}

// Holds is how likely some words are the answer.
func (r *Reading) Holds(text string) Holds { return r.holds(pieces(bare(text))) }

func (r *Reading) holds(words []string) (h Holds) {
	for k, i := range r.order {
		c := common(words, r.said[k])
		for by := range r.chances {
			h.Shared[by] += c * r.chances[by][i]
			if c > 0.99 {
				h.Own[by] = max(h.Own[by], r.chances[by][i])
			}
		}
	}
	return h
}

// Best are at most n answers: each has most in common with what is likely and is not
// in those before it.
func (r *Reading) Best(n int) (out []Span) {
	left := make([]float64, len(r.order)) // what of each has no answer yet
	for k, i := range r.order {
		left[k] = r.chances[3][i]
	}
	for range min(n, len(r.order)) {
		at, most := 0, -1.0
		for k := range r.order {
			sum := 0.0
			for l := range r.order {
				sum += left[l] * common(r.said[k], r.said[l])
			}
			if sum > most {
				at, most = k, sum
			}
		}
		out = append(out, r.span(r.order[at], r.holds(r.said[at])))
		for k := range r.order {
			left[k] *= 1 - common(r.said[k], r.said[at])
		}
	}
	return out
}

func (r *Reading) span(i int, h Holds) Span {
	c, s := &r.s.all[i], r.s
	want := offers[r.Class]
	return Span{
		Text: s.says(c), Sentence: strings.Join(strings.Fields(s.flat[c.u.start:c.u.end]), " "), Holds: h,
		Context: c.context, Unit: c.unit, Near: c.alignNear, Kind: c.kind,
		Fits: want != "" && (strings.HasPrefix(c.kind, want) || c.has(want)), Unfit: s.unfit(c),
	}
}

// Sentence is the sentence that has some words of the text, of several the one that
// speaks most of the question; empty where none has.
func (r *Reading) Sentence(text string) (sentence string) {
	most := -1.0
	for _, u := range r.s.p.units {
		if said := strings.Join(strings.Fields(r.s.flat[u.start:u.end]), " "); u.met > most && strings.Contains(said, text) {
			sentence, most = said, u.met
		}
	}
	return sentence
}
