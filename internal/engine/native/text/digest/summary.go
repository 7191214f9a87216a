package digest

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// node is a sentence as the summary sees it: weights of its stems, length 1.
type node struct {
	words.Sentence
	stems  map[string]float64
	length int // words; for Chinese, characters
	rank   float64
}

// most is how many sentences are compared with each other; of a longer text
// those with the weightiest words are.
const most = 600

// Length is how long a summary may be; what is 0 is no limit.
type Length struct {
	Sentences  int // 0 chooses by the length of the text, or takes what the others allow
	Words      int // of Chinese: characters
	Characters int
}

// holds reports whether sentences are not too long together.
func (l Length) holds(taken []*node) bool {
	size, characters := 0, max(0, len(taken)-1)
	for _, d := range taken {
		n := utf8.RuneCountInString(d.Text)
		characters += n
		if words.Chinese(d.Text) {
			size += n - strings.Count(d.Text, " ")
		} else {
			size += len(strings.Fields(d.Text))
		}
	}
	return (l.Words <= 0 || size <= l.Words) && (l.Characters <= 0 || characters <= l.Characters)
}

// Summary returns sentences of s in their order, up to a length, but one at the least: the
// shortest where none is short enough. A text that is not longer comes back whole.
func Summary(ctx context.Context, s string, most Length) ([]words.Sentence, error) {
	nodes, err := sentenceNodes(ctx, s)
	if err != nil || len(nodes) == 0 {
		return nil, err
	}
	n := most.Sentences
	switch {
	case n > 0:
	case most.Words > 0 || most.Characters > 0:
		n = len(nodes)
	default:
		n = fitting(nodes)
	}
	if len(nodes) <= n && most.holds(nodes) {
		return plain(nodes), nil
	}
	pool := heaviest(nodes)
	if err := rank(ctx, pool); err != nil {
		return nil, err
	}
	for _, d := range pool {
		d.rank *= prior(d, len(nodes))
	}
	if taken := diverse(pool, n, most); len(taken) > 0 {
		return plain(taken), nil
	}
	return plain([]*node{slices.MinFunc(nodes, func(a, b *node) int { return cmp.Compare(len(a.Text), len(b.Text)) })}), nil
}

func plain(nodes []*node) []words.Sentence {
	out := make([]words.Sentence, len(nodes))
	for i, d := range nodes {
		out[i] = d.Sentence
	}
	return out
}

// fitting is how many sentences suit a text: about a fifth, from 1 to 7.
func fitting(nodes []*node) int {
	n := len(nodes)
	switch {
	case n <= 2:
		return 1
	case n <= 8:
		return 2
	case n <= 15:
		return 3
	}
	return min(7, 3+(n-10)/12)
}

// sentenceNodes cuts s and weighs the stems of each sentence by their rarity
// in the language and in the text.
func sentenceNodes(ctx context.Context, s string) ([]*node, error) {
	var nodes []*node
	in := map[string]int{}
	for i, t := range words.Sentences(s) {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		d := &node{Sentence: t, stems: map[string]float64{}}
		for _, w := range words.Tokens(t.Text) {
			switch w.Kind {
			case words.Han:
				d.length += utf8.RuneCountInString(w.Text)
			case words.Word, words.Number:
				d.length++
			case words.Mark:
				continue
			}
			if !words.Function(w) {
				d.stems[stem(w)] += 0.2 + words.Rarity(w)
			}
		}
		for k := range d.stems {
			in[k]++
		}
		nodes = append(nodes, d)
	}
	for _, d := range nodes {
		sum := 0.0
		for k, v := range d.stems {
			v *= math.Log(1 + float64(len(nodes))/float64(in[k]))
			d.stems[k] = v
			sum += v * v
		}
		for k := range d.stems {
			d.stems[k] /= math.Sqrt(sum)
		}
	}
	return nodes, nil
}

func heaviest(nodes []*node) []*node {
	if len(nodes) <= most {
		return nodes
	}
	total := map[string]float64{}
	for _, d := range nodes {
		for k, v := range d.stems {
			total[k] += v
		}
	}
	for _, d := range nodes {
		for _, k := range sortedKeys(d.stems) {
			d.rank += d.stems[k] * total[k]
		}
	}
	pool := slices.Clone(nodes)
	slices.SortStableFunc(pool, func(a, b *node) int { return cmp.Compare(b.rank, a.rank) })
	pool = pool[:most]
	slices.SortFunc(pool, func(a, b *node) int { return cmp.Compare(a.Start, b.Start) })
	return pool
}

// rank is LexRank: a sentence is central when central sentences are like it.
func rank(ctx context.Context, nodes []*node) error {
	n := len(nodes)
	like := make([][]float64, n)
	for i := range like {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		like[i] = make([]float64, n)
		keys := sortedKeys(nodes[i].stems)
		for j := range i {
			c := 0.0
			for _, k := range keys {
				c += nodes[i].stems[k] * nodes[j].stems[k]
			}
			if c > 0.05 {
				like[i][j], like[j][i] = c, c
			}
		}
	}
	out := make([]float64, n)
	for i := range like {
		for _, c := range like[i] {
			out[i] += c
		}
		nodes[i].rank = 1
	}
	next := make([]float64, n)
	for range 30 {
		for i := range next {
			sum := 0.0
			for j, c := range like[i] {
				if c > 0 {
					sum += c / out[j] * nodes[j].rank
				}
			}
			next[i] = 0.15 + 0.85*sum
		}
		for i := range next {
			nodes[i].rank = next[i]
		}
	}
	return nil
}

func sortedKeys(m map[string]float64) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// prior prefers sentences near the start of a text, of a readable length, that
// stand by themselves.
func prior(d *node, sentences int) float64 {
	p := 1.0
	if d.Paragraph <= 1 && d.Start == 0 || d.Start < 400 {
		p += 0.25
	}
	p += 0.35 / (1 + float64(d.Start)/1500)
	size := float64(d.length)
	if words.Chinese(d.Text) {
		size /= 1.8
	}
	switch {
	case size < 5:
		p *= 0.25
	case size < 9:
		p *= 0.7
	case size > 60:
		p *= 0.6
	case size > 40:
		p *= 0.85
	}
	if heading(d.Text) {
		p *= 0.2
	}
	if leans(d.Text) {
		p *= 0.75
	}
	if i := strings.IndexAny(d.Text, ":："); i > 0 && i < 24 && !strings.ContainsAny(d.Text[:i], ",，“\"") {
		p *= 0.5 // "Present: …" lists, it does not tell
	}
	if last, _ := utf8.DecodeLastRuneInString(d.Text); last == '?' || last == '？' {
		p *= 0.5
	}
	if sentences > 4 && concludes(d.Text) {
		p *= 1.25
	}
	return p
}

func heading(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return s[0] == '#' || !strings.ContainsRune(".!?。！？…；;\"”'’)）」", last)
}

// leans reports whether a sentence begins by pointing back at another one.
func leans(s string) bool {
	for _, w := range []string{
		"But ", "And ", "However", "This ", "That ", "These ", "They ", "He ", "She ", "It ", "Also", "Then ", "So ", "For example", "“", "\"",
		"但", "而且", "然而", "他", "她", "它", "这", "那", "不过", "同时", "例如", "比如", "因为", "其",
	} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

func concludes(s string) bool {
	low := strings.ToLower(s)
	for _, w := range []string{
		"in conclusion", "overall", "in short", "in summary", "to sum up", "as a result", "therefore", "decided", "agreed", "announced", "concluded",
		"总之", "综上", "总的来说", "因此", "决定", "宣布", "结论", "总而言之", "达成",
	} {
		if strings.Contains(low, w) {
			return true
		}
	}
	return false
}

// diverse takes the best n sentences, each made less worth by what the taken
// ones already say, and returns them in the order of the text. One with which they
// would be too long is left out.
func diverse(pool []*node, n int, most Length) []*node {
	var taken []*node
	for pool = slices.Clone(pool); len(taken) < n && len(pool) > 0; {
		best, at := math.Inf(-1), -1
		for i, d := range pool {
			same := 0.0
			for _, t := range taken {
				same = max(same, cosine(d, t))
			}
			if v := d.rank * (1 - 0.7*same); v > best {
				best, at = v, i
			}
		}
		if with := append(slices.Clone(taken), pool[at]); most.holds(with) {
			taken = with
		}
		pool = slices.Delete(pool, at, at+1)
	}
	slices.SortFunc(taken, func(a, b *node) int { return cmp.Compare(a.Start, b.Start) })
	return taken
}

func cosine(a, b *node) (c float64) {
	for _, k := range sortedKeys(a.stems) {
		c += a.stems[k] * b.stems[k]
	}
	return c
}
