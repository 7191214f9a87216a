package ruling

import (
	_ "embed" // the poles
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

//go:embed poles.txt
var polesTXT string

// pole is an end of an axis: what is free and what has a price are the two of cost.
type pole struct {
	axis string
	sign float64
}

// hit is a pole that is said, and where; flipped is set where it is denied.
type hit struct {
	pole
	start, end int
	flipped    bool
}

// tongue is how one language says the poles.
type tongue struct {
	phrases map[string][]pole
	stars   map[string][]pole
}

var tongues = sync.OnceValue(func() map[bool]*tongue {
	m := map[bool]*tongue{true: {map[string][]pole{}, nil}, false: {map[string][]pole{}, map[string][]pole{}}}
	for line := range strings.Lines(polesTXT) {
		f := strings.Fields(line)
		if len(f) < 3 || f[0] == "#" {
			continue
		}
		t, p := m[f[0] == "zh"], pole{f[1][:len(f[1])-1], 1}
		if strings.HasSuffix(f[1], "-") {
			p.sign = -1
		}
		for _, w := range f[2:] {
			if star, ok := strings.CutSuffix(w, "*"); ok {
				t.stars[star] = append(t.stars[star], p)
			} else {
				t.phrases[w] = append(t.phrases[w], p)
			}
		}
	}
	return m
})

// longestPhrase is how many words or characters a pole is said by at most.
const longestPhrase = 4

// poles are those that s says; s is in lower case, cut says where its words are.
func poles(s string, tokens []words.Token, chinese bool) (out []hit) {
	t := tongues()[chinese]
	until := map[string]int{}
	add := func(l []pole, start, end int) {
		for _, p := range l {
			if until[p.axis] <= start {
				out = append(out, hit{p, start, end, false})
				until[p.axis] = end
			}
		}
	}
	if chinese {
		for i := 0; i < len(s); {
			ends, k := []int{}, i
			for k < len(s) && len(ends) < longestPhrase {
				_, n := utf8.DecodeRuneInString(s[k:])
				k += n
				ends = append(ends, k)
			}
			for k := len(ends) - 1; k >= 0; k-- {
				add(t.phrases[s[i:ends[k]]], i, ends[k])
			}
			i = ends[0]
		}
		return out
	}
	for i := range tokens {
		for n := min(longestPhrase, len(tokens)-i); n > 0; n-- {
			key := tokens[i].Norm
			for k := 1; k < n; k++ {
				key += "_" + tokens[i+k].Norm
			}
			add(t.phrases[key], tokens[i].Start, tokens[i+n-1].End)
		}
		for k := 4; k <= len(tokens[i].Norm); k++ {
			add(t.stars[tokens[i].Norm[:k]], tokens[i].Start, tokens[i].End)
		}
	}
	return out
}

var (
	denies   = expression.New(`\b(?:not|never|cannot|no|nor|neither|nobody|none|nothing|without|hardly|rarely|seldom)\b|n['’]t\b`)
	idle     = expression.New(`\bnot only\b|\bno (?:later|more|less|fewer|earlier|sooner) than\b|\bno longer\b|\bno matter\b|\bno problem\b`)
	deniesZh = expression.New(`[不未无没勿免毋别莫非]|禁|谢绝|取消|停止|拒绝|否`)
	idleZh   = expression.New(`不得不|不但|不仅|不只|不(?:超|多|少|低|高|迟|晚|早|小|大|满|足)(?:过|于)?|不论|不管|不限|不断|不久|不同|不良|不当|不便|不锈钢|无论|无误|无息|无损|无线|无人|无障碍|未来|未成年|未婚|未满|没关系|没问题|差不多|了不起|是否|能否|可否|别墅|别(?:的|人)|特别|分别|区别|级别|性别|个别|没收|免费|否则|并非|非常`)
)

// denials are where s denies, outside of words that only look like that.
func denials(s string, chinese bool) (out [][]int) {
	no, not := denies, idle
	if chinese {
		no, not = deniesZh, idleZh
	}
	skip := not.FindAllStringIndex(s, -1)
	for _, m := range no.FindAllStringIndex(s, -1) {
		inside := false
		for _, k := range skip {
			inside = inside || m[0] >= k[0] && m[1] <= k[1]
		}
		if !inside {
			out = append(out, m)
		}
	}
	return out
}

// flip turns the poles over that a denial right before them denies.
func flip(s string, hits []hit, no [][]int, chinese bool) {
	reach := 22
	if chinese {
		reach = 3 * len("不")
	}
	for i := range hits {
		for _, n := range no {
			if n[1] > hits[i].start || hits[i].start-n[1] > reach || strings.ContainsAny(s[n[1]:hits[i].start], ",.;:，。；：、()（）") {
				continue
			}
			inside := false
			for _, h := range hits {
				inside = inside || n[0] >= h.start && n[1] <= h.end && h.axis == hits[i].axis
			}
			if !inside && !hits[i].flipped {
				hits[i].flipped, hits[i].sign = true, -hits[i].sign
			}
		}
	}
}
