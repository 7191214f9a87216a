package llama

import (
	"slices"

	native "github.com/hybridgroup/yzma/pkg/llama"
)

// The sequences of tokens that memory can hold: those being answered, and
// beginnings that are kept for requests to come.
const maxSlots = 100

func sequences(slots int) uint32 { return uint32(2*slots + 16) } //nolint:gosec // at most 216

// kept is a sequence in memory that nobody is using.
type kept struct {
	seq     native.SeqId
	adapter string
	tokens  []int32
	owners  map[string]int // how many of the tokens each actor has had computed or answered
	used    uint64         // when it last was of use: the number of the step
}

// cache is what is in memory: which sequences are free, and which are kept.
type cache struct {
	memory  native.Memory
	sharing bool
	free    []native.SeqId
	kept    []*kept
}

func newCache(m *Model) *cache {
	c := &cache{memory: m.memory, sharing: m.sharing}
	for i := range sequences(m.options.Slots) {
		c.free = append(c.free, native.SeqId(i)) //nolint:gosec // at most 216
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

// take gives a free sequence, that of what is kept longest if need be.
func (c *cache) take() native.SeqId {
	if len(c.free) == 0 {
		c.evict()
	}
	seq := c.free[len(c.free)-1]
	c.free = c.free[:len(c.free)-1]
	return seq
}

// share makes dst begin with the first n tokens of src. Nothing is copied: the
// cells of memory then belong to both.
func (c *cache) share(src, dst native.SeqId, n int) {
	_ = native.MemorySeqCp(c.memory, src, dst, 0, native.Pos(n)) //nolint:gosec // within the context
}

// give takes a sequence back that is not kept.
func (c *cache) give(seq native.SeqId) {
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

// evict gives up what was of no use for longest; false says that nothing is kept.
func (c *cache) evict() bool {
	if len(c.kept) == 0 {
		return false
	}
	oldest := slices.MinFunc(c.kept, func(a, b *kept) int {
		if a.used < b.used {
			return -1
		}
		return 1
	})
	c.kept = slices.DeleteFunc(c.kept, func(k *kept) bool { return k == oldest })
	c.give(oldest.seq)
	return true
}

// clear gives everything up.
func (c *cache) clear() {
	for c.evict() { //nolint:revive // until nothing is left
	}
}
