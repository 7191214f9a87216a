// Package reading says what the words of a request ask for: candidates of the
// lexicon and of learned hints, the part that each language plays, lists,
// passages, and which of the given files are meant. It makes no graph.
package reading

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/lore"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Clause widens a range of tokens to the clauses that it stands in, without
// the marks and file names at their ends.
func (r *Reading) Clause(from, to int) (first, end int) {
	tokens := r.Text.Tokens
	first, end = from, to
	for first > 0 && tokens[first-1].Clause == tokens[from].Clause {
		first--
	}
	for end < len(tokens) && tokens[end].Clause == tokens[to-1].Clause {
		end++
	}
	return first, end
}

// Clauses returns the words of the clauses from one token to another.
func (r *Reading) Clauses(from, to int) string {
	a, z := r.Clause(from, max(to, from+1))
	return strings.Trim(r.Said(a, z), " ,.;:，。；：")
}

// Strange reports whether hardly a word of the request is known.
func (r *Reading) Strange() bool {
	known, all := 0, 0
	for _, t := range r.Text.Tokens {
		if t.Kind != phrase.Word && t.Kind != phrase.Han {
			continue
		}
		all++
		if r.Reader.hints.Knows(t.Word) {
			known++
		}
	}
	return 2*known < all
}

// Reader reads requests. It is safe for concurrent use.
type Reader struct {
	Lexicon *phrase.Lexicon
	Tasks   map[string]task.Task
	Weights lore.Weights
	hints   lore.Hints
}

// NewReader makes a reader that goes by a lexicon and what was learned.
func NewReader(lexicon *phrase.Lexicon, weights lore.Weights, hints lore.Hints) *Reader {
	r := &Reader{Lexicon: lexicon, Tasks: map[string]task.Task{}, Weights: weights, hints: hints}
	for _, t := range task.All() {
		r.Tasks[string(t.ID)] = t
	}
	return r
}

// With returns a reader that goes by other weights and hints.
func (p *Reader) With(w lore.Weights, h lore.Hints) *Reader {
	q := *p
	q.Weights, q.hints = w, h
	return &q
}

// Reading is what the planner sees of a request.
type Reading struct {
	Reader    *Reader
	Req       plan.Request
	Text      phrase.Text
	Lang      string
	Matches   []phrase.Match // of tasks
	waiting   []phrase.Match // of tasks, for types that nothing given is of
	Cues      []phrase.Match
	sources   []phrase.Match // languages of the material
	Asks      []phrase.Match // words that ask
	Cannot    []phrase.Match
	Vague     []phrase.Match
	topics    []phrase.Match // what a picture may be of
	beyond    []phrase.Match // what no task does
	about     []phrase.Match // asks what can be done
	Content   []Span         // passages that are material: quotes, or what stands after a colon
	Types     map[port.Type]int
	Tongues   languages
	forgotten int // the byte before which everything is taken back, or -1
	Hints     map[string]hinted
	Hinted    []string // the names of Hints, sorted
	parts     []part
	classes   classes
}

// Span is a range of bytes of the request, with the tokens it covers.
type Span struct{ from, to, First, Last int }

// Read finds what the words of a request show: phrases, passages, languages, hints.
func (p *Reader) Read(req plan.Request) *Reading {
	var names []string
	types := map[port.Type]int{}
	for _, g := range req.Given {
		names = append(names, g.Name)
		types[g.Type]++
	}
	r := &Reading{Reader: p, Req: req, Types: types}
	r.Text = p.Lexicon.Scan(req.Text, names)
	r.Req.Text = r.Text.Source // what lies behind is not looked at
	r.subjects()
	r.Lang = r.Text.Language(req.Lang)
	r.forgotten = -1
	if at := forgets.FindStringIndex(r.Text.Source); at != nil && len(r.Text.Source) > at[1]+4 {
		r.forgotten = at[0]
	}
	all := unshielded(p.Lexicon.Find(r.Text))
	r.findContent(all)
	var waiting []phrase.Match
	for _, m := range all {
		if r.inContent(m.From) {
			continue
		}
		switch m.Entry.Section {
		case "cue":
			r.Cues = append(r.Cues, m)
		case "source":
			if m.Entry.Set["foreign"] == "" || r.Text.Tokens[m.Caught["source"]].Code != r.Lang {
				r.sources = append(r.sources, m)
			}
		case "question":
			r.Asks = append(r.Asks, m)
		case "cannot":
			r.Cannot = append(r.Cannot, m)
		case "vague":
			r.Vague = append(r.Vague, m)
		case "beyond":
			if r.allowed(m) && !r.hasAlready(m) {
				r.beyond = append(r.beyond, m)
			}
		case "about":
			r.about = append(r.about, m)
		case "topic":
			r.topics = append(r.topics, m)
		case "polite":
		default:
			if r.allowed(m) {
				r.Matches = append(r.Matches, m)
			} else {
				waiting = append(waiting, m)
			}
		}
	}
	r.waiting = waiting
	r.admit(waiting)
	r.Matches = slices.DeleteFunc(r.Matches, r.shadowed)
	if _, end := r.quotedLabels(); end > 0 {
		r.Content = slices.DeleteFunc(r.Content, func(s Span) bool { return s.Last == end })
	}
	r.Tongues = r.readLanguages()
	r.hint()
	r.classes = r.readClasses()
	return r
}

// unshielded leaves out the phrases that are only a part of another word, as
// 亮 is of 月亮. The words are those of the section “word”.
func unshielded(all []phrase.Match) []phrase.Match {
	return slices.DeleteFunc(slices.Clone(all), func(m phrase.Match) bool {
		return m.Entry.Section == "word" || slices.ContainsFunc(all, func(w phrase.Match) bool {
			return w.Entry.Section == "word" && w.From <= m.From && m.To <= w.To && m.To-m.From < w.To-w.From
		})
	})
}

// shadowed reports whether a number or time that a phrase catches belongs to
// a longer phrase, which catches it under another name.
func (r *Reading) shadowed(m phrase.Match) bool {
	for name, at := range m.Caught {
		if r.Text.Tokens[at].Kind == phrase.Language {
			continue
		}
		for _, o := range r.Matches {
			if o.To-o.From < m.To-m.From+2 || o.Entry.Weight < 4 {
				continue
			}
			for other, k := range o.Caught {
				if k == at && other != name && r.fit(r.Reader.Tasks[o.Entry.Section]) > -2 {
					return true
				}
			}
		}
	}
	return false
}

// admit takes the phrases for pictures, as “save as png”, for sounds and for
// films too where a wish before them makes one of something else.
func (r *Reading) admit(waiting []phrase.Match) {
	first := map[port.Type]int{} // the token from which there is one
	for _, m := range r.Matches {
		t := r.Reader.Tasks[m.Entry.Section]
		if m.Entry.Weight < 4 || t.ID == "" || r.fit(t) <= -2 {
			continue
		}
		made := t.Out[0].Type
		if at, ok := first[made]; InputType(t) != made && (!ok || m.From < at) {
			first[made] = m.From
		}
	}
	for _, m := range waiting {
		for _, made := range []port.Type{port.Image, port.Audio, port.Video} {
			at, ok := first[made]
			on := slices.Contains(strings.Split(m.Entry.Set["on"], "|"), string(made))
			if ok && on && m.From > at && InputType(r.Reader.Tasks[m.Entry.Section]) == made {
				r.Matches = append(r.Matches, m)
				break
			}
		}
	}
	slices.SortStableFunc(r.Matches, func(a, b phrase.Match) int { return a.From - b.From })
}

// allowed checks the types that a phrase is only for, and whether it is only for several files.
func (r *Reading) allowed(m phrase.Match) bool {
	on := m.Entry.Set["on"]
	return (m.Entry.Set["many"] == "" || len(r.Req.Given) > 1) && (on == "" || slices.ContainsFunc(strings.Split(on, "|"), func(t string) bool { return r.Types[port.Type(t)] > 0 }))
}

// findContent marks the quotes. Without quotes and without anything given, it
// is what stands after a colon.
func (r *Reading) findContent(all []phrase.Match) {
	for i, t := range r.Text.Tokens {
		if t.Kind == phrase.Quote {
			r.Content = append(r.Content, Span{t.In, t.Out, i, i + 1})
		}
	}
	if len(r.Content) > 0 || len(r.Req.Given) > 0 {
		return
	}
	for i, t := range r.Text.Tokens {
		if t.Kind != phrase.Mark || t.Word != ":" && t.Word != "：" || i+1 == len(r.Text.Tokens) {
			continue
		}
		wish := slices.ContainsFunc(all, func(m phrase.Match) bool {
			return m.To <= i && m.Entry.Weight > 1 && r.Reader.Tasks[m.Entry.Section].ID != ""
		})
		if !wish && !r.chooses(0, i) && !r.announces(i) || i > 0 && t.End < len(r.Text.Source) && r.Text.Tokens[i-1].Kind == phrase.Number && r.Text.Tokens[i+1].Kind == phrase.Number {
			continue
		}
		r.Content = append(r.Content, Span{t.End, len(r.Text.Source), i + 1, len(r.Text.Tokens)})
		return
	}
}

func (r *Reading) inContent(token int) bool {
	return slices.ContainsFunc(r.Content, func(s Span) bool {
		return token >= s.First && token < s.Last && r.Text.Tokens[token].Kind != phrase.Quote && r.Text.Tokens[token].Kind != phrase.Size
	})
}

// Words are the words of a passage.
func (r *Reading) Words(s Span) string { return strings.TrimSpace(r.Text.Source[s.from:s.to]) }

// fit says how well a task's input can be had: 0 is at hand, less is farther.
func (r *Reading) fit(t task.Task) float64 {
	has := func(ts ...port.Type) bool {
		return slices.ContainsFunc(ts, func(t port.Type) bool { return r.Types[t] > 0 })
	}
	makes := func(want port.Type) bool {
		return slices.ContainsFunc(r.Matches, func(m phrase.Match) bool {
			out := r.Reader.Tasks[m.Entry.Section]
			return m.Entry.Weight >= 3 && out.ID != t.ID && out.Out[0].Type == want && (out.In[0].Type != want || out.In[0].Name == "prompt")
		})
	}
	first := t.In[0]
	if t.ID == "text-to-speech" && has(port.Audio) && !has(port.Text, port.Document) && len(r.Content) == 0 {
		return -1.5
	}
	switch {
	case first.Name == "prompt":
		if (has(t.Out[0].Type) || t.ID == "text-to-image" && has(port.Video)) && !has(port.Text, port.Document) {
			return -1.5
		}
		return 0
	case has(first.Type) || first.Type == port.Text && len(r.Content) > 0:
		return 0
	}
	switch first.Type {
	case port.Text:
		switch {
		case has(port.Document):
			return 0
		case has(port.Audio):
			return -0.3
		case has(port.Image, port.Table):
			return -0.6
		case has(port.Video):
			return -0.8
		case makes(port.Text):
			return -0.4
		}
		return -1
	case port.Image:
		if makes(port.Image) {
			return -0.4
		}
		return -3
	case port.Audio:
		if has(port.Video) {
			return -0.8
		}
		if makes(port.Audio) {
			return -0.5
		}
		return -3
	case port.Video:
		if makes(port.Video) {
			return -0.4
		}
		return -3
	case port.Document:
		return -4
	default:
		return -4
	}
}

// Said are the words from one token to another; none if that stands before it.
func (r *Reading) Said(from, to int) string {
	if to <= from {
		return ""
	}
	return r.Text.Source[r.Text.Tokens[from].Start:r.Text.Tokens[to-1].End]
}
