package reading

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// together reports whether a phrase speaks of the same wish as s.
func (s *Step) together(r *Reading, m phrase.Match) bool {
	if s.From < m.To && m.From < s.To {
		return !s.differs(r, m) || m.From < s.To-1
	}
	tokens := r.Text.Tokens
	return tokens[s.To-1].Clause == tokens[m.From].Clause && !s.differs(r, m)
}

// differs reports whether a phrase sets what s has set already, to something else.
func (s *Step) differs(r *Reading, m phrase.Match) bool {
	for _, k := range []string{"style", "look", "format", "voice", "kind"} {
		if v := m.Entry.Set[k]; v != "" && s.Set[k] != "" && v != s.Set[k] && v != "auto" && s.Set[k] != "auto" {
			return true
		}
	}
	if at, ok := m.Caught["size"]; ok {
		return slices.ContainsFunc(s.Caught, func(c Capture) bool {
			return c.Name == "size" && c.Token.Start != r.Text.Tokens[at].Start
		})
	}
	return false
}

// absorb adds a phrase to the step; the heaviest and longest gives its place.
func (s *Step) absorb(r *Reading, m phrase.Match) {
	s.Spans = append(s.Spans, [2]int{m.From, m.To})
	_, spoken := m.Caught["target"]
	s.Plain = s.Plain || !spoken && m.Entry.Set["noun"] == ""
	s.noun = s.noun && m.Entry.Set["noun"] != ""
	if m.Entry.Weight > s.weight || m.Entry.Weight == s.weight && m.To-m.From > s.To-s.From {
		s.weight, s.From, s.To = m.Entry.Weight, m.From, m.To
		s.Line, s.gaps = m.Pattern, m.Gaps
	}
	s.Merge(r, m)
}

// names are what the phrases of a step catch.
func (s *Step) names() string {
	var l []string
	for _, c := range s.Caught {
		l = append(l, c.Name)
	}
	slices.Sort(l)
	return strings.Join(slices.Compact(l), " ")
}

// several reports whether a phrase tells how many, or how often.
func (s *Step) several() bool {
	return slices.ContainsFunc(s.Caught, func(c Capture) bool { return c.Name == "every" || c.Name == "count" && c.Token.Value > 1 })
}

// object is the place of the first word after what a phrase leaves open: “make
// a picture for this story” makes a picture, not a story.
func (s *Step) object() int {
	if len(s.gaps) == 0 {
		return s.From
	}
	return s.gaps[0][1]
}

// Step is one wish of the request.
type Step struct {
	Task     task.Task
	From, To int // tokens
	weight   float64
	Set      map[string]string
	Caught   []Capture
	Why      []string
	Port     string
	Refs     []task.ID // results that the words name
	Files    []int     // given files that the words name
	Line     string    // the pattern that speaks for it most
	p        float64   // the probability that it is asked for
	Ahead    bool      // it is to be done before all else
	noun     bool      // only the result is named
	pictured bool      // it stands in what is to be pictured
	Asks     bool      // a clause that asks
	Plain    bool      // words speak for it that name no language
	Spans    [][2]int  // the tokens of all its phrases
	gaps     [][2]int  // the tokens from one to the other that its phrase leaves open
}

// Copies are steps that can be changed without changing those given.
func Copies(l []*Step) []*Step {
	made := make([]*Step, len(l))
	for i, s := range l {
		c := *s
		c.Set, c.Caught, c.Spans = maps.Clone(s.Set), slices.Clone(s.Caught), slices.Clone(s.Spans)
		c.Why, c.Refs, c.Files = slices.Clone(s.Why), slices.Clone(s.Refs), slices.Clone(s.Files)
		made[i] = &c
	}
	return made
}

// Capture is a number, time, size or language that a phrase caught, under its name.
type Capture struct {
	Name  string
	width int // tokens of the phrase that caught it
	Token phrase.Token
}

// Single reports whether the first number that a step catches as its count is one.
func (s *Step) Single() bool {
	i := slices.IndexFunc(s.Caught, func(c Capture) bool { return c.Name == "count" })
	return i >= 0 && s.Caught[i].Token.Value == 1
}

// Merge adds what a phrase sets and catches.
func (s *Step) Merge(r *Reading, m phrase.Match) {
	for k, v := range m.Entry.Set {
		switch k {
		case "on", "noun":
		case "port":
			s.Port = v
		default:
			if s.Set[k] == "" || s.Set[k] == "auto" {
				s.Set[k] = v
			}
		}
	}
	names := make([]string, 0, len(m.Caught))
	for name := range m.Caught {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		c := Capture{name, m.To - m.From, r.Text.Tokens[m.Caught[name]]}
		switch i := slices.IndexFunc(s.Caught, func(o Capture) bool { return o.Token.Start == c.Token.Start }); {
		case i < 0:
			s.Caught = append(s.Caught, c)
		case s.Caught[i].width < c.width && s.Caught[i].Name != "count":
			s.Caught[i] = c
		}
	}
	s.Why = append(s.Why, r.Said(m.From, m.To))
}

// Holds reports whether another step stands in what the phrase of s leaves
// open: “make the cartoon version of my dog move”.
func (s *Step) Holds(o *Step) bool {
	return slices.ContainsFunc(s.gaps, func(g [2]int) bool { return g[0] <= o.From && o.To <= g[1] })
}

// Meets reports whether one word speaks for both steps: a wish may stand in
// what the phrase of another one leaves open.
func (s *Step) Meets(o *Step) bool {
	from, to := max(s.From, o.From), min(s.To, o.To)
	open := func(g [2]int) bool { return g[0] <= from && to <= g[1] }
	return from < to && !slices.ContainsFunc(s.gaps, open) && !slices.ContainsFunc(o.gaps, open)
}

// over reports whether the phrases of s cover the place of o.
func (s *Step) over(o *Step) bool {
	if s.From < o.To && o.From < s.To {
		return s.Meets(o)
	}
	return slices.ContainsFunc(s.Spans, func(at [2]int) bool {
		return at[0] <= o.From && o.To <= at[1] && at[1]-at[0] > o.To-o.From
	})
}

// rival reports whether two steps of one task are two wishes.
func (s *Step) rival(o *Step) bool {
	for _, k := range []string{"style", "look", "format", "voice", "kind"} {
		if s.Set[k] != "" && o.Set[k] != "" && s.Set[k] != o.Set[k] && s.Set[k] != "auto" && o.Set[k] != "auto" {
			return true
		}
	}
	size := func(s *Step) float64 {
		for _, c := range s.Caught {
			if c.Name == "size" {
				return c.Token.Value
			}
		}
		return 0
	}
	return size(s) != 0 && size(o) != 0 && size(s) != size(o)
}

// with returns s with what o says besides, at the place of the earlier.
func (s *Step) with(o *Step) *Step {
	c := *s
	c.Set = map[string]string{}
	for _, from := range []*Step{o, s} {
		for k, v := range from.Set {
			if v != "auto" || c.Set[k] == "" {
				c.Set[k] = v
			}
		}
	}
	c.Caught = slices.Clone(s.Caught)
	for _, x := range o.Caught {
		if !slices.ContainsFunc(c.Caught, func(y Capture) bool { return y.Token.Start == x.Token.Start }) {
			c.Caught = append(c.Caught, x)
		}
	}
	slices.SortStableFunc(c.Caught, func(a, b Capture) int { return cmp.Compare(a.Token.Start, b.Token.Start) })
	c.Why = append(slices.Clone(s.Why), o.Why...)
	c.Spans = append(slices.Clone(s.Spans), o.Spans...)
	c.Plain = s.Plain || o.Plain
	if o.noun == s.noun && o.From < s.From && o.p > s.p-0.25 {
		c.From, c.To = o.From, o.To
	}
	if c.Port == "" {
		c.Port = o.Port
	}
	return &c
}

// leans reports whether a step has nothing to say but a number that a surer
// one catches too.
func (s *Step) leans(o *Step) bool {
	if len(s.Spans) != 1 || s.Task.ID == o.Task.ID {
		return false
	}
	return slices.ContainsFunc(s.Caught, func(c Capture) bool {
		return c.Token.Kind == phrase.Number && slices.ContainsFunc(o.Caught, func(d Capture) bool { return d.Token.Start == c.Token.Start })
	})
}

// InputType is the type that a task reads first.
func InputType(t task.Task) port.Type { return t.In[0].Type }

// Verbal reports whether a translation is spoken of with a verb of its own.
func (s *Step) Verbal() bool {
	return slices.ContainsFunc(s.Why, func(w string) bool { return translates.MatchString(w) })
}

var translates = regexp.MustCompile(`(?i)翻|译|成|translat|turn|convert|render|\bput\b|\binto\b`)
