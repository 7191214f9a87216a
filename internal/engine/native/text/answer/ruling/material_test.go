package ruling

import (
	"fmt"
	"math"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// item is a question of yes or no, and what a text says to it.
type item struct {
	file, title, text, question string
	wants                       []string // sentences
	yes, said                   bool
	made                        bool // of a sentence of the text
}

// items reads the questions of yes or no of a set: “= title”, a text, and “? question” with “! Yes. Sentence | …”;
// “-” is what the text does not say.
func items(t *testing.T, name, lang string) (out []item) {
	t.Helper()
	b, err := os.ReadFile("../testdata/" + name + "." + lang + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	it := item{file: name + "." + lang}
	for line := range strings.Lines(string(b)) {
		switch rest := strings.TrimSpace(line[1:]); line[0] {
		case '=':
			text.Reset()
			it.title = it.file + rest
		case '?':
			it.question = rest
		case '!':
			it.text, it.wants, it.said = text.String(), nil, rest != "-"
			ok := !it.said && Asked(it.question)
			for w := range strings.SplitSeq(rest, "|") {
				if said, is := bare(strings.TrimSpace(w)); is != 0 {
					it.wants, it.yes, ok = append(it.wants, said), is > 0, true
				}
			}
			if ok {
				out = append(out, it)
			}
		default:
			text.WriteString(line)
		}
	}
	return out
}

// pieces are the words of s, of Chinese the characters.
func pieces(s string) (out []string) {
	for _, t := range words.Tokens(strings.ToLower(s)) {
		switch {
		case t.Kind == words.Han:
			out = append(out, strings.Split(t.Norm, "")...)
		case t.Kind != words.Mark:
			out = append(out, t.Norm)
		}
	}
	return out
}

// shared is how many pieces two texts have in common.
func shared(a, b []string) float64 {
	left := map[string]int{}
	for _, x := range a {
		left[x]++
	}
	same := 0.0
	for _, x := range b {
		if left[x] > 0 {
			left[x]--
			same++
		}
	}
	return same
}

// right is the F1 of a sentence.
func (it item) right(sentence string) float64 {
	most, s := 0.0, pieces(sentence)
	for _, w := range it.wants {
		p := pieces(w)
		most = max(most, 2*shared(p, s)/float64(max(1, len(p)+len(s))))
	}
	return most
}

// holds reports whether a clause belongs to the shortest of the sentences that are wanted.
func (it item) holds(clause string) bool {
	c := pieces(clause)
	w := pieces(slices.MinFunc(it.wants, func(a, b string) int { return len(a) - len(b) }))
	return len(c) > 0 && shared(c, w) >= 0.7*float64(len(c))
}

// readings are what the network made of questions before it was trained with them: by a hash of the text
// and the question, its none, its verdict, and of each unit ten times the negative logarithm of its mass. What
// it makes of what it was trained with tells nothing of other questions.
func readings(t *testing.T) map[uint32][]float64 {
	t.Helper()
	b, err := os.ReadFile("testdata/readings.txt")
	if err != nil {
		t.Fatal(err)
	}
	out := map[uint32][]float64{}
	for line := range strings.Lines(string(b)) {
		var key uint32
		var l []float64
		for i, f := range strings.Fields(line) {
			var v float64
			format, to := "%g", any(&v)
			if i == 0 {
				format, to = "%x", &key
			}
			if _, err := fmt.Sscanf(f, format, to); err != nil {
				t.Fatal(err)
			}
			if i > 0 {
				l = append(l, v)
			}
		}
		out[key] = l
	}
	return out
}

// recall fills in a reading; what the network was trained with has none.
func (p *page) recall(l []float64) {
	if len(l) != 4+len(p.units) {
		return
	}
	p.reading.None, p.reading.Verdict = l[0], [3]float64{l[1], l[2], l[3]}
	for i, u := range p.units {
		u.mass = math.Exp(-l[4+i] / 10)
	}
	p.looked = true
}

// fresh is a copy of a page for another question.
func (p *page) fresh() *page {
	c := *p
	c.units = nil
	for _, u := range p.units {
		v := *u
		v.clauses = slices.Clone(u.clauses)
		c.units = append(c.units, &v)
	}
	return &c
}

// example is a question with the features of the places that may answer, and which are right.
type example struct {
	item
	h    hearing
	rows []row
	none []weighed
	good []bool
}

// index gives features numbers.
type index struct {
	names map[string]int32
	list  []string
	count []int // in how many questions a feature was seen where it matters
}

func (x *index) of(name string) int32 {
	k, ok := x.names[name]
	if !ok {
		k = int32(len(x.list))
		x.names[name] = k
		x.list, x.count = append(x.list, name), append(x.count, 0)
	}
	return k
}

func examples(t *testing.T, x *index, l []item) (out []example) {
	t.Helper()
	known, pages, ruled := readings(t), map[string]*page{}, make([]answer.Answer, len(l))
	var group sync.WaitGroup
	for part := range 8 {
		group.Go(func() {
			for i := part; i < len(l); i += 8 {
				var err error
				if ruled[i], err = answer.Find(t.Context(), l[i].text, l[i].question); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
	for i, it := range l {
		p := pages[it.text]
		if p == nil {
			var err error
			if p, err = read(t.Context(), it.text); err != nil {
				t.Fatal(err)
			}
			pages[it.text] = p
		}
		e := example{item: it, h: hear(p.fresh(), it.text, it.question, ruled[i])}
		e.h.p.recall(known[hash(it.text+it.question)])
		e.h.consider()
		e.rows, e.none = e.h.rows(x.of)
		best := 0.0
		for _, u := range e.h.units {
			best = max(best, it.right(e.h.flat[u.start:u.end]))
		}
		seen := map[int32]bool{}
		for k, u := range e.h.units {
			r, c := it.right(e.h.flat[u.start:u.end]), u.clauses[u.clause]
			good := it.said && r >= best-0.05 && r > 0.3 && it.holds(e.h.flat[c.start:c.end])
			e.good = append(e.good, good)
			if good || !it.said && k%4 == 0 {
				for _, f := range slices.Concat(e.rows[k].selects, e.rows[k].verdict) {
					seen[f.at] = true
				}
			}
		}
		for _, f := range e.none {
			seen[f.at] = true
		}
		for k := range seen {
			x.count[k]++
		}
		out = append(out, e)
	}
	return out
}

var (
	states   = regexp.MustCompile(`^((?:The |An? |Our |Your |All )?[\pL’' -]{2,40}?) (is|are|was|were|may|can|will|must)( [^,;:]{4,80})\.$`)
	statesZh = regexp.MustCompile(`^([^，；：。、（(\s\d]{2,12}?)(可以|可|能|会|需要|需|是|含|包|收|提供)([^，；：。、（(]{1,16})[。；，]`)
)

// plain are questions in the very words of sentences of the texts of l, one of a text, where every other sentence is
// denied first: “are dogs allowed?” of “Dogs are not allowed.” People ask such too, and the sets have none.
func plain(l []item) (out []item) {
	seen := map[string]bool{}
	for _, it := range l {
		if seen[it.title] {
			continue
		}
		seen[it.title] = true
		made := 0
		for _, s := range words.Sentences(it.text) {
			said := strings.Join(strings.Fields(s.Text), " ")
			e := item{file: it.file, title: it.title, text: it.text, said: true, made: true, yes: len(out)%2 == 0}
			not := " not"
			m := states.FindStringSubmatch(said)
			if m != nil {
				m[2] = " " + m[2]
				e.question = m[2][1:] + " " + strings.ToLower(m[1][:1]) + m[1][1:] + m[3] + "?"
			} else if m = statesZh.FindStringSubmatch(said); m != nil {
				e.question, not = m[1]+m[2]+m[3]+"吗？", "不"
			}
			if m == nil || made > 0 || len(denials(lower(m[1]+m[3]), not == "不")) > 0 {
				continue
			}
			if denied := m[1] + m[2] + not + m[3]; !e.yes {
				if not == "不" {
					denied = m[1] + not + m[2] + m[3]
				}
				said = strings.Replace(said, m[1]+m[2]+m[3], denied, 1)
				e.text = it.text[:s.Start] + said + it.text[s.End:]
			}
			e.wants = []string{said}
			made++
			out = append(out, e)
		}
	}
	return out
}
