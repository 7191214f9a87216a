// Package tokenizer cuts texts into tokens as a model's tokenizer.json says, and
// keeps where in the text each token stands: WordPiece, BPE and Unigram with what
// usually goes before and after them. What it does not know it refuses by name.
package tokenizer

import (
	"context"
	"encoding/json"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/fault"
)

// Token is a token with the bytes of its text that it stands for.
type Token struct {
	ID         int64
	Start, End int
	Word       int // which word of its text it is in
}

// Item is a token of what a model is given, or one that a form puts between texts.
type Item struct {
	Token
	Text int // which text it is of; -1 is none
	Type int64
}

// char is a character on its way, with the bytes of the text that it stands for.
type char struct {
	r          rune
	start, end int
}

// split is a way of cutting characters into words.
type splitter func(word []char, first bool) [][]char

// cutter cuts a word into tokens; what it gives after the end of ctx is of no use.
type cutter interface {
	cut(ctx context.Context, word []char) []Token
}

// Tokenizer is safe for concurrent use.
type Tokenizer struct {
	normalize func([]char) []char
	words     splitter
	model     cutter
	added     []added // the longest first
	form      form
	trims     bool // spaces are no part of where a token stands
}

// added is a token that is found in texts as it is written.
type added struct {
	ID      int64  `json:"id"`
	Content string `json:"content"`
	Left    bool   `json:"lstrip"`
	Right   bool   `json:"rstrip"`
	Alone   bool   `json:"single_word"`
}

// maxAdded is how many such tokens are looked for.
const maxAdded = 20000

// Read reads a tokenizer.json. Faults: Invalid, with what is wrong or not known.
func Read(b []byte) (*Tokenizer, error) {
	var file struct {
		Added      []added         `json:"added_tokens"`
		Normalizer json.RawMessage `json:"normalizer"`
		Words      json.RawMessage `json:"pre_tokenizer"`
		Form       json.RawMessage `json:"post_processor"`
		Model      json.RawMessage `json:"model"`
	}
	if err := json.Unmarshal(b, &file); err != nil {
		return nil, wrong("%v", err)
	}
	if len(file.Added) > maxAdded {
		return nil, wrong("it has %d added tokens", len(file.Added))
	}
	t := &Tokenizer{}
	for _, a := range file.Added {
		if a.Content != "" {
			t.added = append(t.added, a)
		}
	}
	sort.SliceStable(t.added, func(i, j int) bool { return len(t.added[i].Content) > len(t.added[j].Content) })
	var err error
	if t.normalize, err = readNormalizer(file.Normalizer, 0); err != nil {
		return nil, err
	}
	if t.words, err = readWords(file.Words, 0); err != nil {
		return nil, err
	}
	if t.model, err = readModel(file.Model); err != nil {
		return nil, err
	}
	t.form, t.trims, err = readForm(file.Form)
	return t, err
}

func wrong(format string, args ...any) error {
	return fault.New(fault.Invalid, "tokenizer.json cannot be used: "+format, args...)
}

// kind is the type of a part of the file; empty if it is not there.
func kind(b json.RawMessage) (string, error) {
	var k struct {
		Type string `json:"type"`
	}
	if len(b) == 0 || string(b) == "null" {
		return "", nil
	}
	if err := json.Unmarshal(b, &k); err != nil || k.Type == "" {
		return "", wrong("a part of it has no type")
	}
	return k.Type, nil
}

// Cut cuts a text of UTF-8, without what a form puts around it. Fault: Canceled.
func (t *Tokenizer) Cut(ctx context.Context, text string) ([]Token, error) {
	out := t.all(ctx, text)
	if ctx.Err() != nil {
		return nil, fault.Wrap(context.Cause(ctx), fault.Canceled, "canceled")
	}
	return out, nil
}

// all is what a text is cut into, or some of it where ctx ends.
func (t *Tokenizer) all(ctx context.Context, text string) []Token {
	var out []Token
	word := 0
	first := true
	for at := 0; at < len(text) && ctx.Err() == nil; {
		from, a := t.next(text, at)
		if from > at {
			out, word = t.plain(ctx, out, text, at, from, word, first)
		}
		if a == nil {
			break
		}
		end := from + len(a.Content)
		tok := Token{ID: a.ID, Start: from, End: end, Word: word}
		if a.Right {
			end += len(text[end:]) - len(strings.TrimLeftFunc(text[end:], unicode.IsSpace))
		}
		out, word, at, first = append(out, tok), word+1, end, false
	}
	return out
}

// next is where the next added token is, and which; the text's end without one.
func (t *Tokenizer) next(text string, at int) (int, *added) {
	best, found := len(text), (*added)(nil)
	for i := range t.added {
		a := &t.added[i]
		if j := strings.Index(text[at:min(len(text), best+len(a.Content))], a.Content); j >= 0 && at+j < best && (!a.Alone || alone(text, at+j, len(a.Content))) {
			best, found = at+j, a
		}
	}
	return best, found
}

// alone reports whether no letter stands beside n bytes of a text.
func alone(text string, at, n int) bool {
	letter := func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	after, _ := utf8.DecodeRuneInString(text[at+n:])
	return !letter(before) && !letter(after)
}

// plain adds the tokens of text[from:to].
func (t *Tokenizer) plain(ctx context.Context, out []Token, text string, from, to, word int, first bool) ([]Token, int) {
	for i := range t.added {
		if a := &t.added[i]; a.Left && strings.HasPrefix(text[to:], a.Content) {
			to = from + len(strings.TrimRightFunc(text[from:to], unicode.IsSpace))
			break
		}
	}
	chars := make([]char, 0, to-from)
	for i, r := range text[from:to] {
		end := i + 1
		for end < to-from && text[from+end]&0xc0 == 0x80 {
			end++
		}
		chars = append(chars, char{r, from + i, from + end})
	}
	chars = t.normalize(chars)
	for _, w := range t.words(chars, first) {
		if ctx.Err() != nil {
			break
		}
		if len(w) == 0 {
			continue
		}
		for _, k := range t.model.cut(ctx, w) {
			k.Word = word
			if t.trims {
				k = trim(k, text)
			}
			out = append(out, k)
		}
		word++
	}
	return out, word
}

// trim leaves out spaces from where a token stands.
func trim(k Token, text string) Token {
	s := text[k.Start:k.End]
	k.Start += len(s) - len(strings.TrimLeft(s, " "))
	k.End = max(k.Start, k.End-len(s)+len(strings.TrimRight(s, " ")))
	return k
}
