package eyes

import (
	"cmp"
	"slices"
)

// maxMemory is how many bytes of vectors are remembered, beside those in use.
const maxMemory = 128 << 20

// memory remembers what was made of pictures, so that one which a conversation
// keeps is looked at once. It is not safe for concurrent use.
type memory struct {
	known map[string]*seen
	bytes int
	clock uint64
	last  int32 // that was given to a view
}

// seen is a part of a picture.
type seen struct {
	key     string
	id      int32
	vectors []float32
	used    uint64
}

// recall finds what was made of a part of a picture.
func (m *memory) recall(key string) (*seen, bool) {
	s, ok := m.known[key]
	if ok {
		m.clock++
		s.used = m.clock
	}
	return s, ok
}

// remember keeps what was made, in place of what was of no use for longest, and
// gives it a number that no other has had.
func (m *memory) remember(key string, vectors []float32) int32 {
	m.clock++
	m.last--
	if m.known == nil {
		m.known = map[string]*seen{}
	}
	if was := m.known[key]; was != nil { // two looked at it at once
		m.bytes -= 4 * len(was.vectors)
	}
	m.known[key] = &seen{key, m.last, vectors, m.clock}
	for m.bytes += 4 * len(vectors); m.bytes > maxMemory && len(m.known) > 1; {
		var all []*seen
		for _, s := range m.known {
			all = append(all, s)
		}
		oldest := slices.MinFunc(all, func(a, b *seen) int { return cmp.Compare(a.used, b.used) })
		delete(m.known, oldest.key)
		m.bytes -= 4 * len(oldest.vectors)
	}
	return m.last
}
