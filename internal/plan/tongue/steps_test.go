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
			"按周统计客流量，画折线图，再告诉我哪周最低",
			[]plan.Given{{Name: "客流.csv", Type: table}},
			`n1 chart-generation table=@客流.csv map[kind:line x:周 y:[客流量]]; n2 table-question-answering question="再告诉我客流量哪周最低" table=@客流.csv`,
		},
		{
			"What is the average cost per make? Draw the averages as a bar chart.",
			[]plan.Given{{Name: "jobs.csv", Type: table}},
			`n1 table-question-answering question="What is the average cost per make?" table=@jobs.csv; n2 chart-generation table=n1.rows map[kind:bar]`,
		},
		{
			"Make a pie chart of the menus",
			[]plan.Given{{Name: "guests.csv", Type: table}},
			`n1 chart-generation table=@guests.csv map[kind:pie of:menus]`,
		},
		{
			"bar chart of total hours per team as svg",
			[]plan.Given{{Name: "work.csv", Type: table}},
			`n1 table-question-answering question="bar chart of total hours per team as svg" table=@work.csv; n2 chart-generation table=n1.rows map[format:svg kind:bar]`,
		},
		{
			"list everyone who worked over 8 hours, with their team",
			[]plan.Given{{Name: "work.csv", Type: table}},
			`n1 table-question-answering question="list everyone who worked over 8 hours, with their team" table=@work.csv`,
		},
		{ // a list of what another step finds is no text of its own
			"Transcribe the voicemail, say how the caller feels, and make a list of keywords",
			[]plan.Given{{Name: "call.wav", Type: audio}},
			`n1 automatic-speech-recognition audio=@call.wav; n2 sentiment-analysis text=n1; n3 keyword-extraction text=n1`,
		},
		{
			"Summarise it and write a list of the key words",
			[]plan.Given{{Name: "essay.txt", Type: text}},
			`n1 summarization text=@essay.txt; n2 keyword-extraction text=@essay.txt`,
		},
		{
			"判断情绪，写一份关键词列表",
			[]plan.Given{{Name: "essay.txt", Type: text}},
			`n1 sentiment-analysis text=@essay.txt; n2 keyword-extraction text=@essay.txt`,
		},
		{ // but one of other things is
			"make a list of action items and the keywords",
			[]plan.Given{{Name: "essay.txt", Type: text}},
			`n1 text-generation context=@essay.txt prompt="make a list of action items"; n2 keyword-extraction text=@essay.txt`,
		},
		{
			"Extract the keywords. Six are enough.",
			[]plan.Given{{Name: "essay.txt", Type: text}},
			`n1 keyword-extraction text=@essay.txt map[count:6]`,
		},
		{
			"提取关键词。给我四个",
			[]plan.Given{{Name: "essay.txt", Type: text}},
			`n1 keyword-extraction text=@essay.txt map[count:4]`,
		},
		{
			"total amount per region, highest first",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="total amount per region, highest first" table=@sales.csv`,
		},
		{
			"按类别统计总金额，从高到低排序，画个柱状图",
			[]plan.Given{{Name: "花销.csv", Type: table}},
			`n1 table-question-answering question="按类别统计总金额，从高到低排序" table=@花销.csv; n2 chart-generation table=n1.rows map[kind:bar]`,
		},
		{
			"每个销售员2026年上半年卖了多少？从高到低排，只要前三名",
			[]plan.Given{{Name: "销售.csv", Type: table}},
			`n1 table-question-answering question="每个销售员2026年上半年卖了多少，从高到低排，只要前三名" table=@销售.csv`,
		},
		{
			"total revenue per region, highest first, top 2 only",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="total revenue per region, highest first, top 2 only" table=@sales.csv`,
		},
		{
			"What was the total revenue per salesperson? Highest first, top 3 only.",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="What was the total revenue per salesperson, Highest first, top 3 only" table=@sales.csv`,
		},
		{
			"average amount per product, sort ascending, round to whole numbers",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="average amount per product, sort ascending, round to whole numbers" table=@sales.csv`,
		},
		{
			"统计每个地区每个产品的销售额，做成交叉表",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="统计每个地区每个产品的销售额，做成交叉表" table=@sales.csv`,
		},
		{
			"Compare January and June totals: how much percent did it fall?",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="Compare January and June totals: how much percent did it fall?" table=@sales.csv`,
		},
		{
			"各产品的销量，按从小到大排",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="各产品的销量，按从小到大排" table=@sales.csv`,
		},
		{
			"percentage of sales by region",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="percentage of sales by region" table=@sales.csv`,
		},
		{
			"各类别的笔数，画成饼图",
			[]plan.Given{{Name: "花销.csv", Type: table}},
			`n1 table-question-answering question="各类别的笔数" table=@花销.csv; n2 chart-generation table=n1.rows map[kind:pie]`,
		},
		{
			"只要日期和金额两列",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="只要日期和金额两列" table=@sales.csv`,
		},
		{
			"how much did North, South and East each sell?",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="how much did North, South and East each sell?" table=@sales.csv`,
		},
		{
			"把研发部员工的名字和月薪列出来，并算一下总和",
			[]plan.Given{{Name: "员工.csv", Type: table}},
			`n1 table-question-answering question="把研发部员工的名字和月薪列出来，并算一下总和" table=@员工.csv`,
		},
		{
			"list the orders over 100, and then calculate their sum",
			[]plan.Given{{Name: "orders.csv", Type: table}},
			`n1 table-question-answering question="list the orders over 100, and then calculate their sum" table=@orders.csv`,
		},
		{
			"把金额超过100的订单列出来，再给我一个合计，谢谢",
			[]plan.Given{{Name: "orders.csv", Type: table}},
			`n1 table-question-answering question="把金额超过100的订单列出来，再给我一个合计" table=@orders.csv`,
		},
		{
			"list the orders over 100, and leave a blank line after each",
			[]plan.Given{{Name: "orders.csv", Type: table}},
			`n1 table-question-answering question="list the orders over 100, and leave a blank line after each" table=@orders.csv`,
		},
		{
			"把视频压缩到320宽，再截第3秒的一张图",
			[]plan.Given{{Name: "clip.mp4", Type: video}},
			`n1 video-resizing video=@clip.mp4 map[width:320]; n2 video-thumbnail video=n1 map[at:3]`,
		},
		{
			"Halve its width",
			[]plan.Given{{Name: "clip.mp4", Type: video}},
			`n1 video-resizing video=@clip.mp4`,
		},
		{
			"把视频宽度减半",
			[]plan.Given{{Name: "clip.mp4", Type: video}},
			`n1 video-resizing video=@clip.mp4`,
		},
		{
			"what do people complain about?",
			[]plan.Given{{Name: "reviews.csv", Type: table}},
			`n1 sentiment-analysis text=@reviews.csv`,
		},
		{
			"水壶的评论主要在抱怨什么",
			[]plan.Given{{Name: "评论.csv", Type: table}},
			`n1 sentiment-analysis text=@评论.csv`,
		},
		{
			"what are the main complaints",
			[]plan.Given{{Name: "reviews.csv", Type: table}},
			`n1 sentiment-analysis text=@reviews.csv`,
		},
		{
			"how many complaints per product?",
			[]plan.Given{{Name: "reviews.csv", Type: table}},
			`n1 table-question-answering question="how many complaints per product?" table=@reviews.csv`,
		},
		{
			"turn the invoice into JSON",
			[]plan.Given{{Name: "bill.txt", Type: text}},
			`n1 question-answering question="turn the invoice into JSON" text=@bill.txt`,
		},
		{
			"把这张发票转成JSON",
			[]plan.Given{{Name: "bill.txt", Type: text}},
			`n1 question-answering question="把这张发票转成JSON" text=@bill.txt`,
		},
		{
			"list the orders over 100. Then add them up.",
			[]plan.Given{{Name: "orders.csv", Type: table}},
			`n1 table-question-answering question="list the orders over 100" table=@orders.csv; n2 table-question-answering question="list the orders over 100? Then add them up" table=@orders.csv`,
		},
		{
			"列出研发部员工的月薪。然后算一下总和。",
			[]plan.Given{{Name: "员工.csv", Type: table}},
			`n1 table-question-answering question="列出研发部员工的月薪" table=@员工.csv; n2 table-question-answering question="列出研发部员工的月薪？然后算一下总和" table=@员工.csv`,
		},
		{
			"哪些评论是差评？",
			[]plan.Given{{Name: "reviews.csv", Type: table}},
			`n1 sentiment-analysis text=@reviews.csv`,
		},
		{
			"统计好评和差评各有多少条，画成图",
			[]plan.Given{{Name: "reviews.csv", Type: table}},
			`n1 sentiment-analysis text=@reviews.csv`,
		},
		{
			"Translate the positive reviews to Spanish, and count them",
			[]plan.Given{{Name: "reviews.csv", Type: table}},
			`n1 sentiment-analysis text=@reviews.csv; n2 translation text=@reviews.csv map[target:es]`,
		},
		{
			"餐饮一共花了多少，平均每次多少",
			[]plan.Given{{Name: "花销.csv", Type: table}},
			`n1 table-question-answering question="餐饮一共花了多少" table=@花销.csv; n2 table-question-answering question="餐饮一共花了多少？平均每次多少" table=@花销.csv`,
		},
		{
			"average rating per product, and draw a pie chart of the number of reviews per product",
			[]plan.Given{{Name: "reviews.csv", Type: table}},
			`n1 table-question-answering question="average rating per product" table=@reviews.csv; n2 chart-generation table=@reviews.csv map[kind:pie x:product y:[number of reviews]]`,
		},
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
			"bar chart of the amount per month for the North, svg",
			[]plan.Given{{Name: "sales.csv", Type: table}},
			`n1 table-question-answering question="bar chart of the amount per month for the North" table=@sales.csv; n2 chart-generation table=n1.rows map[format:svg kind:bar]`,
		},
		{
			"line chart of rent per month for Old Town only",
			[]plan.Given{{Name: "rent.csv", Type: table}},
			`n1 table-question-answering question="line chart of rent per month for Old Town only" table=@rent.csv; n2 chart-generation table=n1.rows map[kind:line]`,
		},
		{
			"按月份统计华东的金额，画成折线图",
			[]plan.Given{{Name: "销售.csv", Type: table}},
			`n1 table-question-answering question="按月份统计华东的金额" table=@销售.csv; n2 chart-generation table=n1.rows map[kind:line]`,
		},
		{
			"把视频前两秒剪下来，去掉声音",
			[]plan.Given{{Name: "片.mp4", Type: video}},
			`n1 video-trim video=@片.mp4 map[end:2]; n2 video-muting video=n1`,
		},
		{
			"crop it to a square of 300 pixels",
			[]plan.Given{{Name: "lake.jpg", Type: image}},
			`n1 image-resizing image=@lake.jpg map[crop:true height:300 width:300]`,
		},
		{
			"用两句话总结会议纪要，列出提到的人名",
			[]plan.Given{{Name: "会议.txt", Type: text}},
			`n1 summarization text=@会议.txt map[sentences:2]; n2 token-classification text=@会议.txt`,
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
			`n1 question-answering question="违约金是多少" text=@合同.txt; n2 text-to-speech text=n1`,
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
		got := drawn(plans[0].Graph)
		got = strings.ReplaceAll(strings.ReplaceAll(got, " map[factor:1.5]", ""), " map[format:wav]", "") // the defaults
		if got != c.want {
			t.Errorf("%s:\n%s %s\nwant\n%s", c.text, got, plans[0].Question, c.want)
		}
	}
}

// TestFewWordsAndAsides are families of requests that new people wrote: wishes
// in few words, and words that only look like wishes.
func TestFewWordsAndAsides(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"the menu is in Thai and I cannot read a word of it | menu.jpg":                                                   `n1 optical-character-recognition image=@menu.jpg map[language:th]; n2 translation text=n1 map[target:en]`,
		"the talk from minute 3 to minute 7 in writing | talk.mp3":                                                        `n1 audio-trim audio=@talk.mp3 map[end:420 start:180]; n2 automatic-speech-recognition audio=n1`,
		"turn the first into a watercolour, the second into a sketch, and put all three side by side | a.jpg b.jpg c.jpg": `n1 image-style-transfer image=@a.jpg map[style:watercolor]; n2 image-style-transfer image=@b.jpg map[style:sketch]; n3 image-stitching images=n1,n2,@c.jpg map[layout:horizontal]`,
		"哪一篇更消极？ | a.txt b.txt":                                                                                           `n1 sentiment-analysis text=@a.txt; n2 sentiment-analysis text=@b.txt`,
		"sound off please, and as webm | ride.mov":                                                                        `n1 video-muting video=@ride.mov; n2 video-conversion video=n1 map[format:webm]`,
		"vivid colours on both, after that one panorama | a.jpg b.jpg":                                                    `n1 image-color-enhancement image=@a.jpg map[look:vivid]; n2 image-color-enhancement image=@b.jpg map[look:vivid]; n3 image-stitching images=n1,n2 map[layout:panorama]`,
		"What language is written on this sign? | sign.jpg":                                                               `n1 optical-character-recognition image=@sign.jpg; n2 language-identification text=n1`,
		"rent, heating or noise – which of these is the letter about? | letter.txt":                                       `n1 zero-shot-classification text=@letter.txt map[labels:[rent heating noise]]`,
		"slideshow of my two pics over calm piano music | a.jpg b.jpg":                                                    `n1 text-to-audio prompt="calm piano music"; n2 slideshow-generation audio=n1 images=@a.jpg,@b.jpg`,
		"「夜里门铃老响，叫了三趟才有人来」这条意见归到 设备、服务 还是 伙食":                                                                             `n1 zero-shot-classification text="夜里门铃老响，叫了三趟才有人来" map[labels:[设备 服务 伙食]]`,
		"扫进来的登记表，婚姻状况那一栏勾的是“已婚”还是“未婚” | form.png":                                                                         `n1 document-question-answering image=@form.png question="婚姻状况那一栏勾的是“已婚”还是“未婚”"`,
		"录音转成文字，没标点，标点也一并补上 | a.wav":                                                                                      `n1 automatic-speech-recognition audio=@a.wav; n2 punctuation text=n1`,
		"一版水彩一版素描，水彩放左素描放右拼一块 | a.jpg":                                                                                    `n1 image-style-transfer image=@a.jpg map[style:watercolor]; n2 image-style-transfer image=@a.jpg map[style:sketch]; n3 image-stitching images=n1,n2 map[layout:horizontal]`,
		"两段接成一条，整体拉到正常响度 | a.wav b.wav":                                                                                   `n1 audio-concatenation audios=@a.wav,@b.wav; n2 audio-volume audio=n1 map[normalize:true]`,
		"隔10秒截一张图 | a.mp4":                                                                                                `n1 video-frames video=@a.mp4 map[every:10]`,
		"average age per team, and a pie chart showing how many players each team has | t.csv":                            `n1 table-question-answering question="average age per team" table=@t.csv; n2 table-question-answering question="a pie chart showing how many players each team has" table=@t.csv; n3 chart-generation table=n2.rows map[kind:pie]`,
		"How many closed (settled) bills are from May, and what is the highest amount? | b.csv":                           `n1 table-question-answering question="How many closed (settled) bills are from May" table=@b.csv; n2 table-question-answering question="How many closed (settled) bills are from May? and what is the highest amount?" table=@b.csv`,
		"median rent per street and a bar chart with the number of flats by street | r.csv":                               `n1 table-question-answering question="median rent per street" table=@r.csv; n2 chart-generation table=@r.csv map[kind:bar x:street y:[number of flats]]`,
		"pie chart, costs by department | b.csv":                                                                          `n1 chart-generation table=@b.csv map[kind:pie x:department y:[costs]]`,
		"nobody must recognise her by her voice, give the recording another | a.wav":                                      `n1 voice-conversion audio=@a.wav`,
		"save banner.png as webp | banner.png":                                                                            `n1 image-conversion image=@banner.png map[format:webp]`,
		"这张png转webp | a.png":                                                                                              `n1 image-conversion image=@a.png map[format:webp]`,
		"the printer insists on a tiff of banner.png | banner.png":                                                        `n1 image-conversion image=@banner.png map[format:tiff]`,
		"top five clients by revenue as a bar chart | c.csv":                                                              `n1 table-question-answering question="top five clients by revenue as a bar chart" table=@c.csv; n2 chart-generation table=n1.rows map[kind:bar]`,
		"a.jpg 800 px wide, and the same photo as a pencil sketch | a.jpg":                                                `n1 image-resizing image=@a.jpg map[width:800]; n2 image-style-transfer image=@a.jpg map[style:sketch]`,
		"报价单里的字全给我扒出来 | 报价单.docx":                                                                                         `n1 document-text-extraction document=@报价单.docx`,
		"开头寒暄那30秒不要，砍了 | a.mp3":                                                                                           `n1 audio-trim audio=@a.mp3 map[start:30]`,
		"双方各在哪些时间段说话 | a.wav":                                                                                             `n1 speaker-diarization audio=@a.wav`,
		"照片里的货算 完好、破损、受潮 哪种 | a.jpg":                                                                                      `n1 zero-shot-image-classification image=@a.jpg map[labels:[完好 破损 受潮]]`,
		"按月份把营业额拉成折线 | a.csv":                                                                                             `n1 chart-generation table=@a.csv map[kind:line x:月份 y:[营业额]]`,
		"老机器只能放avi，转吧 | a.mp4":                                                                                            `n1 video-conversion video=@a.mp4 map[format:avi]`,
		"声音干脆全去了，再出webm | a.mov":                                                                                          `n1 video-muting video=@a.mov; n2 video-conversion video=n1 map[format:webm]`,
		"生成一段轻快的钢琴曲，接在 片头.wav 后面 | 片头.wav":                                                                                `n1 text-to-audio prompt="生成一段轻快的钢琴曲"; n2 audio-concatenation audios=@片头.wav,n1`,
		"是哪国文字啊，先搞清这个再找翻译 | t.pdf":                                                                                        `n1 document-text-extraction document=@t.pdf; n2 language-identification text=n1`,
		"下面这句给念一遍：":                                                                                                       "?",
		"给门口做个二维码，我打印了贴墙上":                                                                                                "?",
		"帮我概括那份合同 | 甲.pdf 乙.pdf":                                                                                          "?",
		"把这笔尾款转给供应商 | a.pdf":                                                                                              "",
		"hand this essay in on the portal for me | essay.docx":                                                            "",
	} {
		text, files, _ := strings.Cut(line, " | ")
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: attached(strings.Fields(files))}, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		if len(plans) > 0 {
			got = drawn(plans[0].Graph)
		}
		if len(plans) > 0 && plans[0].Question != "" {
			got = "?"
		}
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", line, got, want)
		}
	}
}
