package text

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/sentiment"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksOpinions = expression.New(`(?i)\bwhich\b[^.?!]*\b(?:reviews?|comments?|opinions?|ratings?|feedback|messages?|ones|customers?|guests?)\b[^.?!]*\b(?:(negative|bad|critical|unfavou?rable|unhappy|dissatisfied|complaints?|complain)|(positive|good|favou?rable|happy|satisfied|praise))\b` +
		`|哪(?:些|几条|几个|几位|条|个|位)[^，。？！]{0,6}?(?:(差评|负面|消极|不好|不满|批评|抱怨|投诉)|(好评|正面|积极|满意|称赞|表扬))`)
)

// What is said when no review is of the kind that is asked for.
const (
	noneOfThem   = "None of them."
	noneOfThemZh = "一条也没有。"
)

// opinions answers which of the reviews of a text are for or against: its lines,
// or the sentences of a text of one. It is empty when that is not asked.
func opinions(ctx context.Context, s, question string) (string, error) {
	m := asksOpinions.FindStringSubmatch(question)
	if m == nil {
		return "", nil
	}
	against := m[1] != "" || m[3] != ""
	var out []string
	for _, one := range reviews(s) {
		is, err := sentiment.Judge(ctx, one)
		if err != nil {
			return "", err
		}
		if against && is.Negative > max(is.Positive, is.Neutral) || !against && is.Positive > max(is.Negative, is.Neutral) {
			out = append(out, one)
		}
	}
	switch {
	case len(out) > 0:
		return strings.Join(out, "\n"), nil
	case words.Chinese(question):
		return noneOfThemZh, nil
	}
	return noneOfThem, nil
}

// reviews are the lines of s that have words, or its sentences when it is one line.
func reviews(s string) (out []string) {
	for line := range strings.Lines(s) {
		if t := words.Sentences(line); len(t) > 0 {
			out = append(out, strings.TrimSpace(line))
		}
	}
	if len(out) > 1 {
		return out
	}
	out = nil
	for _, t := range words.Sentences(s) {
		out = append(out, t.Text)
	}
	return out
}
