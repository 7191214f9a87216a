package tongue_test

import (
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

func TestWhatNoTaskDoesIsNamed(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	given := func(typ port.Type) []plan.Given {
		if typ == "" {
			return nil
		}
		return []plan.Given{{Name: "given", Type: typ}}
	}
	for text, c := range map[string]struct {
		given  port.Type
		nodes  int // that are planned all the same
		undone string
	}{
		"每隔2秒截一张图，一共截5张":                                   {port.Video, 1, "按间隔截图时再限定张数：会截到视频结束"},
		"reverse the video":                                {port.Video, 1, ""},
		"rotate the video":                                 {port.Video, 1, ""},
		"convert to pdf":                                   {port.Text, 1, ""},
		"fade in":                                          {port.Audio, 1, ""},
		"steady the film":                                  {port.Video, 0, "steady a shaky film"},
		"turn the film by 30 degrees":                      {port.Video, 0, "turn the picture of a video by less than a quarter"},
		"add a caption 'Hello'":                            {port.Image, 1, ""},
		"speed it up 0 times":                              {port.Audio, 0, "do something zero times"},
		"draw a histogram of the ages":                     {port.Table, 0, "draw this kind of chart: only bars, lines, scattered points and pies"},
		"summarise it and save it as a pdf":                {port.Text, 2, ""},
		"make a summary half as long":                      {port.Text, 1, "make a text a given share of its length: only a number of sentences can be given"},
		"总结一下，导出成pdf":                                      {port.Text, 2, ""},
		"grab a frame at 0:05 and rotate it by 90 degrees": {port.Video, 2, ""},
		"average price per product, rounded to 2 decimals": {port.Table, 1, ""},
		"各产品的平均价格，保留两位小数":                                  {port.Table, 1, ""},
		"round the prices to whole numbers":                {port.Table, 0, "round the figures of an answer"},
		"read me the pdf":                                  {port.Document, 2, ""},
		"summarise it, no need to make a pdf":              {port.Text, 1, ""},
		"compress the video to 480p":                       {port.Video, 1, ""},
		"生成一个二维码，内容是“WIFI密码：sunny2026”，再给我一个黑底白字的版本":                                {"", 1, ""},
		"make a qr code saying 'hello', white on black":                             {"", 1, ""},
		"make a qr code saying 'hello', black on white":                             {"", 1, ""},
		"are people happy with the coffee machine? whats the most common complaint": {port.Table, 1, "say which of several complaints is the commonest: each entry is judged for itself"},
		"大家满意吗？抱怨最多的是什么":                                                            {port.Table, 1, "归纳哪种意见最多：只能逐条判断"},
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: given(c.given)}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) != c.nodes || slices.Contains(plans[0].Undone, c.undone) != (c.undone != "") || len(plans[0].Undone) > 1 {
			t.Errorf("%s: %v %+v, want %d nodes and %q undone", text, err, plans, c.nodes, c.undone)
		}
	}
}

// TestListsAreNotComparedByRows: what stands in two lists is named as not done, in place of
// what stands in each; a question to each of several texts is none of that.
func TestListsAreNotComparedByRows(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, c := range map[string]struct {
		given port.Type
		not   string
	}{
		"这两份名单有哪些人是重复的":                                  {port.Table, "比对两份名单或表格里的行：只能分别看每一份"},
		"哪些人同时出现在两份名单里":                                  {port.Table, "比对两份名单或表格里的行：只能分别看每一份"},
		"which names are in both":                        {port.Table, "compare the rows of two lists or tables: each is looked at for itself"},
		"who appears on both lists?":                     {port.Text, "compare the rows of two lists or tables: each is looked at for itself"},
		"what is the notice period in both contracts?":   {port.Text, ""},
		"两份合同的押金分别是多少":                                   {port.Text, ""},
		"who is the landlord in both contracts":          {port.Text, ""},
		"how many rows are there in both of the tables?": {port.Table, ""},
	} {
		given := []plan.Given{{Name: "left.csv", Type: c.given}, {Name: "right.csv", Type: c.given}}
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: given}, 1)
		switch {
		case err != nil || len(plans) == 0:
			t.Errorf("%s: %v %+v", text, err, plans)
		case c.not == "" && (len(plans[0].Undone) > 0 || len(plans[0].Graph.Nodes) == 0):
			t.Errorf("%s: %+v, want a plan of all", text, plans[0])
		case c.not != "" && (!slices.Contains(plans[0].Undone, c.not) || len(plans[0].Graph.Nodes) > 0):
			t.Errorf("%s: %+v, want %q undone and no plan", text, plans[0], c.not)
		}
	}
}

func TestGreetingsAskWhatCanBeDone(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, about := range map[string]bool{
		"hello": true, "What can you do?": true, "help": true, "你能做什么？": true, "你好呀": true, "有哪些功能": true,
		"hello, say “good night” in German": false, "help me write a letter to my landlord": false, "你好，帮我写一封辞职信": false,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text}, 1)
		if err != nil || len(plans) == 0 || plans[0].About != about {
			t.Errorf("%s: %v %+v", text, err, plans)
		}
	}
}
