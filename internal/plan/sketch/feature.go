package sketch

import "github.com/tenonhub/tenon/internal/port"

// feature is a trait of a request, hashed, with the tokens that show it.
type feature struct {
	key      uint32
	value    float32
	from, to int // tokens; from == to where the trait has no place
}

// hash is FNV-1a over the parts, folded.
func hash(parts ...string) uint32 {
	h := uint64(14695981039346656037)
	for _, p := range parts {
		for i := range len(p) {
			h = (h ^ uint64(p[i])) * 1099511628211
		}
		h *= 1099511628211
	}
	return uint32(h ^ h>>32)
}

// traits lists what a request shows: its words, pairs and triples of them,
// words that stand near each other, and what it has at hand. A trait that
// shows twice is listed twice.
func (a *analysis) traits() []feature {
	var fs []feature
	add := func(v float32, from, to int, parts ...string) {
		fs = append(fs, feature{hash(parts...), v, from, to})
	}
	var plain []int
	for i, t := range a.tokens {
		if t.quoted {
			add(0.5, i, i+1, "q", t.word)
			continue
		}
		plain = append(plain, i)
	}
	word := func(k int) string { return a.tokens[plain[k]].word }
	for k, i := range plain {
		add(1, i, i+1, "1", word(k))
		if k+1 < len(plain) {
			add(0.8, i, plain[k+1]+1, "2", word(k), word(k+1))
		}
		if k+2 < len(plain) {
			add(0.6, i, plain[k+2]+1, "3", word(k), word(k+1), word(k+2))
		}
		for d := 2; d <= 5 && k+d < len(plain); d++ {
			add(0.5, i, plain[k+d]+1, "s", word(k), word(k+d))
		}
	}
	a.situation(add)
	return fs
}

// situation adds the traits of the request as a whole.
func (a *analysis) situation(add func(v float32, from, to int, parts ...string)) {
	add(1, 0, 0, "bias")
	for _, t := range []string{"image", "audio", "video", "url", "document", "table", "text"} {
		add(1, 0, 0, "has", t, small(a.mention[port.Type(t)], 3))
	}
	add(1, 0, 0, "texts", small(a.texts, 3))
	if a.asks {
		add(1, 0, 0, "asks")
	}
	n := 0
	for _, t := range a.tokens {
		if !t.quoted {
			n++
		}
	}
	add(1, 0, 0, "long", small(n/15, 8))
	add(1, 0, 0, "clauses", small(a.clauses/3, 6))
}

func small(n, most int) string { return string(rune('0' + min(n, most))) }
