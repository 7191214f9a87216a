package xet

import (
	"strconv"

	"github.com/zeebo/blake3"
)

// Tree makes the hash of a row of chunks as they come, in memory that grows
// with the logarithm of their number. Each level joins its nodes in groups,
// which are the nodes of the level above:
//
//	level 2                 ●
//	level 1        ●        ●      ●
//	level 0    c c c c    c c c   c c      chunks
//
// A group ends after a node that is at least its third and whose hash is a
// multiple of 4, at its ninth node, or with the row. The zero Tree is empty.
type Tree struct {
	levels []level
	hash   *blake3.Hasher
	line   []byte
}

type level struct {
	group []node // not joined yet
	nodes int64  // that there ever were
}

type node struct {
	hash Hash
	size uint64 // bytes of the file under it
}

const widest = 9

// Add puts the next chunk on the tree.
func (t *Tree) Add(c Chunk) { t.add(0, node{c.Hash, uint64(c.Size)}) }

func (t *Tree) add(at int, n node) {
	if at == len(t.levels) {
		t.levels = append(t.levels, level{group: make([]node, 0, widest)})
	}
	l := &t.levels[at]
	l.group = append(l.group, n)
	l.nodes++
	if len(l.group) == widest || len(l.group) > 2 && n.hash.word()%4 == 0 {
		t.join(at)
	}
}

// join makes the open group of a level a node of the one above.
func (t *Tree) join(at int) {
	if t.hash == nil {
		t.hash = keyed(nodeKey)
	}
	t.hash.Reset()
	var size uint64
	for _, n := range t.levels[at].group {
		s := swap(n.hash)
		t.line = appendHex(t.line[:0], s[:])
		t.line = append(t.line, " : "...)
		t.line = strconv.AppendUint(t.line, n.size, 10)
		_, _ = t.hash.Write(append(t.line, '\n')) // never fails
		size += n.size
	}
	t.levels[at].group = t.levels[at].group[:0]
	t.add(at+1, node{sum(t.hash), size})
}

func appendHex(to, b []byte) []byte {
	const digits = "0123456789abcdef"
	for _, c := range b {
		to = append(to, digits[c>>4], digits[c&15])
	}
	return to
}

// Root ends the row and returns its hash, which is that of a xorb of these
// chunks. Of no chunks it is zero. The tree cannot be used afterwards.
func (t *Tree) Root() Hash {
	for at := 0; at < len(t.levels); at++ {
		l := &t.levels[at]
		if l.nodes == 1 {
			return l.group[0].hash
		}
		if len(l.group) > 0 {
			t.join(at)
		}
	}
	return Hash{}
}

// File is Root as the hash of a file of these chunks.
func (t *Tree) File() Hash {
	if len(t.levels) == 0 {
		return Hash{}
	}
	return t.Root().Keyed(fileKey)
}

// XorbHash names a xorb by its chunks.
func XorbHash(chunks []Chunk) Hash {
	var t Tree
	for _, c := range chunks {
		t.Add(c)
	}
	return t.Root()
}
