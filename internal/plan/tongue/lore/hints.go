package lore

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
)

// Clue is a feature of a part of a request, and the token that shows it; -1 is none.
type Clue struct {
	Name string
	At   int
}

// Hints say how much a word, a pair of words or what came with a request
// speaks for each thing that may be wanted, whether or not the lexicon has a
// phrase for it: a task (“translation”), a parameter (“text-to-speech.speed=0.75”),
// a question back (“ask”) or a refusal (“cannot”). They are the log-odds of one
// logistic model each, which TestTeach learns. They do not change once made.
type Hints struct {
	labels []string
	clues  map[string][]hint
}

// hint is what a clue says of a label, in steps of hintStep.
type hint struct {
	label uint8
	odds  int8
}

// hintStep is the grain of the log-odds that are kept.
const hintStep = 0.05

// NewHints keeps log-odds by clue and label, those near nothing left out.
func NewHints(odds map[string]map[string]float64) Hints {
	h := Hints{clues: make(map[string][]hint, len(odds))}
	seen := map[string]bool{}
	for _, l := range odds {
		for label := range l {
			seen[label] = true
		}
	}
	h.labels = slices.Sorted(maps.Keys(seen))
	for clue, l := range odds {
		for i, label := range h.labels {
			if n := math.Round(l[label] / hintStep); math.Abs(n) >= hintLeast {
				h.clues[clue] = append(h.clues[clue], hint{uint8(i), int8(max(-127, min(127, n)))})
			}
		}
	}
	return h
}

// hintLeast is the least that is kept, in steps.
const hintLeast = 5

// Bytes is the form that ReadHints reads: the labels, then each clue with its
// hints, all counts and lengths as uvarints.
func (h Hints) Bytes() []byte {
	text := func(b []byte, s string) []byte {
		return append(binary.AppendUvarint(b, uint64(len(s))), s...)
	}
	b := binary.AppendUvarint(nil, uint64(len(h.labels)))
	for _, label := range h.labels {
		b = text(b, label)
	}
	for _, clue := range slices.Sorted(maps.Keys(h.clues)) {
		b = binary.AppendUvarint(text(b, clue), uint64(len(h.clues[clue])))
		for _, one := range h.clues[clue] {
			b = append(b, one.label, uint8(one.odds))
		}
	}
	return b
}

// ReadHints reads what Bytes wrote; nothing is no hints.
func ReadHints(b []byte) (Hints, error) {
	h := Hints{clues: map[string][]hint{}}
	if len(b) == 0 {
		return h, nil
	}
	r := bytes.NewReader(b)
	text := func() (string, error) {
		n, err := binary.ReadUvarint(r)
		if err != nil || n > uint64(r.Len()) {
			return "", cmp.Or(err, io.ErrUnexpectedEOF)
		}
		s := make([]byte, n)
		_, err = io.ReadFull(r, s)
		return string(s), err
	}
	labels, err := binary.ReadUvarint(r)
	for i := uint64(0); err == nil && i < labels; i++ {
		var label string
		label, err = text()
		h.labels = append(h.labels, label)
	}
	for err == nil && r.Len() > 0 {
		var clue string
		var n uint64
		if clue, err = text(); err != nil {
			break
		}
		if n, err = binary.ReadUvarint(r); err != nil || 2*n > uint64(r.Len()) {
			err = cmp.Or(err, io.ErrUnexpectedEOF)
			break
		}
		l := make([]hint, n)
		for i := range l {
			label, _ := r.ReadByte()
			odds, _ := r.ReadByte()
			if int(label) >= len(h.labels) {
				return h, fmt.Errorf("read the hints of %q: no label %d", clue, label)
			}
			l[i] = hint{label, int8(odds)}
		}
		h.clues[clue] = l
	}
	if err != nil {
		return h, fmt.Errorf("read the hints: %w", err)
	}
	return h, nil
}

// Knows reports whether anything was learned of a word.
func (h Hints) Knows(word string) bool {
	_, ok := h.clues[word]
	return ok
}

// Score adds up what clues say of everything.
func (h Hints) Score(clues []Clue) map[string]float64 {
	sums := make([]int, len(h.labels))
	for _, c := range clues {
		for _, one := range h.clues[c.Name] {
			sums[one.label] += int(one.odds)
		}
	}
	odds := make(map[string]float64, len(sums))
	for i, n := range sums {
		if n != 0 {
			odds[h.labels[i]] = float64(n) * hintStep
		}
	}
	return odds
}

// Clearest is the token whose clues speak most for something, or -1.
func (h Hints) Clearest(clues []Clue, label string) int {
	best, most := -1, 0
	sums := map[int]int{}
	for _, c := range clues {
		for _, one := range h.clues[c.Name] {
			if c.At < 0 || one.odds < 0 || h.labels[one.label] != label {
				continue
			}
			sums[c.At] += int(one.odds)
			if n := sums[c.At]; n > most || n == most && c.At < best {
				best, most = c.At, n
			}
		}
	}
	return best
}
