package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

// planned is the graph of a request in short, or its question or what it does not do.
func planned(t *testing.T, p *tongue.Planner, text string, given ...plan.Given) string {
	t.Helper()
	plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: given}, 1)
	if err != nil || len(plans) == 0 {
		return "refused"
	}
	if plans[0].Question != "" {
		return "? " + plans[0].Question
	}
	said := drawn(plans[0].Graph)
	if len(plans[0].Undone) > 0 {
		said += " | " + strings.Join(plans[0].Undone, "; ")
	}
	return said
}

// TestATableInAnotherForm: a table is written in another format, or without what stands
// there twice, where nothing else is asked for.
func TestATableInAnotherForm(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	csv, xlsx := plan.Given{Name: "sales.csv", Type: port.Table}, plan.Given{Name: "scores.xlsx", Type: port.Table}
	for text, want := range map[string]string{
		"convert to xlsx":                      "format:xlsx",
		"save this as excel":                   "format:xlsx",
		"turn sales.csv into an Excel file":    "format:xlsx",
		"can you export it to a spreadsheet?":  "format:xlsx",
		"csv to json":                          "format:json",
		"I'd like the table as JSON, please":   "format:json",
		"Give me this in markdown":             "format:markdown",
		"make a csv from this excel":           "format:csv",
		"an xlsx version of this csv":          "format:xlsx",
		"drop duplicates":                      "unique:true",
		"remove the duplicate rows":            "unique:true",
		"deduplicate this and save it as xlsx": "format:xlsx unique:true",
		"keep only unique rows":                "unique:true",
		"please get rid of repeated lines":     "unique:true",
		"转成 Excel":                             "format:xlsx language:zh",
		"把这个csv另存为xlsx格式":                      "format:xlsx language:zh",
		"导出成json":                              "format:json language:zh",
		"帮我转换成markdown表格":                      "format:markdown language:zh",
		"去掉重复的行":                               "language:zh unique:true",
		"数据去重，然后保存成Excel":                      "format:xlsx language:zh unique:true",
		"把完全一样的记录删掉":                           "language:zh unique:true",
		"这个Excel转成csv":                         "format:csv language:zh",
	} {
		if got := planned(t, p, text, csv); got != "n1 table-conversion table=@sales.csv map["+want+"]" {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := planned(t, p, "convert both to json", csv, xlsx); !strings.Contains(got, "@sales.csv") || !strings.Contains(got, "@scores.xlsx") {
		t.Errorf("two tables: %s", got)
	}
	for _, text := range []string{
		"list the duplicates", "how many duplicate rows are there?", "total amount per region, save as xlsx", "which orders are over 50? export them to excel",
		"draw a bar chart and save it as png", "哪些记录是重复的", "各地区的总金额，存成Excel", "summarise this as json", "duplicate the table",
	} {
		if got := planned(t, p, text, csv); strings.Contains(got, "table-conversion") {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestTheLengthOfASummary: a length in words, in Chinese characters or in letters goes with
// the summary; that of the text does not.
func TestTheLengthOfASummary(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"summarise in 50 words":                     " map[length:50]",
		"Give me a 100-word summary":                " map[length:100]",
		"summarise this in at most 80 words please": " map[length:80]",
		"a summary of 120 words":                    " map[length:120]",
		"tl;dr, max 30 words":                       " map[length:30]",
		"sum it up in no more than 280 characters":  " map[characters:280]",
		"summarise it in three sentences":           " map[sentences:3]",
		"用50字总结":                                    " map[length:50]",
		"总结一下，不超过100字":                              " map[length:100]",
		"概括成80个字以内":                                 " map[length:80]",
		"给我一个200字的摘要":                               " map[length:200]",
		"两句话总结":                                     " map[sentences:2]",
		"总结这篇2000字的文章":                              "",
		"summarise this 2000 word article":          "",
	} {
		if got := planned(t, p, text, plan.Given{Name: "a.txt", Type: port.Text}); got != "n1 summarization text=@a.txt"+want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestJudgementsAreATable: what is judged of each entry is saved as a table, so that is not
// said to be left undone.
func TestJudgementsAreATable(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		"judge the sentiment of every review and save it as csv", "sentiment of each review, as an excel file", "判断每条评论的情感，存成 Excel", "每条评论是正面还是负面？导出成csv",
		"把差评存成csv", "客户评价里有几条是差评？把差评单独存成一个表格", "how many reviews are negative? save the negative ones as a csv",
	} {
		if got := planned(t, p, text, plan.Given{Name: "r.csv", Type: port.Table}); got != "n1 sentiment-analysis text=@r.csv" {
			t.Errorf("%s: %s", text, got)
		}
	}
	for text, want := range map[string]string{
		"list everyone in Leeds as json":  "format:json",
		"列出北京的员工，导出成json":                 "format:json",
		"top five products as a markdown": "format:markdown",
	} {
		if got := planned(t, p, text, plan.Given{Name: "r.csv", Type: port.Table}); !strings.HasPrefix(got, "n1 table-question-answering") || !strings.HasSuffix(got, "map["+want+"]") {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestAPictureOfSoManyBytes: the size of a file goes with the picture that is written, in
// place of a size in pixels, or behind what else is done to it.
func TestAPictureOfSoManyBytes(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	const n1 = "n1 image-conversion image=@a.jpg "
	for text, want := range map[string]string{
		"make the photo smaller, 500 kb max":              n1 + "map[kilobytes:500]",
		"compress this to under 30 kb":                    n1 + "map[kilobytes:30]",
		"压缩到 500KB 以内":                                    n1 + "map[kilobytes:500]",
		"图片太大了，压到2M以内":                                    n1 + "map[kilobytes:2000]",
		"this photo is 5 MB, shrink it to less than 1 mb": n1 + "map[kilobytes:1000]",
		"把照片缩小到200k":                                      n1 + "map[kilobytes:200]",
		"convert it to webp, at most 100kb":               n1 + "map[format:webp kilobytes:100]",
		"resize it to 800 wide and keep it under 150 KB":  "n1 image-resizing image=@a.jpg map[width:800]; n2 image-conversion image=n1 map[kilobytes:150]",
		"turn it into a watercolour, max 300 kb":          "n1 image-style-transfer image=@a.jpg map[style:watercolor]; n2 image-conversion image=n1 map[kilobytes:300]",
	} {
		if got := planned(t, p, text, plan.Given{Name: "a.jpg", Type: port.Image}); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := planned(t, p, "压缩到100KB以内", plan.Given{Name: "a.webp", Type: port.Image}); got != "n1 image-conversion image=@a.webp map[format:webp kilobytes:100]" {
		t.Errorf("webp: %s", got)
	}
	for _, text := range []string{"enlarge it to 4k", "make it smaller", "describe this 3 MB photo", "put the pictures side by side"} {
		if got := planned(t, p, text, plan.Given{Name: "a.jpg", Type: port.Image}); strings.Contains(got, "kilobytes") {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestSoundAndFilmsOfSoManyBytes: as with pictures.
func TestSoundAndFilmsOfSoManyBytes(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"make it smaller than 5 MB | a.mp4":                "n1 video-conversion video=@a.mp4 map[kilobytes:5000]",
		"compress the video to under 300 kB | a.mp4":       "n1 video-conversion video=@a.mp4 map[kilobytes:300]",
		"压缩到 2MB 以内 | a.mp4":                               "n1 video-conversion video=@a.mp4 map[kilobytes:2000]",
		"把录音压缩到100KB以内 | a.wav":                            "n1 audio-conversion audio=@a.wav map[kilobytes:100]",
		"Shrink this recording to at most 50 kB | a.wav":   "n1 audio-conversion audio=@a.wav map[kilobytes:50]",
		"把视频剪到前5秒，大小不超过500KB | a.mp4":                      "n1 video-trim video=@a.mp4 map[end:5]; n2 video-conversion video=n1 map[kilobytes:500]",
		"make it under 200kb and save it as webm | a.mp4":  "n1 video-conversion video=@a.mp4 map[format:webm kilobytes:200]",
		"convert this 20 MB wav to mp3 | a.wav":            "n1 audio-conversion audio=@a.wav map[format:mp3]",
		"make it half the size | a.mp4":                    "n1 video-resizing video=@a.mp4",
		"find duplicates | t.csv":                          `n1 table-question-answering question="find duplicates" table=@t.csv`,
		"找出重复的记录 | t.csv":                                  `n1 table-question-answering question="找出重复的记录" table=@t.csv`,
		"remove duplicates | t.csv":                        "n1 table-conversion table=@t.csv map[unique:true]",
		"列一个关键词清单 | a.txt":                                 "n1 keyword-extraction text=@a.txt",
		"给我一个关键词 | a.txt":                                  "n1 keyword-extraction text=@a.txt map[count:1]",
		"Please tell me the deadline | a.txt":              `n1 question-answering question="What is the deadline?" text=@a.txt`,
		"summarise it, then tell me who signed it | a.txt": `n1 summarization text=@a.txt; n2 question-answering question="who signed it" text=@a.txt`,
	} {
		text, name, _ := strings.Cut(line, " | ")
		if got := planned(t, p, text, attached([]string{name})...); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestWhatOthersAreHeldAgainst: the file that is called by a word of its name.
func TestWhatOthersAreHeldAgainst(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"which of the two letters is the more similar to the lease?": "n1 sentence-similarity others=@complaint.txt,@ticket.txt text=@lease.txt",
		"两份合同有哪些不一样的地方":                                              `n1 text-generation context=@complaint.txt,@ticket.txt,@lease.txt prompt="两份合同有哪些不一样的地方"`,
	} {
		if got := planned(t, p, text, attached([]string{"complaint.txt", "ticket.txt", "lease.txt"})...); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestWhatACodeHolds: what follows “for”, “that says” or 内容为 is what a code holds where
// nothing is in quotes; what it is for is not.
func TestWhatACodeHolds(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"make a qr code for hello world":             `n1 barcode-generation text="hello world" map[format:qr]`,
		"qr code that says meet me at 5":             `n1 barcode-generation text="meet me at 5" map[format:qr]`,
		"a QR code saying happy birthday to you":     `n1 barcode-generation text="happy birthday to you" map[format:qr]`,
		"create a qr code with the text lunch is on": `n1 barcode-generation text="lunch is on" map[format:qr]`,
		"qr code for Table 7 as svg":                 `n1 barcode-generation text="Table 7" map[file:svg format:qr]`,
		"a qr code with my phone 0123 456789":        `n1 barcode-generation text="0123 456789" map[format:qr]`,
		"生成一个内容为你好世界的二维码":                            `n1 barcode-generation text="你好世界" map[format:qr]`,
		"生成二维码，内容是今晚八点见":                             `n1 barcode-generation text="今晚八点见" map[format:qr]`,
		"把新年快乐做成二维码":                                 `n1 barcode-generation text="新年快乐" map[format:qr]`,
	} {
		if got := planned(t, p, text); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	for _, text := range []string{"make a qr code for the counter", "make me a QR code for my shop", "做个二维码，贴收银台用", "把网址做成二维码"} {
		if got := planned(t, p, text); !strings.HasPrefix(got, "? ") {
			t.Errorf("%s: %s", text, got)
		}
	}
}

// TestWhatIsOnlyNamedIsAsked: a name of what a text tells is asked of it, where a text came
// with it and the name is no task; of other files it is asked back.
func TestWhatIsOnlyNamedIsAsked(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"notice period":       "What is the notice period?",
		"total amount":        "What is the total amount?",
		"Monthly rent please": "What is the Monthly rent?",
		"governing law":       "What is the governing law?",
		"月租金":                 "月租金是多少？",
		"付款方式":                "付款方式是什么？",
	} {
		if got := planned(t, p, text, plan.Given{Name: "a.txt", Type: port.Text}); got != `n1 question-answering question="`+want+`" text=@a.txt` {
			t.Errorf("%s: %s", text, got)
		}
		if got := planned(t, p, text, plan.Given{Name: "a.pdf", Type: port.Document}); !strings.HasPrefix(got, "n1 document-text-extraction document=@a.pdf; n2 question-answering question=") {
			t.Errorf("%s of a document: %s", text, got)
		}
		if got := planned(t, p, text, plan.Given{Name: "a.mp4", Type: port.Video}); strings.Contains(got, want) {
			t.Errorf("%s of a film: %s", text, got)
		}
	}
	for text, task := range map[string]string{"what is the name of the tenant": "question-answering", "租客的名字": "question-answering", "find all the names": "token-classification", "提取人名": "token-classification", "summary": "summarization", "关键词": "keyword-extraction", "translation into Spanish": "translation"} {
		if got := planned(t, p, text, plan.Given{Name: "a.txt", Type: port.Text}); !strings.HasPrefix(got, "n1 "+task) {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := planned(t, p, "fix this", plan.Given{Name: "a.txt", Type: port.Text}); !strings.HasPrefix(got, "? ") {
		t.Errorf("fix this: %s", got)
	}
}

// TestAskedBackByTheKindOfFile: what can be done is suggested by what came with a request.
func TestAskedBackByTheKindOfFile(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		of     port.Type
		en, zh string
	}{
		"a.jpg": {port.Image, "enlarge", "放大"}, "a.wav": {port.Audio, "noise", "降噪"}, "a.mp4": {port.Video, "subtitles", "字幕"},
		"a.csv": {port.Table, "chart", "图表"}, "a.txt": {port.Text, "summarise", "总结"}, "a.pdf": {port.Document, "take its text out", "提取文字"},
	} {
		for text, want := range map[string]string{"fix this": c.en, "处理一下": c.zh} {
			if got := planned(t, p, text, plan.Given{Name: name, Type: c.of}); !strings.HasPrefix(got, "? ") || !strings.Contains(got, want) {
				t.Errorf("%s, %s: %s", text, name, got)
			}
		}
	}
}

// TestRowsAreLeftOutFirst: what follows a wish to leave out what stands there twice works
// on what remains.
func TestRowsAreLeftOutFirst(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"drop duplicates and draw a bar chart of amount per city": "n3 table-conversion table=@r.csv map[unique:true]; n1 table-question-answering question=\"draw a bar chart of amount per city\" table=n3; n2 chart-generation table=n1.rows map[kind:bar]",
		"remove the duplicates, then total amount per city":       "n2 table-conversion table=@r.csv map[unique:true]; n1 table-question-answering question=\"total amount per city\" table=n2",
		"去重后按城市统计金额":                                              "n2 table-conversion table=@r.csv map[language:zh unique:true]; n1 table-question-answering question=\"按城市统计金额\" table=n2",
		"先删除重复的行，然后看看哪个城市金额最高":                                    "n2 table-conversion table=@r.csv map[language:zh unique:true]; n1 table-question-answering question=\"看看哪个城市金额最高\" table=n2",
	} {
		if got := planned(t, p, text, plan.Given{Name: "r.csv", Type: port.Table}); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
}
