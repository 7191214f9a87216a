package sketch

import (
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/port"
)

// matcher compares clauses with what tools say of themselves. Its traits are
// the same for every tool, so what is learned about them holds for tools that
// were never seen.
type matcher struct {
	tools []portrait
	words map[string][]hit // by word, the tools that say it
	near  map[string][]hit // by the first letters of a long word, the tools that have it in their names
}

// hit is a word in a tool's name or description.
type hit struct {
	tool      int
	name, doc float64
	head      bool
	word      string
}

const nearLetters = 4

// portrait is a tool's own words.
type portrait struct {
	full    float64 // the weight of the whole name
	phrases [][]string
	in, out []port.Type
}

// Traits of a clause against a tool.
const (
	isBias = iota
	isName
	isWholeName
	isDoc
	isHead
	isPhrase
	isLongPhrase
	saysIn
	saysOut
	saysOutFirst
	hasIn
	lacksIn
	atHand
	isNear
	matchTraits
)

var spoken = map[string]port.Type{
	"imag": port.Image, "photo": port.Image, "pictur": port.Image, "photograph": port.Image,
	"audio": port.Audio, "speech": port.Audio, "voic": port.Audio, "sound": port.Audio, "spoken": port.Audio, "record": port.Audio,
	"video": port.Video, "clip": port.Video, "film": port.Video,
	"text": port.Text, "articl": port.Text, "sentenc": port.Text, "paragraph": port.Text, "word": port.Text, "transcript": port.Text,
	"url": "url", "link": "url", "websit": "url", "docum": port.Document, "tabl": port.Table,
}

var hollow = map[string]bool{
	"a": true, "an": true, "th": true, "the": true, "to": true, "of": true, "is": true, "in": true, "on": true, "or": true, "and": true, "for": true, "from": true, "with": true, "by": true,
	"given": true, "us": true, "can": true, "it": true, "are": true, "that": true, "this": true, "which": true, "such": true, "be": true, "as": true, "task": true, "model": true, "input": true, "output": true, "into": true,
	"example": true, "exampl": true, "some": true, "while": true, "new": true, "using": true, "base": true, "bas": true, "at": true,
}

func newMatcher(d *Domain) *matcher {
	m := &matcher{words: map[string][]hit{}, near: map[string][]hit{}}
	seen := map[string]float64{}
	for _, t := range d.Tools {
		for w := range stems(t.ID + " " + t.Doc) {
			seen[w]++
		}
	}
	for i, t := range d.Tools {
		p := portrait{}
		name, doc, head := stems(t.ID), stems(t.Doc), firstWord(t.Doc)
		for _, w := range slices.Sorted(maps.Keys(stems(t.ID + " " + t.Doc))) {
			// rarer among the tools is more
			weight := math.Log(float64(len(d.Tools)+1) / seen[w])
			h := hit{tool: i, word: w, head: w == head}
			if name[w] {
				h.name = weight
				p.full += weight
				if len(w) > nearLetters {
					m.near[w[:nearLetters]] = append(m.near[w[:nearLetters]], h)
				}
			}
			if doc[w] {
				h.doc = min(weight, 3) / 2
			}
			m.words[w] = append(m.words[w], h)
		}
		for _, ph := range t.Phrases {
			var ws []string
			for _, tok := range analyse(ph).tokens {
				ws = append(ws, tok.word)
			}
			p.phrases = append(p.phrases, ws)
		}
		for _, s := range t.In {
			p.in = append(p.in, s.Type)
		}
		for _, s := range t.Out {
			p.out = append(p.out, s.Type)
		}
		m.tools = append(m.tools, p)
	}
	return m
}

func firstWord(doc string) string {
	for _, tok := range analyse(doc).tokens {
		if !hollow[tok.word] {
			return tok.word
		}
	}
	return ""
}

func stems(s string) map[string]bool {
	m := map[string]bool{}
	for _, t := range analyse(strings.ReplaceAll(s, "-", " ")).tokens {
		if !hollow[t.word] && len(t.word) > 1 {
			m[t.word] = true
		}
	}
	return m
}

// traits of every clause against every tool, by tool, then clause.
func (m *matcher) traits(an *analysis, clauses []clause) [][][matchTraits]float64 {
	out := make([][][matchTraits]float64, len(m.tools))
	for t := range out {
		out[t] = make([][matchTraits]float64, len(clauses))
	}
	for k, c := range clauses {
		var words []string
		for _, tok := range an.tokens[c.from:c.to] {
			if !tok.quoted {
				words = append(words, tok.word)
			}
		}
		m.compareWords(words, k, out)
		types := typesIn(words)
		for t := range out {
			m.tools[t].compare(an, words, types, &out[t][k])
		}
	}
	return out
}

// compareWords fills in the traits of single words of clause k.
func (m *matcher) compareWords(words []string, k int, out [][][matchTraits]float64) {
	for i, w := range words {
		if slices.Contains(words[:i], w) {
			continue
		}
		for _, h := range m.words[w] {
			f := &out[h.tool][k]
			f[isName] += h.name
			f[isDoc] += h.doc
			if h.head {
				f[isHead] = 1
			}
		}
		if len(w) > nearLetters {
			for _, h := range m.near[w[:nearLetters]] {
				if h.word != w {
					out[h.tool][k][isNear] = 1
				}
			}
		}
	}
}

// typesIn lists the types that words speak of, in their order.
func typesIn(words []string) []port.Type {
	var types []port.Type
	for _, w := range words {
		if kind, ok := spoken[w]; ok {
			types = append(types, kind)
		}
	}
	return types
}

// compare fills in the traits of a clause as a whole.
func (p *portrait) compare(an *analysis, words []string, types []port.Type, f *[matchTraits]float64) {
	f[isBias] = 1
	for i, kind := range types {
		if slices.Contains(p.in, kind) {
			f[saysIn] = 1
		}
		if slices.Contains(p.out, kind) {
			f[saysOut] = 1
			if i == 0 {
				f[saysOutFirst] = 1
			}
		}
	}
	for _, in := range p.in {
		have := an.mention[in]
		if in == port.Text {
			have = an.texts
		}
		if have > 0 {
			f[atHand] = 1
		} else {
			f[lacksIn] = 1
		}
		if slices.ContainsFunc(words, func(w string) bool { return len(w) == len(in)+2 && w[0] == '<' && w[1:len(w)-1] == string(in) }) {
			f[hasIn] = 1
		}
	}
	if p.full > 0 {
		f[isWholeName] = f[isName] / p.full
		f[isWholeName] *= f[isWholeName]
	}
	for _, ph := range p.phrases {
		if holds(words, ph) {
			f[isPhrase] = 1
			f[isLongPhrase] = max(f[isLongPhrase], float64(min(len(ph), 5)))
		}
	}
}

// holds reports whether words has all of phrase, in order and close together.
func holds(words, phrase []string) bool {
	for i := range words {
		k, skipped := 0, 0
		for j := i; j < len(words) && k < len(phrase) && skipped <= 2; j++ {
			if words[j] == phrase[k] {
				k++
			} else if k > 0 {
				skipped++
			} else {
				break
			}
		}
		if k == len(phrase) && k > 0 {
			return true
		}
	}
	return false
}
