package llama

import (
	"cmp"
	"slices"

	native "github.com/hybridgroup/yzma/pkg/llama"
)

const maxSlots = 100

// sequences is how many sequences of tokens memory can hold: those being
// answered, and the ones that ended since somebody last began, where they can be gone
// on with. Of a model that remembers a state, each has its own.
func (m *Model) sequences() uint32 {
	if !m.sharing {
		return uint32(m.options.Slots) //nolint:gosec // at most 100
	}
	return uint32(2 * m.options.Slots) //nolint:gosec // at most 200
}

// nowhere is the sequence of what is put away.
const nowhere = native.SeqId(-1)

// kept is what was computed for requests that have ended.
type kept struct {
	seq     native.SeqId // in memory, or nowhere
	state   []byte       // what was in memory, if it is put away
	adapter string
	tokens  []int32
	owners  map[string]int // how many of the tokens each actor has had computed or answered
	used    uint64         // when it last was of use: the number of the step
}

// cache is what was computed: which sequences of memory are free, what is kept
// in others, and what is put away. Each step looks at all that is in memory, so
// that a model of half a billion parameters needs a tenth longer for a token
// beside 24 short answers; what nobody goes on with is put away when somebody begins.
type cache struct {
	ctx     native.Context
	memory  native.Memory
	sharing bool
	most    int // tokens that are put away: they take as many bytes as in memory
	free    []native.SeqId
	kept    []*kept
}

func newCache(m *Model) *cache {
	c := &cache{ctx: m.ctx, memory: m.memory, sharing: m.sharing, most: m.facts.Context / 2}
	for i := range m.sequences() {
		c.free = append(c.free, native.SeqId(i)) //nolint:gosec // at most 200
	}
	return c
}

// common is how many tokens a and b begin with alike.
func common(a, b []int32) int {
	n := min(len(a), len(b))
	for i := range n {
		if a[i] != b[i] {
			return i
		}
	}
	return n
}

// find looks for the kept sequence that has most of the beginning of prompt.
func (c *cache) find(prompt []int32, adapter string) (best *kept, n int) {
	for _, k := range c.kept {
		if k.adapter == adapter {
			if m := common(k.tokens, prompt); m > n {
				best, n = k, m
			}
		}
	}
	return best, n
}

// own is how much of the beginning of prompt is kept that actor has asked for
// before: what others have asked is not to be guessed at.
func (c *cache) own(prompt []int32, adapter, actor string) (n int) {
	for _, k := range c.kept {
		if k.adapter == adapter {
			n = max(n, min(common(k.tokens, prompt), k.owners[actor]))
		}
	}
	return n
}

// take gives a free sequence.
func (c *cache) take() native.SeqId {
	if len(c.free) == 0 {
		c.putAway(nil)
	}
	seq := c.free[len(c.free)-1]
	c.free = c.free[:len(c.free)-1]
	return seq
}

// inherit makes dst begin with what k has before a position, and reports whether it does.
func (c *cache) inherit(k *kept, dst native.SeqId, end native.Pos) bool {
	if k.seq != nowhere {
		c.share(k.seq, dst, end)
		return true
	}
	if native.StateSeqSetData(c.ctx, k.state, dst) == 0 { // no room
		_, _ = native.MemorySeqRm(c.memory, dst, -1, -1)
		return false
	}
	_, _ = native.MemorySeqRm(c.memory, dst, end, -1)
	return true
}

// share makes dst begin with what src has before a position. Nothing is copied: the
// cells of memory then belong to both.
func (c *cache) share(src, dst native.SeqId, end native.Pos) {
	_ = native.MemorySeqCp(c.memory, src, dst, 0, end)
}

// give takes a sequence back that is not kept.
func (c *cache) give(seq native.SeqId) {
	if seq == nowhere {
		return
	}
	_, _ = native.MemorySeqRm(c.memory, seq, -1, -1)
	c.free = append(c.free, seq)
}

// keep keeps a sequence with the tokens that were computed for actor, in place of
// those that are its beginning.
func (c *cache) keep(seq native.SeqId, tokens []int32, adapter, actor string, now uint64) {
	if !c.sharing || len(tokens) == 0 {
		c.give(seq)
		return
	}
	if k, n := c.find(tokens, adapter); k != nil && n == len(tokens) {
		k.used, k.owners[actor] = now, max(k.owners[actor], n)
		c.give(seq)
		return
	}
	owners := map[string]int{actor: len(tokens)}
	c.kept = slices.DeleteFunc(c.kept, func(k *kept) bool {
		if k.adapter != adapter || common(k.tokens, tokens) < len(k.tokens) {
			return false
		}
		for who, n := range k.owners {
			owners[who] = max(owners[who], n)
		}
		c.give(k.seq)
		return true
	})
	c.kept = append(c.kept, &kept{seq: seq, adapter: adapter, tokens: tokens, owners: owners, used: now})
}

// putAway takes out of memory what is kept there, but for one that is gone on
// with. False says that nothing was.
func (c *cache) putAway(but *kept) (some bool) {
	for _, k := range c.kept {
		if k.seq == nowhere || k == but {
			continue
		}
		if len(k.tokens) <= c.most {
			state := make([]byte, native.StateSeqGetSize(c.ctx, k.seq))
			if native.StateSeqGetData(c.ctx, state, k.seq) == uint64(len(state)) {
				k.state = state
			}
		}
		c.give(k.seq)
		k.seq, some = nowhere, true
	}
	if some {
		c.trim()
	}
	return some
}

// trim forgets what was of no use for longest, until the rest is no more than
// may be put away.
func (c *cache) trim() {
	slices.SortFunc(c.kept, func(a, b *kept) int { return cmp.Compare(b.used, a.used) })
	sum := 0
	c.kept = slices.DeleteFunc(c.kept, func(k *kept) bool {
		if k.seq != nowhere {
			return false
		}
		if len(k.state) > 0 {
			sum += len(k.tokens)
		}
		return len(k.state) == 0 || sum > c.most
	})
}

// clear gives everything up.
func (c *cache) clear() {
	for _, k := range c.kept {
		c.give(k.seq)
	}
	c.kept = nil
}
