package reading

// Seat is what a choice of steps makes of one part of the request.
type Seat struct {
	Lead  string  // what leads into it, as “then”
	Wish  int     // the log-odds that it holds a wish, in whole steps
	Steps []*Step // that stand in it
	Other int     // the log-odds of the likeliest task that is not chosen, in whole steps
	Task  string  // that task
}

// Seats tells how a choice of steps lies over the parts of the request.
func (r *Reading) Seats(chosen []*Step) []Seat {
	l := make([]Seat, len(r.parts))
	for i, one := range r.parts {
		l[i] = Seat{Lead: r.lead(i), Wish: steps(one.odds["wish"]), Other: -4}
	}
	for _, s := range chosen {
		if at := r.partOf(s); at >= 0 {
			l[at].Steps = append(l[at].Steps, s)
		}
	}
	for i := range l {
		taken := map[string]bool{}
		for _, s := range l[i].Steps {
			taken[string(s.Task.ID)] = true
		}
		l[i].Task, l[i].Other = r.likeliest(r.parts[i], taken)
	}
	return l
}

// likeliest is the task of the highest log-odds in a part, none of those taken.
func (r *Reading) likeliest(one part, taken map[string]bool) (id string, odds int) {
	most := -4.0
	for name, v := range one.odds {
		if _, ok := r.Reader.Tasks[name]; !ok || taken[name] {
			continue
		}
		if v > most || v == most && name < id {
			id, most = name, v
		}
	}
	return id, steps(most)
}

// Cued reports whether a cue of a kind stands anywhere in the request.
func (r *Reading) Cued(kind string) bool {
	for _, m := range r.Cues {
		if m.Entry.Set["kind"] == kind {
			return true
		}
	}
	return false
}
