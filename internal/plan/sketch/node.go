package sketch

import "math"

// nodeModel says how likely a request needs each tool. A tool's score is a
// soft maximum over the clauses, as one of them asks for the tool, plus a sum
// over the request as a whole.
type nodeModel struct {
	index map[uint32]int32
	tools int
	w     []float32 // by feature, then tool
}

// usual is the logarithm of a usual count of clauses.
const usual = 2

// reading is what the node model makes of a request.
type reading struct {
	an      *analysis
	clauses []clause
	logit   []float64   // by tool
	local   [][]float64 // by clause, then tool
	at      []int       // by tool, the clause that asks for it
	pos     []float64   // by tool, the token around which it is asked for
}

func (m *nodeModel) read(an *analysis, match [][]float64) *reading {
	r := &reading{an: an, clauses: an.cut(), logit: make([]float64, m.tools), at: make([]int, m.tools)}
	for _, f := range merge(an.traits()) {
		m.add(r.logit, f)
	}
	m.add(r.logit, feature{key: goldKey, value: 1})
	own, hasOwn := m.index[ownKey]
	for k, c := range r.clauses {
		z := make([]float64, m.tools)
		for _, f := range c.traits {
			m.add(z, f)
		}
		if hasOwn {
			for t, w := range m.w[int(own)*m.tools : (int(own)+1)*m.tools] {
				if match[t] != nil {
					z[t] += float64(w) * match[t][k]
				}
			}
		}
		r.local = append(r.local, z)
	}
	column := make([]float64, len(r.clauses))
	for t := range m.tools {
		for c := range r.clauses {
			column[c] = r.local[c][t]
			if column[c] > r.local[r.at[t]][t] {
				r.at[t] = c
			}
		}
		if len(column) > 0 {
			r.logit[t] += logSumExp(column) - usual
		}
	}
	m.locate(r)
	return r
}

// locate finds for each tool the middle of the words that speak for it.
func (m *nodeModel) locate(r *reading) {
	r.pos = make([]float64, m.tools)
	for t := range m.tools {
		if len(r.clauses) == 0 {
			continue
		}
		c := r.clauses[r.at[t]]
		var sum, weight float64
		for _, f := range c.traits {
			i, ok := m.index[f.key]
			if !ok || f.from < c.from || f.to > c.to {
				continue
			}
			if w := float64(m.w[int(i)*m.tools+t] * f.value); w > 0 {
				sum += w * float64(f.from+f.to-1) / 2
				weight += w
			}
		}
		r.pos[t] = float64(c.from)
		if weight > 0 {
			r.pos[t] = sum / weight
		}
	}
}

func (m *nodeModel) add(z []float64, f feature) {
	i, ok := m.index[f.key]
	if !ok {
		return
	}
	for t, w := range m.w[int(i)*m.tools : (int(i)+1)*m.tools] {
		z[t] += float64(w * f.value)
	}
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

func logSumExp(xs []float64) float64 {
	m := math.Inf(-1)
	for _, x := range xs {
		m = max(m, x)
	}
	var s float64
	for _, x := range xs {
		s += math.Exp(x - m)
	}
	return m + math.Log(s)
}
