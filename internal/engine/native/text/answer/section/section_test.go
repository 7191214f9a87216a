package section_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/section"
)

const (
	course = "陶艺课程安排\n\n第1课 拉坯入门\n上午9:00开始，地点在一号教室。\n\n第2课 上釉\n下午2:00开始，地点在窑房。\n\n第3课 烧制\n晚上7:00开始。\n\n材料费80元。\n"
	story  = "钱大海回乡养鱼。第一年，洪水冲走了鱼苗，他赔了九万元。第二年，他修了堤坝，赚了六万元。\n"
	posts  = "诚聘\n一、会计 1名\n月薪7000元。\n二、司机 3名\n月薪6000元，要求驾龄五年。\n\n联系人：胡先生\n"
)

func TestNarrow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, part, ask string }{
		{course, "第二课几点开始？", "\n下午2:00开始，地点在窑房。\n\n", "几点开始？"},
		{course, "最后一课几点开始", "\n晚上7:00开始。", "几点开始"},
		{course, "第四课几点开始？", "", ""},
		{course, "第二课", "", ""},
		{story, "钱大海第二年赚了多少？", "第二年，他修了堤坝，赚了六万元。\n", "赚了多少？"},
		{posts, "司机月薪多少？", "二、司机 3名\n月薪6000元，要求驾龄五年。", "司机月薪多少？"},
		{posts, "厨师月薪多少？", "", ""},
		{posts, "How much is the pay?", "", ""},
	} {
		p := section.Narrow(c.text, c.question)
		if p.Text != c.part || c.ask != "" && p.Asks[0] != c.ask || c.text[p.Start:p.Start+len(p.Text)] != p.Text {
			t.Errorf("%s: %q, %q, want %q, %q", c.question, p.Text, p.Asks, c.part, c.ask)
		}
	}
}
