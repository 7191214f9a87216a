package scan

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

// A pickle is a program for a small machine with a stack and a memo. Only what
// decides which globals it names is followed: the strings that were pushed last
// and those in the memo. Whatever else an operation pushes is opaque, and a
// global whose name comes from there is dangerous.
type machine struct {
	r      *bufio.Reader
	report *Report
	top    []string // what was pushed last; opaque for what is no short string
	memo   map[uint32]string
	next   uint32 // of the memo
	named  bool   // a global
	called bool   // something, after a global was named
	ops    int
	sure   bool // it says that it is a pickle
	fresh  bool // the last operation has named a global
}

var word = expression.New(`^[\pL_][\pL\pN_.]*$`)

const (
	opaque    = "\x00"
	maxString = 512 // bytes of a name
	maxLine   = 64 << 10
	maxOps    = 50_000_000
	maxMemo   = 1_000_000
)

var (
	errNoPickle = errors.New("it is no pickle")
	errTooMuch  = errors.New("it is too much to look through")
)

// run follows one pickle to its end.
func (m *machine) run() error {
	for {
		op, err := m.r.ReadByte()
		if err != nil {
			return err
		}
		if m.ops++; m.ops > maxOps || len(m.memo) > maxMemo {
			return errTooMuch
		}
		if op == '.' {
			return nil
		}
		// What is called right after it was named has no arguments: words of a text.
		if !m.sure && m.fresh && strings.IndexByte("Rbo", op) >= 0 {
			return errNoPickle
		}
		m.fresh = false
		if err := m.step(op); err != nil {
			return err
		}
	}
}

func (m *machine) push(s string) {
	if len(s) > maxString {
		s = opaque
	}
	if m.top = append(m.top, s); len(m.top) > 4 {
		m.top = m.top[1:]
	}
}

// last is the n-th of what was pushed last, from 1.
func (m *machine) last(n int) string {
	if len(m.top) < n {
		return opaque
	}
	return m.top[len(m.top)-n]
}

// step follows an operation: by what comes after it, and what it pushes.
func (m *machine) step(op byte) error {
	switch op {
	case '\x80': // PROTO
		v, err := m.number(1)
		if err == nil && v > 5 {
			return errNoPickle
		}
		return err
	case 'c', 'i': // GLOBAL, INST
		module, err := m.line()
		if err != nil {
			return err
		}
		name, err := m.line()
		if err != nil {
			return err
		}
		if !m.sure && (!word.MatchString(module) || !word.MatchString(name)) {
			return errNoPickle
		}
		m.global(module, name)
		m.called = m.called || op == 'i'
	case '\x93': // STACK_GLOBAL
		m.global(m.last(2), m.last(1))
	case '\x82', '\x83', '\x84': // EXT1, EXT2, EXT4
		if _, err := m.number(1 << (op - '\x82')); err != nil {
			return err
		}
		m.global("copyreg", "an extension by number")
	case 'R', 'b', 'o', '\x81', '\x92': // REDUCE, BUILD, OBJ, NEWOBJ, NEWOBJ_EX
		m.called = m.called || m.named
		m.top = []string{opaque}
	case '\x95': // FRAME: only how long the next ones are together
		_, err := m.number(8)
		return err
	case '2': // DUP
		m.push(m.last(1))
	case 'N', 'Q', '}', ']', ')', '\x88', '\x89', '\x8f', '\x97', '\x98':
		m.push(opaque)
	case '(', '0', '1', 'a', 'd', 'e', 'l', 's', 't', 'u', '\x85', '\x86', '\x87', '\x90', '\x91':
		m.top = []string{opaque}
	default:
		return m.argument(op)
	}
	return nil
}

// argument follows the operations that have one.
func (m *machine) argument(op byte) error {
	if strings.IndexByte("hjgqrp\x94", op) >= 0 {
		return m.remember(op)
	}
	if width, ok := map[byte]int{'K': 1, 'M': 2, 'J': 4, 'G': 8}[op]; ok {
		_, err := m.number(width)
		m.push(opaque)
		return err
	}
	if strings.IndexByte("IFLPSV", op) >= 0 {
		s, err := m.line()
		switch {
		case op == 'S':
			s = strings.Trim(s, `'"`)
		case op != 'V':
			s = opaque
		}
		if strings.Contains(s, `\`) {
			s = opaque // an escape may stand for any letter
		}
		m.push(s)
		return err
	}
	width, ok := map[byte]int{'U': 1, 'C': 1, '\x8c': 1, '\x8a': 1, 'T': 4, 'B': 4, 'X': 4, '\x8b': 4, '\x8d': 8, '\x8e': 8, '\x96': 8}[op]
	if !ok {
		return errNoPickle
	}
	n, err := m.number(width)
	if err != nil {
		return err
	}
	s, err := m.bytes(n)
	if strings.IndexByte("UTX\x8c\x8d", op) < 0 {
		s = opaque
	}
	m.push(s)
	return err
}

// remember follows what reads and writes the memo.
func (m *machine) remember(op byte) (err error) {
	key := m.next
	switch op {
	case 'g', 'p':
		var s string
		if s, err = m.line(); err == nil {
			key, err = decimal(s)
		}
	case 'h', 'q':
		var v uint64
		v, err = m.number(1)
		key = uint32(v)
	case 'j', 'r':
		var v uint64
		v, err = m.number(4)
		key = uint32(v)
	}
	if err != nil {
		return err
	}
	if strings.IndexByte("hjg", op) >= 0 {
		s, ok := m.memo[key]
		if !ok {
			s = opaque
		}
		m.push(s)
		return nil
	}
	if op == '\x94' {
		m.next++
	}
	m.memo[key] = m.last(1)
	return nil
}

func decimal(s string) (n uint32, err error) {
	if s == "" || len(s) > 9 {
		return 0, errNoPickle
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, errNoPickle
		}
		n = n*10 + uint32(c-'0')
	}
	return n, nil
}

func (m *machine) global(module, name string) {
	m.named, m.fresh = true, true
	if module == opaque || name == opaque {
		m.report.add(Import{"?", "a name that the pickle computes", Dangerous})
	} else {
		m.report.add(Import{strings.ToValidUTF8(module, "?"), strings.ToValidUTF8(name, "?"), judge(module, name)})
	}
	m.top = []string{opaque}
}

// line reads an argument that ends with its line.
func (m *machine) line() (string, error) {
	var b []byte
	for {
		part, err := m.r.ReadSlice('\n')
		b = append(b, part...)
		if len(b) > maxLine {
			return "", errNoPickle
		}
		if err == nil {
			return strings.TrimRight(string(b), "\r\n"), nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", io.ErrUnexpectedEOF
		}
	}
}

// number reads a little-endian number.
func (m *machine) number(width int) (uint64, error) {
	var b [8]byte
	if _, err := io.ReadFull(m.r, b[:width]); err != nil {
		return 0, io.ErrUnexpectedEOF
	}
	return binary.LittleEndian.Uint64(b[:]), nil
}

// bytes reads n bytes, and returns them if they may be a name.
func (m *machine) bytes(n uint64) (string, error) {
	if n > 1<<62 {
		return "", errNoPickle
	}
	if n > maxString {
		_, err := io.CopyN(io.Discard, m.r, int64(n))
		return opaque, err
	}
	b := make([]byte, n)
	_, err := io.ReadFull(m.r, b)
	return string(b), err
}
