package sketch

import (
	"compress/gzip"
	"encoding/gob"
	"fmt"
	"io"
	"math"
	"slices"
)

// Model is what was learned about a domain. It is safe for concurrent use.
type Model struct {
	column map[string]int // of the node model, by tool ID
	node   *nodeModel
	common []float64 // weights of the traits of match.go
	edge   *linear
	rank   *linear
	trust  trust
}

// read scores the tools of d: those that the model knows by what it learned
// of each, others by their descriptions.
func (m *Model) read(d *Domain, own *matcher, an *analysis) *reading {
	match := m.matches(own, an, an.cut())
	known := m.node.read(an, m.columns(d, match))
	n := len(d.Tools)
	r := &reading{an: an, clauses: known.clauses, logit: make([]float64, n), at: make([]int, n), pos: make([]float64, n)}
	for t, tool := range d.Tools {
		if c, ok := m.column[tool.ID]; ok {
			r.logit[t], r.at[t], r.pos[t] = known.logit[c], known.at[c], known.pos[c]
			continue
		}
		zs := match[t]
		r.logit[t] = pool(zs)
		for c, z := range zs {
			if z > zs[r.at[t]] {
				r.at[t] = c
			}
		}
		if len(r.clauses) > 0 {
			r.pos[t] = float64(r.clauses[r.at[t]].from)
		}
	}
	return r
}

// matches says how well every tool's own words fit every clause.
func (m *Model) matches(own *matcher, an *analysis, cs []clause) [][]float64 {
	out := make([][]float64, len(own.tools))
	for t, clauses := range own.traits(an, cs) {
		out[t] = make([]float64, len(cs))
		for k, f := range clauses {
			for i, v := range f {
				out[t][k] += v * m.common[i]
			}
		}
	}
	return out
}

// columns orders what was said of d's tools as the node model has its tools.
func (m *Model) columns(d *Domain, match [][]float64) [][]float64 {
	out := make([][]float64, m.node.tools)
	for t, tool := range d.Tools {
		if c, ok := m.column[tool.ID]; ok {
			out[c] = match[t]
		}
	}
	return out
}

// pool is the score of a tool whose clauses have these scores.
func pool(zs []float64) float64 {
	if len(zs) == 0 {
		return -usual
	}
	return logSumExp(zs) - usual
}

// The form of a model in a file: small numbers for the node weights, as there
// are many; a weight is its byte times the scale of its tool.
type (
	modelFile struct {
		Tools      []string
		Keys       []uint32 // differences, ascending
		Scales     []float32
		Weights    []int8 // by key, then tool
		Common     []float64
		Edge, Rank linearFile
		Trust      []float64
	}
	linearFile struct {
		Keys    []uint32
		Weights []float32
	}
)

// Write writes m for Read.
func (m *Model) Write(w io.Writer) error {
	f := modelFile{Tools: make([]string, len(m.column)), Common: m.common, Edge: packLinear(m.edge), Rank: packLinear(m.rank), Trust: m.trust}
	for id, c := range m.column {
		f.Tools[c] = id
	}
	f.Keys, f.Scales, f.Weights = packNode(m.node)
	z, err := gzip.NewWriterLevel(w, gzip.BestCompression)
	if err != nil {
		return fmt.Errorf("write the model: %w", err)
	}
	if err := gob.NewEncoder(z).Encode(f); err != nil {
		return fmt.Errorf("write the model: %w", err)
	}
	return z.Close()
}

// Read reads what Write wrote.
func Read(r io.Reader) (*Model, error) {
	z, err := gzip.NewReader(r)
	if err != nil {
		return nil, fmt.Errorf("read the model: %w", err)
	}
	var f modelFile
	if err := gob.NewDecoder(z).Decode(&f); err != nil {
		return nil, fmt.Errorf("read the model: %w", err)
	}
	m := &Model{column: map[string]int{}, common: f.Common, edge: unpackLinear(f.Edge), rank: unpackLinear(f.Rank), trust: f.Trust}
	for c, id := range f.Tools {
		m.column[id] = c
	}
	m.node = unpackNode(f.Keys, f.Scales, f.Weights)
	return m, nil
}

// packNode drops the traits that hardly matter.
func packNode(m *nodeModel) (keys []uint32, scales []float32, weights []int8) {
	scales = make([]float32, m.tools)
	for i, w := range m.w {
		scales[i%m.tools] = max(scales[i%m.tools], float32(math.Abs(float64(w)))/127)
	}
	last := uint32(0)
	for _, k := range sorted(m.index) {
		row := m.w[int(m.index[k])*m.tools : int(m.index[k]+1)*m.tools]
		if !slices.ContainsFunc(row, func(w float32) bool { return w > 0.02 || w < -0.02 }) {
			continue
		}
		keys = append(keys, k-last)
		last = k
		for t, w := range row {
			weights = append(weights, int8(math.Round(float64(w/max(scales[t], 1e-9)))))
		}
	}
	return keys, scales, weights
}

func unpackNode(keys []uint32, scales []float32, weights []int8) *nodeModel {
	m := &nodeModel{index: make(map[uint32]int32, len(keys)), tools: len(scales), w: make([]float32, len(weights))}
	last := uint32(0)
	for i, k := range keys {
		last += k
		m.index[last] = int32(i)
	}
	for i, w := range weights {
		m.w[i] = float32(w) * scales[i%m.tools]
	}
	return m
}

func packLinear(l *linear) linearFile {
	var f linearFile
	for _, k := range sorted(l.index) {
		if w := l.w[l.index[k]]; math.Abs(w) > 0.005 {
			f.Keys = append(f.Keys, k)
			f.Weights = append(f.Weights, float32(w))
		}
	}
	return f
}

func unpackLinear(f linearFile) *linear {
	l := &linear{index: make(map[uint32]int32, len(f.Keys)), w: make([]float64, len(f.Keys))}
	for i, k := range f.Keys {
		l.index[k], l.w[i] = int32(i), float64(f.Weights[i])
	}
	return l
}

func sorted(index map[uint32]int32) []uint32 {
	keys := make([]uint32, 0, len(index))
	for k := range index {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// Knows counts the tools of d that m has learned about.
func (m *Model) Knows(d Domain) int {
	n := 0
	for _, t := range d.Tools {
		if _, ok := m.column[t.ID]; ok {
			n++
		}
	}
	return n
}
