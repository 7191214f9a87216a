package sample

// candidate is a token and how likely it is beside the likeliest.
type candidate struct {
	token int32
	p     float64
}

// before orders candidates: the likelier first, among equals the lower number.
func (c candidate) before(d candidate) bool { return c.p > d.p || c.p == d.p && c.token < d.token }

// likeliest gives the k likeliest of l, and of those as many as have the share
// topP of their probability; 0 is all. It changes the order of l: a heap of
// 150,000 is made in a tenth of the time that it takes to sort them.
func likeliest(l []candidate, k int, topP float64) (kept []candidate) {
	counted := k > 0 && k < len(l)
	if topP <= 0 || topP > 1 {
		topP = 1
	}
	total, sum := 0.0, 0.0
	for _, c := range l {
		total += c.p
	}
	for i := len(l)/2 - 1; i >= 0; i-- {
		sink(l, i)
	}
	for len(l) > 0 && (counted && len(kept) < k || !counted && sum < topP*total) {
		kept = append(kept, l[0])
		sum += l[0].p
		l[0] = l[len(l)-1]
		l = l[:len(l)-1]
		sink(l, 0)
	}
	if counted {
		kept = cut(kept, topP*sum)
	}
	return kept
}

// cut keeps as many as have the given sum; they are in order.
func cut(kept []candidate, enough float64) []candidate {
	sum := 0.0
	for i, c := range kept {
		if sum += c.p; sum >= enough {
			return kept[:i+1]
		}
	}
	return kept
}

func sink(l []candidate, i int) {
	for {
		child := 2*i + 1
		if child >= len(l) {
			return
		}
		if child+1 < len(l) && l[child+1].before(l[child]) {
			child++
		}
		if !l[child].before(l[i]) {
			return
		}
		l[i], l[child] = l[child], l[i]
		i = child
	}
}
