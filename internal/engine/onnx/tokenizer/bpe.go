package tokenizer

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// bpe joins the pair that was joined first in training, again and again.
type bpe struct {
	vocab          map[string]int64
	ranks          map[[2]string]int
	unknown        int64 // -1 is none
	prefix, suffix string
	whole          bool // words that are tokens are not cut
	fuse           bool
	fallback       bool
}

// merges reads the pairs, each a list of two or a text with a space.
func (m *bpe) merges(b json.RawMessage) error {
	var pairs [][2]string
	if json.Unmarshal(b, &pairs) != nil {
		var lines []string
		if err := json.Unmarshal(b, &lines); err != nil {
			return wrong("its merges are not pairs")
		}
		pairs = nil
		for _, l := range lines {
			a, b, ok := strings.Cut(l, " ")
			if !ok {
				return wrong("the merge %.80q is no pair", l)
			}
			pairs = append(pairs, [2]string{a, b})
		}
	}
	m.ranks = make(map[[2]string]int, len(pairs))
	for i, p := range pairs {
		if _, ok := m.ranks[p]; !ok {
			m.ranks[p] = i
		}
	}
	return nil
}

// maxWord is how many characters are joined at most: pairs are looked through
// for each that is joined. A longer word is cut there.
const maxWord = 2048

func (m *bpe) cut(ctx context.Context, w []char) (l []Token) {
	for ; len(w) > maxWord && ctx.Err() == nil; w = w[maxWord:] {
		l = append(l, m.join(w[:maxWord])...)
	}
	if ctx.Err() != nil {
		return nil
	}
	return append(l, m.join(w)...)
}

func (m *bpe) join(w []char) (l []Token) {
	s, _ := text(w)
	start, end := span(w)
	if id, ok := m.vocab[s]; ok && m.whole {
		return append(l, Token{ID: id, Start: start, End: end})
	}
	parts, spans := m.begin(w)
	for {
		best, at := -1, 0
		for i := 0; i+1 < len(parts); i++ {
			if r, ok := m.ranks[[2]string{parts[i], parts[i+1]}]; ok && (best < 0 || r < best) {
				best, at = r, i
			}
		}
		if best < 0 {
			break
		}
		parts[at] += strings.TrimPrefix(parts[at+1], m.prefix)
		spans[at][1] = spans[at+1][1]
		parts = append(parts[:at+1], parts[at+2:]...)
		spans = append(spans[:at+1], spans[at+2:]...)
	}
	for i, p := range parts {
		l = m.token(l, p, spans[i])
	}
	return l
}

// begin is a word's characters as pieces.
func (m *bpe) begin(w []char) (parts []string, spans [][2]int) {
	for i, c := range w {
		p := string(c.r)
		if i > 0 {
			p = m.prefix + p
		}
		if i == len(w)-1 {
			p += m.suffix
		}
		parts, spans = append(parts, p), append(spans, [2]int{c.start, c.end})
	}
	return parts, spans
}

func (m *bpe) token(l []Token, p string, at [2]int) []Token {
	if id, ok := m.vocab[p]; ok {
		return append(l, Token{ID: id, Start: at[0], End: at[1]})
	}
	if m.fallback {
		var bytes []Token
		for _, b := range []byte(p) {
			if id, ok := m.vocab[byteName(b)]; ok {
				bytes = append(bytes, Token{ID: id, Start: at[0], End: at[1]})
			}
		}
		if len(bytes) == len(p) && utf8.ValidString(p) {
			return append(l, bytes...)
		}
	}
	switch {
	case m.unknown < 0:
		return l
	case m.fuse && len(l) > 0 && l[len(l)-1].ID == m.unknown:
		l[len(l)-1].End = at[1]
		return l
	}
	return append(l, Token{ID: m.unknown, Start: at[0], End: at[1]})
}
