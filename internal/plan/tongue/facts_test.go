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
		"@contract.pdf How many pages does this contract have?":              "n1 document-information document=@contract.pdf",
		"@contract.pdf 合同有几页？":                                               "n1 document-information document=@contract.pdf map[language:zh]",
		"@call.mp3 How long is this recording?":                              "n1 audio-information audio=@call.mp3",
		"@call.mp3 这段录音多长？变成1.5倍速":                                           "n1 audio-information audio=@call.mp3 map[language:zh]; n2 audio-speed audio=@call.mp3 map[factor:1.5]",
		"@film.mp4 How long is the video? Make a gif of the first 3 seconds": "n1 video-information video=@film.mp4; n2 video-to-gif video=@film.mp4 map[end:3]",
		"@film.mp4 视频有多长，分辨率是多少？":                                            "n1 video-information video=@film.mp4 map[language:zh]",
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
