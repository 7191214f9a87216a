package llama

import (
	"time"

	native "github.com/hybridgroup/yzma/pkg/llama"
)

// Pace is how many tokens of prompts a step of such a model has, of one alone and
// beside others, after steps of 64 tokens that took so long; 0 is no step.
func Pace(parameters int64, threads int, took time.Duration) (alone, beside int) {
	p := newPace(parameters, threads)
	for range 3 {
		p.note(64, took)
	}
	return p.alone, p.beside(0)
}

// Parts is how many tokens of each prompt a step has beside so many answers, where so
// many are left of them: of eight slots, with so many who wait for one, and right after a
// step with a long prompt if rests; others has an answer of another adapter.
func Parts(left []int, answers, waiting int, rests, others bool) []int {
	l := &loop{Model: &Model{options: Options{Slots: 8}}, pace: newPace(494e6, 2)}
	l.queue.jobs = make([]*job, waiting)
	if rests {
		l.pace.pause(time.Now(), time.Hour, false)
	}
	var slots []*slot
	for i, n := range left {
		slots = append(slots, &slot{job: &job{steps: make(chan Step, 2)}, tokens: make([]int32, n), came: uint64(i)})
	}
	for range answers {
		slots = append(slots, &slot{job: &job{steps: make(chan Step, 2)}, tokens: make([]int32, 1), came: uint64(len(left))})
	}
	if others {
		slots = append(slots, &slot{job: &job{steps: make(chan Step, 2), worn: "another"}, tokens: make([]int32, 1), came: uint64(len(left))})
	}
	l.slots = slots
	n := make([]int, len(left)+1)
	for _, p := range l.plan() {
		n[p.came] = p.n
	}
	return n[:len(left)]
}

// Watch has f see what each next token is chosen from; to be called before requests.
func (m *Model) Watch(f func(prompt []int32, logits []float32)) {
	m.watch = func(j *job, logits []float32) { f(j.Prompt, logits) }
}

// Fits says whether a grammar lets a model say exactly text.
func (m *Model) Fits(gbnf, text string) (bool, error) {
	r, err := newRule(m.vocab, gbnf)
	if err != nil {
		return false, err
	}
	defer r.free()
	tokens, err := m.Words(text)
	if err != nil {
		return false, err
	}
	for _, t := range tokens {
		if !r.Allows(t) {
			return false, nil
		}
		r.accept(t)
	}
	return r.Allows(int32(native.VocabEOS(m.vocab))), nil
}

// Hold keeps the loop from the next step until it is released.
func (m *Model) Hold() (release func()) {
	held := make(chan struct{})
	m.work <- func(*loop) { <-held }
	return func() { close(held) }
}

// Arrived is how many requests the loop has not seen yet.
func (m *Model) Arrived() int { return len(m.inbox) }
