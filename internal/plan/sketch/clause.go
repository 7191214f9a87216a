package sketch

// clause is a stretch of a request between commas, full stops and words such
// as "and" and "then". A tool is asked for in one clause, mostly.
type clause struct {
	from, to int // tokens; quoted ones within are content
	traits   []feature
}

// cut splits the request into clauses, each with the traits of its words and,
// fainter, of the words around it.
func (a *analysis) cut() []clause {
	var plain []int
	for i, t := range a.tokens {
		if !t.quoted {
			plain = append(plain, i)
		}
	}
	var out []clause
	for lo := 0; lo < len(plain); {
		hi := lo
		for hi < len(plain) && a.tokens[plain[hi]].clause == a.tokens[plain[lo]].clause {
			hi++
		}
		if hi-lo > 1 || len(a.tokens[plain[lo]].word) > 1 {
			fs := merge(a.clauseTraits(plain, lo, hi))
			out = append(out, clause{plain[lo], plain[hi-1] + 1, fs})
		}
		lo = hi
	}
	return out
}

// around is how many words before and after a clause colour it.
const before, behind = 8, 3

func (a *analysis) clauseTraits(plain []int, lo, hi int) []feature {
	var fs []feature
	add := func(v float32, from, to int, parts ...string) {
		fs = append(fs, feature{hash(parts...), v, plain[from], plain[to-1] + 1})
	}
	word := func(k int) string { return a.tokens[plain[k]].word }
	for k := lo; k < hi; k++ {
		add(1, k, k+1, "c1", word(k))
		if k+1 < hi {
			add(0.8, k, k+2, "c2", word(k), word(k+1))
		}
		if k+2 < hi {
			add(0.6, k, k+3, "c3", word(k), word(k+1), word(k+2))
		}
		for d := 2; d <= 6 && k+d < hi; d++ {
			add(0.6, k, k+d+1, "cs", word(k), word(k+d))
		}
	}
	for k := max(0, lo-before); k < lo; k++ {
		add(0.4, k, k+1, "p1", word(k))
	}
	for k := hi; k < min(len(plain), hi+behind); k++ {
		add(0.4, k, k+1, "n1", word(k))
	}
	return fs
}
