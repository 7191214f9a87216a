package llama

import "time"

// Who comes waits for the step that is being computed, and so does the next token of
// every answer. What a step has of prompts is bounded by how fast they are read:
//
//	one prompt alone     as much as is known beforehand to be soon done: it depends on
//	                     nothing that changes, so that what is computed repeats
//	beside others        what was computed in a moment by the steps before: an answer of
//	                     eight tokens needs nine steps, and has its slot for as long;
//	                     where somebody waits for a slot, one tile
//
// A prompt that is longer than any step lets the others go on between two steps that
// have some of it: for as long as such a step took, and where somebody waits for a slot
// for three times as long.
const (
	moment  = 100 * time.Millisecond
	tile    = 64       // tokens that llama.cpp's attention takes together: fewer cost twice as much each
	widest  = 4 * tile // tokens of a step with prompts beside others, however fast
	work    = 1 << 36  // parameters times tokens that a thread computes in a step with one prompt
	patient = 3        // a rest where somebody waits for a slot, in steps
)

// pace is how many tokens of prompts a step has.
type pace struct {
	alone int
	rate  float64   // tokens a second, in the steps that had many; 0 is not known
	rest  time.Time // until then long prompts let the others go on
}

func newPace(parameters int64, threads int) pace {
	p := pace{alone: most}
	for p.alone > tile && int64(p.alone)*parameters > work*int64(threads) {
		p.alone /= 2
	}
	return p
}

// beside is how many there are beside others, which with the tokens of the answers
// are whole tiles.
func (p *pace) beside(answers int) int {
	n := min(max(int(p.rate*moment.Seconds())/tile, 1)*tile, widest)
	return max(n-answers, tile-answers%tile)
}

// note hears how long a step with n tokens took.
func (p *pace) note(n int, took time.Duration) {
	if n < tile/2 || took <= 0 {
		return // what a step costs however few there are would count too much
	}
	rate := float64(n) / took.Seconds()
	if p.rate == 0 {
		p.rate = rate
	}
	p.rate += (rate - p.rate) / 4
}

// pause has long prompts rest after a step that took so long.
func (p *pace) pause(now time.Time, took time.Duration, crowded bool) {
	if crowded {
		took *= patient
	}
	p.rest = now.Add(took)
}

// rests says whether long prompts let the others go on.
func (p *pace) rests(now time.Time) bool { return now.Before(p.rest) }
