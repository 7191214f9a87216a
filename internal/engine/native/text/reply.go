package text

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/choice"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/form"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/rival"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/field"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/payload"
	"github.com/tenonhub/tenon/internal/port"
)

// What is said when there is no answer, in the language of the question.
const (
	unsaid       = "The text does not say."
	unsaidZh     = "文中没有提到。"
	nearest      = "Nothing in the text surely answers that. The nearest is: “%s”"
	nearestZh    = "文中没有找到确切的回答。最接近的一句是：“%s”"
	unanswered   = "Nothing in the text surely answers that."
	unansweredZh = "文中没有找到确切的回答。"
	without      = "I found nothing about %s in the text."
	withoutZh    = "文中没有找到与%s有关的内容。"
	foreign      = "The text is in %[1]s and the question in %[2]s, and this model cannot compare across languages. Ask in %[1]s, or have the text translated first."
	foreignZh    = "文本是%[1]s，问题是%[2]s，这个模型不能跨语言比较。请用%[1]s提问，或先翻译文本。"
)

// reply answers a question from a text. That the two are in different
// languages is said only when nothing was found: names and numbers are the
// same in many.
func (l *languages) reply(ctx context.Context, req engine.Request) (port.Values, error) {
	s, err := input(ctx, req, "text")
	if err != nil {
		return nil, err
	}
	question, err := input(ctx, req, "question")
	if err != nil {
		return nil, err
	}
	if said := rival.Answer(s, question); said != "" {
		return port.Values{"answer": {port.NewText(said)}}, nil
	}
	question = inquiry.Plain(question)
	if said, ok := payload.Answer(s, question); ok {
		return port.Values{"answer": {port.NewText(said)}}, nil
	}
	if said, err := opinions(ctx, s, question); said != "" || err != nil {
		return port.Values{"answer": {port.NewText(said)}}, err
	}
	said, by, err := form.Answer(ctx, s, question)
	if err != nil {
		return nil, err
	}
	parts := []answer.Part{{Question: question, Answer: answer.Answer{Text: said, Score: 0.95, Origin: by}}}
	if said == "" {
		if said, none, err := l.fields(ctx, s, question); said != "" || err != nil {
			v := port.NewText(said)
			v.None = none
			return port.Values{"answer": {v}}, err
		}
		if parts, err = answer.Each(ctx, s, question); err != nil {
			return nil, err
		}
	}
	if !slices.ContainsFunc(parts, func(p answer.Part) bool { return p.Answer.Text != "" }) {
		if of, asked, differ := l.differ(s, question); differ && (!words.Chinese(s) || !words.Chinese(question)) {
			if said, err := answer.Lone(ctx, s, question); said != "" || err != nil {
				return port.Values{"answer": {port.NewText(said)}}, err
			}
			return nil, fault.Wrap(engine.ErrUnfit, fault.Invalid, "the text is in %s and the question in %s, and this model cannot compare across languages: ask in the language of the text, or have it translated first", of.Text, asked.Text)
		}
	}
	var all []string
	none := true
	for _, p := range parts {
		a, unsure, err := l.partly(ctx, s, p)
		if err != nil {
			return nil, err
		}
		none = none && unsure
		if len(parts) > 1 {
			a = named(p.Question, a)
		}
		all = append(all, a)
	}
	v := port.NewText(strings.Join(all, "\n"))
	v.None = none
	return port.Values{"answer": {v}}, nil
}

// partly answers a part of a question; unsure is set where that is none that is probable.
func (l *languages) partly(ctx context.Context, s string, p answer.Part) (said string, unsure bool, err error) {
	if said, unsure, err = l.judged(ctx, s, p); said != "" || err != nil {
		return said, unsure, err
	}
	may, err := l.weighs(ctx, s, p)
	if err != nil {
		return "", false, err
	}
	a := may[0]
	switch {
	case a.Text == "" || a.Score < fair:
		said, err = l.honest(ctx, s, p.Question, may)
		return said, true, err
	case a.Score >= sure || a.Sentence == "":
		return a.Text, false, nil
	}
	return tell(a, words.Chinese(p.Question)), a.Score < probable, nil
}

// named is one of several answers with its question before it.
func named(question, answer string) string {
	colon := ": "
	if words.Chinese(question) {
		colon = "："
	}
	if strings.Contains(answer, "\n") {
		colon = strings.TrimSpace(colon) + "\n"
	}
	return strings.TrimRight(question, " ?？.。") + colon + answer
}

// honest is what is said where no answer is likely enough: the sentence that comes
// nearest, or the words of which the text has none.
func (l *languages) honest(ctx context.Context, s, question string, may []choice.Choice) (string, error) {
	chinese := words.Chinese(question)
	if _, _, differ := l.differ(s, question); differ && (!chinese || !words.Chinese(s)) || chinese && !words.Chinese(s) {
		return l.nothing(s, question), nil
	}
	sentence, lacking, err := answer.Nearest(ctx, s, question)
	if err != nil {
		return "", err
	}
	if i := slices.IndexFunc(may, func(c choice.Choice) bool { return c.Sentence != "" }); i >= 0 && (sentence != "" || may[i].Score >= worthwhile) {
		sentence = around(may[i].Sentence, may[i].Text)
	}
	quote, between, close, form := "“", "”, “", "”", [2]string{nearest, without}
	if chinese {
		between, form = "”“", [2]string{nearestZh, withoutZh}
		if sentence == "" && slices.ContainsFunc(lacking, func(w string) bool { return strings.Contains(s, w) }) { // 书 is in 借书
			return unansweredZh, nil
		}
	}
	switch {
	case sentence != "":
		return fmt.Sprintf(form[0], sentence), nil
	case len(lacking) > 0:
		return fmt.Sprintf(form[1], quote+strings.Join(lacking, between)+close), nil
	}
	if !chinese {
		return unanswered, nil
	}
	return l.nothing(s, question), nil
}

// fields are those of a paper that a request names, a line for each or an object
// of JSON; empty when it is no such request. None is set where it names one that
// the text does not give.
func (l *languages) fields(ctx context.Context, s, request string) (said string, none bool, err error) {
	if field.Whole(request) {
		if l, values := paper(s); len(l) > 1 {
			return field.Object(l, values), false, nil
		}
	}
	asked, object := field.Asked(request)
	if len(asked) == 0 {
		return "", false, nil
	}
	found, err := entity.Find(ctx, s)
	if err != nil {
		return "", false, err
	}
	values := make([]string, len(asked))
	var out []string
	for i, f := range asked {
		if values[i] = f.Find(s, found); values[i] == "" {
			a, err := answer.Find(ctx, s, f.Question)
			if err != nil {
				return "", false, err
			}
			values[i] = a.Text
		}
		out = append(out, f.Say(cmp.Or(values[i], l.nothing(s, f.Question))))
	}
	switch {
	case object:
		return field.Object(asked, values), false, nil
	case len(asked) == 1 && values[0] == "":
		return l.partly(ctx, s, answer.Part{Question: asked[0].Question})
	case len(asked) == 1:
		return values[0], false, nil
	}
	return strings.Join(out, "\n"), false, nil
}

// paper are all fields of a paper: what it names itself, and the amounts of a bill.
func paper(s string) (l []field.Field, values []string) {
	l, values = field.Labelled(s)
	for _, e := range bill.Read(s) {
		if amount := s[e.Start:e.End]; !slices.ContainsFunc(values, func(v string) bool { return strings.Contains(v, amount) }) {
			l, values = append(l, field.Field{Name: e.Label}), append(values, amount)
		}
	}
	return l, values
}

// nothing says that there is no answer, or why there can be none.
func (l *languages) nothing(text, question string) string {
	chinese := words.Chinese(question)
	if chinese && words.Chinese(text) {
		return unsaidZh
	}
	of, asked, differ := l.differ(text, question)
	switch {
	case chinese && differ:
		return fmt.Sprintf(foreignZh, chineseName(of), chineseName(asked))
	case chinese:
		return unsaidZh
	case differ:
		return fmt.Sprintf(foreign, of.Text, asked.Text)
	}
	return unsaid
}

// few is how many words leave the language of a text unsure: a receipt or a
// sign has no sentence to tell it by.
const few = 6

// unsure reports whether a text has too few words to be refused for its language.
func unsure(text string) bool {
	n := 0
	for _, t := range words.Tokens(text) {
		if t.Kind == words.Han {
			return false
		}
		if t.Kind == words.Word {
			n++
		}
	}
	return n < few
}

// differ reports whether text and question are surely in two languages. A
// question is short: it must hardly fit the language of the text.
func (l *languages) differ(text, question string) (of, asked port.Label, differ bool) {
	fits := l.weigh(sample(text))
	of = fits[0]
	for i, c := range l.weigh(sample(question)) {
		if i == 0 {
			asked = c
		}
		if c.Name == of.Name {
			return of, asked, of.Score > 0.9 && c.Score < 0.05 && asked.Score > 0.5 && !unsure(sample(text))
		}
	}
	return of, asked, false
}

// chineseName is what Chinese calls a language.
func chineseName(l port.Label) string {
	if n, ok := map[string]string{
		"en": "英文", "zh": "中文", "fr": "法文", "de": "德文", "es": "西班牙文", "it": "意大利文", "pt": "葡萄牙文", "ru": "俄文",
		"ja": "日文", "ko": "韩文", "ar": "阿拉伯文", "nl": "荷兰文", "vi": "越南文", "th": "泰文",
	}[l.Name]; ok {
		return n
	}
	return l.Text
}
