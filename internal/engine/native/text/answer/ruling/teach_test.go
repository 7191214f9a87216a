package ruling

import (
	"cmp"
	"encoding/binary"
	"flag"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

var update = flag.Bool("update", false, "learn the weights again and write them")

var practice = []string{"learn", "more", "third", "fourth", "fifth", "sixth"}

const (
	rounds = 10
	rate   = 0.03
	decay  = 0.1
	calm   = 0.01
	often  = 8    // in how many questions a feature must have been seen to be learned
	small  = 0.02 // the least weight that is worth keeping
	folds  = 5
)

// fit learns weights by adaptive gradient steps on the likelihood of what is right.
func fit(x *index, l []example) []float64 {
	w, squares, slope := make([]float64, len(x.list)), make([]float64, len(x.list)), make([]float64, len(x.list))
	var touched []int32
	push := func(l []weighed, d float64) {
		for _, f := range l {
			if slope[f.at] == 0 {
				touched = append(touched, f.at)
			}
			slope[f.at] += d*float64(f.value) + 1e-300
		}
	}
	for range rounds {
		for _, e := range l {
			if e.said && !slices.Contains(e.good, true) {
				continue
			}
			c, n := chances(w, e.rows, e.none), len(e.rows)
			right := func(k int) bool {
				if k == 2*n {
					return !e.said
				}
				return e.said && e.good[k/2] && (k%2 == 0) == e.yes
			}
			all := 0.0
			for k := range c {
				if right(k) {
					all += c[k]
				}
			}
			for k := range c {
				if right(k) {
					c[k] -= c[k] / all
				}
				if e.made {
					c[k] *= 0.4
				}
			}
			touched = touched[:0]
			for i, r := range e.rows {
				if yes, no := c[2*i], c[2*i+1]; math.Abs(yes)+math.Abs(no) > 1e-4 {
					push(r.selects, yes+no)
					push(r.verdict, yes-no)
				}
			}
			push(e.none, c[2*n])
			for _, k := range touched {
				if slope[k] == 0 {
					continue // told already
				}
				d := slope[k] + decay*w[k]
				slope[k] = 0
				squares[k] += d * d
				w[k] -= rate * d / math.Sqrt(squares[k]+calm)
			}
		}
	}
	return w
}

// told is what was made of an item by weights that had not seen its text.
type told struct {
	item
	choice
	chinese bool
	doubts  []float64
	sure    float64
}

func (o told) right() bool { return o.said && (o.choice.yes > o.no) == o.item.yes }

func tell(w []float64, l []example) (out []told) {
	for _, e := range l {
		c := e.h.choose(chances(w, e.rows, e.none))
		out = append(out, told{item: e.item, choice: c, chinese: e.h.q.chinese, doubts: c.doubts(e.h.q)})
	}
	return out
}

// calibrate learns how likely a verdict is right.
func calibrate(l []told) []float64 {
	w := make([]float64, len(l[0].doubts))
	for range 4000 {
		slope := make([]float64, len(w))
		for _, o := range l {
			g := logistic(w, o.doubts) - boolean(o.right())
			for i, d := range o.doubts {
				slope[i] += g * d
			}
		}
		for i := range w {
			w[i] -= 0.1 * (slope[i]/float64(len(l)) + 0.002*w[i])
		}
	}
	return w
}

func logistic(w, l []float64) float64 {
	s := 0.0
	for i, d := range l {
		s += w[i] * d
	}
	return 1 / (1 + math.Exp(-s))
}

// byTitle parts items into so many, those of a text together.
func byTitle[T any](l []T, title func(T) string, parts int) [][]T {
	of, out := map[string]int{}, make([][]T, parts)
	for _, x := range l {
		k, ok := of[title(x)]
		if !ok {
			k = len(of) % parts
			of[title(x)] = k
		}
		out[k] = append(out[k], x)
	}
	return out
}

// TestTeach learns the weights, with -update, and says how good they are on texts that they have not seen.
func TestTeach(t *testing.T) {
	if !*update {
		t.Skip("only with -update")
	}
	var l []item
	for _, lang := range []string{"en", "zh"} {
		for _, f := range practice {
			l = append(l, items(t, f, lang)...)
		}
	}
	x := &index{names: map[string]int32{}}
	made := plain(l)
	known := examples(t, x, slices.Concat(l, made))
	seldom := func(f weighed) bool { return x.count[f.at] < often }
	for i := range known {
		for k, r := range known[i].rows {
			known[i].rows[k] = row{slices.Clip(slices.DeleteFunc(r.selects, seldom)), slices.Clip(slices.DeleteFunc(r.verdict, seldom))}
		}
		known[i].none = slices.DeleteFunc(known[i].none, seldom)
	}
	parts := byTitle(known, func(e example) string { return e.title }, folds)
	out := make([][]told, folds)
	var group sync.WaitGroup
	for k := range folds {
		group.Go(func() { out[k] = tell(fit(x, slices.Concat(slices.Delete(slices.Clone(parts), k, k+1)...)), parts[k]) })
	}
	group.Wait()
	all := slices.Concat(out...)
	report(t, "plain", slices.DeleteFunc(slices.Clone(all), func(o told) bool { return !o.made }))
	all = slices.DeleteFunc(all, func(o told) bool { return o.made })
	kept := map[uint32]float64{}
	for _, chinese := range []bool{false, true} {
		mine := slices.DeleteFunc(slices.Clone(all), func(o told) bool { return o.chinese != chinese })
		var judged []told
		halves := byTitle(mine, func(o told) string { return o.title }, 2)
		for k, half := range halves {
			w := calibrate(halves[1-k])
			for _, o := range half {
				o.sure = logistic(w, o.doubts)
				judged = append(judged, o)
			}
		}
		for file := range maps.Keys(map[string]bool{"": true, "sixth": true}) {
			report(t, map[bool]string{false: "en ", true: "zh "}[chinese]+file, slices.DeleteFunc(slices.Clone(judged), func(o told) bool { return file != "" && o.file[:5] != file }))
		}
		for i, o := range calibrate(mine) {
			kept[hash(odds(chinese, i))] = o
		}
	}
	for k, v := range fit(x, known) {
		if math.Abs(v) >= small {
			kept[hash(x.list[k])] += v
		}
	}
	t.Logf("%d weights are kept of %d features, %d questions", len(kept), len(x.list), len(known))
	if err := os.WriteFile("weights.bin", pack(kept), 0o600); err != nil {
		t.Fatal(err)
	}
}

// pack is what parse reads.
func pack(of map[uint32]float64) (b []byte) {
	for _, k := range slices.Sorted(maps.Keys(of)) {
		b = binary.LittleEndian.AppendUint32(b, k)
		b = binary.LittleEndian.AppendUint16(b, uint16(int16(math.Round(of[k]*100))))
	}
	return b
}

// report says how often verdicts and sentences are right, and how often those of which it is so sure.
func report(t *testing.T, name string, l []told) {
	t.Helper()
	var said, verdict, sentence, three, silent float64
	for _, o := range l {
		none := o.none > max(o.choice.yes, o.no)
		if !o.said {
			silent += boolean(none)
			three += boolean(none)
			continue
		}
		said++
		verdict += boolean(o.right())
		three += boolean(o.right() && !none)
		sentence += boolean(o.item.right(o.sentence) >= 0.5)
	}
	n := float64(len(l))
	t.Logf("%s: %.0f questions, %.0f answered by the text; verdict right %.1f %%, sentence %.1f %%; of the others silent %.1f %%; of yes, no and unsaid right %.1f %%", name, n, said, 100*verdict/said, 100*sentence/said, 100*silent/max(1, n-said), 100*three/n)
	l = slices.Clone(l)
	slices.SortFunc(l, func(a, b told) int { return cmp.Compare(b.sure, a.sure) })
	ok, line := 0.0, ""
	for i, o := range l {
		ok += boolean(o.right())
		if (i+1)%(max(1, len(l)/12)) == 0 {
			line += " " + strconv.Itoa(i+1) + " from " + strconv.FormatFloat(o.sure, 'f', 2, 64) + ": " + strconv.FormatFloat(100*ok/float64(i+1), 'f', 0, 64) + " %,"
		}
	}
	t.Log("   ", line)
}

// TestQuality measures on texts that nothing was learned from.
func TestQuality(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		lang              string
		verdict, sentence float64 // the least shares that are right
		sure              float64
	}{{"en", 0.52, 0.45, 0.7}, {"zh", 0.62, 0.65, 0.7}} {
		var said, verdict, sentence, certain, certainRight, likely, likelyRight, rules, rulesRight float64
		for _, it := range slices.Concat(items(t, "blind", c.lang), items(t, "fresh", c.lang)) {
			ruled, err := answer.Find(t.Context(), it.text, it.question)
			if err != nil {
				t.Fatal(err)
			}
			r, err := Of(t.Context(), it.text, it.question, ruled)
			if err != nil {
				t.Fatal(err)
			}
			right := boolean(it.said && r.Yes == it.yes)
			said += boolean(it.said)
			verdict += right
			sentence += boolean(it.said && it.right(r.Sentence) >= 0.5)
			switch {
			case r.Sure >= Certain:
				certain++
				certainRight += right
			case r.Sure >= Likely:
				likely++
				likelyRight += right
			}
			if _, is := bare(ruled.Text); is != 0 {
				rules++
				rulesRight += boolean(it.said && (is > 0) == it.yes)
			}
		}
		t.Logf("%s: of %.0f answered by their text verdict right %.2f, sentence %.2f; told as sure %.0f, right %.0f; as likely %.0f, right %.0f; the rules %.0f, right %.0f", c.lang, said, verdict/said, sentence/said, certain, certainRight, likely, likelyRight, rules, rulesRight)
		if verdict/said < c.verdict || sentence/said < c.sentence || certainRight+likelyRight < c.sure*(certain+likely) {
			t.Errorf("%s: verdict right %.2f, want %.2f; sentence %.2f, want %.2f; of those told %.2f, want %.2f", c.lang, verdict/said, c.verdict, sentence/said, c.sentence, (certainRight+likelyRight)/(certain+likely), c.sure)
		}
	}
}
