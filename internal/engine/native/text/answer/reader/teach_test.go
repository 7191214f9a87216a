package reader

import (
	"bytes"
	"flag"
	"math"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

type item struct {
	file, title, text, question string
	wants                       []string
}

// items reads "= title", a text, and "? question" with "! answer | answer"; "-" is none.
func items(t *testing.T, name, lang string) (out []item) {
	t.Helper()
	b, err := os.ReadFile("../testdata/" + name + "." + lang + ".txt")
	if os.IsNotExist(err) && name == "second" {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	it := item{file: name}
	for line := range bytes.Lines(b) {
		switch rest := string(bytes.TrimSpace(line[1:])); line[0] {
		case '=':
			text.Reset()
			it.title = name + rest
		case '?':
			it.question = rest
		case '!':
			it.text, it.wants = text.String(), nil
			if rest != "-" {
				for w := range strings.SplitSeq(rest, "|") {
					w = strings.TrimSpace(w)
					it.wants = append(it.wants, w)
				}
			}
			out = append(out, it)
		default:
			text.Write(line)
		}
	}
	return out
}

// right is the F1 of words of an answer, without the yes or no at its beginning.
func (it item) right(got string) float64 {
	if len(it.wants) == 0 {
		if got == "" {
			return 1
		}
		return 0
	}
	most := 0.0
	g := pieces(bare(got))
	for _, w := range it.wants {
		most = max(most, common(g, pieces(bare(w))))
	}
	return most
}

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

// alone is the F1 of what weights answer without the network to items that have an
// answer, by their files.
func alone(chances func(e example) []float64, l []example) map[string]*mean {
	out := map[string]*mean{}
	for _, e := range l {
		if len(e.wants) == 0 || e.made() {
			continue
		}
		if out[e.file] == nil {
			out[e.file] = &mean{}
		}
		r := &Reading{s: e.s}
		r.weighed(chances(e), make([]float64, len(e.s.all)+1))
		f1 := 0.0
		for _, b := range r.Best(1) {
			f1 = e.right(b.Text)
		}
		out[e.file].sum += f1
		out[e.file].n++
	}
	return out
}

type mean struct{ sum, n float64 }

var (
	practice = []string{"dev", "everyday", "second", "learn", "more", "third", "fourth", "fifth", "sixth"}
	unseen   = []string{"heldout", "later", "fresh"}
)

// TestTeach learns the weights, with -update; TestTeach of package choice must follow it, which
// learns how sure an answer is.
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
	out := make([]map[string]*mean, folds)
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
			w := fit(x, in, rounds, rate, decay, calm)
			out[k] = alone(func(e example) []float64 { return chances(w, e) }, rest)
		})
	}
	group.Wait()
	for _, file := range practice {
		all := mean{}
		for _, o := range out {
			if m := o[file]; m != nil {
				all.sum, all.n = all.sum+m.sum, all.n+m.n
			}
		}
		t.Logf("%s %s, by folds: F1 %.3f of %.0f", lang, file, all.sum/max(1, all.n), all.n)
	}
	m := learned(x, fit(x, known, rounds, rate, decay, calm))
	if err := os.WriteFile("weights."+lang+".bin", m.bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	m = parse(m.bytes())
	t.Logf("%s: %d weights are kept", lang, len(m.of))
	for _, file := range unseen {
		var l []example
		for _, it := range items(t, file, lang) {
			s, err := sift(t.Context(), it.text, it.question)
			if err != nil {
				t.Fatal(err)
			}
			l = append(l, example{item: it, s: s})
		}
		for _, all := range alone(func(e example) []float64 { return m.scores(e.s) }, l) {
			t.Logf("%s %s: F1 %.3f of %.0f", lang, file, all.sum/all.n, all.n)
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

// learned are the weights of features in the form that is kept.
func learned(x *index, w []float64) *weights {
	m := &weights{of: map[uint32]float32{}}
	for k, name := range x.list {
		if math.Abs(w[k]) >= small {
			m.of[hash(name)] += float32(w[k])
		}
	}
	return m
}
