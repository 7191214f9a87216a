package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
)

// TestLaterStepsReadWhatIsMeant holds requests against their graphs: what a code
// is made of, what is read aloud after a summary or a list, and which pictures
// are looked at.
func TestLaterStepsReadWhatIsMeant(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"生成一个二维码，内容是 https://tenon.example/join，再加一句中文朗读“欢迎加入” | ":                                            `n1 barcode-generation text="https://tenon.example/join" map[format:qr]; n2 text-to-speech text="欢迎加入" map[language:zh]`,
		`read "Welcome" aloud and make a QR code that says "Hello" | `:                                        `n1 text-to-speech text="Welcome"; n2 barcode-generation text="Hello" map[format:qr]`,
		"Make a QR code for the wifi text WIFI:T:WPA;S:cafe;P:latte123;; and save it as svg | ":               `n1 barcode-generation text="WIFI:T:WPA;S:cafe;P:latte123;;" map[file:svg format:qr]`,
		"用 https://tenon.example 生成一个二维码，保存为svg | ":                                                           `n1 barcode-generation text="https://tenon.example" map[file:svg format:qr]`,
		"make an SVG barcode of 4006381333931 as EAN-13 | ":                                                   `n1 barcode-generation text="4006381333931" map[file:svg format:ean13]`,
		"做成svg格式的二维码 | i.txt":                                                                                 `n1 barcode-generation text=@i.txt map[file:svg format:qr]`,
		"qr code for mailto:info@example.com please | ":                                                       `n1 barcode-generation text="mailto:info@example.com" map[format:qr]`,
		"QR code for tel:+44123456, thanks | ":                                                                `n1 barcode-generation text="tel:+44123456" map[format:qr]`,
		"make a qr code: see you at 5, please | ":                                                             `n1 barcode-generation text="see you at 5" map[format:qr]`,
		"what do I have to pay? make a QR code with the invoice number | i.txt":                               `n1 question-answering question="what do I have to pay?" text=@i.txt; n2 question-answering question="What is the invoice number?" text=@i.txt; n3 barcode-generation text=n2 map[format:qr]`,
		"把发票号码做成二维码 | i.txt":                                                                                  `n1 question-answering question="发票号码是多少？" text=@i.txt; n2 barcode-generation text=n1 map[format:qr]`,
		"find the email addresses and make a QR code of the first one | i.txt":                                `n1 token-classification text=@i.txt; n2 barcode-generation text=n1 map[format:qr]`,
		"find the dates and make a barcode of the last date | i.txt":                                          `n1 token-classification text=@i.txt; n2 barcode-generation text=n1`,
		"用合同里的甲方电话生成二维码 | i.txt":                                                                              `n1 question-answering question="甲方电话是多少？" text=@i.txt; n2 barcode-generation text=n1 map[format:qr]`,
		"make a QR code of this text | i.txt":                                                                 `n1 barcode-generation text=@i.txt map[format:qr]`,
		"extract keywords and make a QR code of them | i.txt":                                                 `n1 keyword-extraction text=@i.txt; n2 barcode-generation text=n1 map[format:qr]`,
		"识别二维码，然后把里面的网址重新生成一个更大的二维码 | qr.png":                                                                 `n1 barcode-reading image=@qr.png; n2 barcode-generation text=n1 map[format:qr]`,
		"summary of two sentences, then read the summary aloud | a.txt":                                       `n1 summarization text=@a.txt map[sentences:2]; n2 text-to-speech text=n1`,
		"Shorten the article and read it out | a.txt":                                                         `n1 summarization text=@a.txt; n2 text-to-speech text=n1`,
		"Shorten this contract to max 50 words and read it out as mp3 | c.txt":                                `n1 summarization text=@c.txt map[length:50]; n2 text-to-speech text=n1; n3 audio-conversion audio=n2 map[format:mp3]`,
		"Make a summary of max 60 words, then translate it to Spanish and read it out loud, save mp3 | a.txt": `n1 summarization text=@a.txt map[length:60]; n2 translation text=n1 map[target:es]; n3 text-to-speech text=n2; n4 audio-conversion audio=n3 map[format:mp3]`,
		"把文章缩短到50字以内，然后朗读 | a.txt":                                                                            `n1 summarization text=@a.txt map[length:50]; n2 text-to-speech text=n1`,
		"Identify the language, then extract keywords and read them aloud | s.txt":                            `n1 language-identification text=@s.txt; n2 keyword-extraction text=@s.txt; n3 text-to-speech text=n2`,
		"extract keywords and translate the article to Spanish | a.txt":                                       `n1 keyword-extraction text=@a.txt; n2 translation text=@a.txt map[target:es]`,
		"read the code and put the photo next to it | photo.jpg qr.png":                                       `n1 barcode-reading image=@qr.png; n2 image-stitching images=@photo.jpg,@qr.png map[layout:horizontal]`,
		"read the code and put the photo next to it | a.jpg b.png":                                            `n1 barcode-reading image=@a.jpg; n2 barcode-reading image=@b.png; n3 image-stitching images=@a.jpg,@b.png map[layout:horizontal]`,
		"把这段视频剪成前5秒并去掉声音 | v.mp4":                                                                             `n1 video-trim video=@v.mp4 map[end:5]; n2 video-muting video=n1`,
		"去掉这段视频的声音 | v.mp4":                                                                                   `n1 video-muting video=@v.mp4`,
		"put subtitles on this video and mute it | v.mp4":                                                     `n1 video-to-audio video=@v.mp4; n2 automatic-speech-recognition audio=n1; n3 subtitle-burning subtitles=n2.subtitles video=@v.mp4; n4 video-muting video=n3`,
		"Put subtitles on this video and make it half as wide | v.mp4":                                        `n1 video-to-audio video=@v.mp4; n2 automatic-speech-recognition audio=n1; n3 subtitle-burning subtitles=n2.subtitles video=@v.mp4; n4 video-resizing video=n3`,
		"Put subtitles on this video and resize it to 320 pixels wide | v.mp4":                                `n1 video-to-audio video=@v.mp4; n2 automatic-speech-recognition audio=n1; n3 subtitle-burning subtitles=n2.subtitles video=@v.mp4; n4 video-resizing video=n3 map[width:320]`,
		"Put subtitles on this video and scale it to 320 pixels wide | v.mp4":                                 `n1 video-to-audio video=@v.mp4; n2 automatic-speech-recognition audio=n1; n3 subtitle-burning subtitles=n2.subtitles video=@v.mp4; n4 video-resizing video=n3 map[width:320]`,
		"make this video half as wide | v.mp4":                                                                `n1 video-resizing video=@v.mp4`,
		"把通知第三条单独拿出来，存成txt | n.docx":                                                                          `n1 document-text-extraction document=@n.docx; n2 text-excerpt text=n1 map[part:第三条]`,
		"Show me the average amount per region and a line chart of the quantity over time | s.csv":            `n1 table-question-answering question="Show me the average amount per region" table=@s.csv; n2 chart-generation table=@s.csv map[kind:line x:time y:[quantity]]`,
		"What does the sign in this photo say? | photo.jpg":                                                   `n1 optical-character-recognition image=@photo.jpg`,
		"what do the codes say? | photo.jpg qr.png":                                                           `n1 barcode-reading image=@photo.jpg; n2 barcode-reading image=@qr.png`,
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
		if got != want {
			t.Errorf("%s:\n%s\nwant\n%s", line, got, want)
		}
	}
}

// TestAPartOfADocumentIsToldAlone: its reading is not what the request speaks of.
func TestAPartOfADocumentIsToldAlone(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"把通知第三条单独拿出来，存成txt", "extract the text of section 3"} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: attached([]string{"n.docx"})}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) != 2 {
			t.Fatal(text, plans, err)
		}
		if read, part := plans[0].Graph.Nodes[0], plans[0].Graph.Nodes[1]; len(read.Why) > 0 || part.Task != "text-excerpt" || len(part.Why) == 0 {
			t.Errorf("%s: %s for %q, then %s for %q", text, read.Task, read.Why, part.Task, part.Why)
		}
	}
}
