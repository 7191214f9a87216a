package text

import (
	"context"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/reader"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// What is said where an answer is likely but not sure, in the language of the question.
const (
	likely        = "%s: %s (the text says: “%s”)"
	likelyZh      = "%s：%s（原文：“%s”）"
	likelyWhole   = "%s: %s"
	likelyWholeZh = "%s：%s"
)

// probable is the least score of what is probably so; less is perhaps so.
const probable = 0.6

// worthwhile is the least score of an answer whose sentence is worth showing where
// the rules see none that speaks of the question.
const worthwhile = 0.25

// shown is how many characters of the sentence that has a likely answer are shown; of Chinese half as many.
const shown = 240

// better is what the text probably says where that is likelier than what the rules
// answered, or empty.
func (l *languages) better(ctx context.Context, s, question string, ruled answer.Answer) (string, error) {
	if ruled.Score >= reader.Doubtful {
		return "", nil
	}
	a, err := l.perhaps(ctx, s, question)
	if err != nil || !a.Outweighs(ruled.Text, ruled.Score) {
		return "", err
	}
	return tell(a, words.Chinese(question)), nil
}

// perhaps asks the reader, which knows English and Chinese, each for itself.
func (l *languages) perhaps(ctx context.Context, s, question string) (reader.Answer, error) {
	chinese := words.Chinese(question)
	if _, _, differ := l.differ(s, question); differ || chinese != words.Chinese(s) {
		return reader.Answer{}, nil
	}
	if of := l.weigh(sample(s))[0]; of.Name != "en" && of.Name != "zh" && of.Score > 0.9 && !unsure(s) {
		return reader.Answer{}, nil
	}
	return reader.Find(ctx, s, question)
}

// tell says an answer as one that is likely, with the sentence that has it.
func tell(a reader.Answer, chinese bool) string {
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
