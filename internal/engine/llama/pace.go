package llama

import "time"

// Who comes waits for the step that is being computed, and so does the next token of
// every answer. What a step has of prompts is bounded by how fast they are read:
//
//	one prompt alone     as much as is known beforehand to be soon done: it depends on
//	                     nothing that changes, so that what is computed repeats
//	beside others        what was computed in a moment by the steps before: an answer of
//	                     eight tokens needs nine steps, and has its slot for as long;
//	                     where somebody waits for a slot, as little as there can be
const (
	moment   = 100 * time.Millisecond
	least    = 64      // tokens of a step with one prompt, however slow
	shortest = 32      // … beside others
	widest   = 160     // … however fast
	work     = 1 << 36 // parameters times tokens that a thread computes in a step with one prompt
)

// pace is how many tokens of prompts a step has.
type pace struct {
	alone int
	rate  float64 // tokens a second, in the steps that had many; 0 is not known
}

func newPace(parameters int64, threads int) pace {
	p := pace{alone: most}
	for p.alone > least && int64(p.alone)*parameters > work*int64(threads) {
		p.alone /= 2
	}
	return p
}

// beside is how many there are beside others.
func (p *pace) beside() int {
	if p.rate == 0 {
		return widest
	}
	return min(max(int(p.rate*moment.Seconds()), shortest), widest)
}

// note hears how long a step with n tokens took.
func (p *pace) note(n int, took time.Duration) {
	if n < shortest || took <= 0 {
		return // what a step costs however few there are would count too much
	}
	rate := float64(n) / took.Seconds()
	if p.rate == 0 {
		p.rate = rate
	}
	p.rate += (rate - p.rate) / 4
}
