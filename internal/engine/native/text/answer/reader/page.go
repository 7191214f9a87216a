package reader

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// page is a text as a question sees it.
type page struct {
	text    string // flat, in simplified characters
	chinese bool
	found   []entity.Entity
	units   []*unit
	vecs    map[string]vector.Vector // by norm
}

// unit is a sentence, or a part of one between semicolons.
type unit struct {
	at         int // its place among the units
	start, end int
	tokens     []words.Token // offsets are of the page
	stems      []string
	clause     []int // of each token, counted from 0
	entities   []entity.Entity
	inside     []int // the entity that a token is in, or -1
	label      int   // how many tokens at its beginning name the rest
	heading    int   // the unit that is the heading above, or -1
	title      bool  // is a heading
	hits       [][]hit
	like       [][]float32 // of each token to each term
	best       []float64   // how well each term is met
	met        float64     // the share of the question that is met
	likeness   float64     // of its vector to the question's
}

// hit is a token that meets a term.
type hit struct {
	at int
	by float64
}

// longest is how many tokens a unit has at most.
const longest = 160

// read cuts a text into units.
func read(ctx context.Context, text string) (*page, error) {
	flat, sentences := words.Flat(text)
	p := &page{text: words.Simplify(flat), vecs: map[string]vector.Vector{}}
	p.chinese = words.Chinese(p.text)
	found, err := entity.Find(ctx, words.Simplify(text))
	if err != nil {
		return nil, err
	}
	p.found = found
	for i, s := range sentences {
		if i%128 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for start := s.Start; start < s.End; {
			end := s.End
			if k := strings.Index(p.text[start:end], "；"); k >= 0 {
				end = start + k + len("；")
			}
			p.cut(start, end)
			start = end
		}
	}
	e := 0
	for _, u := range p.units {
		for e < len(found) && found[e].Start < u.start {
			e++
		}
		for ; e < len(found) && found[e].Start < u.end; e++ {
			if found[e].End <= u.end {
				u.entities = append(u.entities, found[e])
			}
		}
		u.shape(p.text)
	}
	p.headings()
	return p, nil
}

// cut adds the units from start to end.
func (p *page) cut(start, end int) {
	tokens := words.Tokens(p.text[start:end])
	for k := range tokens {
		tokens[k].Start += start
		tokens[k].End += start
	}
	for len(tokens) > 0 {
		n := min(longest, len(tokens))
		p.units = append(p.units, &unit{at: len(p.units), start: tokens[0].Start, end: tokens[n-1].End, tokens: tokens[:n], heading: -1})
		tokens = tokens[n:]
	}
}

// shape finds the stems, clauses, entities and the label of u.
func (u *unit) shape(text string) {
	clause, e := 0, 0
	for i, t := range u.tokens {
		u.stems = append(u.stems, stem(t))
		for e < len(u.entities) && u.entities[e].End <= t.Start {
			e++
		}
		in := -1
		if e < len(u.entities) && t.End > u.entities[e].Start {
			in = e
		}
		u.inside = append(u.inside, in)
		u.clause = append(u.clause, clause)
		if in < 0 && parts(u, i) {
			clause++
		}
	}
	u.label = u.labelled(text)
}

// parts reports whether token i ends a clause.
func parts(u *unit, i int) bool {
	switch u.tokens[i].Text {
	case ",", "，", ";", "；", ":", "：", "(", ")", "（", "）", "—", "–", "。", "|":
		return true
	}
	return false
}

// labelled is how many tokens name what the rest of a line says: “Change 3.00”, 押金：600元.
func (u *unit) labelled(text string) int {
	for i, t := range u.tokens {
		if i > 8 || t.Text == "，" || t.Text == "," {
			break
		}
		colon := t.Text == ":" || t.Text == "：" || t.Text == "|"
		gap := i > 0 && (strings.Contains(text[u.tokens[i-1].End:t.Start], "\t") || t.Start-u.tokens[i-1].End > 2)
		switch {
		case colon && i > 0 && i+1 < len(u.tokens) && u.inside[i] < 0:
			return i + 1
		case gap:
			return i
		}
	}
	if len(u.tokens) > 9 {
		return 0
	}
	last := len(u.tokens) - 1
	for last > 0 && u.inside[last] < 0 && u.tokens[last].Kind != words.Number && u.tokens[last].Kind == words.Mark {
		last--
	}
	first := last
	for first > 0 && (u.inside[first-1] >= 0 || u.tokens[first-1].Kind == words.Number || u.tokens[first-1].Kind == words.Mark) {
		first--
	}
	if first > 0 && (u.inside[last] >= 0 || u.tokens[last].Kind == words.Number) {
		for _, t := range u.tokens[:first] {
			if !t.IsWord() && t.Kind != words.Number {
				return 0
			}
		}
		return first
	}
	return 0
}

// headings finds which units are headings, and what stands under them.
func (p *page) headings() {
	last := -1
	for i, u := range p.units {
		final, _ := utf8.DecodeLastRuneInString(strings.TrimSpace(p.text[u.start:u.end]))
		line := p.text[strings.LastIndexByte(p.text[:u.start], '\n')+1 : u.end]
		rest := p.text[u.end:]
		alone := strings.TrimSpace(line) == strings.TrimSpace(p.text[u.start:u.end]) && (rest == "" || strings.HasPrefix(strings.TrimLeft(rest, " \t\r"), "\n"))
		if alone && u.label == 0 && len(u.tokens) <= 9 && !strings.ContainsRune(".。!！?？,，;；", final) {
			u.title, last = true, i
			continue
		}
		u.heading = last
	}
}

func stem(t words.Token) string {
	if t.Kind == words.Han {
		return t.Norm
	}
	return words.Stem(t.Norm)
}

// vec is the vector of a token.
func (p *page) vec(t words.Token) vector.Vector {
	v, ok := p.vecs[t.Norm]
	if !ok {
		v = vector.Known([]words.Token{t})
		p.vecs[t.Norm] = v
	}
	return v
}

// sense is the vector of the words of tokens that carry meaning.
func (p *page) sense(tokens []words.Token) vector.Vector {
	sum := vector.Known(nil)
	for _, t := range tokens {
		if !words.Function(t) {
			sum.Add(p.vec(t), 0.2+words.Rarity(t))
		}
	}
	return sum.Unit()
}
