package words

import (
	_ "embed" // the dictionary
	"math"
	"sort"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// The dictionary: lines "word frequency tag", sorted. Made by makedict.go.
//
//go:embed data/zh.dict
var zhDict string

const longest = 8 // runes of the longest word in the dictionary

type dictionary struct {
	lines []uint32        // where each line begins
	first map[rune][2]int // the lines of the words that begin with a rune
	total float64         // logarithm of the sum of all frequencies
}

var zh = sync.OnceValue(func() *dictionary {
	d := &dictionary{first: make(map[rune][2]int, 16_000), lines: make([]uint32, 0, 200_000)}
	sum, at := 0, 0
	for at < len(zhDict) {
		end := at + strings.IndexByte(zhDict[at:], '\n')
		r, _ := utf8.DecodeRuneInString(zhDict[at:])
		n := len(d.lines)
		if span, ok := d.first[r]; ok {
			d.first[r] = [2]int{span[0], n + 1}
		} else {
			d.first[r] = [2]int{n, n + 1}
		}
		_, freq, _ := entry(zhDict[at:end])
		sum += freq
		d.lines = append(d.lines, uint32(at))
		at = end + 1
	}
	d.total = math.Log(float64(sum))
	return d
})

func entry(line string) (word string, freq int, tag string) {
	word, rest, _ := strings.Cut(line, " ")
	n, tag, _ := strings.Cut(rest, " ")
	freq, _ = strconv.Atoi(n)
	return word, freq, tag
}

func (d *dictionary) line(i int) string {
	s := zhDict[d.lines[i]:]
	return s[:strings.IndexByte(s, '\n')]
}

// prefixes calls found for every word of the dictionary at the start of s,
// shortest first.
func (d *dictionary) prefixes(s string, found func(length, freq int, tag string)) {
	r, size := utf8.DecodeRuneInString(s)
	span, ok := d.first[r]
	if !ok {
		return
	}
	lo, hi := span[0], span[1]
	for n, end := 1, size; n <= longest; n++ {
		p := s[:end]
		lo += sort.Search(hi-lo, func(i int) bool { return d.line(lo+i) >= p })
		if lo == hi || !strings.HasPrefix(d.line(lo), p) {
			return
		}
		if word, freq, tag := entry(d.line(lo)); word == p {
			found(end, freq, tag)
		}
		if end == len(s) {
			return
		}
		_, size = utf8.DecodeRuneInString(s[end:])
		end += size
	}
}

// Lookup returns the frequency and tag of a Chinese word; 0 when the
// dictionary lacks it.
func Lookup(word string) (freq int, tag string) {
	zh().prefixes(word, func(length, f int, t string) {
		if length == len(word) {
			freq, tag = f, t
		}
	})
	return freq, tag
}

type step struct {
	cost float64
	end  int
	tag  string
}

// cutHan appends the words of the Han run s, which begins at byte base, along
// the likeliest path: every word weighs its frequency.
func cutHan(tokens []Token, s string, base int) []Token {
	const window = 3 << 10 // bytes; keeps memory flat on a text without marks
	d := zh()
	for len(s) > 0 {
		part := s
		if len(part) > window {
			part = part[:window]
			for !utf8.RuneStart(s[len(part)]) {
				part = part[:len(part)-1]
			}
		}
		tokens = d.cut(tokens, part, Simplify(part), base)
		base += len(part)
		s = s[len(part):]
	}
	return tokens
}

// cut appends the words of s; simple is s in simplified characters.
func (d *dictionary) cut(tokens []Token, s, simple string, base int) []Token {
	best := make([]step, len(s)+1)
	for i := len(s) - 1; i >= 0; i-- {
		if !utf8.RuneStart(s[i]) {
			continue
		}
		_, size := utf8.DecodeRuneInString(simple[i:])
		best[i] = step{cost: best[i+size].cost + d.total + 1, end: i + size}
		d.prefixes(simple[i:], func(length, freq int, tag string) {
			c := best[i+length].cost + d.total - math.Log(float64(max(freq, 1)))
			if c < best[i].cost {
				best[i] = step{c, i + length, tag}
			}
		})
	}
	for i := 0; i < len(s); i = best[i].end {
		end := best[i].end
		tokens = append(tokens, Token{Text: s[i:end], Norm: simple[i:end], Tag: best[i].tag, Kind: Han, Start: base + i, End: base + end})
	}
	return tokens
}

// simplified.txt is pairs of a traditional character and the simplified one,
// from OpenCC (Apache-2.0, npm opencc-js).
//
//go:embed data/simplified.txt
var simplifiedPairs string

var simplified = sync.OnceValue(func() map[rune]rune {
	m := map[rune]rune{}
	var from rune
	for _, r := range simplifiedPairs {
		if from == 0 {
			from = r
			continue
		}
		if utf8.RuneLen(from) == utf8.RuneLen(r) {
			m[from] = r
		}
		from = 0
	}
	return m
})

// Simplify writes traditional characters as simplified ones, each for itself;
// every byte offset stays what it was.
func Simplify(s string) string {
	m := simplified()
	var out []byte // a copy, made where something changes
	for i, r := range s {
		if r < 0x3400 || r > 0x9fff {
			continue
		}
		if to, ok := m[r]; ok && utf8.RuneLen(to) == utf8.RuneLen(r) {
			if out == nil {
				out = []byte(s)
			}
			utf8.EncodeRune(out[i:], to)
		}
	}
	if out == nil {
		return s
	}
	return string(out)
}
