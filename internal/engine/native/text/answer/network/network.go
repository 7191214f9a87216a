// Package network is a small recurrent network that reads a text with a question
// and says how likely each word begins and ends the answer. It was trained on the
// questions in ../testdata; make/README.md says how.
//
// It is of the kind of DrQA (Chen et al., 2017) and BiDAF (Seo et al., 2017): the
// words of the text look at those of the question by their vectors, two layers of
// gated recurrent units carry what is found along, and a pointer with the
// question's own vector scores each word as the beginning and the end.
package network

import (
	"context"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/thesaurus"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Reading is what the network makes of a question over the tokens of a text.
type Reading struct {
	Start, End []float64  // the logarithm of how likely a token begins or ends the answer
	None       float64    // the logarithm of how likely the text does not say
	Verdict    [3]float64 // how likely the answer is words, yes, or no
}

// Text is a text as the network sees it, in simplified characters.
type Text struct {
	Tokens []words.Token
	rows   []token
}

// token is what is known of a word by itself.
type token struct {
	words.Token
	stem, tag string
	rarity    float32
	content   bool
	senses    []uint16
	vector    []float32 // of length 1 or 0
	own       []float32
	features  []float32
}

// Look prepares a text: found are its entities, in order.
func Look(ctx context.Context, s string, found []entity.Entity) (*Text, error) {
	l, err := tokens(ctx, s, found)
	if err != nil {
		return nil, err
	}
	t := &Text{rows: l}
	for _, k := range l {
		t.Tokens = append(t.Tokens, k.Token)
	}
	return t, nil
}

func tokens(ctx context.Context, s string, found []entity.Entity) ([]token, error) {
	m := whole()
	_, sentences := words.Flat(s)
	var out []token
	end, e, at := 0, 0, 0
	vectors := map[string][]float32{}
	for i, w := range words.Tokens(s) {
		if i%128 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		t := token{Token: w, stem: w.Norm, tag: w.Tag, rarity: float32(words.Rarity(w)), content: w.Kind != words.Mark}
		if w.Kind == words.Word {
			t.stem = words.Stem(w.Norm)
			_, tag := words.Rank(w.Norm)
			t.tag = "en" + string(tag)
			if words.Stop(w.Norm) {
				t.tag, t.content = "stop", false
			}
		} else if len(t.tag) > 2 {
			t.tag = t.tag[:2]
		}
		t.senses = thesaurus.Senses(t.stem)
		if _, ok := vectors[w.Norm]; !ok {
			vectors[w.Norm] = vector.Of(words.Tokens(w.Norm))
		}
		t.vector = vectors[w.Norm]
		t.own = m.own.row(m.words[w.Norm])
		for e < len(found) && found[e].End <= w.Start {
			e++
		}
		for at < len(sentences) && sentences[at].Start < w.Start {
			at++
		}
		f := make([]float32, 4+len(m.Tags)+1+len(m.Entities)+8)
		f[w.Kind] = 1
		k := 4
		if tag, ok := m.tags[t.tag]; ok {
			f[k+tag] = 1
		} else {
			f[k+len(m.Tags)] = 1
		}
		k += len(m.Tags) + 1
		kind := 0
		if e < len(found) && w.Start >= found[e].Start && w.End <= found[e].End {
			kind = m.entities[string(found[e].Kind)]
			if w.Start == found[e].Start {
				f[k+len(m.Entities)] = 1
			}
		}
		f[k+kind] = 1
		k += len(m.Entities) + 1
		first, _ := utf8.DecodeRuneInString(w.Text)
		for j, is := range []bool{
			strings.Contains(s[end:w.Start], "\n"), at < len(sentences) && sentences[at].Start == w.Start, unicode.IsUpper(first), false,
			w.Norm == ":" || w.Norm == "：", slices.Contains([]string{".", "。", "!", "?", "！", "？", ";", "；"}, w.Norm), w.Norm == "," || w.Norm == "，" || w.Norm == "、",
		} {
			if is {
				f[k+j] = 1
			}
		}
		f[k+3] = t.rarity
		t.features = f
		end = w.End
		out = append(out, t)
	}
	return out, nil
}

// base is what both layers begin with.
func (m *model) base(t token) []float32 {
	return slices.Concat(m.shared.relu(t.vector), t.own, t.features)
}

// Ask reads a question, in simplified characters, over the text.
func (t *Text) Ask(ctx context.Context, question string) (Reading, error) {
	m := whole()
	asked, err := entity.Find(ctx, question)
	if err != nil {
		return Reading{}, err
	}
	q, err := tokens(ctx, question, asked)
	if err != nil || len(q) == 0 || len(t.rows) == 0 {
		return Reading{}, err
	}
	qx, values, keys := matrix{}, matrix{}, matrix{}
	for _, k := range q {
		b := m.base(k)
		qx = add(qx, b)
		values = add(values, b[:m.shared.weight.rows+m.own.cols])
		keys = add(keys, m.align.relu(slices.Concat(k.vector, k.own)))
	}
	tx := matrix{}
	for _, k := range t.rows {
		key := m.align.relu(slices.Concat(k.vector, k.own))
		scores := make([]float32, keys.rows)
		for i := range scores {
			scores[i] = dot(key, keys.row(i)) / 8
		}
		tx = add(tx, slices.Concat(m.base(k), meets(k, q), mix(values, softmax(scores))))
	}
	if ctx.Err() != nil {
		return Reading{}, ctx.Err()
	}
	hq, ht := m.question.of(qx), m.text.of(tx)
	scale := float32(math.Sqrt(float64(hq.cols)))
	u := matrix{}
	for i := range ht.rows {
		h := ht.row(i)
		scores := make([]float32, hq.rows)
		for k := range scores {
			scores[k] = dot(h, hq.row(k)) / scale
		}
		c := mix(hq, softmax(scores))
		both := make([]float32, len(h))
		for k := range both {
			both[k] = h[k] * c[k]
		}
		u = add(u, m.fuse.relu(slices.Concat(h, c, both)))
	}
	if ctx.Err() != nil {
		return Reading{}, ctx.Err()
	}
	return m.point(hq, m.again.of(u), scale), ctx.Err()
}

// point scores each token as the beginning and the end of the answer.
func (m *model) point(hq, h matrix, scale float32) Reading {
	weights := make([]float32, hq.rows)
	for i := range weights {
		weights[i] = m.weigh.of(hq.row(i))[0]
	}
	q := mix(hq, softmax(weights))
	s, e := m.start.of(q), m.end.of(q)
	start, end := make([]float32, h.rows), make([]float32, h.rows)
	most := slices.Clone(h.row(0))
	for i := range h.rows {
		r := h.row(i)
		start[i] = dot(r, s)/scale*2 + m.starts.of(r)[0]
		end[i] = dot(r, e)/scale*2 + m.ends.of(r)[0]
		for k, v := range r {
			most[k] = max(most[k], v)
		}
	}
	none := m.none.of(slices.Concat(q, most))[0]
	ls, le := logs(append(start, none)), logs(append(end, none))
	first, last := mix(h, softmax(start)), mix(h, softmax(end))
	met := make([]float32, len(q))
	for k := range met {
		met[k] = q[k] * first[k]
	}
	verdict := softmax(m.verdict.of(m.said.relu(slices.Concat(q, first, last, met))))
	return Reading{
		Start: ls[:h.rows], End: le[:h.rows], None: ls[h.rows] + le[h.rows],
		Verdict: [3]float64{float64(verdict[0]), float64(verdict[1]), float64(verdict[2])},
	}
}

func add(m matrix, row []float32) matrix {
	return matrix{m.rows + 1, len(row), append(m.at, row...)}
}

// meets says how a word of the text meets those of the question: the same word,
// its stem, its sense, its characters, its vector, and the same word by its rarity.
func meets(t token, q []token) []float32 {
	out := make([]float32, 6)
	is := func(k int, met bool) {
		if met {
			out[k] = 1
		}
	}
	var nearest float32
	for i, x := range q {
		var c float32
		if x.content && x.rarity > 0 {
			c = dot(t.vector, x.vector)
		}
		if i == 0 || c > nearest {
			nearest = c
		}
		if !x.content {
			continue
		}
		if t.content {
			is(0, t.Norm == x.Norm)
			is(1, t.stem == x.stem)
			is(2, thesaurus.Meet(t.senses, x.senses))
		}
		is(3, t.Kind == words.Han && x.Kind == words.Han && strings.ContainsAny(t.Norm, x.Norm))
	}
	out[4], out[5] = nearest, out[0]*t.rarity
	return out
}
