package speech

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
)

// The words of an utterance have the times at which their first tokens begin. A word
// ends where the next begins, and the last with the utterance: models tell no ends.
//
//	tokens  ▁good  ▁morn  ing  ,      at 0.2 0.5 0.7 0.9
//	text     good   morning,          0.2 – 0.5 – end

// token is where a token stands in a text, in bytes, and when it is said.
type token struct {
	at   int
	time float64
}

// astray is how many bytes of a text may stand between two tokens that are none's.
const astray = 16

// wordsOf are the words of what was heard between two times, in seconds; none where the
// model tells no times, or they are those of another text.
func wordsOf(text string, from, to float64, h runtime.Heard) (l []said) {
	tokens := placed(text, h)
	if len(tokens) == 0 {
		return nil
	}
	for _, w := range cut(text) {
		at := tokens[0].time
		for _, t := range tokens {
			if t.at >= w.end {
				break
			}
			at = t.time
			if t.at >= w.begin {
				break
			}
		}
		at = min(max(from+at, from), to)
		if n := len(l); n > 0 {
			at = max(at, l[n-1].from)
			l[n-1].to = at
		}
		l = append(l, said{from: at, to: to, text: text[w.begin:w.end]})
	}
	return l
}

// placed finds tokens in the text that was made of them.
func placed(text string, h runtime.Heard) (l []token) {
	if len(h.Timestamps) < len(h.Tokens) {
		return nil
	}
	pos := 0
	for i, t := range h.Tokens {
		t = strings.TrimSpace(strings.TrimSuffix(strings.ReplaceAll(t, "▁", " "), "@@"))
		if t == "" {
			continue
		}
		at := strings.Index(text[pos:], t)
		if at < 0 || at > astray {
			return nil
		}
		l = append(l, token{pos + at, h.Timestamps[i]})
		pos += at + len(t)
	}
	return l
}

// span is a part of a text, in bytes.
type span struct{ begin, end int }

// cut finds the words of a text: what stands between spaces, and of scripts without
// spaces each character. Punctuation belongs to the word before it.
func cut(text string) (l []span) {
	open := false
	for at, c := range text {
		end := at + utf8.RuneLen(c)
		mark := unicode.IsPunct(c) || unicode.Is(unicode.Mn, c)
		switch {
		case unicode.IsSpace(c):
			open = false
		case mark && len(l) > 0 && l[len(l)-1].end == at:
			l[len(l)-1].end = end
			open = open && !closed(c)
		case open && !closed(c):
			l[len(l)-1].end = end
		default:
			l = append(l, span{at, end})
			open = !closed(c)
		}
	}
	return l
}
