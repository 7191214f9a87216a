package reading

// Cover counts the parts of the request, those in which a chosen step stands,
// and those in which several do.
func (r *Reading) Cover(chosen []*Step) (parts, covered, crowded int) {
	n := make([]int, len(r.parts))
	for _, s := range chosen {
		if at := r.partOf(s); at >= 0 {
			n[at]++
		}
	}
	for _, k := range n {
		if k > 0 {
			covered++
		}
		if k > 1 {
			crowded++
		}
	}
	return len(n), covered, crowded
}
