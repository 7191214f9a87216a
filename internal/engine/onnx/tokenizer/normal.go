package tokenizer

import (
	"encoding/json"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxNested is how deep parts of the file may be in each other.
const maxNested = 8

// readNormalizer reads how texts are made alike.
func readNormalizer(b json.RawMessage, depth int) (func([]char) []char, error) {
	k, err := kind(b)
	if err != nil || depth > maxNested {
		return nil, wrong("its normalizer cannot be read")
	}
	var o struct {
		Parts    []json.RawMessage `json:"normalizers"`
		Clean    bool              `json:"clean_text"`
		Han      bool              `json:"handle_chinese_chars"`
		Accents  *bool             `json:"strip_accents"`
		Lower    bool              `json:"lowercase"`
		Left     bool              `json:"strip_left"`
		Right    bool              `json:"strip_right"`
		Prepend  string            `json:"prepend"`
		Pattern  pattern           `json:"pattern"`
		Content  string            `json:"content"`
		Charsmap []byte            `json:"precompiled_charsmap"`
	}
	if k != "" {
		if err := json.Unmarshal(b, &o); err != nil {
			return nil, wrong("its normalizer: %v", err)
		}
	}
	switch k {
	case "":
		return func(l []char) []char { return l }, nil
	case "Sequence":
		return inOrder(o.Parts, depth)
	case "BertNormalizer":
		accents := o.Lower
		if o.Accents != nil {
			accents = *o.Accents
		}
		return bert(o.Clean, o.Han, accents, o.Lower), nil
	case "Lowercase":
		return lower, nil
	case "NFC":
		return form4(norm.NFC), nil
	case "NFD":
		return form4(norm.NFD), nil
	case "NFKC":
		return form4(norm.NFKC), nil
	case "NFKD":
		return form4(norm.NFKD), nil
	case "StripAccents":
		return unaccent, nil
	case "Strip":
		return func(l []char) []char { return strip(l, o.Left, o.Right) }, nil
	case "Prepend":
		return func(l []char) []char { return prepend(l, o.Prepend) }, nil
	case "Replace":
		re, err := o.Pattern.compile()
		return func(l []char) []char { return replace(l, re, o.Content) }, err
	case "Nmt":
		return nmt, nil
	case "Precompiled":
		m, err := readCharsmap(o.Charsmap)
		if err != nil {
			return nil, err
		}
		return m.normalize, nil
	}
	return nil, wrong("its normalizer %.80q is not known", k)
}

func inOrder(parts []json.RawMessage, depth int) (func([]char) []char, error) {
	var l []func([]char) []char
	for _, p := range parts {
		f, err := readNormalizer(p, depth+1)
		if err != nil {
			return nil, err
		}
		l = append(l, f)
	}
	return func(c []char) []char {
		for _, f := range l {
			c = f(c)
		}
		return c
	}, nil
}

// pattern is a text or a regular expression.
type pattern struct {
	Text  *string `json:"String"`
	Regex *string `json:"Regex"`
}

func (p pattern) compile() (*regexp.Regexp, error) {
	switch {
	case p.Text != nil:
		return regexp.MustCompile(regexp.QuoteMeta(*p.Text)), nil
	case p.Regex != nil:
		re, err := regexp.Compile(spacious(*p.Regex))
		if err != nil {
			return nil, wrong("the pattern %.200q is not known", *p.Regex)
		}
		return re, nil
	}
	return nil, wrong("a pattern is empty")
}

// text is characters as a text, and which character each byte is of.
func text(l []char) (string, []int) {
	var b strings.Builder
	at := make([]int, 0, len(l)+1)
	for i, c := range l {
		n := b.Len()
		b.WriteRune(c.r)
		for range b.Len() - n {
			at = append(at, i)
		}
	}
	return b.String(), append(at, len(l))
}

func span(l []char) (start, end int) { return l[0].start, l[len(l)-1].end }

func replace(l []char, re *regexp.Regexp, by string) []char {
	s, at := text(l)
	var out []char
	done := 0
	for _, m := range re.FindAllStringIndex(s, -1) {
		from, to := at[m[0]], at[m[1]]
		if from == to {
			continue
		}
		out = append(out, l[done:from]...)
		for _, r := range by {
			out = append(out, char{r, l[to-1].start, l[to-1].end}) // the original takes the last
		}
		done = to
	}
	return append(out, l[done:]...)
}

func prepend(l []char, s string) []char {
	if len(l) == 0 {
		return l
	}
	var out []char
	for _, r := range s {
		out = append(out, char{r, l[0].start, l[0].start})
	}
	return append(out, l...)
}

func strip(l []char, left, right bool) []char {
	for left && len(l) > 0 && unicode.IsSpace(l[0].r) {
		l = l[1:]
	}
	for right && len(l) > 0 && unicode.IsSpace(l[len(l)-1].r) {
		l = l[:len(l)-1]
	}
	return l
}

func lower(l []char) (out []char) {
	for _, c := range l {
		for _, r := range strings.ToLower(string(c.r)) {
			out = append(out, char{r, c.start, c.end})
		}
	}
	return out
}

func unaccent(l []char) (out []char) {
	for _, c := range l {
		if !unicode.Is(unicode.Mn, c.r) {
			out = append(out, c)
		}
	}
	return out
}

// form4 puts texts into one of Unicode's forms, piece by piece that cannot be
// changed by what is beside it.
func form4(f norm.Form) func([]char) []char {
	return func(l []char) (out []char) {
		s, at := text(l)
		var it norm.Iter
		it.InitString(f, s)
		for from := 0; !it.Done(); {
			b := it.Next()
			to := max(it.Pos(), from+1)
			start, end := span(l[at[from]:max(at[min(to, len(s))], at[from]+1)])
			for len(b) > 0 {
				r, n := utf8.DecodeRune(b)
				out, b = append(out, char{r, start, end}), b[n:]
			}
			from = to
		}
		return out
	}
}

// bert makes texts alike as BERT does.
func bert(clean, han, accents, low bool) func([]char) []char {
	decompose := form4(norm.NFD)
	return func(l []char) []char {
		out := make([]char, 0, len(l))
		for _, c := range l {
			switch {
			case clean && (c.r == 0 || c.r == 0xfffd || control(c.r)):
			case clean && unicode.IsSpace(c.r):
				out = append(out, char{' ', c.start, c.end})
			case han && ideograph(c.r):
				out = append(out, char{' ', c.start, c.end}, c, char{' ', c.start, c.end})
			default:
				out = append(out, c)
			}
		}
		if accents {
			out = unaccent(decompose(out))
		}
		if low {
			out = lower(out)
		}
		return out
	}
}

func control(r rune) bool {
	return r != '\t' && r != '\n' && r != '\r' && (unicode.In(r, unicode.C) || r >= 0xe000 && r <= 0xf8ff)
}

func ideograph(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf || r >= 0x20000 && r <= 0x2a6df || r >= 0x2a700 && r <= 0x2b73f ||
		r >= 0x2b740 && r <= 0x2b81f || r >= 0x2b920 && r <= 0x2ceaf || r >= 0xf900 && r <= 0xfaff || r >= 0x2f800 && r <= 0x2fa1f
}

// nmt cleans texts as translators do.
func nmt(l []char) (out []char) {
	for _, c := range l {
		switch r := c.r; {
		case r >= 1 && r <= 8, r == 0xb, r >= 0xe && r <= 0x1f, r == 0x7f, r == 0x8f, r == 0x9f:
		case r == 9, r == 0xa, r == 0xc, r == 0xd, r == 0x1680, r >= 0x200b && r <= 0x200f, r == 0x2028, r == 0x2029, r == 0x2581, r == 0xfeff, r == 0xfffd:
			out = append(out, char{' ', c.start, c.end})
		default:
			out = append(out, c)
		}
	}
	return out
}
