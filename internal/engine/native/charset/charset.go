// Package charset turns text of an unknown encoding into UTF-8. It knows
// UTF-8, UTF-16, GB18030 (with GBK and GB2312) and Windows-1252 (with
// Latin-1), and tells text from other bytes.
package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

const sample = 1 << 20 // bytes looked at to recognise an encoding

// Decode returns b as UTF-8 without a byte order mark, and the name of the
// encoding that b was taken for. Bytes that are no character become U+FFFD.
func Decode(b []byte) (text, name string) {
	switch {
	case bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")):
		return strings.ToValidUTF8(string(b[3:]), "\uFFFD"), "utf-8"
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return convert(b[2:], unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)), "utf-16le"
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return convert(b[2:], unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)), "utf-16be"
	}
	switch order := wide(b); {
	case order == "utf-16le":
		return convert(b, unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)), order
	case order == "utf-16be":
		return convert(b, unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)), order
	case valid(b):
		return strings.ToValidUTF8(string(b), "\uFFFD"), "utf-8"
	case chinese(b):
		return convert(b, simplifiedchinese.GB18030), "gb18030"
	default:
		return convert(b, charmap.Windows1252), "windows-1252"
	}
}

func convert(b []byte, e encoding.Encoding) string {
	out, err := e.NewDecoder().Bytes(b)
	if err != nil {
		out = b
	}
	return strings.ToValidUTF8(string(out), "\uFFFD")
}

// valid reports whether b is UTF-8, save for a rune that was cut at its end
// and a stray byte or two in a long text.
func valid(b []byte) bool {
	for i := 1; i < utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if c >= utf8.RuneSelf && !utf8.FullRune(b[len(b)-i:]) {
				b = b[:len(b)-i]
			}
			break
		}
	}
	if utf8.Valid(b) {
		return true
	}
	good, bad := 0, 0
	for head := b[:min(len(b), sample)]; len(head) > 0; {
		r, n := utf8.DecodeRune(head)
		switch {
		case r == utf8.RuneError && n == 1:
			bad++
		case n > 1:
			good++
		}
		head = head[n:]
	}
	return good > 200*bad
}

// wide recognises UTF-16 without a mark by where its zero bytes stand.
func wide(b []byte) string {
	b = b[:min(len(b), sample)&^1]
	even, odd := 0, 0
	for i := 0; i < len(b); i += 2 {
		if b[i] == 0 && plain(b[i+1]) {
			even++
		}
		if b[i+1] == 0 && plain(b[i]) {
			odd++
		}
	}
	switch least := max(1, len(b)/40); {
	case odd >= least && even*10 < odd:
		return "utf-16le"
	case even >= least && odd*10 < even:
		return "utf-16be"
	}
	return ""
}

func plain(c byte) bool { return c >= 0x20 && c < 0x7F || c == '\n' || c == '\r' || c == '\t' }

// chinese reports whether the bytes over 0x7F mostly come as the pairs of
// GB2312: in Western text they stand alone among ASCII letters.
func chinese(b []byte) bool {
	b = b[:min(len(b), sample)]
	strong, weak := 0, 0
	for i := 0; i < len(b); i++ {
		if b[i] < 0x80 {
			continue
		}
		if i+1 < len(b) && b[i] >= 0x81 && b[i] <= 0xF7 && b[i+1] >= 0xA1 {
			strong++
		} else {
			weak++
		}
		i++
	}
	return strong > 2*weak
}

// Binary reports whether b is no text at all: it has zero bytes or many
// control characters and is not UTF-16.
func Binary(b []byte) bool {
	if bytes.HasPrefix(b, []byte("\xFF\xFE")) || bytes.HasPrefix(b, []byte("\xFE\xFF")) || wide(b) != "" {
		return false
	}
	b = b[:min(len(b), sample)]
	control := 0
	for _, c := range b {
		if c == 0 {
			return true
		}
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1A && c != 0x1B {
			control++
		}
	}
	return control*50 > len(b)
}

// Kind names, for people, the kind of file that b begins like: "a PDF",
// "a ZIP archive", "a picture" and so on, or "" when it may be text.
func Kind(b []byte) string {
	for _, k := range []struct{ magic, name string }{
		{"%PDF-", "a PDF"},
		{"PK\x03\x04", "a ZIP archive"},
		{"\xD0\xCF\x11\xE0", "an old Microsoft Office file (.xls, .doc, .ppt)"},
		{"\x89PNG", "a PNG picture"},
		{"\xFF\xD8\xFF", "a JPEG picture"},
		{"GIF8", "a GIF picture"},
		{"RIFF", "a sound, video or WebP file"},
		{"ID3", "an MP3 recording"},
		{"OggS", "an Ogg recording"},
		{"fLaC", "a FLAC recording"},
		{"\x1F\x8B", "a gzip archive"},
		{"7z\xBC\xAF", "a 7-Zip archive"},
		{"Rar!", "a RAR archive"},
		{"SQLite format 3", "an SQLite database"},
		{"PAR1", "a Parquet file"},
		{"\x7FELF", "a program"},
	} {
		if bytes.HasPrefix(b, []byte(k.magic)) {
			return k.name
		}
	}
	if len(b) > 12 && string(b[4:8]) == "ftyp" {
		return "a video or sound file"
	}
	if Binary(b) {
		return "a binary file"
	}
	return ""
}
