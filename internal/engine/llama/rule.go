package llama

import (
	"math"

	native "github.com/hybridgroup/yzma/pkg/llama"

	"github.com/tenonhub/tenon/internal/fault"
)

// rule is a grammar and how far an answer is in it.
type rule struct {
	s          native.Sampler
	candidates []native.TokenData
}

// newRule reads a grammar.
func newRule(vocab native.Vocab, gbnf string) (*rule, error) {
	libraries.complaint.take()
	s := native.SamplerInitGrammar(vocab, gbnf, "root")
	if s == 0 {
		if why := libraries.complaint.take(); why != "" {
			return nil, fault.New(fault.Invalid, "the grammar cannot be read: %s", why)
		}
		return nil, fault.New(fault.Invalid, "the grammar cannot be read; it must be GBNF with a rule root that does not begin with itself")
	}
	return &rule{s: s}, nil
}

// Allows says whether token may come next.
func (r *rule) Allows(token int32) bool {
	c := &native.TokenData{Id: native.Token(token)}
	native.SamplerApply(r.s, &native.TokenDataArray{Data: c, Size: 1, Selected: -1})
	return !math.IsInf(float64(c.Logit), -1)
}

// Mask makes the tokens that may not come next infinitely unlikely.
func (r *rule) Mask(logits []float32) {
	r.candidates = r.candidates[:0]
	for i, l := range logits {
		r.candidates = append(r.candidates, native.TokenData{Id: native.Token(i), Logit: l}) //nolint:gosec // tokens are 32 bits
	}
	native.SamplerApply(r.s, &native.TokenDataArray{Data: &r.candidates[0], Size: uint64(len(logits)), Selected: -1})
	for _, c := range r.candidates {
		logits[c.Id] = c.Logit
	}
}

// accept goes on with a token that is allowed.
func (r *rule) accept(token int32) { native.SamplerAccept(r.s, native.Token(token)) }

func (r *rule) free() { native.SamplerFree(r.s) }
