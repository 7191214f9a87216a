package entity

import "strings"

// memory is what a text has said of its names: "Maria Jensen" tells who
// "Jensen" is further on.
type memory struct {
	whole map[string]Kind
	parts map[string]Kind // of names that were certain
}

func newMemory() *memory {
	return &memory{whole: map[string]Kind{}, parts: map[string]Kind{}}
}

func (m *memory) learn(e Entity) {
	if e.Kind == "" || e.Score < 0.7 {
		return
	}
	norm := strings.ToLower(e.Text)
	if _, ok := m.whole[norm]; !ok {
		m.whole[norm] = e.Kind
	}
	parts := strings.Fields(norm)
	if len(parts) < 2 {
		return
	}
	switch e.Kind {
	case Person:
		for _, w := range parts {
			if !common(w) {
				m.parts[w] = Person
			}
		}
	case Organisation:
		if w := parts[0]; !common(w) && !listed().place(w) {
			m.parts[w] = Organisation
		}
	default:
	}
}

// settle gives what is uncertain the kind that its text has elsewhere, and
// drops what stays without one.
func (m *memory) settle(names []Entity) []Entity {
	out := names[:0]
	for _, e := range names {
		if e.Score < 0.7 {
			norm := strings.ToLower(e.Text)
			if k, ok := m.whole[norm]; ok {
				e.Kind, e.Score = k, 0.8
			} else if k, ok := m.parts[norm]; ok {
				e.Kind, e.Score = k, 0.8
			}
		}
		if e.Kind != "" {
			out = append(out, e)
		}
	}
	return out
}
