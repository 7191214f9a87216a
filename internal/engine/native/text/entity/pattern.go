package entity

import (
	"bytes"
	"context"
	_ "embed" // the patterns
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// piece is how many bytes of text patterns look at in one go.
const piece = 600

//go:embed data/patterns.txt
var patternsTXT string

// pattern is tried only on pieces that hold one of its hints: most hold none,
// and looking for a hint is many times faster.
type pattern struct {
	kind  Kind
	hints []string
	re    *regexp.Regexp
}

// The order matters: an earlier pattern takes its stretch from the later ones.
var compiled = sync.OnceValue(func() []pattern {
	var out []pattern
	var lets []string
	for line := range strings.Lines(patternsTXT) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if len(f) != 3 {
			continue
		}
		expr := strings.NewReplacer(lets...).Replace(f[2])
		if f[0] == "let" {
			lets = append(lets, "<"+f[1]+">", expr)
			continue
		}
		p := pattern{kind: Kind(f[0]), re: regexp.MustCompile(expr)}
		if f[1] != "*" {
			p.hints = strings.Split(f[1], "|")
		}
		out = append(out, p)
	}
	return out
})

func (p pattern) mayMatch(s string) bool {
	for _, h := range p.hints {
		if strings.Contains(s, h) {
			return true
		}
	}
	return len(p.hints) == 0
}

// patterns finds what has a form of its own.
func patterns(ctx context.Context, s string) ([]Entity, error) {
	var out []Entity
	for at := 0; at < len(s); {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		end := breakAt(s, at)
		out = append(out, inPiece(s, at, end)...)
		at = end
	}
	return out, nil
}

// breakAt finds where to cut the piece of s that begins at at: at a line end,
// or else a space, or else anywhere between two runes.
func breakAt(s string, at int) int {
	if len(s)-at <= piece {
		return len(s)
	}
	head := s[at : at+piece]
	for _, cut := range []string{"\n", "。", "；", ". ", " "} {
		if i := strings.LastIndex(head, cut); i > piece/4 {
			return at + i + len(cut)
		}
	}
	end := at + piece
	for !utf8.RuneStart(s[end]) {
		end--
	}
	return end
}

func inPiece(s string, at, end int) []Entity {
	part := bytes.ReplaceAll([]byte(s[at:end]), []byte{'\n'}, []byte{0x01}) // nothing goes over the end of a line that was not wrapped
	var out []Entity
	for _, p := range compiled() {
		if !p.mayMatch(s[at:end]) {
			continue
		}
		for _, m := range p.re.FindAllSubmatchIndex(part, -1) {
			if len(m) > 2 && m[2] >= 0 {
				m = m[2:4] // what stands beside it is not of it
			}
			from, to := at+m[0], at+m[1]
			if !standsAlone(s, from, to, p.kind) {
				continue
			}
			out = append(out, Entity{p.kind, s[from:to], from, to, 0.95})
			for i := m[0]; i < m[1]; i++ {
				part[i] = 0x01 // taken
			}
		}
	}
	return out
}

// standsAlone refuses a match that is a piece of something else.
func standsAlone(s string, from, to int, kind Kind) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	first, last := s[from], s[to-1]
	if before == '第' || before == '几' {
		return false
	}
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	if digit(first) && (unicode.IsDigit(before) || before == '.' && from > 1 && digit(s[from-2]) || unicode.IsLetter(before) && before < 0x2e80) {
		return false
	}
	if digit(last) && (unicode.IsDigit(after) || unicode.IsLetter(after) && after < 0x2e80 && kind != Amount) {
		return false
	}
	switch kind {
	case Phone:
		return phoneLike(s[from:to]) || dialled.MatchString(s[max(0, from-48):from]) && !unit.MatchString(s[to:])
	case Date:
		if strings.HasPrefix(s[from:to], "日") && (unicode.IsDigit(before) || strings.ContainsRune("一二三四五六七八九十", before)) {
			return false // 5日前
		}
		if counted.MatchString(s[from:to]) && !era.MatchString(s[max(0, from-12):from]) {
			return false // 开了三十八年
		}
		if len(s[from:to]) == 4 && digit(first) { // a bare year
			return bareYear(s, from, to)
		}
	default:
	}
	return true
}

var (
	// counted are years that are counted, not named: 三十八年, but 民国三十八年.
	counted = regexp.MustCompile(`^[一二三四五六七八九十百千]*[十百千][一二三四五六七八九]?年$`)
	era     = regexp.MustCompile(`(?:公元前?|民国|[\p{Han}](?:治|绪|熙|正|隆|庆|丰|历|乐|武|祯|德|和|成)|第)$`)
)

var (
	// dialled is what stands before a number too short to be known by its form: 前台电话8001.
	dialled = regexp.MustCompile(`(?:电话|热线|分机|内线|专线|(?:拨打|致电)\p{Han}{0,8})(?:号码?)?(?:是|为)?\s?[:：]?\s?$`)
	unit    = regexp.MustCompile(`^\s?[元块分个人次天年月台度小%多余部条]`)
)

func phoneLike(s string) bool {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	if n < 7 || n > 15 {
		return false
	}
	grouped := strings.ContainsAny(s, " -()+")
	return grouped || n == 11 && s[0] == '1' || n == 10 && s[0] == '0'
}

// bareYear tells the year in "in 2008" from a mere number.
func bareYear(s string, from, to int) bool {
	before := strings.Fields(strings.ToLower(s[max(0, from-24):from]))
	if len(before) == 0 {
		return true
	}
	after := strings.TrimLeft(s[to:min(len(s), to+12)], " ")
	if strings.HasPrefix(after, "%") || strings.HasPrefix(after, "people") {
		return false
	}
	switch strings.Trim(before[len(before)-1], "(,") {
	case "in", "since", "from", "until", "till", "by", "to", "before", "after", "during", "and", "between", "of", "year", "for", "around", "circa", "through", "early", "late", "mid", "than", "fiscal", "":
		return true
	}
	return strings.HasSuffix(strings.TrimSpace(s[:from]), "(") || strings.HasPrefix(after, ")") || strings.HasPrefix(after, ",")
}
