package tokenizer

import (
	"bytes"
	"encoding/binary"
	"unicode"
	"unicode/utf8"
)

// charsmap is SentencePiece's table of what characters become: a double array of
// units that leads from bytes to places among texts that end with a zero byte.
type charsmap struct {
	units []uint32
	texts []byte
}

func readCharsmap(b []byte) (*charsmap, error) {
	if len(b) < 4 || int64(binary.LittleEndian.Uint32(b)) > int64(len(b)-4) || binary.LittleEndian.Uint32(b)%4 != 0 {
		return nil, wrong("its precompiled_charsmap is damaged")
	}
	n := int(binary.LittleEndian.Uint32(b))
	m := &charsmap{texts: b[4+n:]}
	for i := 4; i < 4+n; i += 4 {
		m.units = append(m.units, binary.LittleEndian.Uint32(b[i:]))
	}
	return m, nil
}

// becomes is what the shortest beginning of s that is in the table becomes.
func (m *charsmap) becomes(s string) (string, bool) {
	unit := func(i uint32) uint32 {
		if int64(i) < int64(len(m.units)) {
			return m.units[i]
		}
		return 1 << 31 // no label is that
	}
	offset := func(u uint32) uint32 { return u >> 10 << (u & (1 << 9) >> 6) }
	at := offset(unit(0))
	for _, c := range []byte(s) {
		at ^= uint32(c)
		u := unit(at)
		if c == 0 || u&(1<<31|0xff) != uint32(c) {
			return "", false
		}
		at ^= offset(u)
		if u>>8&1 == 0 {
			continue
		}
		place := unit(at) & (1<<31 - 1)
		if int64(place) > int64(len(m.texts)) {
			return "", false
		}
		end := bytes.IndexByte(m.texts[place:], 0)
		if end < 0 {
			return "", false
		}
		return string(m.texts[place : int(place)+end]), true
	}
	return "", false
}

// longest is how many bytes characters that are written as one may have to be
// looked for together.
const longest = 6

func (m *charsmap) normalize(l []char) (out []char) {
	put := func(s string, from []char) {
		start, end := span(from)
		for _, r := range s {
			out = append(out, char{r, start, end})
		}
	}
	for i := 0; i < len(l); {
		j := i + 1
		for j < len(l) && unicode.In(l[j].r, unicode.M) {
			j++
		}
		s, _ := text(l[i:j])
		if to, ok := m.becomes(s); ok && len(s) < longest {
			put(to, l[i:j])
			i = j
			continue
		}
		for ; i < j; i++ {
			if to, ok := m.becomes(string(utf8.AppendRune(nil, l[i].r))); ok {
				put(to, l[i:i+1])
			} else {
				out = append(out, l[i])
			}
		}
	}
	return out
}
