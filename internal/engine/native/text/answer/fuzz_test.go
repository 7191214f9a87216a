package answer_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

// FuzzEach asks questions of all kinds about broken texts.
func FuzzEach(f *testing.F) {
	for _, text := range []string{
		"water March\n2026.", "The deposit is paid on Monday, 16 March\n2026. The rent is 500 pounds.", "", "\n", "合同自2025年3月\n1日起，租金为\r\n每月三千元；押金两个月。",
		"Total 12.\n50 EUR\u2028by\u0085card\xff", "Dear Ann,\nsee you at 9:\n30 on 3\fMay.\n\nYours,\nBob", "Present: Ann (chair)\n\n1. Term\nIt runs until 1 May;\u200b 5 to\u00a010 days",
	} {
		for _, question := range []string{
			"When will the water be off?", "How much is the rent and until when must we reply?", "Who signed it?", "押金是多少？什么时候开始？", "", "?\n", "what happens if it is late", "how long is the term", "is it paid", "从什么时候到什么时候", "违约金怎么算",
		} {
			f.Add(text, question)
		}
	}
	f.Fuzz(func(t *testing.T, text, question string) {
		if len(text) > 4000 || len(question) > 400 {
			return
		}
		asked(t, text, question)
	})
}

func asked(t *testing.T, text, question string) {
	t.Helper()
	defer func() {
		if e := recover(); e != nil {
			t.Errorf("text %q, question %q: %v", text, question, e)
		}
	}()
	parts, err := answer.Each(t.Context(), text, question)
	if err != nil || len(parts) == 0 {
		t.Errorf("%q, %q: %v, %v", text, question, parts, err)
	}
	if _, _, err := answer.Nearest(t.Context(), text, question); err != nil {
		t.Error(err)
	}
}

// TestBrokenTexts asks the questions that the rules were made with about their
// texts with breaks and odd characters at places of chance.
func TestBrokenTexts(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 11))
	odd := []string{"\n", "\r\n", "\n\n", "", "\u00a0", "\u2028", "\u200b", "\xff", "\f", " \n ", "；", ".", ":", "İ", "，"}
	for _, file := range []string{"dev.en.txt", "dev.zh.txt"} {
		for _, it := range items(t, file) {
			runes := []rune(it.text)
			at := r.IntN(max(1, len(runes)-300))
			runes = runes[at:min(len(runes), at+300)]
			var b strings.Builder
			for _, c := range runes {
				switch {
				case c == ' ' && r.IntN(3) == 0, r.IntN(25) == 0:
					b.WriteString(odd[r.IntN(len(odd))])
				default:
					b.WriteRune(c)
				}
			}
			asked(t, b.String(), it.question)
		}
	}
}
