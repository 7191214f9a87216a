package eyes

// Memory is what remembers pictures.
type Memory = memory

// Remember keeps what was made of a part of a picture.
func (m *memory) Remember(key string, vectors []float32) int32 { return m.remember(key, vectors) }

// Bytes are what is remembered by its own count, and what there is.
func (m *memory) Bytes() (counted, there int) {
	for _, s := range m.known {
		there += 4 * len(s.vectors)
	}
	return m.bytes, there
}
