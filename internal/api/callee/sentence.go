package callee

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentence is what was said without a pause, with its words one by one.
type Sentence struct {
	Cue
	Words []Cue
}

// pause is how many seconds between two words part sentences.
const pause = 0.5

// Sentences puts words together: up to a pause, or the end of a sentence.
func Sentences(words []Cue) (l []Sentence) {
	ended := true
	for _, w := range words {
		if n := len(l); ended || w.From-l[n-1].To >= pause {
			l = append(l, Sentence{Cue: w, Words: []Cue{w}})
		} else {
			s := &l[n-1]
			s.Words, s.To, s.Text = append(s.Words, w), w.To, joined(s.Text, w.Text)
		}
		last, _ := utf8.DecodeLastRuneInString(w.Text)
		ended = strings.ContainsRune(".!?。！？", last)
	}
	return l
}

// Sentences are what was said, by its times: with words where they are known. What has no
// times is one.
func (w Words) Sentences() (l []Sentence) {
	cues := Cues(w.Subtitles)
	if w.Single {
		return Sentences(cues)
	}
	for _, c := range cues {
		l = append(l, Sentence{Cue: c})
	}
	if text := strings.TrimSpace(w.Text); len(l) == 0 && text != "" {
		l = []Sentence{{Cue: Cue{To: w.Usage.Seconds, Text: text}}}
	}
	return l
}

// joined puts a word after a text: with a space between them, unless both are of a
// script without.
func joined(text, word string) string {
	last, _ := utf8.DecodeLastRuneInString(text)
	first, _ := utf8.DecodeRuneInString(word)
	if closed(last) && closed(first) {
		return text + word
	}
	return text + " " + word
}

func closed(c rune) bool {
	return unicode.In(c, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) || c >= 0x3000 && c < 0x3040 || c >= 0xff00 && c < 0xfff0
}

// Unmarked parts a word from the punctuation after it.
func Unmarked(word string) (text, marks string) {
	text = strings.TrimRightFunc(word, unicode.IsPunct)
	return text, word[len(text):]
}
