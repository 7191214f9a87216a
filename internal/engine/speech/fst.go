package speech

import (
	"encoding/binary"
	"fmt"
	"os"
	"strings"
)

// The rules by which a voice reads numbers and the like are finite-state
// transducers as OpenFst writes them: a head, maybe tables of symbols, and for each
// state its weight and its arcs.
const (
	rulesEnd     = ".fst"
	fstMagic     = 0x7eb2fdd6
	symbolsMagic = 0x7eb2fb74
	maxRule      = 64 << 20 // bytes
	maxFSTText   = 1 << 10  // bytes of a type or a symbol
	arcBytes     = 16
)

// checkRules judges the rules of a voice.
func (f files) checkRules() error {
	for _, name := range f.names() {
		if !strings.HasSuffix(name, rulesEnd) {
			continue
		}
		if f.sizes[name] > maxRule {
			return wrong(name, "it has %d bytes", f.sizes[name])
		}
		b, err := os.ReadFile(f.path(name))
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if err := checkFST(name, b); err != nil {
			return err
		}
	}
	return nil
}

// checkFST judges a rule: sherpa-onnx takes vectors of standard arcs.
func checkFST(name string, b []byte) error {
	r := &fstReader{name: name, b: b}
	if r.number() != fstMagic {
		return wrong(name, "it is no finite-state transducer as OpenFst writes it")
	}
	if kind, arc := r.text(), r.text(); r.err == nil && (kind != "vector" || arc != "standard") {
		return wrong(name, "it is a transducer of the type %.40q with arcs of the type %.40q, and not a vector of standard arcs", kind, arc)
	}
	r.number() // its version
	flags := r.number()
	r.long() // its properties
	start, states := r.long(), r.long()
	r.long()                         // how many arcs there are, which the states tell too
	for range flags&1 + flags>>1&1 { // of inputs, of outputs
		r.symbols()
	}
	if r.err == nil && (start < 0 || start >= states) {
		return wrong(name, "it begins at its state %d, and has %d", start, states)
	}
	for i := int64(0); i < states && r.err == nil; i++ {
		r.state(states)
	}
	return r.err
}

// fstReader takes a transducer apart; after an error it gives zeros.
type fstReader struct {
	name string
	b    []byte
	err  error
}

func (r *fstReader) take(n int) []byte {
	if r.err == nil && n > len(r.b) {
		r.err = wrong(r.name, "it is cut short")
	}
	if r.err != nil {
		return make([]byte, 8) // as long as the longest number
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *fstReader) number() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }
func (r *fstReader) label() int32   { return int32(r.number()) }                            //nolint:gosec // two's complement
func (r *fstReader) long() int64    { return int64(binary.LittleEndian.Uint64(r.take(8))) } //nolint:gosec // two's complement

func (r *fstReader) text() string {
	n := r.number()
	if r.err == nil && n > maxFSTText {
		r.err = wrong(r.name, "it has a name of %d bytes", n)
	}
	if r.err != nil {
		return ""
	}
	return string(r.take(int(n)))
}

// symbols passes a table of symbols.
func (r *fstReader) symbols() {
	if r.number() != symbolsMagic && r.err == nil {
		r.err = wrong(r.name, "its table of symbols is none")
	}
	r.text() // its name
	r.long() // the next key
	n := r.long()
	for i := int64(0); i < n && r.err == nil; i++ {
		r.text()
		r.long()
	}
}

// state passes one state of so many.
func (r *fstReader) state(states int64) {
	r.number() // its weight
	arcs := r.long()
	if r.err == nil && (arcs < 0 || arcs > int64(len(r.b)/arcBytes)) {
		r.err = wrong(r.name, "it is cut short")
	}
	for i := int64(0); i < arcs && r.err == nil; i++ {
		in, out := r.label(), r.label()
		r.number() // its weight
		if next := r.label(); in < 0 || out < 0 || next < 0 || int64(next) >= states {
			r.err = wrong(r.name, "an arc of it leads from %d to %d at the state %d, and it has %d", in, out, next, states)
		}
	}
}
