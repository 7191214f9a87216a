package tongue

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Reader reads requests. It is safe for concurrent use.
type Reader struct {
	lexicon *phrase.Lexicon
	tasks   map[string]task.Task
	weights Weights
	hints   Hints
}

// NewReader makes a reader that goes by a lexicon and what was learned.
func NewReader(lexicon *phrase.Lexicon, weights Weights, hints Hints) *Reader {
	r := &Reader{lexicon: lexicon, tasks: map[string]task.Task{}, weights: weights, hints: hints}
	for _, t := range task.All() {
		r.tasks[string(t.ID)] = t
	}
	return r
}

// With returns a reader that goes by other weights and hints.
func (p *Reader) With(w Weights, h Hints) *Reader {
	q := *p
	q.weights, q.hints = w, h
	return &q
}

// reading is what the planner sees of a request.
type reading struct {
	reader    *Reader
	req       plan.Request
	text      phrase.Text
	lang      string
	matches   []phrase.Match // of tasks
	cues      []phrase.Match
	sources   []phrase.Match // languages of the material
	asks      []phrase.Match // words that ask
	cannot    []phrase.Match
	vague     []phrase.Match
	topics    []phrase.Match // what a picture may be of
	content   []span         // passages that are material: quotes, or what stands after a colon
	types     map[port.Type]int
	tongues   languages
	forgotten int // the byte before which everything is taken back, or -1
	hints     map[string]hinted
	parts     []part
}

// span is a range of bytes of the request, with the tokens it covers.
type span struct{ from, to, first, last int }

func (p *Reader) read(req plan.Request) *reading {
	var names []string
	types := map[port.Type]int{}
	for _, g := range req.Given {
		names = append(names, g.Name)
		types[g.Type]++
	}
	r := &reading{reader: p, req: req, types: types}
	r.text = p.lexicon.Scan(req.Text, names)
	r.req.Text = r.text.Source // what lies behind is not looked at
	r.lang = language(req, r.text)
	r.forgotten = -1
	if at := forgets.FindStringIndex(r.text.Source); at != nil && len(r.text.Source) > at[1]+4 {
		r.forgotten = at[0]
	}
	all := unshielded(p.lexicon.Find(r.text))
	r.findContent(all)
	for _, m := range all {
		if r.inContent(m.From) {
			continue
		}
		switch m.Entry.Section {
		case "cue":
			r.cues = append(r.cues, m)
		case "source":
			r.sources = append(r.sources, m)
		case "question":
			r.asks = append(r.asks, m)
		case "cannot":
			r.cannot = append(r.cannot, m)
		case "vague":
			r.vague = append(r.vague, m)
		case "topic":
			r.topics = append(r.topics, m)
		case "polite":
		default:
			if r.allowed(m) {
				r.matches = append(r.matches, m)
			}
		}
	}
	r.matches = slices.DeleteFunc(r.matches, r.shadowed)
	r.tongues = r.readLanguages()
	r.hint()
	return r
}

// unshielded leaves out the phrases that are only a part of another word, as
// 亮 is of 月亮. The words are those of the section “word”.
func unshielded(all []phrase.Match) []phrase.Match {
	return slices.DeleteFunc(slices.Clone(all), func(m phrase.Match) bool {
		return slices.ContainsFunc(all, func(w phrase.Match) bool {
			return w.Entry.Section == "word" && w.From <= m.From && m.To <= w.To && m.To-m.From <= w.To-w.From
		})
	})
}

// shadowed reports whether a number or time that a phrase catches belongs to
// a longer phrase, which catches it under another name.
func (r *reading) shadowed(m phrase.Match) bool {
	for name, at := range m.Caught {
		if r.text.Tokens[at].Kind == phrase.Language {
			continue
		}
		for _, o := range r.matches {
			if o.To-o.From < m.To-m.From+2 || o.Entry.Weight < 4 {
				continue
			}
			for other, k := range o.Caught {
				if k == at && other != name && r.fit(r.reader.tasks[o.Entry.Section]) > -2 {
					return true
				}
			}
		}
	}
	return false
}

// allowed checks the types that a phrase is only for.
func (r *reading) allowed(m phrase.Match) bool {
	on := m.Entry.Set["on"]
	return on == "" || slices.ContainsFunc(strings.Split(on, "|"), func(t string) bool { return r.types[port.Type(t)] > 0 })
}

// findContent marks the quotes. Without quotes and without anything given, it
// is what stands after a colon.
func (r *reading) findContent(all []phrase.Match) {
	for i, t := range r.text.Tokens {
		if t.Kind == phrase.Quote {
			r.content = append(r.content, span{t.In, t.Out, i, i + 1})
		}
	}
	if len(r.content) > 0 || len(r.req.Given) > 0 {
		return
	}
	for i, t := range r.text.Tokens {
		if t.Kind != phrase.Mark || t.Word != ":" && t.Word != "：" || i+1 == len(r.text.Tokens) {
			continue
		}
		if !slices.ContainsFunc(all, func(m phrase.Match) bool {
			return m.To <= i && m.Entry.Weight > 1 && r.reader.tasks[m.Entry.Section].ID != ""
		}) {
			continue
		}
		r.content = append(r.content, span{t.End, len(r.text.Source), i + 1, len(r.text.Tokens)})
		return
	}
}

func (r *reading) inContent(token int) bool {
	return slices.ContainsFunc(r.content, func(s span) bool {
		return token >= s.first && token < s.last && r.text.Tokens[token].Kind != phrase.Quote && r.text.Tokens[token].Kind != phrase.Size
	})
}

func (r *reading) words(s span) string { return strings.TrimSpace(r.text.Source[s.from:s.to]) }

// step is one wish of the request.
type step struct {
	task     task.Task
	from, to int // tokens
	weight   float64
	set      map[string]string
	caught   []capture
	why      []string
	port     string
	refs     []task.ID // results that the words name
	files    []int     // given files that the words name
	line     string    // the pattern that speaks for it most
	p        float64   // the probability that it is asked for
	ahead    bool      // it is to be done before all else
	noun     bool      // only the result is named
	pictured bool      // it stands in what is to be pictured
	asks     bool      // a clause that asks
	plain    bool      // words speak for it that name no language
	spans    [][2]int  // the tokens of all its phrases
	gaps     [][2]int  // the tokens from one to the other that its phrase leaves open
}

type capture struct {
	name  string
	width int // tokens of the phrase that caught it
	token phrase.Token
}

// fit says how well a task's input can be had: 0 is at hand, less is farther.
func (r *reading) fit(t task.Task) float64 {
	has := func(ts ...port.Type) bool {
		return slices.ContainsFunc(ts, func(t port.Type) bool { return r.types[t] > 0 })
	}
	makes := func(want port.Type) bool {
		return slices.ContainsFunc(r.matches, func(m phrase.Match) bool {
			out := r.reader.tasks[m.Entry.Section]
			return m.Entry.Weight >= 3 && out.ID != t.ID && out.Out[0].Type == want && (out.In[0].Type != want || out.In[0].Name == "prompt")
		})
	}
	first := t.In[0]
	if t.ID == "text-to-speech" && has(port.Audio) && !has(port.Text, port.Document) && len(r.content) == 0 {
		return -1.5
	}
	switch {
	case first.Name == "prompt":
		if (has(t.Out[0].Type) || t.ID == "text-to-image" && has(port.Video)) && !has(port.Text, port.Document) {
			return -1.5
		}
		return 0
	case has(first.Type) || first.Type == port.Text && len(r.content) > 0:
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
