// Package digest finds what a text is about: its keywords, and the sentences
// that say the most of it. It quotes; it writes nothing of its own.
package digest

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Keyword is a word or phrase of a text. Score is in (0, 1], 1 for the first;
// Start and End are byte offsets of its first occurrence.
type Keyword struct {
	Text       string
	Score      float64
	Start, End int
}

const longestKeyword = 4 // words

// phrase is a candidate: a run of content words.
type phrase struct {
	text       string // as it is written most often
	forms      map[string]int
	start, end int
	stems      []string
	count      int
	nested     int // how often it is part of one longer phrase that is repeated
	han        bool
	person     bool
	doing      bool
	names      int // how often it is written like a name
	score      float64
}

// Keywords returns at most count keywords of s, best first.
func Keywords(ctx context.Context, s string, count int) ([]Keyword, error) {
	sentences := words.Sentences(s)
	named, err := entity.Find(ctx, s)
	if err != nil {
		return nil, err
	}
	foreign := unknown(words.Tokens(s))
	if foreign {
		named = nil // names are known in English and Chinese
	}
	about, err := vector.Embed(ctx, s)
	if err != nil {
		return nil, err
	}
	found := map[string]*phrase{}
	var order []*phrase
	weight := map[string]*term{}
	for i, t := range sentences {
		if i%256 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		tokens := words.Tokens(s[t.Start:t.End])
		for k := range tokens {
			tokens[k].Start += t.Start
			tokens[k].End += t.Start
		}
		for len(named) > 0 && named[0].End <= t.Start {
			named = named[1:]
		}
		tokens = whole(tokens, named)
		for _, run := range contentRuns(tokens, foreign) {
			r := newRun(run)
			r.addTerms(weight, i)
			order = r.addPhrases(found, order, s)
		}
	}
	nest(found, order)
	rate(order, weight, len(sentences))
	for _, p := range order {
		p.score *= 0.35 + max(0, vector.Cosine(about, vector.Text(p.text)))
	}
	lead(found, order)
	return choose(order, count), ctx.Err()
}

// whole makes one token of each name, and a mark of each date and amount.
func whole(tokens []words.Token, named []entity.Entity) []words.Token {
	out := tokens[:0]
	for _, t := range tokens {
		for len(named) > 0 && named[0].End <= t.Start {
			named = named[1:]
		}
		if len(named) == 0 || t.End <= named[0].Start {
			out = append(out, t)
			continue
		}
		e := named[0]
		if n := len(out); n > 0 && out[n-1].Start == e.Start {
			continue
		}
		one := words.Token{Text: e.Text, Norm: strings.ToLower(e.Text), Kind: t.Kind, Start: e.Start, End: e.End, Tag: "nz"}
		switch e.Kind {
		case entity.Person:
			one.Tag = "nr"
		case entity.Place, entity.Organisation:
		default:
			one.Kind = words.Mark
		}
		out = append(out, one)
	}
	return out
}

// term is what a text says of one word.
type term struct {
	count     int
	sentences int
	last      int // the last sentence it was in
	first     int // the first
	rarity    float64
	tag       float64
}

// run is a row of content words, with what is asked of each more than once.
type run struct {
	tokens []words.Token
	stems  []string
}

func newRun(tokens []words.Token) run {
	r := run{tokens, make([]string, len(tokens))}
	for i, t := range tokens {
		r.stems[i] = stem(t)
	}
	return r
}

func (r run) addTerms(weight map[string]*term, sentence int) {
	for i, t := range r.tokens {
		key := r.stems[i]
		w := weight[key]
		if w == nil {
			w = &term{first: sentence, last: -1, rarity: words.Rarity(t), tag: subject(t)}
			weight[key] = w
		}
		w.count++
		if w.last != sentence {
			w.sentences++
			w.last = sentence
		}
	}
}

// isName reports whether t was made of a name by whole.
func isName(t words.Token) bool {
	return t.Kind == words.Word && t.Tag != "" || t.Kind == words.Han && len(t.Text) != len(t.Norm) || strings.Contains(t.Text, " ") || t.Tag == "nr" || t.Tag == "nz"
}

func stem(t words.Token) string {
	if t.Kind == words.Han || strings.Contains(t.Norm, " ") {
		return t.Norm
	}
	return words.Stem(t.Norm)
}

// unknown reports whether a text is in a language whose small words are not
// known: hardly one of its words is.
func unknown(tokens []words.Token) bool {
	all, known := 0, 0
	for _, t := range tokens {
		if !t.IsWord() {
			continue
		}
		all++
		if t.Kind == words.Han || words.Stop(t.Norm) {
			known++
		}
	}
	return known*8 < all
}

// small reports whether a word is as short as those that carry grammar.
func small(t words.Token) bool {
	n := utf8.RuneCountInString(t.Norm)
	return n <= 3 || n == 4 && t.Text == t.Norm
}

// contentRuns cuts tokens into runs of words that keywords are made of; in a
// foreign language, into single ones.
func contentRuns(tokens []words.Token, foreign bool) [][]words.Token {
	var runs [][]words.Token
	start := -1
	flush := func(end int) {
		if start >= 0 && end > start {
			runs = append(runs, tokens[start:end])
		}
		start = -1
	}
	for i, t := range tokens {
		switch {
		case words.Function(t), foreign && small(t):
			flush(i)
		case foreign, isName(t): // where phrases end is not known there
			flush(i)
			runs = append(runs, tokens[i:i+1])
		case start >= 0 && t.Kind != tokens[start].Kind:
			flush(i)
			start = i
		case start < 0:
			start = i
		}
	}
	flush(len(tokens))
	return runs
}

func (r run) addPhrases(found map[string]*phrase, order []*phrase, s string) []*phrase {
	for from := range r.tokens {
		for n := 1; n <= longestKeyword && from+n <= len(r.tokens); n++ {
			p := r.tokens[from : from+n]
			if !wellFormed(p) {
				continue
			}
			key := strings.Join(r.stems[from:from+n], " ")
			f := found[key]
			if f == nil {
				f = &phrase{person: p[0].Tag == "nr", doing: doing(p), stems: r.stems[from : from+n], start: p[0].Start, end: p[n-1].End, han: p[0].Kind == words.Han}
				f.forms = map[string]int{}
				found[key] = f
				order = append(order, f)
			}
			f.count++
			form := strings.Join(strings.Fields(s[p[0].Start:p[n-1].End]), " ")
			if f.forms[form]++; f.text == "" || f.forms[form] > f.forms[f.text] {
				f.text = form
			}
			if named(p) {
				f.names++
			}
		}
	}
	return order
}

// wellFormed reports whether p could be a keyword: it ends in a noun or a word
// that may be one, and none of its words is an adverb.
func wellFormed(p []words.Token) bool {
	last := p[len(p)-1]
	if len(p) == 1 && isName(last) {
		return utf8.RuneCountInString(last.Text) > 1
	}
	if last.Kind == words.Han {
		if len(p) == 1 && utf8.RuneCountInString(last.Norm) < 2 {
			return false
		}
		runes := 0
		for i, t := range p {
			runes += utf8.RuneCountInString(t.Norm)
			if subject(t) < 0.5 && (i == len(p)-1 || t.Tag != "a" && t.Tag != "b" && t.Tag != "v") {
				return false
			}
		}
		return runes <= 10 && subject(last) >= 0.6
	}
	for i, t := range p {
		_, tag := words.Rank(t.Norm)
		if tag == 'r' || strings.HasSuffix(t.Norm, "ly") && tag != 'n' || strings.Contains(t.Norm, "'") {
			return false
		}
		if i == len(p)-1 && len(p) == 2 && tag == 'v' && !strings.HasSuffix(t.Norm, "s") && !strings.HasSuffix(t.Norm, "ed") {
			continue // heat pump: if it is used again
		}
		if i == len(p)-1 && (tag == 'v' || tag == 'a') && !named(p[i:]) {
			return strings.HasSuffix(t.Norm, "ing") && len(p) > 1
		}
		if i == 0 && len(p) > 2 && doing(p) {
			return false
		}
	}
	return true
}

// doing reports whether p begins or ends with a word that is mostly a verb: the other may
// be its object or do it, unless both are used together more than once.
func doing(p []words.Token) bool {
	if len(p) < 2 || p[0].Kind == words.Han {
		return false
	}
	_, tag := words.Rank(p[0].Norm)
	_, last := words.Rank(p[len(p)-1].Norm)
	return tag == 'v' && !strings.HasSuffix(p[0].Norm, "ed") && !named(p[:1]) || last == 'v' && len(p) == 2 && !strings.HasSuffix(p[1].Norm, "ing") && !named(p[1:])
}

func named(p []words.Token) bool {
	for _, t := range p {
		if r, _ := utf8.DecodeRuneInString(t.Text); !unicode.IsUpper(r) {
			return false
		}
	}
	return true
}

// subject says how well a word stands for a subject, in [0, 1].
func subject(t words.Token) float64 {
	if t.Kind != words.Han {
		switch _, tag := words.Rank(t.Norm); tag {
		case 'v':
			return 0.6
		case 'a':
			return 0.7
		case 'r':
			return 0.3
		}
		return 1
	}
	switch t.Tag {
	case "":
		if utf8.RuneCountInString(t.Norm) < 2 {
			return 0.2
		}
		return 0.9
	case "n", "nr", "ns", "nt", "nz", "nrt", "nrfg", "vn", "l", "j", "g", "i", "an", "x":
		return 1
	case "v":
		return 0.55
	case "a", "b", "s", "z", "ng", "zg":
		return 0.5
	}
	return 0.2
}

// nest tells each part of a phrase that is used twice or more how much of its
// own use that phrase explains.
func nest(found map[string]*phrase, order []*phrase) {
	for _, p := range order {
		if n := len(p.stems); n > 1 && p.count > 1 {
			for from := range n {
				for end := from + 1; end <= n && end-from < n; end++ {
					if part := found[strings.Join(p.stems[from:end], " ")]; part != nil {
						part.nested = max(part.nested, p.count)
					}
				}
			}
		}
	}
}

// lead puts a phrase before a word that is used within it a third of the time: heat pump, not heat.
func lead(found map[string]*phrase, order []*phrase) {
	for _, p := range order {
		if len(p.stems) < 2 || p.count < 2 || p.han {
			continue
		}
		for _, s := range p.stems {
			if part := found[s]; part != nil && 3*p.count >= part.count && part.score > p.score {
				p.score, part.score = part.score, p.score
			}
		}
	}
}

// rate scores phrases: rare, frequent, early and widely used words weigh most,
// and a phrase must be used as a phrase.
func rate(order []*phrase, weight map[string]*term, sentences int) {
	for _, p := range order {
		sum, least := 0.0, math.Inf(1)
		for _, s := range p.stems {
			w := weight[s]
			early := 1 + 0.6/math.Log(math.E+float64(w.first))
			spread := 0.6 + 0.4*float64(w.sentences)/math.Sqrt(float64(max(sentences, 1)))
			v := math.Log(1+float64(w.count)) * (0.1 + w.rarity*w.rarity) * early * math.Min(spread, 1.6) * w.tag
			sum += v
			least = min(least, float64(p.count)/float64(w.count))
		}
		n := float64(len(p.stems))
		p.score = sum / math.Pow(n, 0.55) * float64(p.count-p.nested+1) / float64(p.count+1)
		if n > 1 {
			p.score *= math.Pow(least, 0.4) * math.Min(1.3, 0.7+0.25*float64(p.count))
		}
		if p.doing && p.count < 2 {
			p.score = 0
		}
		if p.han && p.count == 1 && n > 2 {
			p.score *= 0.5 // three words together once are hardly a term
		}
		switch {
		case p.person && p.count < 3:
			p.score *= 0.75
		case p.names*2 > p.count:
			p.score *= 1.15
		}
	}
}

// choose takes the best phrases, leaving out those that say what a better one says.
func choose(order []*phrase, count int) []Keyword {
	slices.SortStableFunc(order, func(a, b *phrase) int { return cmp.Compare(b.score, a.score) })
	var out []Keyword
	var taken []*phrase
	for _, p := range order {
		if len(out) == count || len(taken) > 0 && p.score < taken[0].score*0.08 {
			break
		}
		if slices.ContainsFunc(taken, func(q *phrase) bool { return overlaps(p, q) }) {
			continue
		}
		taken = append(taken, p)
		out = append(out, Keyword{p.text, p.score / taken[0].score, p.start, p.end})
	}
	return out
}

// overlaps reports whether p shares so many words with q, which was taken
// before, that it says little more.
func overlaps(p, q *phrase) bool {
	shared := 0
	for _, s := range p.stems {
		if slices.Contains(q.stems, s) {
			shared++
		}
	}
	if shared == 0 {
		return p.han && q.han && (strings.Contains(q.text, p.text) || strings.Contains(p.text, q.text))
	}
	return shared*2 > min(len(p.stems), len(q.stems)) || shared*2 >= len(p.stems)
}
