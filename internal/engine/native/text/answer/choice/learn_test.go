package choice

import (
	"encoding/json"
	"flag"
	"maps"
	"math"
	"os"
	"slices"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

var update = flag.Bool("update", false, "learn the trees again and write them")

// learnedFrom are sets of questions that neither the rules nor the network and the
// reader were made with: those say too surely what they were. A network that has
// learned from these too leaves the trees as they are, or they are learned of sets
// that it has not seen.
var learnedFrom = []string{"fifth", "sixth", "fresh", "heldout", "later"}

// weighed is a question with what may be told to it.
type weighed struct {
	item
	options []option
}

// seen are the options of the questions of some sets that have one part.
func seen(t *testing.T, sets []string) (out []weighed) {
	t.Helper()
	var all []item
	for _, n := range sets {
		for _, lang := range []string{"en", "zh"} {
			all = append(all, items(t, n+"."+lang)...)
		}
	}
	l := make([]weighed, len(all))
	var group sync.WaitGroup
	const hands = 4
	for hand := range hands {
		group.Go(func() {
			for i := hand; i < len(all); i += hands {
				parts, err := answer.Each(t.Context(), all[i].text, all[i].question)
				if err != nil {
					t.Error(err)
				}
				if len(parts) > 1 {
					continue
				}
				o, err := options(t.Context(), all[i].text, parts[0].Question, parts[0].Answer)
				if err != nil {
					t.Error(err)
				}
				l[i] = weighed{all[i], o}
			}
		})
	}
	group.Wait()
	return slices.DeleteFunc(l, func(w weighed) bool { return len(w.options) == 0 })
}

// often is in how many questions a feature must have been seen to be learned.
const often = 8

// teach learns trees of questions.
func teach(l []weighed) *forest {
	count := map[string]int{}
	for _, w := range l {
		names := map[string]bool{}
		for _, o := range w.options {
			for n := range o.features {
				names[n] = true
			}
		}
		for n := range names {
			count[n]++
		}
	}
	maps.DeleteFunc(count, func(_ string, n int) bool { return n < often })
	names := slices.Sorted(maps.Keys(count))
	var rows [][]float64
	var right []float64
	for _, w := range l {
		for _, o := range w.options {
			row := make([]float64, len(names))
			for i, n := range names {
				row[i] = o.features[n]
			}
			rows, right = append(rows, row), append(right, w.right(o.Text))
		}
	}
	return grown(names, rows, right, growth{trees: 160, depth: 4, least: 25, bins: 32, rate: 0.06, calm: 5, rows: 0.7, columns: 0.35})
}

// TestTeach learns the trees, with -update, and says by halves how well those that
// were learned of one tell the other; it must be run again when the rules, the
// weights of the reader or the network have changed.
func TestTeach(t *testing.T) {
	if !*update {
		t.Skip("only with -update")
	}
	l := seen(t, learnedFrom)
	sure := halved(t, l)
	f := teach(l)
	f.Sure = sure
	b, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("trees.json", b, 0o600); err != nil {
		t.Fatal(err)
	}
}

// pick is the best option for a question.
type pick struct {
	weighed
	Choice
	worth, right float64
}

func (f *forest) picks(l []weighed) (out []pick) {
	for _, w := range l {
		p := pick{weighed: w, worth: math.Inf(-1)}
		for _, o := range w.options {
			if v := f.worth(o.features); v > p.worth {
				p.worth, p.Choice = v, o.Choice
			}
		}
		p.right = w.item.right(p.Text)
		out = append(out, p)
	}
	return out
}

// halved says how well trees that were learned of one half of the texts tell the
// other, and what makes probabilities of what those make of it.
func halved(t *testing.T, l []weighed) (sure [2]float64) {
	t.Helper()
	titles := map[string]int{}
	var halves [2][]weighed
	for _, w := range l {
		if _, ok := titles[w.title]; !ok {
			titles[w.title] = len(titles) % 2
		}
		halves[titles[w.title]] = append(halves[titles[w.title]], w)
	}
	var picks [2][]pick
	for k, half := range halves {
		picks[k] = teach(halves[1-k]).picks(half)
	}
	told := map[string]*tally{}
	for k, half := range picks {
		f := forest{Sure: odds(picks[1-k])}
		for _, p := range half {
			if told[p.file] == nil {
				told[p.file] = &tally{}
			}
			p.Score = f.sure(p.worth)
			told[p.file].ruled += p.item.right(p.options[0].ruled())
			told[p.file].add(p.item, p.Choice)
		}
	}
	for _, file := range slices.Sorted(maps.Keys(told)) {
		t.Logf("%s, by halves: %s", file, told[file])
	}
	return odds(slices.Concat(picks[0], picks[1]))
}

// ruled is what the rules said, where an option is theirs.
func (o option) ruled() string {
	if o.features["rule"] == 1 {
		return o.Text
	}
	return ""
}

// odds learns whether most of a pick is right by what it is worth.
func odds(l []pick) (sure [2]float64) {
	sure[1] = 1
	for range 3000 {
		var slope [2]float64
		for _, p := range l {
			y := 0.0
			if p.right >= 0.5 {
				y = 1
			}
			d := y - (&forest{Sure: sure}).sure(p.worth)
			slope[0] += d / float64(len(l))
			slope[1] += d * p.worth / float64(len(l))
		}
		sure[0] += slope[0]
		sure[1] += slope[1]
	}
	return sure
}
