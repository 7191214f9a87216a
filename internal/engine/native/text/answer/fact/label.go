package fact

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksOver = expression.New(`几点钟?(?:才|会)?(?:结束|完|散会|散场|下课)`)
	lasted   = expression.New(`时间\s?[:：][^\n。；]*?[0-9点时半分](?:至|到|[-—~～])((?:上午|下午|晚上|中午)?[0-9一二三四五六七八九十]{1,3}(?:[:：][0-9]{2}|[点时][0-9一二三四五六七八九十半]*分?))`)
	asksGone = expression.New(`谁(?:没有?|未)(?:来|到|参加|出席)|谁(?:缺席|请假)|(?:缺席|请假|没来|没到)的(?:人)?(?:是|有)(?:谁|哪)`)
	gone     = expression.New(`(?m)^[ \t]*(?:缺席|请假|未到|未出席)(?:人员|者)?\s?[:：]\s*([^\n]+)`)
	asksFee  = expression.New(`^(?:请问)?(?:一共|总共|每人|一个人)?(?:需要?|要|得|该)?(?:交|付|花|收)?(?:的)?(?:费用?)?(?:是)?多少钱?[？?。 ]*$`)
	feeHead  = expression.New(`(?m)^[^\n。，]{0,6}(?:费用|收费|价格|票价|学费|报名费)(?:标准|说明)?(?:[:：]|[ \t]*\n)\s*([^。；\n]+)`)
	amount   = expression.New(`[^，,。；\n]*[0-9一二三四五六七八九十百千万]+(?:\.[0-9]+)?元[^，,。；\n]*`)
	asksRate = expression.New(`[一每](天|日|次|周|晚|顿)(?:需要?|要|该|应该|可以|能)?(?:吃|服|用|喝|涂|滴|服用)?(?:几|多少)(次|粒|片|颗|毫升|袋|支|滴|勺|杯|包|丸)`)
)

// Label answers what a line of a paper says that people ask in other words: when a meeting was over, who
// was not there, what all of it costs, and how much is taken how often.
func Label(text, question string) string {
	if !words.Chinese(question) {
		return ""
	}
	value := func(asks, says expression.Lazy) string {
		if m := says.FindStringSubmatch(text); m != nil && asks.MatchString(question) {
			return strings.TrimSpace(m[1])
		}
		return ""
	}
	if said := value(asksOver, lasted); said != "" {
		return said
	}
	if said := value(asksGone, gone); said != "" {
		return strings.TrimRight(said, "。")
	}
	if said := value(asksFee, feeHead); said != "" {
		return strings.TrimSpace(amount.FindString(said))
	}
	if said := became(text, question); said != "" {
		return said
	}
	return rate(text, question)
}

var (
	asksNow = expression.New(`^(.{1,12}?)(?:要|会|将)?(?:涨|降|调|升|提|增|减|改)(?:价|高|低|整|加|少)?(?:到|成|为|至)(?:了)?多少`)
	now     = expression.New(`(?:涨|降|调|升|提高?|增加|减少|改|调整|上调|下调|上涨)(?:到|至|为|成)(?:了)?(?:每[\p{Han}]{1,2})?([0-9一二三四五六七八九十百千万.]+[^，。；、\n]{1,6})`)
)

// became is what something is raised or lowered to in the only sentence that says so of it.
func became(text, question string) string {
	m := asksNow.FindStringSubmatch(question)
	if m == nil {
		return ""
	}
	said := ""
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune("。；\n", r) }) {
		all := true
		for _, w := range cue.Content(m[1]) {
			all = all && strings.Contains(s, w)
		}
		if n := now.FindStringSubmatchIndex(s); all && n != nil && !cue.DeniesChinese(clause(s, n[0])) {
			if said != "" {
				return ""
			}
			said = s[n[2]:n[3]]
		}
	}
	return said
}

// rate is how much of something there is in a time or at once, where a text gives one number: 一日2次.
func rate(text, question string) string {
	m := asksRate.FindStringSubmatch(question)
	if m == nil {
		return ""
	}
	each := m[1]
	if each == "天" || each == "日" {
		each = "[天日]"
	}
	var said []string
	for _, f := range expression.New(`[一每]`+each+`[^，。；\n0-9]{0,5}([0-9]+(?:[-—~～至到][0-9]+)?`+m[2]+`|[一二三四五六七八九十两半]+(?:[至到][一二三四五六七八九十两]+)?`+m[2]+`)`).Regexp().FindAllStringSubmatch(text, -1) {
		if !slices.Contains(said, f[1]) {
			said = append(said, f[1])
		}
	}
	if len(said) == 1 {
		return said[0]
	}
	return ""
}
