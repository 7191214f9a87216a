package text

import (
	"context"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/choice"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// What is said where an answer is likely but not sure, in the language of the question.
const (
	likely        = "%s: %s (the text says: “%s”)"
	likelyZh      = "%s：%s（原文：“%s”）"
	likelyWhole   = "%s: %s"
	likelyWholeZh = "%s：%s"
)

// An answer that is right with a probability from sure on is told alone, from probable
// on as probable, and from fair on as one that perhaps is right. Of one that is less
// likely its sentence is shown, from worthwhile on also where the rules see none that
// speaks of the question.
const (
	sure       = 0.8
	probable   = 0.6
	fair       = 0.3
	worthwhile = 0.25
)

// shown is how many characters of the sentence that has a likely answer are shown; of Chinese half as many.
const shown = 240

// weighs are what may be told to a part of a question, the likeliest first: the rules'
// own answer alone where the text is in no language that is learned.
func (l *languages) weighs(ctx context.Context, s string, p answer.Part) ([]choice.Choice, error) {
	if !l.reads(s, p.Question) {
		return []choice.Choice{{Text: p.Answer.Text, Score: p.Answer.Score}}, nil
	}
	return choice.Weigh(ctx, s, p.Question, p.Answer)
}

// reads reports whether text and question are in English or both in Chinese.
func (l *languages) reads(s, question string) bool {
	if _, _, differ := l.differ(s, question); differ || words.Chinese(question) != words.Chinese(s) {
		return false
	}
	of := l.weigh(sample(s))[0]
	return of.Name == "en" || of.Name == "zh" || of.Score <= 0.9 || unsure(s)
}

// tell says an answer as one that is likely, with the sentence that has it.
func tell(a choice.Choice, chinese bool) string {
	with, alone, sure := likely, likelyWhole, "Perhaps"
	switch {
	case chinese && a.Score < probable:
		with, alone, sure = likelyZh, likelyWholeZh, "也许是"
	case chinese:
		with, alone, sure = likelyZh, likelyWholeZh, "可能是"
	case a.Score >= probable:
		sure = "Probably"
	}
	if len(a.Text) >= len(strings.TrimRight(a.Sentence, ".。!！?？;；")) {
		return fmt.Sprintf(alone, sure, a.Sentence)
	}
	return fmt.Sprintf(with, sure, a.Text, around(a.Sentence, a.Text))
}

// around is sentence, or where that is long what stands about the answer in it.
func around(sentence, answer string) string {
	runes, shown := []rune(sentence), shown
	if words.Chinese(sentence) {
		shown /= 2
	}
	if len(runes) <= shown {
		return sentence
	}
	at := len([]rune(sentence[:max(0, strings.Index(sentence, answer))]))
	from := max(0, at-shown/3)
	to := min(len(runes), max(from+shown, at+len([]rune(answer))))
	cut := strings.TrimSpace(string(runes[from:to]))
	if from > 0 {
		cut = "… " + cut
	}
	if to < len(runes) {
		cut += " …"
	}
	return cut
}
