// Package contrast finds what sets two texts apart that have nearly the same
// words: other numbers, dates, amounts or names, a “not” that one of them lacks.
package contrast

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Pair is what stands in one text where the other has something else.
type Pair struct{ One, Other string }

const (
	// alike is the share of words that two texts must have in common, in order,
	// for their differences to be told word by word.
	alike = 0.6
	// cells is how many pairs of words are compared at most; of longer texts the
	// beginnings that differ are.
	cells = 9_000_000
	// longest is how many words a pair has at most on a side.
	longest = 12
)

// unit is what is compared: a word, or a character of a Chinese one.
type unit struct {
	norm string
	word words.Token
}

// side is one of two texts.
type side struct {
	text  string
	units []unit
	names []entity.Entity
}

// Find returns what sets a and b apart, in the order of a. Texts that have
// fewer words in common are set apart by all they say: there are no pairs then.
func Find(ctx context.Context, a, b string) ([]Pair, error) {
	one, err := read(ctx, a)
	if err != nil {
		return nil, err
	}
	other, err := read(ctx, b)
	if err != nil {
		return nil, err
	}
	runs, common, seen := align(one.units, other.units)
	if seen == 0 || 2*float64(common)/float64(seen) < alike {
		return nil, ctx.Err()
	}
	var out []Pair
	for _, r := range runs {
		if !tells(one.units[r[0]:r[1]]) && !tells(other.units[r[2]:r[3]]) {
			continue
		}
		lacking := r[0] == r[1] || r[2] == r[3]
		p := Pair{one.words(r[0], r[1], lacking), other.words(r[2], r[3], lacking)}
		if p.One != p.Other && !slices.Contains(out, p) {
			out = append(out, p)
		}
	}
	return out, ctx.Err()
}

func read(ctx context.Context, s string) (*side, error) {
	s = strings.ToValidUTF8(s, "\uFFFD") // names are found in whole characters
	out := &side{text: s}
	for i, t := range words.Tokens(s) {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if t.Kind != words.Mark || strings.ContainsAny(t.Text, "$€£¥￥%％") {
			out.units = append(out.units, units(t)...)
		}
	}
	var err error
	out.names, err = entity.Find(ctx, s)
	return out, err
}

func units(t words.Token) (out []unit) {
	if t.Kind != words.Han {
		return []unit{{t.Norm, t}}
	}
	for _, r := range t.Norm {
		out = append(out, unit{string(r), t})
	}
	return out
}

// tells reports whether a run has something that changes what a text says:
// little words such as “the” do not.
func tells(run []unit) bool {
	return slices.ContainsFunc(run, func(u unit) bool {
		t := u.word
		return t.Kind == words.Number || strings.HasPrefix(t.Tag, "m") || denies(t) || t.IsWord() && !words.Function(t)
	})
}

// denies reports whether a token denies.
func denies(t words.Token) bool {
	switch t.Norm {
	case "not", "no", "never", "neither", "nor", "nobody", "nothing", "cannot", "without", "不", "未", "没", "没有", "无", "不得", "不能", "不可", "不会", "禁止", "并非":
		return true
	}
	return strings.HasSuffix(t.Norm, "n't") || strings.HasSuffix(t.Norm, "n’t")
}

// words are those of the text from unit i up to k, with the whole of the date,
// amount or name that they are part of, and with the word before them when one
// of the texts has none at all there.
func (s *side) words(i, k int, lacking bool) string {
	if lacking && i > 0 {
		i--
	} else if lacking && k < len(s.units) {
		k++
	}
	k = min(k, i+longest)
	if i >= k {
		return ""
	}
	start, end := s.units[i].word.Start, s.units[k-1].word.End
	for _, e := range s.names {
		if e.Start < end && e.End > start {
			start, end = min(start, e.Start), max(end, e.End)
		}
	}
	return strings.Join(strings.FieldsFunc(s.text[start:end], unicode.IsSpace), " ")
}

// align finds the runs of units, [i, k) of a and [m, n) of b, that the other
// does not have in their place. Common counts the units that both have, of
// seen ones of both together.
func align(a, b []unit) (runs [][4]int, common, seen int) {
	head := 0
	for head < min(len(a), len(b)) && a[head].norm == b[head].norm {
		head++
	}
	tail := 0
	for tail < min(len(a), len(b))-head && a[len(a)-1-tail].norm == b[len(b)-1-tail].norm {
		tail++
	}
	x, y := a[head:len(a)-tail], b[head:len(b)-tail]
	if len(x)*len(y) > cells {
		x, y = x[:min(len(x), 3000)], y[:min(len(y), 3000)]
	}
	runs, common = differ(x, y)
	for i := range runs {
		for k := range runs[i] {
			runs[i][k] += head
		}
	}
	return runs, common + head + tail, len(x) + len(y) + 2*(head+tail)
}

// differ aligns x and y by their longest common sequence.
func differ(x, y []unit) (runs [][4]int, common int) {
	width := len(y) + 1
	long := make([]uint16, (len(x)+1)*width)
	for i := len(x) - 1; i >= 0; i-- {
		for k := len(y) - 1; k >= 0; k-- {
			if x[i].norm == y[k].norm {
				long[i*width+k] = long[(i+1)*width+k+1] + 1
			} else {
				long[i*width+k] = max(long[(i+1)*width+k], long[i*width+k+1])
			}
		}
	}
	i, k := 0, 0
	for i < len(x) || k < len(y) {
		from := [2]int{i, k}
		for (i < len(x) || k < len(y)) && (i == len(x) || k == len(y) || x[i].norm != y[k].norm) {
			if k == len(y) || i < len(x) && long[(i+1)*width+k] >= long[i*width+k+1] {
				i++
			} else {
				k++
			}
		}
		if i > from[0] || k > from[1] {
			runs = append(runs, [4]int{from[0], i, from[1], k})
		}
		for i < len(x) && k < len(y) && x[i].norm == y[k].norm {
			i, k, common = i+1, k+1, common+1
		}
	}
	return runs, common
}
