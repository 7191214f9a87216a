package tongue

import (
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// params reads the parameters of a step off its words: one set for each node
// that it makes.
func (b *builder) params(s *step) []task.Params {
	r := b.r
	for _, m := range r.matches {
		if m.Entry.Section == string(s.task.ID) && m.Entry.Weight == 0 && r.near(s, m) {
			s.merge(r, m)
		}
	}
	p := task.Params{}
	for _, d := range s.task.Params {
		if v, ok := parse(d, s.set[d.Name]); ok {
			p[d.Name] = v
		}
	}
	for _, c := range s.caught {
		switch {
		case c.name == "size":
			p["width"], p["height"] = c.token.Value, c.token.Height
		case c.token.Kind == phrase.Number || c.token.Kind == phrase.Time:
			if takes(s.task, c.name) && p[c.name] == nil {
				p[c.name] = c.token.Value
			}
		}
	}
	switch s.task.ID {
	case "translation":
		return b.targets(s, p)
	case "zero-shot-classification":
		if l := r.labels(); len(l) > 1 {
			p["labels"] = l
		} else {
			b.miss("labels")
		}
	case "image-style-transfer":
		if p["style"] == nil {
			b.miss("style")
		}
	case "audio-pitch":
		pitch(s, p)
	case "audio-trim", "video-trim":
		if len(p) == 0 {
			b.miss("part")
		}
	}
	return []task.Params{p}
}

func takes(t task.Task, name string) bool {
	for _, d := range t.Params {
		if d.Name == name {
			return true
		}
	}
	return false
}

// near reports whether a phrase that only adds to a step stands close enough.
func (r *reading) near(s *step, m phrase.Match) bool {
	return gap(s, m.From) <= 8
}

func parse(d task.Param, v string) (any, bool) {
	if v == "" {
		return nil, false
	}
	switch d.Kind {
	case task.Number, task.Integer, task.Seconds:
		n, err := strconv.ParseFloat(v, 64)
		return n, err == nil
	case task.Boolean:
		return v == "true", true
	default:
		return v, true
	}
}

func pitch(s *step, p task.Params) {
	down := s.set["down"] != "" && (s.set["up"] == "" || s.set["octaves"] == "")
	if o, err := strconv.ParseFloat(s.set["octaves"], 64); err == nil && p["semitones"] == nil {
		p["semitones"] = 12 * o
	}
	n, ok := p["semitones"].(float64)
	switch {
	case ok && down:
		p["semitones"] = -n
	case !ok && down:
		p["semitones"] = -4.0
	}
}

// targets are the languages to translate into, and the one of the material.
func (b *builder) targets(s *step, p task.Params) []task.Params {
	var to []string
	source := b.r.materialLanguage()
	for _, c := range s.caught {
		if strings.HasPrefix(c.name, "target") && c.token.Code != source {
			to = append(to, c.token.Code)
		}
	}
	if len(to) == 0 && source != "" {
		to = []string{b.r.lang}
	}
	if len(to) == 0 {
		b.miss("target")
	}
	if source != "" && !b.heard() {
		p["source"] = source
	}
	var l []task.Params
	for _, code := range to {
		q := task.Params{"target": code}
		for k, v := range p {
			q[k] = v
		}
		l = append(l, q)
	}
	return l
}

// heard reports whether the material is first recognised, in sound or picture.
func (b *builder) heard() bool {
	return b.r.types[port.Text]+b.r.types[port.Document] == 0 && b.r.types[port.Audio]+b.r.types[port.Video]+b.r.types[port.Image] > 0
}

func (r *reading) materialLanguage() string {
	for _, m := range r.sources {
		if i, ok := m.Caught["source"]; ok {
			return r.text.Tokens[i].Code
		}
	}
	return ""
}
