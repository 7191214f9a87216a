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
	given := func(typ port.Type) []plan.Given { return []plan.Given{{Name: "given", Type: typ}} }
	for text, c := range map[string]struct {
		given  port.Type
		nodes  int // that are planned all the same
		undone string
	}{
		"reverse the video":                                {port.Video, 0, "play a film or recording backwards"},
		"rotate the video":                                 {port.Video, 0, "turn or mirror the picture of a video"},
		"convert to pdf":                                   {port.Text, 0, "write PDF files"},
		"fade in":                                          {port.Audio, 0, "fade in or out"},
		"add a caption 'Hello'":                            {port.Image, 0, "write on pictures or films"},
		"speed it up 0 times":                              {port.Audio, 0, "do something zero times"},
		"draw a histogram of the ages":                     {port.Table, 0, "draw this kind of chart: only bars, lines, scattered points and pies"},
		"summarise it and save it as a pdf":                {port.Text, 1, "write PDF files"},
		"make a summary half as long":                      {port.Text, 1, "make a text a given share of its length: only a number of sentences can be given"},
		"总结一下，导出成pdf":                                      {port.Text, 1, "生成 PDF 文件"},
		"视频剪到前10秒，再加个背景音乐":                                 {port.Video, 1, "给视频加背景音乐"},
		"grab a frame at 0:05 and rotate it by 90 degrees": {port.Video, 2, ""},
		"average price per product, rounded to 2 decimals": {port.Table, 1, ""},
		"各产品的平均价格，保留两位小数":                                  {port.Table, 1, ""},
		"round the prices to whole numbers":                {port.Table, 0, "round the figures of an answer"},
		"read me the pdf":                                  {port.Document, 2, ""},
		"summarise it, no need to make a pdf":              {port.Text, 1, ""},
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: given(c.given)}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) != c.nodes || slices.Contains(plans[0].Undone, c.undone) != (c.undone != "") || len(plans[0].Undone) > 1 {
			t.Errorf("%s: %v %+v, want %d nodes and %q undone", text, err, plans, c.nodes, c.undone)
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
