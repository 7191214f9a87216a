package reader

import (
	"flag"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

var update = flag.Bool("update", false, "learn the weights again and write them")

// example is a question with the features of its candidates, and which are right.
type example struct {
	item
	s    sifted
	rows [][]weighed
	good []float64 // of each candidate and of none
	f1   []float64
	lift []float64 // what each candidate has for those that it stands for
}

type weighed struct {
	at    int32
	value float32
}

type index struct {
	sync.Mutex
	names map[string]int32
	list  []string
	count []int
}

func (x *index) of(name string) int32 {
	k, ok := x.names[name]
	if !ok {
		k = int32(len(x.list))
		x.names[name] = k
		x.list = append(x.list, name)
		x.count = append(x.count, 0)
	}
	return k
}

func examples(t *testing.T, x *index, l []item) []example {
	t.Helper()
	out := make([]example, 0, len(l))
	for _, it := range l {
		s, err := sift(t.Context(), it.text, it.question)
		if err != nil {
			t.Fatal(err)
		}
		e := example{item: it, s: s, rows: make([][]weighed, len(s.all)+1), good: make([]float64, len(s.all)+1), f1: make([]float64, len(s.all))}
		most := 0.0
		for i := range s.all {
			e.f1[i] = it.right(s.says(&s.all[i]))
			if len(it.wants) == 0 {
				e.f1[i] = 0
			}
			most = max(most, e.f1[i])
		}
		seen := map[int32]bool{}
		for i := range e.rows {
			s.each(i, func(name string, v float64) {
				k := x.of(name)
				e.rows[i] = append(e.rows[i], weighed{k, float32(v)})
				if i == len(s.all) || e.f1[i] > 0.3 || i%7 == 0 {
					seen[k] = true
				}
			})
		}
		for k := range seen {
			x.count[k]++
		}
		for i, f := range e.f1 {
			if most > 0.4 && f >= most-1e-9 {
				e.good[i] = 1
			}
		}
		if len(it.wants) == 0 {
			e.good[len(s.all)] = 1
		}
		out = append(out, e)
	}
	return out
}

// fit learns weights by adaptive gradient steps on the likelihood of the right ones.
func fit(x *index, l []example, rounds int, rate, decay, calm float64) []float64 {
	w, squares := make([]float64, len(x.list)), make([]float64, len(x.list))
	l = slices.Clone(l)
	slope, touched := make([]float64, len(w)), []int32{}
	for round := range rounds {
		for n, e := range l {
			first := round == 0
			if !slices.Contains(e.good, 1) {
				continue
			}
			if first {
				e.thin()
				l[n] = e
			}
			chances := chances(w, e)
			right := 0.0
			for i, g := range e.good {
				right += g * chances[i]
			}
			touched = touched[:0]
			weight := e.worth(0.15, 0.4)
			for i, row := range e.rows {
				d := chances[i]
				if e.good[i] > 0 {
					d -= chances[i] / right
				}
				if math.Abs(d) < 1e-4 {
					continue
				}
				for _, f := range row {
					if slope[f.at] == 0 {
						touched = append(touched, f.at)
					}
					slope[f.at] += d*float64(f.value) + 1e-300
				}
			}
			for _, k := range touched {
				if slope[k] == 0 {
					continue // told already
				}
				d := slope[k] + decay*w[k]
				slope[k] = 0
				d *= weight
				squares[k] += d * d
				w[k] -= rate * d / math.Sqrt(squares[k]+calm)
			}
		}
	}
	return w
}

// made reports whether it is a variant of an item.
func (it item) made() bool { return strings.Contains(it.file, "~") }

// worth is what it counts where items count 1, one of which the answer was taken
// less – the text may still have it in other words – and other variants made.
func (it item) worth(less, made float64) float64 {
	switch {
	case !it.made():
		return 1
	case strings.HasSuffix(it.file, "~less"):
		return less
	}
	return made
}

// thin keeps one of three of the candidates that are wrong; they stand for the others.
func (e *example) thin() {
	var rows [][]weighed
	var good, lift []float64
	for i, row := range e.rows {
		last := i == len(e.rows)-1
		if !last && e.f1[i] <= 0.3 && i%3 != 0 {
			continue
		}
		up := 0.0
		if !last && e.f1[i] <= 0.3 {
			up = math.Log(3)
		}
		rows, good, lift = append(rows, row), append(good, e.good[i]), append(lift, up)
	}
	e.rows, e.good, e.lift = rows, good, lift
}

func chances(w []float64, e example) []float64 {
	out := make([]float64, len(e.rows))
	copy(out, e.lift)
	for i, row := range e.rows {
		for _, f := range row {
			out[i] += w[f.at] * float64(f.value)
		}
	}
	softmax(out)
	return out
}

const folds = 5

// told is what was answered to an item by weights that had not seen its text.
type told struct {
	item
	got    Answer
	doubts []float64
	f1     float64
}

func tell(w []float64, l []example, m *weights) (out []told) {
	for _, e := range l {
		if len(e.s.all) == 0 {
			out = append(out, told{item: e.item})
			continue
		}
		c := chances(w, e)
		a, doubts := e.s.choose(c, m)
		f := 0.0
		if len(e.wants) > 0 {
			f = e.right(a.Text)
		}
		out = append(out, told{e.item, a, doubts, f})
	}
	return out
}

// calibrate learns how likely a choice is right.
func calibrate(l []told) []float64 {
	w := make([]float64, len(l[0].doubts))
	for range 6000 {
		slope := make([]float64, len(w))
		for _, o := range l {
			if o.doubts == nil {
				continue
			}
			s, y := 0.0, 0.0
			for i, d := range o.doubts {
				s += w[i] * d
			}
			if o.f1 >= 0.5 {
				y = 1
			}
			g := 1/(1+math.Exp(-s)) - y
			for i, d := range o.doubts {
				slope[i] += g * d * o.worth(0.1, 0.4)
			}
		}
		for i := range w {
			w[i] -= 0.1 * (slope[i]/float64(len(l)) + 0.001*w[i])
		}
	}
	return w
}

var (
	practice = []string{"dev", "everyday", "second", "learn", "more", "third", "fourth"}
	fresher  = map[string]bool{"learn": true, "more": true, "third": true, "fourth": true} // that no rule was made with
	unseen   = []string{"heldout", "later", "fresh"}
)

// TestTeach learns the weights, with -update; TestCalibrate -update must follow it, which
// learns how sure an answer is with the network beside them.
func TestTeach(t *testing.T) {
	if !*update {
		t.Skip("only with -update")
	}
	for _, lang := range []string{"en", "zh"} {
		teach(t, lang)
	}
}

// variants are items made of one: without the sentence that has the answer, which
// then has none, and with little else.
func variants(it item, n int) (out []item) {
	if len(it.wants) == 0 {
		return nil
	}
	sentences := words.Sentences(it.text)
	has := func(s words.Sentence) bool {
		return slices.ContainsFunc(it.wants, func(w string) bool {
			return strings.Contains(strings.Join(strings.Fields(s.Text), ""), strings.Join(strings.Fields(bare(w)), ""))
		})
	}
	at := slices.IndexFunc(sentences, has)
	if at < 0 {
		return nil
	}
	cut := func(ok func(i int) bool) string {
		var b strings.Builder
		end := 0
		for i, s := range sentences {
			if ok(i) {
				b.WriteString(it.text[max(end, s.Start-2):s.End])
				b.WriteString("\n")
			}
			end = s.End
		}
		return b.String()
	}
	less, short, with := it, it, it
	less.text, less.wants = cut(func(i int) bool { return !has(sentences[i]) }), nil
	from := n % max(1, len(sentences))
	short.text, short.wants = cut(func(i int) bool { return i >= from && i <= from+n%3 && !has(sentences[i]) }), nil
	with.text = cut(func(i int) bool { return i >= at-n/3%2 && i <= at+n%2 })
	less.file, short.file, with.file = it.file+"~less", it.file+"~short", it.file+"~with"
	switch n % 3 {
	case 0:
		return []item{less}
	case 1:
		return []item{short}
	}
	return []item{with}
}

// others are the variants of the examples' items.
func others(l []item) (out []item) {
	for n, it := range l {
		out = append(out, variants(it, n)...)
	}
	return out
}

func teach(t *testing.T, lang string) {
	t.Helper()
	var l []item
	for _, f := range practice {
		l = append(l, items(t, f, lang)...)
	}
	x := &index{names: map[string]int32{}}
	known := examples(t, x, append(l, others(l)...))
	n, most := 0.0, 0.0
	for _, e := range known {
		for i, row := range e.rows {
			e.rows[i] = slices.Clip(slices.DeleteFunc(row, func(f weighed) bool { return x.count[f.at] < often }))
		}
		if len(e.wants) > 0 && !e.made() {
			n++
			if len(e.f1) > 0 {
				most += slices.Max(e.f1)
			}
		}
	}
	t.Logf("%s: %d features, %d questions; candidates have F1 %.3f at best", lang, len(x.list), len(known), most/n)
	titles := map[string]int{}
	for _, e := range known {
		if _, ok := titles[e.title]; !ok {
			titles[e.title] = len(titles) % folds
		}
	}
	out := make([][]told, folds)
	var group sync.WaitGroup
	for k := range folds {
		group.Go(func() {
			var in, rest []example
			for _, e := range known {
				if titles[e.title] == k {
					rest = append(rest, e)
				} else {
					in = append(in, e)
				}
			}
			out[k] = tell(fit(x, in, rounds, rate, decay, calm), rest, &weights{})
		})
	}
	group.Wait()
	all := slices.Concat(out...)
	odds := calibrate(all)
	for i := range all {
		all[i].got.Score = (&weights{odds: odds}).sure(all[i].doubts)
	}
	var made []told
	byFile := map[bool][]told{}
	for _, o := range all {
		if !strings.Contains(o.file, "~") {
			byFile[!fresher[o.file]] = append(byFile[!fresher[o.file]], o)
		} else {
			made = append(made, o)
		}
	}
	silence(t, made)
	report(t, lang+" folds of old", byFile[true])
	report(t, lang+" folds of learn", byFile[false])
	disagree(t, byFile[false])
	w := fit(x, known, rounds, rate, decay, calm)
	m := learned(x, w, odds)
	if err := os.WriteFile("weights."+lang+".bin", m.bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	m = parse(m.bytes())
	t.Logf("%s: %d weights are kept", lang, len(m.of))
	for _, f := range unseen {
		var l []told
		for _, it := range items(t, f, lang) {
			s, err := sift(t.Context(), it.text, it.question)
			if err != nil || len(s.all) == 0 {
				t.Fatal(err)
			}
			a, _ := s.choose(m.scores(s), m)
			o := told{item: it, got: a}
			if len(it.wants) > 0 {
				o.f1 = it.right(a.Text)
			}
			l = append(l, o)
		}
		if len(l) > 0 {
			report(t, lang+" "+f, l)
		}
	}
}

const (
	rounds = 10
	rate   = 0.04
	decay  = 0.003
	calm   = 0.01
	often  = 5    // in how many questions a feature must have been seen to be learned
	small  = 0.04 // the least weight that is worth keeping
)

// silence counts the answers to items that have none.
func silence(t *testing.T, l []told) {
	t.Helper()
	none, said, with, right := 0, 0, 0, 0
	for _, o := range l {
		switch {
		case len(o.wants) == 0:
			none++
			if o.got.Score >= Enough {
				said++
			}
		case o.got.Score >= Enough:
			with++
			if o.f1 >= 0.5 {
				right++
			}
		}
	}
	t.Logf("   variants: answers %d of %d that have none; of %d others %d, %d right", said, none, len(l)-none, with, right)
}

func report(t *testing.T, name string, l []told) {
	t.Helper()
	f1, n := 0.0, 0.0
	for _, o := range l {
		if len(o.wants) > 0 {
			f1 += o.f1
			n++
		}
	}
	t.Logf("%s: reader alone F1 %.3f of %.0f that have an answer, %d that have none", name, f1/n, n, len(l)-int(n))
	for _, least := range []float64{0.4, 0.5, 0.6, 0.7} {
		var said, right, wrong, none, rulesSaid, after, before, rulesNone float64
		for _, o := range l {
			a := rules(t, o.item)
			r := o.right(a.Text)
			before += r
			if a.Text != "" {
				rulesSaid++
				after += r
				if len(o.wants) == 0 {
					rulesNone++
				}
				continue
			}
			if o.got.Score < least {
				after += r
				continue
			}
			said++
			switch {
			case len(o.wants) == 0:
				none++
			case o.f1 >= 0.5:
				right++
			default:
				wrong++
			}
			after += o.f1
		}
		n := float64(len(l))
		t.Logf("   %.1f: rules say %.0f (of none %.0f), F1 %.3f; the reader %.0f of %.0f more: right %.0f, wrong %.0f, of none %.0f; F1 %.3f", least, rulesSaid, rulesNone, before/n, said, n-rulesSaid, right, wrong, none, after/n)
	}

}

// learned are the weights of features in the form that is kept.
func learned(x *index, w, odds []float64) *weights {
	m := &weights{of: map[uint32]float32{}, odds: odds}
	for k, name := range x.list {
		if math.Abs(w[k]) >= small {
			m.of[hash(name)] += float32(w[k])
		}
	}
	return m
}

// disagree counts who is right where rules and reader differ, by the least score of
// the reader and the most of the rules.
func disagree(t *testing.T, l []told) {
	t.Helper()
	for _, most := range []float64{0.5, 0.6, 0.7, 0.8, 0.9, 1.1} {
		for _, least := range []float64{0.4, 0.5, 0.6, 0.7, 0.8} {
			var n, rulesRight, readerRight float64
			for _, o := range l {
				a := rules(t, o.item)
				if a.Text == "" || a.Score >= most || o.got.Score < least || same(a.Text, o.got.Text) {
					continue
				}
				n++
				rulesRight += o.right(a.Text)
				readerRight += o.f1
			}
			t.Logf("   rules below %.1f, reader from %.1f: %.0f differ, F1 of the rules %.2f, of the reader %.2f", most, least, n, rulesRight/max(1, n), readerRight/max(1, n))
		}
	}
}
