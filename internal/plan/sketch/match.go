package sketch

import (
	"math"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/port"
)

// matcher compares clauses with what tools say of themselves. Its traits are
// the same for every tool, so what is learned about them holds for tools that
// were never seen.
type matcher struct {
	d     *Domain
	tools []portrait
}

// portrait is a tool's own words.
type portrait struct {
	name, doc map[string]float64 // stems with their weight: rarer among the tools is more
	full      float64            // the weight of the whole name
	head      string             // the first word of the description: a verb, often
	phrases   [][]string
	in, out   []port.Type
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
	m := &matcher{d: d}
	seen := map[string]float64{}
	for _, t := range d.Tools {
		for w := range stems(t.ID + " " + t.Doc) {
			seen[w]++
		}
	}
	weight := func(w string) float64 { return math.Log(float64(len(d.Tools)+1) / seen[w]) }
	for _, t := range d.Tools {
		p := portrait{name: stems(t.ID), doc: stems(t.Doc)}
		for w := range p.name {
			p.name[w] = weight(w)
			p.full += p.name[w]
		}
		for w := range p.doc {
			p.doc[w] = weight(w)
		}
		for _, tok := range analyse(t.Doc).tokens {
			if !hollow[tok.word] {
				p.head = tok.word
				break
			}
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

func stems(s string) map[string]float64 {
	m := map[string]float64{}
	for _, t := range analyse(strings.ReplaceAll(s, "-", " ")).tokens {
		if !hollow[t.word] && len(t.word) > 1 {
			m[t.word] = 1
		}
	}
	return m
}

// traits of every clause against tool t.
func (m *matcher) traits(an *analysis, clauses []clause, t int) [][matchTraits]float64 {
	p := &m.tools[t]
	out := make([][matchTraits]float64, len(clauses))
	for k, c := range clauses {
		f := &out[k]
		f[isBias] = 1
		var words []string
		for _, tok := range an.tokens[c.from:c.to] {
			if !tok.quoted {
				words = append(words, tok.word)
			}
		}
		m.compare(p, words, f)
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
		}
	}
	return out
}

func (m *matcher) compare(p *portrait, words []string, f *[matchTraits]float64) {
	done := map[string]bool{}
	firstType := port.Type("")
	for _, w := range words {
		if kind, ok := spoken[w]; ok {
			if slices.Contains(p.in, kind) {
				f[saysIn] = 1
			}
			if slices.Contains(p.out, kind) {
				f[saysOut] = 1
				if firstType == "" {
					f[saysOutFirst] = 1
				}
			}
			firstType = kind
		}
		for _, in := range p.in {
			if w == "<"+string(in)+">" {
				f[hasIn] = 1
			}
		}
		if done[w] {
			continue
		}
		done[w] = true
		f[isName] += p.name[w]
		f[isDoc] += min(p.doc[w], 3) / 2
		if w == p.head {
			f[isHead] = 1
		}
		if len(w) > 4 && p.name[w] == 0 {
			for n := range p.name {
				if len(n) > 4 && n[:4] == w[:4] {
					f[isNear] = 1
				}
			}
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
