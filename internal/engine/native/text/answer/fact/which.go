package fact

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksRoom   = expression.New(`(?:是)?(?:在|去|到)?哪(?:一)?(?:个|间|号|座|层|栋)(展厅|教室|窗口|会议室|诊室|房间|柜台|站台|检票口|考场|包厢|厅|楼|门|出口)`)
	asksColour = expression.New(`(?:是|用)?(?:什么|啥|哪种)(?:颜)?色`)
	colour     = expression.New(`(?:纯|深|浅|天|米|银|玫瑰|藏|墨|军|香槟|咖啡|珍珠)?[白黑红蓝银灰绿黄棕紫粉金橙青]色`)
	idleIs     = expression.New(`[是的在有了]|放|摆|陈列|展出|上课|办理|[？?。 ]`)
)

// Which is the room with a number, or the colour, that the sentences give which have all else of a question;
// empty where they give none, or several.
func Which(text, question string) string {
	asks, says := asksColour, colour
	if m := asksRoom.FindStringSubmatch(question); m != nil {
		asks, says = asksRoom, expression.New(`第?(?:[一二三四五六七八九十负]{1,2}[层楼])?[0-9A-Za-z一二三四五六七八九十]{1,4}号?`+m[1])
	} else if !asksColour.MatchString(question) {
		return ""
	}
	things := cue.Content(idleIs.ReplaceAllString(asks.ReplaceAllString(question, "，"), "，"))
	said := ""
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。；\n", r) }) {
		all := true
		for _, w := range things {
			all = all && strings.Contains(s, w)
		}
		for _, m := range says.FindAllStringIndex(s, -1) {
			if one := s[m[0]:m[1]]; all && one != said && cue.DeniesChinese(clause(s, m[0])) == cue.DeniesChinese(question) {
				if said != "" {
					return ""
				}
				said = one
			}
		}
	}
	return said
}

// clause is the clause of a sentence that holds a place.
func clause(s string, at int) string {
	if end := strings.IndexAny(s[at:], "，,"); end >= 0 {
		s = s[:at+end]
	}
	return s[strings.LastIndexAny(s[:at], "，,")+1:]
}
