package query

// Reflects are the columns that a query speaks of.
func (q Query) Reflects() map[int]bool {
	out := map[int]bool{q.Measure.Column: true}
	if q.Against != nil {
		out[q.Against.Column] = true
	}
	for _, m := range q.Also {
		out[m.Column] = true
	}
	var conds func(cs ...Cond)
	conds = func(cs ...Cond) {
		for _, c := range cs {
			for _, among := range c.Among {
				out[among] = true
			}
			if out[c.Column] = true; c.Op == Beside {
				out[c.Other] = true
			}
			conds(c.Sub...)
		}
	}
	conds(q.Where, q.Part)
	conds(q.Sides...)
	for _, k := range q.Keys {
		out[k.Column] = true
	}
	for _, c := range q.Columns {
		out[c] = true
	}
	if q.Order != nil {
		out[q.Order.Column] = true
	}
	if q.Having != nil {
		out[q.Having.Measure.Column] = true
	}
	return out
}
