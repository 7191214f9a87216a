package contact

import (
	"context"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksCall   = expression.New(`(?:打|拨打?|致电|拨通|找)(?:给)?(?:哪个|哪一个|什么|哪里的?|多少|谁的?)(?:服务|客服|投诉|联系)?(?:电话|号码|热线|手机)|(?:电话|热线|手机|号码)(?:应该|该|要|得)?(?:打|拨)(?:给)?(?:哪|多少|什么|谁)`)
	asksNumber = expression.New(`(?:电话|热线|分机|手机)(?:号码?)?(?:是|为)?(?:多少|什么|几号|哪个)`)
	deniesCall = expression.New(`(?:勿|不要|不得|不能|不可以?|不用|不必|无需|无须|禁止|严禁|不应该?|不该|不宜|不是|别)(?:再|随意|随便|直接|轻易|擅自|去|占用|使用)*(?:拨|打|致电|呼叫|联系|找|[0-9]|$)`)
	deadCall   = expression.New(`不受理|不再|不处理|停用|作废|无法|打不通|不可用`)
	idleCall   = expression.New(`如果|要是|假如|的话|有(?:什么|任何)?|我们?|你们?|该|应该|可以|想|要|得|怎么|请问|了|拨打|联系|咨询|电话|号码|热线|手机|分机|多少|什么|哪个|哪里|是|打|拨|问题|疑问|事`)
)

// Call is the number to be called in the case that a Chinese question names – 有噪音打哪个电话 –:
// that whose sentence, or the one before it, speaks most of the case; the only one of a text in
// any case, with what it is the number of where the text does not speak of it.
func Call(ctx context.Context, text, question string) (string, error) {
	calls := asksCall.MatchString(question)
	if !calls && !asksNumber.MatchString(question) {
		return "", nil
	}
	found, err := entity.Find(ctx, text)
	if err != nil {
		return "", err
	}
	asked := cue.Content(idleCall.ReplaceAllString(question, "，"))
	best, most, several, refused := "", 0.0, false, false
	last, n := entity.Entity{}, 0
	for _, e := range found {
		if e.Kind != entity.Phone || e.Text == last.Text {
			continue
		}
		n++
		last = e
		start := begin(text, e.Start, sentenceEnds)
		score := 2*spoken(asked, text[begin(text, e.Start, clauseEnds):e.Start]) + spoken(asked, text[start:e.Start]) + spoken(asked, text[begin(text, start-1, sentenceEnds):start])/2
		end := e.End + len(text[e.End:])
		if i := strings.IndexAny(text[e.End:], clauseEnds); i >= 0 {
			end = e.End + i
		}
		denied := deniesCall.MatchString(text[begin(text, e.Start, clauseEnds):e.Start]) || deadCall.MatchString(text[e.End:end])
		refused = refused || denied
		switch {
		case denied && score >= most:
			best, most, several = "", score, false
		case denied:
		case score > most:
			best, most, several = e.Text, score, false
		case score == most:
			several = true
		}
	}
	switch {
	case most > 0 && !several && (calls || most >= 1):
		return best, nil
	case n == 1 && calls && !refused:
		return strings.TrimSpace(text[begin(text, last.Start, clauseEnds):last.End]), nil
	}
	return "", nil
}

// spoken is how many words a stretch of a text has.
func spoken(asked []string, stretch string) (n float64) {
	for _, w := range asked {
		if strings.Contains(stretch, w) {
			n++
		}
	}
	return n
}

var asksSurname = expression.New(`(?:姓什么|姓啥|贵姓|(?:怎么|如何)称呼)(?:的)?[？?。 ]*$`)

// Sole is the only person that a text names, where a Chinese question asks what somebody is called whom
// the text speaks of.
func Sole(ctx context.Context, text, question string) (string, error) {
	at := asksSurname.FindStringIndex(question)
	if at == nil {
		return "", nil
	}
	for _, w := range cue.Content(question[:at[0]]) {
		if !strings.Contains(text, w) && !strings.Contains(text, called(text, w)) {
			return "", nil
		}
	}
	found, err := entity.Find(ctx, text)
	said := ""
	for _, e := range found {
		if e.Kind == entity.Person && e.Text != said {
			if said != "" {
				return "", err
			}
			said = e.Text
		}
	}
	return said, err
}

const sentenceEnds, clauseEnds = "\n。；！？", "\n。；！？，,"

// begin is where the stretch between marks begins that holds a place.
func begin(text string, at int, marks string) int {
	if at <= 0 {
		return 0
	}
	i := strings.LastIndexAny(text[:at], marks)
	if i < 0 {
		return 0
	}
	_, size := utf8.DecodeRuneInString(text[i:])
	return i + size
}
