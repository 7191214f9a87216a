package sketch

// trait is a hashed trait of a choice, with its strength.
type trait struct {
	key   uint32
	value float32
}

func traitsOf(keys ...uint32) []trait {
	ts := make([]trait, len(keys))
	for i, k := range keys {
		ts[i] = trait{k, 1}
	}
	return ts
}

// linear is a table of weights by hashed trait.
type linear struct {
	index map[uint32]int32
	w     []float64
}

func (l *linear) score(ts []trait) float64 {
	var s float64
	for _, t := range ts {
		if i, ok := l.index[t.key]; ok {
			s += l.w[i] * float64(t.value)
		}
	}
	return s
}
