package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

// TestADocumentBesideATextIsRead: what is said of several is done with all.
func TestADocumentBesideATextIsRead(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	given := []plan.Given{{Name: "letter.txt", Type: port.Text}, {Name: "contract.pdf", Type: port.Document}}
	for text, want := range map[string]string{
		"Summarise both documents":          `n1 summarization text=@letter.txt; n2 document-text-extraction document=@contract.pdf; n3 summarization text=n2`,
		"分别总结这两份合同":                         `n1 summarization text=@letter.txt; n2 document-text-extraction document=@contract.pdf; n3 summarization text=n2`,
		"总结这两份letter":                       `n1 summarization text=@letter.txt; n2 document-text-extraction document=@contract.pdf; n3 summarization text=n2`,
		"Translate these into Spanish":      `n1 translation text=@letter.txt map[target:es]; n2 document-text-extraction document=@contract.pdf; n3 translation text=n2 map[target:es]`,
		"Translate letter.txt into Spanish": `n1 translation text=@letter.txt map[target:es]`,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: given}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %v %v", text, plans, err)
			continue
		}
		if got := drawn(plans[0].Graph); got != want {
			t.Errorf("%s:\n%s %s\nwant\n%s", text, got, plans[0].Question, want)
		}
	}
}

// TestNothingIsDroppedWithoutAWord: parts, comparisons and conditions that a
// graph cannot hold are named; a question takes them in.
func TestNothingIsDroppedWithoutAWord(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	condition, email := "whether this condition holds", "send e-mails"
	for text, want := range map[string][]string{
		"Summarise it; only if it is negative also send an email":      {email, condition},
		"translate it, in a woman's voice if possible":                 nil,
		"translate it into German and tell me if she is angry":         nil,
		"If the weather is fine, translate it into Spanish":            {condition},
		"如果天气好就翻译成西班牙语":                                                {"判断这个条件"},
		"What happens if the tenant pays late?":                        nil,
		"如果租客迟交房租会怎样？":                                                 nil,
		"总结一下，如果可以的话念出来":                                               nil,
		"把合同里的租期和租金念给我听":                                               {"只取文中的一部分"},
		"把文件里的内容念给我听":                                                  nil,
		"健康讲座主要是哪一类，翻译成英文":                                             nil,
		"docx里的英文念出来":                                                  nil,
		"What does clause 3 say?":                                      nil,
		"What is the mood, and tell me which of them is more negative": {"say which of several"},
		"总结一下，再告诉我哪份更消极":                                               {"比较哪一个"},
		"draw a red QR code of it":                                     nil,
		"做个红色的二维码":                                                     nil,
		"make a QR code of it as eps":                                  {"as PDF or EPS"},
		"把它做成eps格式的二维码":                                                {"PDF 或 EPS"},
		"只看差评，提取关键词":                                                   {"只取文中的一部分"},
		"pick the keywords out of only the negative reviews":           {"pick a part out of a text"},
		"make a QR code of it as png":                                  nil,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{{Name: "given.txt", Type: port.Text}}}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) == 0 || len(plans[0].Undone) != len(want) {
			t.Errorf("%s: %v %+v, want %q", text, err, plans, want)
			continue
		}
		for i, w := range want {
			if !strings.Contains(plans[0].Undone[i], w) {
				t.Errorf("%s: %q, want %q", text, plans[0].Undone, want)
			}
		}
	}
}

// TestTheLengthOfADescriptionIsNamed: no model that describes takes one.
func TestTheLengthOfADescriptionIsNamed(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"describe this photo in one sentence":                        "give a description a set length",
		"describe it in three words":                                 "give a description a set length",
		"describe this picture in at most 50 words":                  "give a description a set length",
		"用一句话描述这张照片":                                                 "按指定的长度写描述",
		"描述一下这张图，不超过30字":                                             "按指定的长度写描述",
		"describe this photo":                                        "",
		"read the text in the picture and sum it up in one sentence": "",
		"summarise the text in the picture in three words":           "make a text a given number of words",
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{{Name: "photo.jpg", Type: port.Image}}}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) == 0 {
			t.Errorf("%s: %v %+v", text, err, plans)
			continue
		}
		if got := strings.Join(plans[0].Undone, "; "); !strings.HasPrefix(got, want) || want == "" && got != "" {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// TestAPartOfATextIsCutOut: what is said of one clause is done with that alone.
func TestAPartOfATextIsCutOut(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	given := []plan.Given{{Name: "contract.pdf", Type: port.Document}}
	const text = "n1 document-text-extraction document=@contract.pdf; n2 text-excerpt text=n1 "
	for request, want := range map[string]string{
		"Read aloud only the fees clause":               text + `map[part:the fees clause]; n3 text-to-speech text=n2`,
		"读出合同的第三条":                                      text + `map[part:第三条]; n3 text-to-speech text=n2`,
		"translate the second paragraph into French":    text + `map[part:the second paragraph]; n3 translation text=n2 map[target:fr]`,
		"summarise section 2 and read the result aloud": text + `map[part:section 2]; n3 summarization text=n2; n4 text-to-speech text=n3`,
		"把最后一段翻成英文":                                     text + `map[part:最后一段]; n3 translation text=n2 map[target:en]`,
		"give me only the third clause":                 text + `map[part:the third clause]`,
		"只要第三条":                                         text + `map[part:第三条]`,
		"What does clause 3 say?":                       `n1 document-text-extraction document=@contract.pdf; n2 question-answering question="What does clause 3 say?" text=n1`,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: request, Given: given}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %v %v", request, plans, err)
			continue
		}
		if got := drawn(plans[0].Graph); got != want || len(plans[0].Undone) > 0 {
			t.Errorf("%s:\n%s %s %q\nwant\n%s", request, got, plans[0].Question, plans[0].Undone, want)
		}
	}
}

// TestTheFormOfWhatCameIsNoWish: nothing is to be written as PDF that is one.
func TestTheFormOfWhatCameIsNoWish(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, written := range map[string]bool{
		"long rant in Hungarian as pdf, put it into English": false, "I got this contract as a PDF. Summarise it": false, "合同是pdf格式的，总结一下": false,
		"summarise it and save it as a pdf": true, "translate it into French as pdf": true, "总结一下，导出成pdf": true,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{{Name: "rant.pdf", Type: port.Document}}}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) < 2 || strings.Contains(drawn(plans[0].Graph), "document-writing") != written || len(plans[0].Undone) > 0 {
			t.Errorf("%s: %v %+v", text, err, plans)
		}
	}
}

// TestTheSecondOfSeveralIsNoPart: among files, 第二条 is a file.
func TestTheSecondOfSeveralIsNoPart(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	given := []plan.Given{{Name: "a.txt", Type: port.Text}, {Name: "b.txt", Type: port.Text}}
	plans, err := p.Plan(t.Context(), plan.Request{Text: "把第二条翻成英语", Given: given}, 1)
	if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) == 0 || len(plans[0].Undone) > 0 {
		t.Errorf("%v %+v", err, plans)
	}
}

func TestADocumentIsMadeToWord(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Convert the contract to Word": "map[format:docx]", "把合同转成Word": "map[format:docx language:zh]",
	} {
		if got := planned(t, p, text, plan.Given{Name: "contract.pdf", Type: port.Document}); got != "n1 document-text-extraction document=@contract.pdf; n2 document-writing text=n1 "+want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

func TestSlowerByTimesIsAFraction(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]float64{
		"slow the clip down four times": 0.25, "slow it down by a factor of 2": 0.5, "放慢4倍": 0.25, "speed it up four times": 4, "slow it down to 0.5x": 0.5,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{{Name: "clip.mp4", Type: port.Video}}}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) != 1 || plans[0].Graph.Nodes[0].Params["factor"] != want {
			t.Errorf("%s: %v %+v, want %v", text, err, plans, want)
		}
	}
}

// TestEveryWishIsDoneOrNamed has a request of each family that lost a wish: it is
// in the graph, named as not done, or asked for.
func TestEveryWishIsDoneOrNamed(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	const film = "n1 video-to-audio video=@clip.mp4; n2 automatic-speech-recognition audio=n1; n3 subtitle-burning subtitles=n2.subtitles video=@clip.mp4; n4 video-resizing video=n3 map[width:320]"
	for line, want := range map[string]string{
		// widths of films, forms of pictures
		"put subtitles on the video, and make it 320 pixels wide | clip.mp4": film,
		"视频加上字幕，宽度320 | clip.mp4":                                            film,
		"take a still at second 2, as an avif of 300 pixels | clip.mp4":      "n1 video-thumbnail video=@clip.mp4 map[at:2]; n2 image-resizing image=n1 map[width:300] | write pictures as AVIF",
		// questions over tables
		"按英语成绩排序，只显示姓名和英语 | marks.csv":                                           `n1 table-question-answering question="按英语成绩排序，只显示姓名和英语" table=@marks.csv`,
		"哪个地区金额最高，列出每个月的合计 | sales.csv":                                          `n1 table-question-answering question="哪个地区金额最高" table=@sales.csv; n2 table-question-answering question="哪个地区金额最高？列出每个月的合计" table=@sales.csv`,
		"total amount per region, highest first | sales.csv":                     `n1 table-question-answering question="total amount per region, highest first" table=@sales.csv`,
		"按类别统计总金额，从高到低排序，画个柱状图 | sales.csv":                                      `n1 table-question-answering question="按类别统计总金额，从高到低排序" table=@sales.csv; n2 chart-generation table=n1.rows map[kind:bar]`,
		"sum of amounts over 100, by region | sales.csv":                         `n1 table-question-answering question="sum of amounts over 100, by region" table=@sales.csv`,
		"average amount by month, and list the three biggest orders | sales.csv": `n1 table-question-answering question="average amount by month" table=@sales.csv; n2 table-question-answering question="average amount by month? and list the three biggest orders" table=@sales.csv`,
		// questions of texts
		"Where does the band play? How much do they cost? | gig.txt":                   `n1 question-answering question="Where does the band play?" text=@gig.txt; n2 question-answering question="How much do the band cost?" text=@gig.txt`,
		"图里的会议什么时候开？ | notice.png":                                                     `n1 optical-character-recognition image=@notice.png; n2 question-answering question="会议什么时候开？" text=n1`,
		"How long is the term in each of the contracts? | a.txt b.txt":                 `n1 question-answering question="How long is the term" text=@a.txt; n2 question-answering question="How long is the term" text=@b.txt`,
		"Pull the email address, phone number and invoice number out of this | in.txt": `n1 question-answering question="Pull the email address, phone number and invoice number out of this" text=@in.txt`,
		"把邮箱、电话和发票号码找出来 | in.txt":                                                      `n1 question-answering question="把邮箱、电话和发票号码找出来" text=@in.txt`,
		"一条一条地提取关键词 | a.txt":                                                           `n1 keyword-extraction text=@a.txt`,
		// codes
		"scan the qr code and make a new one for https://a.example/x | qr.png":            `n1 barcode-reading image=@qr.png; n2 barcode-generation text="https://a.example/x" map[format:qr]`,
		"make a qr code for https://a.example/x and put it next to my photo | photo.jpg":  `n1 barcode-generation text="https://a.example/x" map[format:qr]; n2 image-stitching images=n1,@photo.jpg map[layout:horizontal]`,
		"what are the opening hours? translate them into Spanish | photo.jpg":             `n1 optical-character-recognition image=@photo.jpg; n2 question-answering question="what are the opening hours?" text=n1; n3 translation text=n1 map[target:es]`,
		"Line chart of sales by month as png, 1200 pixels wide | s.csv":                   `n1 chart-generation table=@s.csv map[format:png kind:line x:month y:[sales]]; n2 image-resizing image=n1 map[width:1200]`,
		"Summarise the article in five bullet points | a.txt":                             `n1 summarization text=@a.txt | the form of JSON`,
		"Black out all e-mail addresses and phone numbers, leave everything else | a.txt": `n1 text-masking text=@a.txt map[kinds:[phones emails]]`,
		"把手机号和身份证号打码，其他不变 | a.txt":                                                        `n1 text-masking text=@a.txt map[kinds:[phones ids] language:zh]`,
		"Group these ideas by topic | a.txt":                                              ` | being told the groups`,
		"把这些想法按主题分组 | a.txt":                                                              ` | 按主题分组`,
		"convert to wav, 16 kHz mono | a.mp3":                                             `n1 audio-conversion audio=@a.mp3 map[channels:mono format:wav hertz:16000]`,
		"turn this into an mp3 and tell me how long it is | a.wav":                        `n1 audio-conversion audio=@a.wav; n2 audio-information audio=n1`,
		"Add a white border of 20 pixels and flip it horizontally | photo.jpg":            `n1 image-border image=@photo.jpg map[color:white width:20]; n2 image-flipping image=n1`,
		"用一句话总结，100字以内 | a.txt":                                                           `n1 summarization text=@a.txt map[length:100 sentences:1]`,
		"Which of these two documents mentions interest on late payments? | a.txt b.txt":  ` | which of several`,
		"Only page 1 as text please | a.pdf":                                              `n1 document-pages document=@a.pdf map[pages:1]; n2 document-text-extraction document=n1`,
		"哪些评论是差评？ | reviews.csv":                                                          `n1 sentiment-analysis text=@reviews.csv`,
		"把歌词写下来 | song.txt":                                                               "? 这需要音频，但附上的文件里没有。请附上音频。",
	} {
		text, files, _ := strings.Cut(line, " | ")
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: attached(strings.Fields(files))}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %v %v", text, plans, err)
			continue
		}
		got := drawn(plans[0].Graph)
		for _, plain := range []string{" map[factor:1.5]", " map[format:mp3]", " map[direction:left-right]"} { // the defaults
			got = strings.ReplaceAll(got, plain, "")
		}
		graph, undone, named := strings.Cut(want, " | ")
		switch said := strings.Join(plans[0].Undone, "; "); {
		case strings.HasPrefix(want, "? "):
			if "? "+plans[0].Question != want {
				t.Errorf("%s: %s %q, want %s", text, got, plans[0].Question, want)
			}
		case got != graph || named != (said != "") || !strings.Contains(said, undone):
			t.Errorf("%s:\n%s %s %q\nwant\n%s", text, got, plans[0].Question, said, want)
		}
	}
}
