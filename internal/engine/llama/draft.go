package llama

import (
	"slices"

	native "github.com/hybridgroup/yzma/pkg/llama"
)

// What an answer says next is often what came after the same words before: in the
// prompt, in the answer itself, or in what its caller foretells. Such tokens are
// put into the step as a draft, after the one that is computed anyhow. A
// step takes hardly longer for a few tokens, since the weights are read once, and
// tells what would come after each:
//
//	in memory   … the cat sat on    computed   the  mat  .  It
//	chosen after each                          mat  .    ·  (another than “It”)
//
// The sampler chooses after each token as it does without a draft, with the same
// chance, and what was drafted counts only as long as it is what is chosen. What
// comes after the first that is not is taken out of memory again.
const (
	drafted   = 15 // tokens that are drafted in a step, of all answers together
	few       = 4  // answers, at most, beside which something is drafted
	alike     = 3  // tokens that must have come before in the same order
	looked    = 16 // tokens that are compared at most
	tentative = 3  // tokens of the first draft, and of one after a draft that was wrong
	respite   = 64 // steps at most without a draft after some that were wrong
	maxDraft  = 128
)

// guess is how well drafts of an answer did so far.
type guess struct {
	reach int // tokens of the next draft, at most
	pause int // steps without a draft that followed the last wrong one
	rest  int // of those, how many are to come
}

// learn notes that of n drafted tokens the first right ones were chosen.
func (g *guess) learn(n, right int) {
	switch {
	case right == n:
		g.reach, g.pause = max(g.reach, min(2*n, maxDraft)), 0
	case 2*right >= n:
		g.reach, g.pause = right+1, 0
	case right > 0:
		g.reach, g.rest = right+1, g.pause
	default:
		g.reach, g.pause = tentative, min(2*g.pause+1, respite)
		g.rest = g.pause
	}
}

// draft adds to the answers of a step what may come next, where they are few.
func (l *loop) draft(parts []part) {
	if l.options.Draft < 0 || !l.sharing || len(parts) == 0 || len(parts) > few {
		return
	}
	each := (l.options.Draft+1)/len(parts) - 1
	for i, p := range parts {
		room := min(each, p.Most-(len(p.tokens)-len(p.Prompt))-1, l.facts.Context-len(p.tokens)-1, cap(p.steps)-len(p.steps)-2)
		tokens, foretold := p.guessed(room)
		if at := slices.IndexFunc(tokens, func(t int32) bool { return t < 0 }); at >= 0 {
			tokens = tokens[:at] // a picture's are not said
		}
		parts[i].draft, parts[i].foretold = tokens, foretold
	}
}

// guessed gives at most n tokens that may come next, and whether the caller has
// foretold them.
func (s *slot) guessed(n int) (tokens []int32, foretold bool) {
	if s.guess.rest > 0 {
		s.guess.rest--
		return nil, false
	}
	if n = min(n, max(s.guess.reach, tentative)); n <= 0 {
		return nil, false
	}
	answer := s.tokens[len(s.Prompt):]
	if l := len(answer); l < len(s.Foretold) && common(answer, s.Foretold) == l {
		return cut(s.Foretold[l:], n), true
	}
	if at := follows(s.Foretold, answer); at > 0 {
		return cut(s.Foretold[at:], n), true
	}
	return repeat(s.tokens, follows(s.tokens, s.tokens), n), false
}

func cut(l []int32, n int) []int32 { return slices.Clone(l[:min(n, len(l))]) }

// repeat gives the n tokens from at on, and goes on from at where they end.
func repeat(l []int32, at, n int) (out []int32) {
	if at == 0 {
		return nil
	}
	for i := range n {
		out = append(out, l[at+i%(len(l)-at)])
	}
	return out
}

// follows finds the place in where before which most of the last tokens stand in
// the same order, and of several the last; 0 is none.
func follows(where, last []int32) (at int) {
	best := alike - 1
	for i := len(where) - 1; i >= alike && best < looked; i-- {
		n := 0
		for n < min(looked, i, len(last)) && where[i-1-n] == last[len(last)-1-n] {
			n++
		}
		if n > best {
			best, at = n, i
		}
	}
	return at
}

// judge takes what was drafted wrongly out of memory, and learns from it.
func (l *loop) judge(p part, right int) {
	if right < len(p.draft) {
		_, _ = native.MemorySeqRm(l.memory, p.seq, p.place(p.past), -1)
	}
	p.guess.learn(len(p.draft), right)
	l.queue.serve(p.Actor, right)
	l.meter.add(func(c *Counters) {
		c.DraftedTokens += int64(len(p.draft))
		c.AcceptedTokens += int64(right)
		c.DecodeTokens += int64(right)
	})
}

// withdraw has a step that has no room go without drafts; false says that it had none.
func withdraw(parts []part) (had bool) {
	for _, p := range parts {
		if len(p.draft) > 0 {
			p.guess.rest, had = respite, true
		}
	}
	return had
}
