// Package sketch turns a request in plain language into typed graphs of tools,
// by what it has learned from requests with their graphs. It knows no tool by
// itself: a Domain is a vocabulary that it is given.
//
// # How a plan comes about
//
//	text ─ analyse ─▶ words, quoted passages, files and addresses, clauses
//	     ─ node  ───▶ for each tool how likely it is needed, and where the request asks for it
//	     ─ edge  ───▶ for each input of each probable set of tools, who feeds it
//	     ─ rank  ───▶ the drafts as wholes: which is the most probable, and how sure is that
//
// A tool's score is a soft maximum over the clauses, so the words of the best
// clause are the reason for the step. Tools that were not there at learning are
// scored by their names and descriptions (match.go), with the same edges and ranks.
//
// # How to describe a domain and to teach it
//
// A Tool has an ID, a description, further phrases by which people ask for it
// (any language), and typed ports. Each tool is at most once in a draft; a
// caller that wants a step twice (two languages) doubles it afterwards.
//
//	d := sketch.Domain{Name: "mine", Tools: tools}
//	model, err := sketch.Learn(ctx, d, samples, sketch.DefaultOptions())
//	model.Write(w)                            // embed it
//	p := sketch.New(d, model)
//	drafts := p.Plan("Transcribe a.wav and translate it", 3)
//
// Learn is deterministic. A sample's Gold says that it was labelled as plans are
// to be; other samples (made up, or labelled by other hands) teach the same
// with less weight. Several hundred samples teach much, and phrases help where there are few.
package sketch

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/port"
)

// Tool is one entry of a domain's vocabulary.
type Tool struct {
	ID      string
	Doc     string   // what it does, in words
	Phrases []string // how people ask for it
	In, Out []port.Spec
}

// Domain is a vocabulary that plans are written in.
type Domain struct {
	Name  string
	Tools []Tool
	Fits  func(from, to port.Type) bool // nil: equal types fit
}

func (d *Domain) fits(from, to port.Type) bool {
	if d.Fits != nil {
		return d.Fits(from, to)
	}
	return from == to
}

func (d *Domain) index() map[string]int {
	m := map[string]int{}
	for i, t := range d.Tools {
		m[t.ID] = i
	}
	return m
}

// Draft is a graph of tools in an order in which they can run.
type Draft struct {
	Steps      []Step
	Confidence float64 // the probability that the graph is exactly right
}

// Step is one use of a tool. From has an entry for each input that is read;
// optional inputs that nothing feeds are left out.
type Step struct {
	Tool string
	From []Source
	Why  []string // the words of the request that led here
}

// Source feeds an input port: with the result of an earlier step, or, where
// Step is -1, with something that came with the request.
type Source struct {
	Port string
	Type port.Type
	Step int
}

// Planner makes drafts in one domain. It is safe for concurrent use.
type Planner struct {
	d     *Domain
	m     *Model
	match *matcher
}

// New returns a planner for d. Tools that m does not know are planned by
// their descriptions.
func New(d Domain, m *Model) *Planner {
	return &Planner{d: &d, m: m, match: newMatcher(&d)}
}

// Plan returns the k most probable drafts, the best first, never none.
func (p *Planner) Plan(text string, k int) []Draft {
	r := p.m.read(p.d, p.match, analyse(text))
	ds := drafts(p.d, r, p.m.edge)
	ps := rank(ds, p.m.rank)
	order := byChance(ps)
	var out []Draft
	for place, i := range order[:min(k, len(order))] {
		g := p.write(&ds[i])
		g.Confidence = p.m.trust.of(r, ps, order, place, len(ds[i].s.tools))
		out = append(out, g)
	}
	return out
}

// write spells a draft out.
func (p *Planner) write(d *draft) Draft {
	order := d.order()
	at := make(map[int]int, len(order))
	for k, i := range order {
		at[i] = k
	}
	var out Draft
	for _, i := range order {
		t := d.s.tools[i]
		step := Step{Tool: p.d.Tools[t].ID, Why: d.s.r.why(t)}
		fed := map[port.Type][]int{}
		for k, n := range d.s.needs {
			if n.node == i {
				for _, f := range n.feeders(d.choice[k]) {
					fed[n.kind] = append(fed[n.kind], at[f])
				}
			}
		}
		for _, in := range p.d.Tools[t].In {
			from := fed[in.Type]
			switch {
			case in.Many && len(from) > 0:
				for _, f := range from {
					step.From = append(step.From, Source{in.Name, in.Type, f})
				}
				fed[in.Type] = nil
			case len(from) > 0:
				step.From = append(step.From, Source{in.Name, in.Type, from[0]})
				fed[in.Type] = from[1:]
			case !in.Optional:
				step.From = append(step.From, Source{in.Name, in.Type, -1})
			}
		}
		out.Steps = append(out.Steps, step)
	}
	return out
}

// order lists the nodes so that each comes after those that it reads, and
// otherwise as the request speaks of them.
func (d *draft) order() []int {
	es := d.edges()
	placed := make([]bool, len(d.s.tools))
	var order []int
	for len(order) < len(placed) {
		for i := range placed {
			ready := !slices.ContainsFunc(es, func(e [2]int) bool { return e[1] == i && !placed[e[0]] })
			if !placed[i] && ready {
				placed[i] = true
				order = append(order, i)
				break
			}
		}
	}
	return order
}

// why returns the words that spoke most for a tool.
func (r *reading) why(t int) []string {
	if len(r.clauses) == 0 {
		return nil
	}
	c := r.clauses[r.at[t]]
	start, end := r.an.tokens[c.from].start, r.an.tokens[c.to-1].end
	words := strings.Fields(r.an.text[start:end])
	if len(words) == 0 {
		return nil
	}
	return []string{strings.Join(words, " ")}
}
