package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
)

// TestFactsAreNoQuestionsToATextOrSound: how much of something there is, is counted, and
// what only sounds like it goes where it went.
func TestFactsAreNoQuestionsToATextOrSound(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"@contract.pdf How many pages does this contract have?":                     "n1 document-information document=@contract.pdf",
		"@contract.pdf 合同有几页？":                                                      "n1 document-information document=@contract.pdf map[language:zh]",
		"@call.mp3 How long is this recording?":                                     "n1 audio-information audio=@call.mp3",
		"@call.mp3 这段录音多长？变成1.5倍速":                                                  "n1 audio-information audio=@call.mp3 map[language:zh]; n2 audio-speed audio=@call.mp3 map[factor:1.5]",
		"@film.mp4 How long is the video? Make a gif of the first 3 seconds":        "n1 video-information video=@film.mp4; n2 video-to-gif video=@film.mp4 map[end:3]",
		"@film.mp4 视频有多长，分辨率是多少？":                                                   "n1 video-information video=@film.mp4 map[language:zh]",
		"@fruit.jpg 这照片多大尺寸，主要是什么颜色":                                                "n1 image-information image=@fruit.jpg map[language:zh]",
		"@fruit.jpg how many pixels wide is this picture?":                          "n1 image-information image=@fruit.jpg",
		"@fruit.jpg what are the main colours":                                      "n1 image-information image=@fruit.jpg",
		"@fruit.jpg which colors are in the picture":                                "n1 image-information image=@fruit.jpg",
		"@fruit.jpg 这张图片的分辨率和主色":                                                    "n1 image-information image=@fruit.jpg map[language:zh]",
		"@fruit.jpg tell me its dimensions, then make it 300 wide":                  "n1 image-information image=@fruit.jpg; n2 image-resizing image=@fruit.jpg map[width:300]",
		"@fruit.jpg 图片的尺寸是多少":                                                       "n1 image-information image=@fruit.jpg map[language:zh]",
		"@fruit.jpg 把分辨率提高一倍":                                                       "n1 image-super-resolution image=@fruit.jpg map[scale:2]",
		"@fruit.jpg 把大小改成一半":                                                        "n1 image-resizing image=@fruit.jpg map[percent:50]",
		"@fruit.jpg make the colours stronger":                                      "n1 image-color-enhancement image=@fruit.jpg map[look:vivid]",
		"@会议纪要.txt 把会议纪要翻译成英文":                                                      "n1 translation text=@会议纪要.txt map[target:en]",
		"@call.wav 这段录音有多长，里面说话的时间占多少":                                              "n1 audio-information audio=@call.wav map[language:zh]; n2 voice-activity-detection audio=@call.wav",
		"@call.wav how much of it is silence?":                                      "n1 voice-activity-detection audio=@call.wav",
		"@call.wav 语速放慢一半":                                                          "n1 audio-speed audio=@call.wav map[factor:0.5]",
		"@fruit.jpg crop it square and make it black n white":                       "n1 image-resizing image=@fruit.jpg map[shape:square]; n2 image-color-enhancement image=n1 map[look:black-and-white]",
		"@会议纪要.txt 会议什么时候开的，都有谁参加？":                                                 "n1 question-answering question=\"会议什么时候开的\" text=@会议纪要.txt; n2 question-answering question=\"都有谁参加？\" text=@会议纪要.txt",
		"@会议纪要.txt 文中提到的人都有谁？":                                                      "n1 token-classification text=@会议纪要.txt",
		"@sales.csv bar chart of revenue per month, png, 800 wide":                  "n1 table-question-answering question=\"bar chart of revenue per month, png\" table=@sales.csv; n2 chart-generation table=n1.rows map[format:png kind:bar]; n3 image-resizing image=n2 map[width:800]",
		"@memo.wav type up what was said in the voice memo and save as a text file": "n1 automatic-speech-recognition audio=@memo.wav",
		// What is not about the file as such.
		"@article.txt how long is the notice period?":             "n1 question-answering question=\"how long is the notice period?\" text=@article.txt",
		"@文章.txt 合同期限多长？":                                         "n1 question-answering question=\"合同期限多长？\" text=@文章.txt",
		"@文章.txt 用几句话总结这篇文章":                                      "n1 summarization text=@文章.txt",
		"@film.mp4 cut it to 4 seconds":                           "n1 video-trim video=@film.mp4 map[end:4]",
		"@sales.csv How many rows are there?":                     "n1 table-question-answering question=\"How many rows are there?\" table=@sales.csv",
		"@article.txt Translate the first 3 sentences to Spanish": "n1 text-excerpt text=@article.txt map[part:the first 3 sentences]; n2 translation text=n1 map[target:es]",
	} {
		name, said, _ := strings.Cut(text, " ")
		plans, err := p.Plan(t.Context(), plan.Request{Text: said, Given: attached([]string{name[1:]})}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %v %v", text, plans, err)
			continue
		}
		if got := drawn(plans[0].Graph); got != want {
			t.Errorf("%s:\n%s %s\nwant\n%s", text, got, plans[0].Question, want)
		}
	}
}
