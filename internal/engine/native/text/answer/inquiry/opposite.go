package inquiry

import (
	"slices"
	"strings"
)

// opposites are words that deny each other: what is closed is not open.
var opposites = [][2][]string{
	{{"开", "开门", "开放", "开馆", "营业", "上班", "办公"}, {"闭馆", "关门", "关闭", "休馆", "停业", "歇业", "休息", "放假", "不开", "停止开放", "暂停"}},
	{{"open", "opens", "opened"}, {"closed", "close", "closes", "shut"}},
	{{"fee", "fees", "charge", "charged", "paid"}, {"free"}},
	{{"免费"}, {"收费", "付费"}},
	{{"包含", "包括", "含"}, {"不含", "另计", "另付", "除外"}},
	{{"included", "include", "includes"}, {"excluded", "exclude", "excludes", "extra"}},
	{{"allowed", "permitted", "allow"}, {"forbidden", "prohibited", "banned"}},
	{{"present"}, {"absent"}},
	{{"part-time", "part"}, {"full-time", "full"}},
	{{"furnished"}, {"unfurnished"}},
	{{"permanent"}, {"temporary"}},
	{{"indoors", "inside"}, {"outdoors", "outside"}},
	{{"出席", "到场"}, {"缺席", "请假"}},
}

// Denied reports whether a word of a text says the opposite of one of a question.
func Denied(asked, said string) bool {
	for _, pair := range opposites {
		for side := range pair {
			if slices.Contains(pair[side], asked) && slices.ContainsFunc(pair[1-side], func(w string) bool {
				return said == w || len(w) > 3 && w[0] > 0x7f && strings.Contains(said, w)
			}) {
				return true
			}
		}
	}
	return false
}
