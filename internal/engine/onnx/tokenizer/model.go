package tokenizer

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"unicode/utf8"
)

// readModel reads how words are cut into tokens.
func readModel(b json.RawMessage) (cutter, error) {
	var o struct {
		Type     string          `json:"type"`
		Vocab    json.RawMessage `json:"vocab"`
		Unknown  *string         `json:"unk_token"`
		Prefix   *string         `json:"continuing_subword_prefix"`
		Suffix   *string         `json:"end_of_word_suffix"`
		Most     int             `json:"max_input_chars_per_word"`
		Merges   json.RawMessage `json:"merges"`
		Whole    bool            `json:"ignore_merges"`
		Fuse     bool            `json:"fuse_unk"`
		Fallback bool            `json:"byte_fallback"`
		ID       *int            `json:"unk_id"`
	}
	if err := json.Unmarshal(b, &o); err != nil {
		return nil, wrong("its model: %v", err)
	}
	if o.Type == "Unigram" {
		return readUnigram(o.Vocab, o.ID, o.Fallback)
	}
	var vocab map[string]int64
	if err := json.Unmarshal(o.Vocab, &vocab); err != nil || len(vocab) == 0 {
		return nil, wrong("it has no vocabulary")
	}
	said := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	unknown, ok := vocab[said(o.Unknown)]
	if !ok {
		unknown = -1
	}
	switch {
	case o.Type == "WordPiece", o.Type == "" && o.Most > 0:
		if unknown < 0 {
			return nil, wrong("the token %q for what is unknown is not in its vocabulary", said(o.Unknown))
		}
		most := o.Most
		if most <= 0 {
			most = 100
		}
		return &wordPiece{vocab, said(o.Prefix), unknown, most}, nil
	case o.Type == "WordLevel":
		return wordLevel{vocab, unknown}, nil
	case o.Type == "BPE", o.Type == "" && o.Merges != nil:
		m := &bpe{vocab: vocab, unknown: unknown, prefix: said(o.Prefix), suffix: said(o.Suffix), whole: o.Whole, fuse: o.Fuse, fallback: o.Fallback}
		return m, m.merges(o.Merges)
	}
	return nil, wrong("its model %.80q is not known", o.Type)
}

// wordPiece takes the longest pieces from the left.
type wordPiece struct {
	vocab   map[string]int64
	prefix  string
	unknown int64
	most    int
}

func (m *wordPiece) cut(_ context.Context, w []char) (l []Token) {
	start, end := span(w)
	none := []Token{{ID: m.unknown, Start: start, End: end}}
	if len(w) > m.most {
		return none
	}
	s, at := text(w)
	for from := 0; from < len(s); {
		to := len(s)
		for ; to > from; to-- {
			if !utf8.RuneStart(byteAt(s, to)) {
				continue
			}
			piece := s[from:to]
			if from > 0 {
				piece = m.prefix + piece
			}
			if id, ok := m.vocab[piece]; ok {
				a, b := span(w[at[from]:at[to]])
				l = append(l, Token{ID: id, Start: a, End: b})
				break
			}
		}
		if to == from {
			return none
		}
		from = to
	}
	return l
}

// byteAt is the byte at i, or one that begins a character behind the end.
func byteAt(s string, i int) byte {
	if i == len(s) {
		return 'a'
	}
	return s[i]
}

// wordLevel knows whole words.
type wordLevel struct {
	vocab   map[string]int64
	unknown int64
}

func (m wordLevel) cut(_ context.Context, w []char) []Token {
	s, _ := text(w)
	start, end := span(w)
	if id, ok := m.vocab[s]; ok {
		return []Token{{ID: id, Start: start, End: end}}
	}
	if m.unknown < 0 {
		return nil
	}
	return []Token{{ID: m.unknown, Start: start, End: end}}
}

// unigram takes the pieces that together are the likeliest.
type unigram struct {
	ids      map[string]int
	scores   []float64
	longest  int // bytes of a piece
	unknown  int // -1 is none
	worst    float64
	fallback bool
}

func readUnigram(b json.RawMessage, unknown *int, fallback bool) (cutter, error) {
	var vocab [][2]any
	if err := json.Unmarshal(b, &vocab); err != nil || len(vocab) == 0 {
		return nil, wrong("it has no vocabulary")
	}
	m := &unigram{ids: map[string]int{}, unknown: -1, fallback: fallback}
	for i, e := range vocab {
		piece, ok := e[0].(string)
		score, good := e[1].(float64)
		if !ok || !good {
			return nil, wrong("the piece %d of its vocabulary is not a text and a score", i)
		}
		m.ids[piece] = i
		m.scores = append(m.scores, score)
		m.longest, m.worst = max(m.longest, len(piece)), min(m.worst, score)
	}
	if unknown != nil && *unknown >= 0 && *unknown < len(vocab) {
		m.unknown = *unknown
	}
	return m, nil
}

// unlikely is how much worse what is unknown is than the worst piece.
const unlikely = 10

func (m *unigram) cut(ctx context.Context, w []char) (l []Token) {
	s, at := text(w)
	best, from, id := make([]float64, len(s)+1), make([]int, len(s)+1), make([]int, len(s)+1)
	for i := 1; i <= len(s); i++ {
		best[i] = math.Inf(-1)
	}
	for i := 0; i < len(s); i++ {
		if i%4096 == 0 && ctx.Err() != nil {
			return nil
		}
		if !utf8.RuneStart(s[i]) || math.IsInf(best[i], -1) {
			continue
		}
		one := i + 1
		for one < len(s) && !utf8.RuneStart(s[one]) {
			one++
		}
		known := false
		for j := one; j <= min(len(s), i+m.longest); j++ {
			p, ok := m.ids[s[i:j]]
			if !ok || j < len(s) && !utf8.RuneStart(s[j]) {
				continue
			}
			known = known || j == one
			if score := best[i] + m.scores[p]; score > best[j] {
				best[j], from[j], id[j] = score, i, p
			}
		}
		if score := best[i] + m.worst - unlikely; !known && score > best[one] {
			best[one], from[one], id[one] = score, i, m.unknown
		}
	}
	for j := len(s); j > 0; j = from[j] {
		a, b := span(w[at[from[j]]:at[j]])
		l = append(l, Token{ID: int64(id[j]), Start: a, End: b})
	}
	return m.fuse(l, w)
}

// fuse turns the tokens round, and makes one of unknown ones that stand together.
func (m *unigram) fuse(back []Token, w []char) (l []Token) {
	for i := len(back) - 1; i >= 0; i-- {
		k := back[i]
		if k.ID == int64(m.unknown) && len(l) > 0 && l[len(l)-1].ID == k.ID {
			l[len(l)-1].End = k.End
			continue
		}
		l = append(l, k)
	}
	out := l[:0:0]
	for _, k := range l {
		switch {
		case k.ID != int64(m.unknown):
			out = append(out, k)
		case m.fallback && m.asBytes(&out, k, w):
		case k.ID >= 0:
			out = append(out, k)
		}
	}
	return out
}

// asBytes writes an unknown piece as tokens of bytes, if there are such.
func (m *unigram) asBytes(out *[]Token, k Token, w []char) bool {
	var l []Token
	for _, c := range w {
		if c.start < k.Start || c.end > k.End {
			continue
		}
		for _, b := range utf8.AppendRune(nil, c.r) {
			id, ok := m.ids[byteName(b)]
			if !ok {
				return false
			}
			l = append(l, Token{ID: int64(id), Start: c.start, End: c.end})
		}
	}
	*out = append(*out, l...)
	return true
}

func byteName(b byte) string { return fmt.Sprintf("<0x%02X>", b) }
