package intake

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// Plain reports whether the bytes of a text are UTF-8 as they stand, without a
// byte order mark, so that UTF8 would change nothing. Other files are plain.
func (f File) Plain() bool { return f.Charset == "" || f.Charset == "utf-8" }

// UTF8 reads r, the bytes of f, as UTF-8 without a byte order mark. What is no
// character of its charset becomes U+FFFD. Files that are no text stay as they are.
func (f File) UTF8(r io.Reader) io.Reader {
	if f.Plain() {
		return r
	}
	return transform.NewReader(r, encodingOf(f.Charset).NewDecoder())
}

// utf8Marked is UTF-8 with a byte order mark or broken in places.
const utf8Marked = "utf-8; mended"

func encodingOf(charset string) encoding.Encoding {
	switch charset {
	case utf8Marked:
		return utf.UTF8BOM
	case "utf-16le":
		return utf.UTF16(utf.LittleEndian, utf.UseBOM)
	case "utf-16be":
		return utf.UTF16(utf.BigEndian, utf.UseBOM)
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.UseBOM)
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM)
	}
	e, err := htmlindex.Get(charset)
	if err != nil {
		return utf.UTF8
	}
	return e
}

var marks = []struct{ mark, charset string }{
	{"\xff\xfe\x00\x00", "utf-32le"},
	{"\x00\x00\xfe\xff", "utf-32be"},
	{"\xff\xfe", "utf-16le"},
	{"\xfe\xff", "utf-16be"},
	{"\xef\xbb\xbf", utf8Marked},
}

// marked is the charset whose byte order mark head begins with, or "".
func marked(head []byte) string {
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.mark)) {
			return m.charset
		}
	}
	return ""
}

// charsetOf finds the charset of a text by its head; cut says that more
// follows, so the last character may be incomplete. It is false for what is no text.
func charsetOf(head []byte, cut bool) (string, bool) {
	if m := marked(head); m != "" {
		return m, printable(decodeHead(head, m), cut)
	}
	if !plain(head) {
		if order, ok := unmarkedUTF16(head); ok {
			return order, true
		}
	}
	switch {
	case utf8.Valid(wholeRunes(head, cut)):
		return "utf-8", printable(head, cut)
	case !plain(head):
		return "", false
	case mostlyUTF8(head):
		return utf8Marked, true
	case looksLikeGB(head):
		return "gb18030", true
	}
	guess := chardet.Detect(head[:min(len(head), 16<<10)])
	name := strings.ToLower(guess.Encoding)
	if name == "gb2312" || name == "gbk" {
		name = "gb18030"
	}
	if _, err := htmlindex.Get(name); err != nil || guess.Confidence < 0.4 || name == "utf-8" {
		return "", false
	}
	return name, printable(decodeHead(head, name), cut)
}

// plain reports whether b has no byte that belongs to binary files alone.
func plain(b []byte) bool {
	return !bytes.ContainsFunc(b, func(r rune) bool {
		return r < 0x20 && r != '\t' && r != '\n' && r != '\r' && r != '\f' && r != 0x1b || r == 0x7f
	})
}

// wholeRunes cuts an incomplete character off the end.
func wholeRunes(b []byte, cut bool) []byte {
	for i := 1; cut && i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// mostlyUTF8 is true of UTF-8 with a few broken bytes, as careless cutting leaves.
func mostlyUTF8(b []byte) bool {
	good, bad := 0, 0
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case r >= utf8.RuneSelf:
			good++
		}
		b = b[n:]
	}
	return good > 20*bad
}

// looksLikeGB is true where every byte over 0x7f belongs to a pair of GB 2312,
// most of them everyday Chinese characters: short texts are too short for statistics.
func looksLikeGB(b []byte) bool {
	everyday, other := 0, 0
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		if i+1 == len(b) {
			break
		}
		lead, trail := b[i], b[i+1]
		switch {
		case trail < 0xa1 || lead < 0xa1 || lead > 0xf7:
			return false
		case lead >= 0xb0 && lead <= 0xd7, lead == 0xa1, lead == 0xa3:
			everyday++
		default:
			other++
		}
		i++
	}
	guess := chardet.Detect(b[:min(len(b), 16<<10)])
	rival := guess.Confidence > 0.9 && !strings.HasPrefix(strings.ToLower(guess.Encoding), "gb")
	return everyday > 10*other && !rival
}

// unmarkedUTF16 is for UTF-16 without a byte order mark: one order gives
// characters that people write, the other nonsense.
func unmarkedUTF16(head []byte) (string, bool) {
	if len(head) < 4 {
		return "", false
	}
	le, be := written(head, binary.LittleEndian), written(head, binary.BigEndian)
	switch {
	case le > 0.98 && le > be+0.2:
		return "utf-16le", true
	case be > 0.98 && be > le+0.2:
		return "utf-16be", true
	}
	return "", false
}

// written is the share of units that are letters, digits, marks and spaces of
// the scripts that most people write in.
func written(head []byte, order binary.ByteOrder) float64 {
	units := make([]uint16, len(head)/2)
	for i := range units {
		units[i] = order.Uint16(head[2*i:])
	}
	good := 0
	for _, r := range utf16.Decode(units) {
		if r == '\n' || r == '\r' || r == '\t' || r >= 0x20 && r < 0x7f || r >= 0xa0 && r < 0x600 ||
			r >= 0x2010 && r < 0x2040 || r >= 0x3000 && r < 0x3100 || r >= 0x4e00 && r < 0xa000 || r >= 0xac00 && r < 0xd7a4 || r > 0xff00 && r < 0xff60 {
			good++
		}
	}
	return float64(good) / float64(len(units))
}

func decodeHead(head []byte, charset string) []byte {
	if charset == "utf-8" {
		return head
	}
	out, err := encodingOf(charset).NewDecoder().Bytes(head)
	if err != nil {
		return nil
	}
	return out
}

// printable reports whether text has hardly a character that cannot be shown.
func printable(text []byte, cut bool) bool {
	text = wholeRunes(text, cut)
	bad, all := 0, 0
	for _, r := range string(text) {
		all++
		if r == utf8.RuneError || unicode.IsControl(r) && !unicode.IsSpace(r) {
			bad++
		}
	}
	return all > 0 && bad*50 <= all+25
}
