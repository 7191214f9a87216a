package document

import (
	"context"
	"strconv"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
)

// rtfReader reads the words of RTF: control words, groups, escaped bytes.
type rtfReader struct {
	s     string
	i     int
	out   strings.Builder
	bytes []byte // escaped ones, not yet decoded
	enc   encoding.Encoding
	skip  []bool // whether each open group is no text
	uc    int    // characters that stand in for one \u
	drop  int    // of those, how many to leave out
}

// destinations are the groups of RTF that hold no text.
var destinations = set("fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "footer", "headerl", "headerr", "footerl", "footerr", "object", "themedata", "datastore",
	"listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "latentstyles", "fldinst", "colorschememapping", "mmathPr", "pgptbl", "pntext", "filetbl")

// rtf returns the text of an RTF document; what is broken in it is left out.
func rtf(ctx context.Context, s string) string {
	r := &rtfReader{s: s, enc: charmap.Windows1252, uc: 1, skip: []bool{false}}
	for r.i < len(s) && (r.i%65536 != 0 || ctx.Err() == nil) {
		c := s[r.i]
		r.i++
		switch c {
		case '{':
			r.flush()
			r.skip = append(r.skip, r.skip[len(r.skip)-1])
		case '}':
			r.flush()
			if len(r.skip) > 1 {
				r.skip = r.skip[:len(r.skip)-1]
			}
		case '\\':
			r.control()
		case '\r', '\n':
		default:
			if r.drop > 0 {
				r.drop--
				continue
			}
			r.bytes = append(r.bytes, c)
		}
	}
	r.flush()
	return r.out.String()
}

// flush decodes the bytes that were read.
func (r *rtfReader) flush() {
	if len(r.bytes) > 0 && !r.skip[len(r.skip)-1] {
		if b, err := r.enc.NewDecoder().Bytes(r.bytes); err == nil {
			r.out.Write(b)
		}
	}
	r.bytes = r.bytes[:0]
}

func (r *rtfReader) put(s string) {
	r.flush()
	if !r.skip[len(r.skip)-1] {
		r.out.WriteString(s)
	}
}

func (r *rtfReader) control() {
	if r.i >= len(r.s) {
		return
	}
	c := r.s[r.i]
	if c < 'A' || c > 'z' || c > 'Z' && c < 'a' {
		r.symbol(c)
		return
	}
	from := r.i
	for r.i < len(r.s) && (r.s[r.i] >= 'a' && r.s[r.i] <= 'z' || r.s[r.i] >= 'A' && r.s[r.i] <= 'Z') {
		r.i++
	}
	word, at := r.s[from:r.i], r.i
	if r.i < len(r.s) && r.s[r.i] == '-' {
		r.i++
	}
	for r.i < len(r.s) && r.s[r.i] >= '0' && r.s[r.i] <= '9' {
		r.i++
	}
	n, err := strconv.Atoi(r.s[at:r.i])
	if r.i < len(r.s) && r.s[r.i] == ' ' {
		r.i++
	}
	r.word(word, n, err == nil)
}

func (r *rtfReader) symbol(c byte) {
	r.i++
	switch c {
	case '\'':
		if r.i+2 <= len(r.s) {
			if b, err := strconv.ParseUint(r.s[r.i:r.i+2], 16, 8); err == nil {
				if r.drop > 0 {
					r.drop--
				} else {
					r.bytes = append(r.bytes, byte(b))
				}
			}
			r.i += 2
		}
	case '*':
		r.skip[len(r.skip)-1] = true
	case '~':
		r.put(" ")
	case '\\', '{', '}':
		r.bytes = append(r.bytes, c)
	case '\n', '\r':
		r.put("\n\n")
	}
}

func (r *rtfReader) word(w string, n int, given bool) {
	switch {
	case destinations[w]:
		r.flush()
		r.skip[len(r.skip)-1] = true
	case w == "par" || w == "sect" || w == "page":
		r.put("\n\n")
	case w == "line" || w == "row":
		r.put("\n")
	case w == "tab" || w == "cell":
		r.put("\t")
	case w == "emdash":
		r.put("—")
	case w == "endash":
		r.put("–")
	case w == "bullet":
		r.put("• ")
	case w == "lquote" || w == "rquote":
		r.put("’")
	case w == "ldblquote":
		r.put("“")
	case w == "rdblquote":
		r.put("”")
	case w == "uc" && given:
		r.uc = max(n, 0)
	case w == "u" && given:
		if n < 0 {
			n += 65536
		}
		r.put(string(rune(n)))
		r.drop = r.uc
	case w == "ansicpg" && n == 936:
		r.enc = simplifiedchinese.GBK
	case w == "ansicpg" && n == 1251:
		r.enc = charmap.Windows1251
	case w == "ansicpg" && n == 1250:
		r.enc = charmap.Windows1250
	}
}
