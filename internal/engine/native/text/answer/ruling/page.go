package ruling

import (
	"context"
	"math"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/network"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// page is a text as a question sees it.
type page struct {
	text    string // flat, in simplified characters and lower case
	chinese bool
	units   []*unit
	vecs    map[string]vector.Vector
	reading network.Reading
	looked  bool // whether the network read it
}

// unit is a sentence, or in Chinese what stands between semicolons.
type unit struct {
	at, start, end int
	tokens         []words.Token // offsets are of the page
	stems          []string
	entities       []entity.Entity
	clauses        []clause
	lead           string    // what stands before it and holds for it: a heading, or “Not covered:”
	title          bool      // is a heading
	best           []float64 // how well each term of the question is met
	met            float64
	sense          vector.Vector
	mass           float64 // how much of the network's answer begins here
	said           *saying
}

// clause is a part of a unit between marks or words that part.
type clause struct {
	from, to   int // tokens
	start, end int
	met        float64
	best       []float64
}

func read(ctx context.Context, text string) (*page, error) {
	flat, sentences := words.Flat(text)
	simple := words.Simplify(flat)
	p := &page{text: lower(simple), vecs: map[string]vector.Vector{}}
	p.chinese = words.Chinese(simple)
	found, err := entity.Find(ctx, words.Simplify(text))
	if err != nil {
		return nil, err
	}
	for i, s := range sentences {
		if i%128 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for start := s.Start; start < s.End; {
			end := s.End
			if k := strings.Index(p.text[start:end], "；"); k >= 0 {
				end = start + k + len("；")
			}
			if t := words.Tokens(simple[start:end]); len(t) > 0 {
				for k := range t {
					t[k].Start += start
					t[k].End += start
				}
				u := &unit{at: len(p.units), start: t[0].Start, end: t[len(t)-1].End, tokens: t}
				for _, k := range t {
					u.stems = append(u.stems, stem(k))
				}
				p.units = append(p.units, u)
			}
			start = end
		}
	}
	e := 0
	for _, u := range p.units {
		for e < len(found) && found[e].Start < u.start {
			e++
		}
		for ; e < len(found) && found[e].Start < u.end; e++ {
			u.entities = append(u.entities, found[e])
		}
		u.cut(p)
	}
	p.leads()
	return p, nil
}

// lower is s with plain letters in lower case, of the same length.
func lower(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}

func stem(t words.Token) string {
	if t.Kind == words.Han {
		return t.Norm
	}
	return words.Stem(t.Norm)
}

// partings are words before which an English clause ends.
var partings = map[string]bool{"but": true, "though": true, "although": true, "whereas": true, "while": true, "unless": true, "except": true, "if": true, "because": true, "since": true, "apart": true, "otherwise": true}

// cut finds the clauses of u.
func (u *unit) cut(p *page) {
	from := 0
	add := func(to int) {
		if to > from {
			u.clauses = append(u.clauses, clause{from: from, to: to, start: u.tokens[from].Start, end: u.tokens[to-1].End})
		}
		from = to
	}
	for i, t := range u.tokens {
		switch t.Text {
		case ",", "，", ";", "；", ":", "：", "(", ")", "（", "）", "—", "–", "。", "|":
			if t.Text == "–" && i > 0 && i+1 < len(u.tokens) && u.tokens[i-1].Kind == words.Number && u.tokens[i+1].Kind == words.Number {
				continue
			}
			add(i + 1)
		default:
			if partings[t.Norm] && i > from {
				add(i)
			}
		}
	}
	add(len(u.tokens))
}

// leads finds the headings, what leads in the units of a list, and the label of the sentence that a unit is a part of.
func (p *page) leads() {
	heading, intro, label := "", "", ""
	for i, u := range p.units {
		said := p.text[u.start:u.end]
		final, _ := utf8.DecodeLastRuneInString(said)
		line := p.text[strings.LastIndexByte(p.text[:u.start], '\n')+1 : u.end]
		rest := p.text[u.end:]
		alone := strings.TrimSpace(line) == said && (rest == "" || strings.HasPrefix(strings.TrimLeft(rest, " \t\r"), "\n"))
		if strings.Contains(p.text[max(0, u.start-4):u.start], "\n\n") {
			intro = ""
		}
		if i == 0 || !strings.HasSuffix(p.text[:p.units[i-1].end], "；") {
			label = ""
		}
		u.lead = heading + "\n" + intro + "\n" + label
		switch {
		case final == ':' || final == '：':
			intro, u.title = said, len(u.tokens) <= 9
		case alone && len(u.tokens) <= 9 && !strings.ContainsRune(".。!！?？,，;；", final):
			heading, intro, u.title = said, "", true
		}
		if k := strings.IndexAny(said, ":："); k > 0 && k < 40 && label == "" {
			label = said[:k]
		}
	}
}

// look fills in what the network reads.
func (p *page) look(ctx context.Context, text, question string) error {
	text = words.Simplify(text)
	from, to := p.around(len(text))
	found, err := entity.Find(ctx, text[from:to])
	if err != nil {
		return err
	}
	seen, err := network.Look(ctx, text[from:to], found)
	if err != nil {
		return err
	}
	r, err := seen.Ask(ctx, words.Simplify(question))
	p.told(seen, r, from)
	return err
}

// told spreads what the network reads over the units.
func (p *page) told(seen *network.Text, r network.Reading, from int) {
	p.reading, p.looked = r, len(r.Start) > 0
	k := 0
	for _, u := range p.units {
		for ; k < len(r.Start) && seen.Tokens[k].Start+from < u.end; k++ {
			if seen.Tokens[k].Start+from >= u.start {
				u.mass += (math.Exp(r.Start[k]) + math.Exp(r.End[k])) / 2
			}
		}
	}
}

// side is how many bytes of a long text the network reads on each side of the unit that has most of the question.
const side = 3_000

func (p *page) around(size int) (from, to int) {
	if size <= 2*side || len(p.units) == 0 {
		return 0, size
	}
	best := p.units[0]
	for _, u := range p.units {
		if u.met > best.met {
			best = u
		}
	}
	from, to = best.start, best.end
	for _, u := range p.units {
		if u.start >= best.start-side {
			from = min(from, u.start)
		}
		if u.end <= best.start+side {
			to = max(to, u.end)
		}
	}
	return from, to
}
