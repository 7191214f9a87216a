package text

import (
	"bytes"
	"context"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

const maxText = 8 << 20 // bytes of one text

// input reads the text on a port. There must be words on it.
func input(ctx context.Context, req engine.Request, name string) (string, error) {
	v, ok := req.In.First(name)
	if !ok {
		return "", fault.New(fault.Invalid, "%s needs a text on its input %q", req.Model, name)
	}
	return read(ctx, v, name)
}

func read(ctx context.Context, v port.Value, name string) (string, error) {
	what := v.Name
	if what == "" {
		what = "the " + name
	}
	if v.Size > maxText {
		return "", fault.About(what, fault.TooLarge, "it has %d bytes, and at most %d MB of text can be read at once: split it", v.Size, maxText>>20)
	}
	if err := ctx.Err(); err != nil {
		return "", fault.Wrap(err, fault.Canceled, "canceled")
	}
	b, err := v.Read(maxText)
	if err != nil {
		return "", fault.Wrap(err, fault.Invalid, "%s cannot be read, or is over %d MB: split it", what, maxText>>20)
	}
	s, ok := decode(b)
	if !ok {
		return "", fault.About(what, fault.Invalid, "this is not text; extract the text of a document or picture first")
	}
	if v.Type == port.Labels || v.Type == port.Boxes {
		s = labelWords(v, s)
	}
	if strings.TrimSpace(s) == "" {
		return "", fault.About(what, fault.Invalid, "it is empty; give a text with at least one word")
	}
	return s, nil
}

// labelWords writes labels as lines of what they say.
func labelWords(v port.Value, s string) string {
	labels, err := v.ReadLabels()
	if err != nil {
		return s
	}
	var lines []string
	for _, l := range labels {
		if l.Text != "" {
			lines = append(lines, l.Text)
		} else {
			lines = append(lines, l.Name)
		}
	}
	return strings.Join(lines, "\n")
}

// decode reads UTF-8, UTF-16 with a byte order mark, GB 18030, and what is
// left as Windows-1252. It refuses bytes that are no text.
func decode(b []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(b, []byte{0xff, 0xfe}):
		return decode16(b[2:], false), true
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		return decode16(b[2:], true), true
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if control(b) {
		return "", false
	}
	if utf8.Valid(b) {
		return string(b), true
	}
	if s, ok := nearlyUTF8(b); ok {
		return s, true
	}
	if g, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b); err == nil && !bytes.ContainsRune(g, utf8.RuneError) && mostlyHan(string(g)) {
		return string(g), true
	}
	w, err := charmap.Windows1252.NewDecoder().Bytes(b)
	return string(w), err == nil
}

func decode16(b []byte, bigEndian bool) string {
	u := make([]uint16, len(b)/2)
	for i := range u {
		u[i] = uint16(b[2*i]) | uint16(b[2*i+1])<<8
		if bigEndian {
			u[i] = u[i]<<8 | u[i]>>8
		}
	}
	return string(utf16.Decode(u))
}

// control reports whether b has bytes that no text file has.
func control(b []byte) bool {
	n := 0
	for _, c := range b {
		if c == 0 {
			return true
		}
		if c < 0x20 && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			n++
		}
	}
	return n*50 > len(b)
}

// nearlyUTF8 forgives a few broken bytes, such as a cut at the end.
func nearlyUTF8(b []byte) (string, bool) {
	s := strings.ToValidUTF8(string(b), "\ufffd")
	bad := strings.Count(s, "\ufffd")
	multi := utf8.RuneCountInString(s) - bad
	for i := range len(b) {
		if b[i] < utf8.RuneSelf {
			multi--
		}
	}
	return s, bad*20 < multi
}

// mostlyHan tells GB 18030 from Latin text that happens to decode as it: real
// Chinese uses the common characters.
func mostlyHan(s string) bool {
	common, all := 0, 0
	for _, r := range s {
		if r < utf8.RuneSelf {
			continue
		}
		all++
		if r >= 0x4e00 && r <= 0x9fff || r >= 0x3000 && r < 0x3020 || r >= 0xff00 && r < 0xff60 {
			common++
		}
	}
	return common*10 >= all*9 && all > 1 && strings.ContainsAny(s, "的是了在有不一人我这个中大为上和国他到以时年生会可")
}
