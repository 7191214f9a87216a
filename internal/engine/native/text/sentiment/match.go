package sentiment

import (
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

const longestPhrase = 6 // English words

// match finds the longest entry that begins at token i.
func (l *lexicon) match(tokens []words.Token, i int) hit {
	t := tokens[i]
	switch t.Kind {
	case words.Han:
		return l.matchHan(tokens, i)
	case words.Mark:
		return hit{}
	case words.Word, words.Number:
	}
	if h := l.matchGap(tokens, i); h.n > 0 {
		return h
	}
	best, phrase := hit{}, ""
	for n := 1; n <= longestPhrase && i+n <= len(tokens); n++ {
		u := tokens[i+n-1]
		if u.Kind == words.Han || u.Kind == words.Mark && u.Text != "/" {
			break
		}
		if n > 1 && u.Kind != words.Mark && tokens[i+n-2].Kind != words.Mark {
			phrase += " "
		}
		phrase += u.Norm
		w, weighty := l.en[phrase]
		r := l.roles[phrase]
		if n == 1 && t.Norm == "like" {
			w, weighty = liking(tokens, i)
		}
		if weighty || r != none {
			best = hit{i, n, w, r}
		}
	}
	return best
}

// liking tells the verb in "I like it" from the preposition.
func liking(tokens []words.Token, i int) (float64, bool) {
	if i == 0 {
		return 0, false
	}
	switch tokens[i-1].Norm {
	case "i", "we", "you", "they", "really", "don't", "didn't", "doesn't", "not", "also", "to", "people", "kids", "would", "customers", "users", "everyone":
		return 1.5, true
	}
	return 0, false
}

func (l *lexicon) matchGap(tokens []words.Token, i int) hit {
	for _, g := range l.gaps[tokens[i].Norm] {
		if !follows(tokens, i+1, g.rest) {
			continue
		}
		from := i + 1 + len(g.rest)
		for at := from + 1; at <= from+3 && at < len(tokens) && !broken(tokens[from:at]); at++ {
			if follows(tokens, at, g.tail) {
				return hit{i, at + len(g.tail) - i, g.weight, none}
			}
		}
	}
	return hit{}
}

func follows(tokens []words.Token, at int, want []string) bool {
	if at+len(want) > len(tokens) {
		return false
	}
	for k, w := range want {
		if tokens[at+k].Norm != w {
			return false
		}
	}
	return true
}

// matchHan finds the longest entry in the characters from token i on. An entry
// may end inside a token only when it is long enough not to be there by chance.
func (l *lexicon) matchHan(tokens []words.Token, i int) hit {
	var b strings.Builder
	best := hit{}
	for n := 1; i+n <= len(tokens); n++ {
		u := tokens[i+n-1]
		if u.Kind != words.Han || b.Len() > l.longestH {
			break
		}
		from := b.Len()
		b.WriteString(u.Text)
		s := b.String()
		for end := len(s); end > from; {
			_, size := utf8.DecodeLastRuneInString(s[:end])
			w, weighty := l.zh[s[:end]]
			r := l.roles[s[:end]]
			whole := end == len(s)
			if (weighty || r != none && whole) && (whole || utf8.RuneCountInString(s[:end]) >= 3 || n > 1) {
				best = hit{i, n, w, r}
				break
			}
			end -= size
		}
	}
	if best.n == 0 {
		return l.insideHan(tokens[i], i)
	}
	return best
}

// insideHan looks into a longer word of the dictionary, such as 真好看 or 不合格.
func (l *lexicon) insideHan(t words.Token, i int) hit {
	if utf8.RuneCountInString(t.Text) < 3 {
		return hit{}
	}
	_, size := utf8.DecodeRuneInString(t.Text)
	w, ok := l.zh[t.Text[size:]]
	if !ok {
		return hit{}
	}
	switch l.roles[t.Text[:size]] {
	case negate:
		w *= -0.74
	case none, strong, weak, contrast:
	}
	return hit{i, 1, w, none}
}
