package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

// TestStepsReadWhatTheWordsSay holds requests of several steps against their
// graphs, a line for each node.
func TestStepsReadWhatTheWordsSay(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	image, audio, text, table, video := port.Image, port.Audio, port.Text, port.Table, port.Video
	for _, c := range []struct {
		text  string
		given []plan.Given
		want  string
	}{
		{
			"把产品说明翻成英、日、韩三种语言",
			[]plan.Given{{Name: "说明.txt", Type: text}},
			`n1 translation text=@说明.txt map[target:en]; n2 translation text=@说明.txt map[target:ja]; n3 translation text=@说明.txt map[target:ko]`,
		},
		{
			"再按“服务、口味、环境”归类",
			[]plan.Given{{Name: "评论.csv", Type: table}},
			`n1 zero-shot-classification text=@评论.csv map[labels:[服务 口味 环境]]`,
		},
		{
			"左图调成黑白，右图调成复古，上下拼起来",
			[]plan.Given{{Name: "左.jpg", Type: image}, {Name: "右.jpg", Type: image}},
			`n1 image-color-enhancement image=@左.jpg map[look:black-and-white]; n2 image-color-enhancement image=@右.jpg map[look:vintage]; n3 image-stitching images=n1,n2 map[layout:vertical]`,
		},
		{
			"两段录音都降噪，第一段转文字，第二段存成flac",
			[]plan.Given{{Name: "甲.wav", Type: audio}, {Name: "乙.wav", Type: audio}},
			`n1 speech-enhancement audio=@甲.wav; n2 speech-enhancement audio=@乙.wav; n3 automatic-speech-recognition audio=n1; n4 audio-conversion audio=n2 map[format:flac]`,
		},
		{
			"照片调暖和调冷各来一张，都存成png",
			[]plan.Given{{Name: "雪.jpg", Type: image}},
			`n1 image-color-enhancement image=@雪.jpg map[look:warm]; n2 image-color-enhancement image=@雪.jpg map[look:cool]; n3 image-conversion image=n1 map[format:png]; n4 image-conversion image=n2 map[format:png]`,
		},
		{
			"把 a.txt 翻成英文，b.txt 翻成日文",
			[]plan.Given{{Name: "a.txt", Type: text}, {Name: "b.txt", Type: text}},
			`n1 translation text=@a.txt map[target:en]; n2 translation text=@b.txt map[target:ja]`,
		},
		{
			"a.wav降噪，b.wav加速1.5倍，然后按b、a的顺序接起来",
			[]plan.Given{{Name: "a.wav", Type: audio}, {Name: "b.wav", Type: audio}},
			`n1 speech-enhancement audio=@a.wav; n2 audio-speed audio=@b.wav; n3 audio-concatenation audios=n2,n1`,
		},
		{
			"提取视频音频，降噪后存flac",
			[]plan.Given{{Name: "演出.mp4", Type: video}},
			`n1 video-to-audio video=@演出.mp4; n2 speech-enhancement audio=n1; n3 audio-conversion audio=n2 map[format:flac]`,
		},
		{
			"Before you read it out to me, get the letter down to five sentences.",
			[]plan.Given{{Name: "letter.txt", Type: text}},
			`n1 summarization text=@letter.txt map[sentences:5]; n2 text-to-speech text=n1`,
		},
		{
			"warm version and cool version, both as png",
			[]plan.Given{{Name: "snow.jpg", Type: image}},
			`n1 image-color-enhancement image=@snow.jpg map[look:warm]; n2 image-color-enhancement image=@snow.jpg map[look:cool]; n3 image-conversion image=n1 map[format:png]; n4 image-conversion image=n2 map[format:png]`,
		},
		{
			"stack these two on top of each other",
			[]plan.Given{{Name: "top.png", Type: image}, {Name: "bottom.png", Type: image}},
			`n1 image-stitching images=@top.png,@bottom.png map[layout:vertical]`,
		},
		{
			"translate letter.txt to French and read song.txt aloud",
			[]plan.Given{{Name: "letter.txt", Type: text}, {Name: "song.txt", Type: text}},
			`n1 translation text=@letter.txt map[target:fr]; n2 text-to-speech text=@song.txt`,
		},
		{
			"根据通话列个待办，再写份会议纪要",
			[]plan.Given{{Name: "通话.wav", Type: audio}},
			`n1 automatic-speech-recognition audio=@通话.wav; n2 text-generation context=n1 prompt="根据通话列个待办"; n3 text-generation context=n1 prompt="再写份会议纪要"`,
		},
		{
			"视频消音，再把字幕译成荷兰语压上去",
			[]plan.Given{{Name: "片.mp4", Type: video}, {Name: "字.srt", Type: text}},
			`n1 video-muting video=@片.mp4; n2 translation text=@字.srt map[target:nl]; n3 subtitle-burning subtitles=n2 video=n1`,
		},
		{
			"统计每个班级的数学平均分，画成柱状图，要svg格式",
			[]plan.Given{{Name: "分.csv", Type: table}},
			`n1 table-question-answering question="统计每个班级的数学平均分" table=@分.csv; n2 chart-generation table=n1.rows map[format:svg kind:bar]`,
		},
		{
			"which shop had the highest sales, and chart sales by shop",
			[]plan.Given{{Name: "shops.csv", Type: table}},
			`n1 table-question-answering question="which shop had the highest sales" table=@shops.csv; n2 chart-generation table=@shops.csv map[x:shop y:[sales]]`,
		},
		{
			"Average amount by product, excluding Tea, in February",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="Average amount by product, excluding Tea, in February" table=@sales.csv`,
		},
		{
			"每个地区的总金额，只看一月份，画成饼图",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="每个地区的总金额，只看一月份" table=@sales.csv; n2 chart-generation table=n1.rows map[kind:pie]`,
		},
		{
			"只统计北区，总金额多少",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="只统计北区，总金额多少" table=@sales.csv`,
		},
		{
			"How long is the notice period? Say it aloud",
			[]plan.Given{{Name: "contract.txt", Type: text}},
			`n1 question-answering question="How long is the notice period?" text=@contract.txt; n2 text-to-speech text=n1`,
		},
		{
			"告诉我违约金是多少，用语音说出来",
			[]plan.Given{{Name: "合同.txt", Type: text}},
			`n1 question-answering question="告诉我违约金是多少" text=@合同.txt; n2 text-to-speech text=n1`,
		},
		{
			"which country's law applies?",
			[]plan.Given{{Name: "contract.txt", Type: text}},
			`n1 question-answering question="which country's law applies?" text=@contract.txt`,
		},
		{
			"which cities are mentioned?",
			[]plan.Given{{Name: "contract.txt", Type: text}},
			`n1 token-classification text=@contract.txt`,
		},
		{
			"一月份的总金额是多少？二月份呢？",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="一月份的总金额是多少？" table=@sales.csv; n2 table-question-answering question="一月份的总金额是多少？二月份呢？" table=@sales.csv`,
		},
		{
			"What is the total amount in January? And in February?",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="What is the total amount in January?" table=@sales.csv; n2 table-question-answering question="What is the total amount in January? And in February?" table=@sales.csv`,
		},
		{
			"How much is the deposit? And the rent?",
			[]plan.Given{{Name: "lease.txt", Type: text}},
			`n1 question-answering question="How much is the deposit?" text=@lease.txt; n2 question-answering question="How much is the rent" text=@lease.txt`,
		},
		{
			"租金多少？押金呢？",
			[]plan.Given{{Name: "lease.txt", Type: text}},
			`n1 question-answering question="租金多少？" text=@lease.txt; n2 question-answering question="押金多少" text=@lease.txt`,
		},
		{
			"which of them is more negative?",
			[]plan.Given{{Name: "a.txt", Type: text}, {Name: "b.txt", Type: text}},
			`n1 sentiment-analysis text=@a.txt; n2 sentiment-analysis text=@b.txt`,
		},
		{
			"把 https://a.example/x 做成二维码，再读出来验证",
			nil,
			`n1 barcode-generation text="https://a.example/x" map[format:qr]; n2 barcode-reading image=n1`,
		},
		{
			"replace the sky with a sunset, mask.png says where",
			[]plan.Given{{Name: "photo.jpg", Type: image}, {Name: "mask.png", Type: image}},
			`n1 image-to-image image=@photo.jpg mask=@mask.png prompt="replace the sky with a sunset, mask.png says where"`,
		},
		{
			"把蒙版里白色的部分换成草地",
			[]plan.Given{{Name: "a.jpg", Type: image}, {Name: "b.png", Type: image}},
			`n1 image-to-image image=@a.jpg mask=@b.png prompt="把蒙版里白色的部分换成草地"`,
		},
		{
			"denoise a.wav and join it with the others",
			[]plan.Given{{Name: "a.wav", Type: audio}, {Name: "b.wav", Type: audio}, {Name: "c.wav", Type: audio}},
			`n1 speech-enhancement audio=@a.wav; n2 audio-concatenation audios=n1,@b.wav,@c.wav`,
		},
		{
			"把a.jpg变成水彩，然后三张拼在一起",
			[]plan.Given{{Name: "a.jpg", Type: image}, {Name: "b.jpg", Type: image}, {Name: "c.jpg", Type: image}},
			`n1 image-style-transfer image=@a.jpg map[style:watercolor]; n2 image-stitching images=n1,@b.jpg,@c.jpg`,
		},
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: c.text, Given: c.given}, 1)
		if err != nil || len(plans) == 0 {
			t.Fatalf("%s: %v %v", c.text, plans, err)
		}
		got := strings.ReplaceAll(strings.TrimSpace(show(plans[0].Graph)), "\n    ", "; ")
		got = strings.ReplaceAll(strings.ReplaceAll(got, " map[factor:1.5]", ""), " map[format:wav]", "") // the defaults
		if got != c.want {
			t.Errorf("%s:\n%s %s\nwant\n%s", c.text, got, plans[0].Question, c.want)
		}
	}
}
