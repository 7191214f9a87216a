package tokenizer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// What CLIP puts around a text.
const (
	clipBegins = "<|startoftext|>"
	clipEnds   = "<|endoftext|>"
)

// clipWords is how CLIP cuts texts into words.
const clipWords = `'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+`

// CLIP is the tokenizer of models that paint, of the two files in which it is kept
// where there is no tokenizer.json: vocab.json and merges.txt. Faults: Invalid.
func CLIP(vocab, merges []byte) (*Tokenizer, error) {
	m := &bpe{suffix: "</w>"}
	if err := json.Unmarshal(vocab, &m.vocab); err != nil || len(m.vocab) == 0 {
		return nil, wrong("vocab.json beside it has no vocabulary")
	}
	begin, one := m.vocab[clipBegins]
	end, two := m.vocab[clipEnds]
	if !one || !two {
		return nil, wrong("vocab.json has no %s or no %s", clipBegins, clipEnds)
	}
	m.unknown = end
	m.ranks = map[[2]string]int{}
	lines := bufio.NewScanner(bytes.NewReader(merges))
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "#version") || strings.TrimSpace(line) == "" {
			continue
		}
		a, b, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok {
			return nil, wrong("the line %.80q of merges.txt is no pair", line)
		}
		if _, twice := m.ranks[[2]string{a, b}]; !twice {
			m.ranks[[2]string{a, b}] = len(m.ranks)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, wrong("merges.txt: %v", err)
	}
	words, spaces := regexp.MustCompile(spacious(clipWords)), regexp.MustCompile(spacious(`\s+`))
	compose, bytewise := form4(norm.NFC), byteLevel(false, true)
	return &Tokenizer{
		normalize: func(l []char) []char { return lower(replace(compose(l), spaces, " ")) },
		words: func(w []char, first bool) (l [][]char) {
			for _, one := range cutBy(w, words, "Removed", true) {
				l = append(l, bytewise(one, first)...)
			}
			return l
		},
		model: m,
		added: []added{{ID: begin, Content: clipBegins}, {ID: end, Content: clipEnds}},
		form:  form{single: []part{{text: -1, token: begin}, {text: 0}, {text: -1, token: end}}, pair: []part{{text: 0}, {text: 1, kind: 1}}},
		trims: true,
	}, nil
}

// Find is the token that is written so.
func (t *Tokenizer) Find(token string) (int64, bool) {
	for _, a := range t.added {
		if a.Content == token {
			return a.ID, true
		}
	}
	if m, ok := t.model.(*bpe); ok {
		id, ok := m.vocab[token]
		return id, ok
	}
	return 0, false
}

// spacious is a pattern in which \s is every space of Unicode's, as it is where
// the patterns of tokenizers come from.
func spacious(pattern string) string {
	const spaces = `\s\v\x{85}\p{Z}`
	var b strings.Builder
	within := false
	for i := 0; i < len(pattern); i++ {
		two := pattern[i:min(i+2, len(pattern))]
		switch {
		case two == `\s` && within:
			b.WriteString(spaces)
		case two == `\s`:
			b.WriteString("[" + spaces + "]")
		case two == `\S` && !within:
			b.WriteString("[^" + spaces + "]")
		case len(two) == 2 && two[0] == '\\':
			b.WriteString(two)
		default:
			switch pattern[i] {
			case '[':
				within = true
			case ']':
				within = false
			}
			b.WriteByte(pattern[i])
			continue
		}
		i++
	}
	return b.String()
}
