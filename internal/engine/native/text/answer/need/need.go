// Package need lists what a Chinese text says is to be brought, handed in or got ready.
package need

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

const things = `(?:东西|材料|资料|证件|文件|手续|装备|物品|工具|单据|证明)`

var (
	asks = expression.New(`(?:需要?|应该?|必须|得|要|该)?(?:随身)?(?:自备|携带|带|准备|提交|提供|递交|上交|交|出示|备)(?:上|好|齐)?(?:的)?(?:些|一些)?(?:什么|哪些|啥)` + things + `?|(?:需要?|要|得|有)(?:什么|哪些|啥)` + things)
	says = expression.New(`(?:自备|携带|带上|带好|带齐|[请须需应要]带|准备好?|提交|提供|递交|交齐|出示|[请须需应]?[凭持])([^，。；！\n（(：:]{2,60})`)
	none = expression.New(`^(?:给|到|的|了|过|者|前|后|时|本|[0-9]|至|在|于|方|服务|一切)|不得|禁止|请勿|勿`)
	free = expression.New(`不是必|非必|不必|不需|不用|无需|无须|可免|可不`)
	idle = expression.New(`请问|我们?|你们?|时候?|的|都|需要?|要|得|应该?|必须|去|了|呢|[？?，。 ]`)
	rest = expression.New(`才能.*$|(?:前来|到场|入场|参加|办理|领取|进行|入园|入馆|报到)$`)
)

// Answer is what is needed for what a question names, or of all when it names nothing; empty when
// something else is asked or the text does not say.
func Answer(text, question string) string {
	if !words.Chinese(question) || !asks.MatchString(question) {
		return ""
	}
	topic := cue.Content(idle.ReplaceAllString(asks.ReplaceAllString(question, "，"), "，"))
	var said []string
	most := 0
	if len(topic) > 0 {
		most = 1
	}
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。！；\n", r) }) {
		n := 0
		for _, w := range topic {
			if strings.Contains(s, w) {
				n++
			}
		}
		if n < most {
			continue
		}
		for _, m := range says.FindAllStringSubmatchIndex(s, -1) {
			what := strings.TrimSpace(rest.ReplaceAllString(s[m[2]:m[3]], ""))
			if what == "" || none.MatchString(what) || cue.DeniesChinese(s[strings.LastIndexAny(s[:m[0]], "，,：:")+1:m[0]]) || free.MatchString(what) {
				continue
			}
			if n > most {
				said, most = nil, n
			}
			if !slices.Contains(said, what) {
				said = append(said, what)
			}
		}
	}
	return strings.Join(said, "；")
}
