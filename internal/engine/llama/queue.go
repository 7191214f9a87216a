package llama

import "slices"

// queue holds the jobs that wait. Who has had the least is served first, so
// that nobody waits for all that another has asked for.
type queue struct {
	jobs   []*job
	served map[string]float64 // by actor: tokens of prompts and answers, fading
}

// fade is by how much what an actor has had counts less with each token that
// anybody gets: after some 4,000 tokens it is forgotten.
const fade = 1 - 1.0/4096

func newQueue() queue { return queue{served: map[string]float64{}} }

// push puts j at the end, or in front if it had to make room.
func (q *queue) push(j *job, front bool) {
	if front {
		q.jobs = slices.Insert(q.jobs, 0, j)
		return
	}
	q.jobs = append(q.jobs, j)
}

// serve notes that an actor was given n tokens.
func (q *queue) serve(actor string, n int) {
	for a, had := range q.served {
		if had *= pow(fade, n); had < 1 {
			delete(q.served, a)
		} else {
			q.served[a] = had
		}
	}
	q.served[actor] += float64(n)
}

func pow(x float64, n int) float64 {
	y := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			y *= x
		}
		x *= x
	}
	return y
}

// order gives the jobs in the order in which they are to be served: of each
// actor the one that came first, of those the actor's who has least running, then who had the least.
func (q *queue) order(running map[string]int) []*job {
	place := map[string]int{}
	rank := make(map[*job]int, len(q.jobs))
	for _, j := range q.jobs {
		rank[j] = place[j.Actor] + running[j.Actor]
		place[j.Actor]++
	}
	l := slices.Clone(q.jobs)
	slices.SortStableFunc(l, func(a, b *job) int {
		if rank[a] != rank[b] {
			return rank[a] - rank[b]
		}
		switch had := q.served[a.Actor] - q.served[b.Actor]; {
		case had < 0:
			return -1
		case had > 0:
			return 1
		default:
			return 0
		}
	})
	return l
}

// remove takes j out.
func (q *queue) remove(j *job) {
	if i := slices.Index(q.jobs, j); i >= 0 {
		q.jobs = slices.Delete(q.jobs, i, i+1)
	}
}
