package assistant_test

import (
	"bytes"
	"context"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// makes is a model that makes a file of its input and its own name.
func makes(out string, v port.Value) engine.Func {
	return func(_ context.Context, req engine.Request) (port.Values, error) {
		made := v
		made.Text = "" // its bytes are those of a file
		body := "made by " + req.Model.Name
		for _, values := range req.In {
			b, err := values[0].Read(1 << 20)
			if err != nil {
				return nil, err
			}
			body += " of " + string(b)
		}
		kept := port.NewText(body)
		made.Body, made.Size = kept.Open, kept.Size
		return port.Values{out: {made}}, nil
	}
}

func reads(id, name, source string, t task.ID, why ...string) graph.Node {
	from := graph.Source{Node: source}
	if strings.Contains(source, ".") {
		from = graph.Source{Given: source}
	}
	return graph.Node{ID: id, Task: t, In: map[string][]graph.Source{name: {from}}, Why: why}
}

// TestWhatIsMadeOnTheWayIsNotSaved: of files that were made from each other the
// last is saved, and the others only where the request wants them too.
func TestWhatIsMadeOnTheWayIsNotSaved(t *testing.T) {
	t.Parallel()
	picture := []assistant.Given{{Value: port.Value{Type: port.Image, Media: "image/jpeg", Name: "a.jpg", Text: "pixels"}}}
	film := []assistant.Given{{Value: port.Value{Type: port.Video, Media: "video/mp4", Name: "a.mp4", Text: "frames"}}}
	resize := reads("n1", "image", "a.jpg", "image-resizing", "400 wide")
	resize.Params = task.Params{"width": 400.0}
	grey := reads("n2", "image", "n1", "image-color-enhancement", "grey")
	grey.Params = task.Params{"look": "black-and-white"}
	again := reads("n3", "image", "n2", "image-conversion", "as png")
	again.Params = task.Params{"format": "png"}
	aloud := reads("n2", "text", "n1", "text-to-speech", "read it")
	mp3 := reads("n3", "audio", "n2", "audio-conversion", "mp3")
	for name, c := range map[string]struct {
		text  string
		nodes []graph.Node
		files []assistant.Given
		want  []string
	}{
		"a chain":           {"400 wide and grey", []graph.Node{resize, grey}, picture, []string{"a-grey.png"}},
		"Chinese":           {"宽400，再变黑白", []graph.Node{resize, grey}, picture, []string{"a-grey.png"}},
		"both are wanted":   {"400 wide and grey, keep both files", []graph.Node{resize, grey}, picture, []string{"a-grey.png", "a-small.jpg"}},
		"both, in Chinese":  {"宽400，再变黑白，彩色的那张也保留", []graph.Node{resize, grey}, picture, []string{"a-grey.png", "a-small.jpg"}},
		"a format it has":   {"400 wide, grey, as png", []graph.Node{resize, grey, again}, picture, []string{"a-grey.png"}},
		"speech":            {"summarise, read it, mp3", []graph.Node{reads("n1", "text", "a.txt", "summarization", "summarise"), aloud, mp3}, given, []string{"speech.mp3"}},
		"a still of a film": {"320 wide, then a frame", []graph.Node{reads("n1", "video", "a.mp4", "video-resizing", "320 wide"), reads("n2", "video", "n1", "video-thumbnail", "a frame")}, film, []string{"a-320.jpg", "a-320.mp4"}},
		"only words follow": {"400 wide, and read the text in it", []graph.Node{resize, reads("n2", "image", "n1", "optical-character-recognition", "the text")}, picture, []string{"a-small.jpg"}},
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: c.nodes}})
		w.model("small", "image-resizing", 0.5, makes("image", port.Value{Type: port.Image, Media: "image/jpeg", Name: "a-small.jpg"}))
		w.model("grey", "image-color-enhancement", 0.5, makes("image", port.Value{Type: port.Image, Media: "image/png", Name: "a-grey.png"}))
		w.model("converter", "image-conversion", 0.5, makes("image", port.Value{Type: port.Image, Media: "image/png", Name: "converted.png"}))
		w.model("film", "video-resizing", 0.5, makes("video", port.Value{Type: port.Video, Media: "video/mp4", Name: "a-320.mp4"}))
		w.model("frame", "video-thumbnail", 0.5, makes("image", port.Value{Type: port.Image, Media: "image/jpeg", Name: "a-320.jpg"}))
		w.model("summary", "summarization", 0.5, upper)
		w.model("reader", "optical-character-recognition", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			return port.Values{"text": {port.NewText("EXIT")}}, nil
		})
		w.model("voice", "text-to-speech", 0.5, makes("audio", port.Value{Type: port.Audio, Media: "audio/wav", Name: "speech.wav"}))
		w.model("mp3", "audio-conversion", 0.5, makes("audio", port.Value{Type: port.Audio, Media: "audio/mpeg", Name: "speech.mp3"}))
		run := w.do(t, assistant.Request{Text: c.text, Given: c.files})
		var got []string
		for _, v := range run.Artefacts {
			got = append(got, v.Name)
		}
		slices.Sort(got)
		if run.State != assistant.Done || !slices.Equal(got, c.want) {
			t.Errorf("%s: %s, saved %v, want %v; %s%s", name, run.State, got, c.want, run.Answer, run.Error)
		}
		if w.calls["converter"] > 0 {
			t.Errorf("%s: a PNG was converted to PNG", name)
		}
	}
}

// TestWordsAreSavedAsText: in a file where the request wants one, under the name
// that it says, and only the last words.
func TestWordsAreSavedAsText(t *testing.T) {
	t.Parallel()
	summary := reads("n1", "text", "a.txt", "summarization", "summarise")
	chain := []graph.Node{summary, reads("n2", "text", "n1", "translation", "translate")}
	chain[1].Params = task.Params{"target": "fr"}
	for text, c := range map[string]struct {
		nodes []graph.Node
		want  string
	}{
		"summarise it":                           {[]graph.Node{summary}, ""},
		"summarise it and save it as txt":        {[]graph.Node{summary}, "a-summary.txt"},
		"summarise it, save as section3.txt":     {[]graph.Node{summary}, "section3.txt"},
		"总结一下，存成txt":                             {[]graph.Node{summary}, "a-summary.txt"},
		"总结一下，保存为 摘要.txt":                        {[]graph.Node{summary}, "摘要.txt"},
		"summarise what I wrote in a.txt":        {[]graph.Node{summary}, ""},
		"summarise, translate and save as a txt": {chain, "a-translation.txt"},
		"summarise it and read it, save as mp3":  {[]graph.Node{summary}, ""},
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: c.nodes}})
		w.model("summary", "summarization", 0.5, upper)
		w.model("translator", "translation", 0.5, upper)
		run := w.do(t, assistant.Request{Text: text, Given: given})
		var names []string
		for _, v := range run.Artefacts {
			names = append(names, v.Name)
			if !strings.Contains(run.Answer, v.Text) || v.Text == "" {
				t.Errorf("%s: the file holds %q, the answer is %q", text, v.Text, run.Answer)
			}
		}
		if got := strings.Join(names, " "); run.State != assistant.Done || got != c.want {
			t.Errorf("%s: %s, saved %q, want %q; %s", text, run.State, got, c.want, run.Error)
		}
	}
}

// TestAFileOfTextIsThatOfItsStep: the words of a picture or recording are saved, and not
// what was asked of them besides, unless that is to be the file.
func TestAFileOfTextIsThatOfItsStep(t *testing.T) {
	t.Parallel()
	picture := []assistant.Given{{Value: port.Value{Type: port.Image, Media: "image/png", Name: "a.png", Text: "pixels"}}}
	for text, c := range map[string]struct{ why, asked, want string }{
		"图上的字转成txt，顺便数一数有多少字":                                              {"图上的字", "顺便数一数有多少字", "NO PARKING"},
		"把图片里的文字存成txt，再告诉我有几行":                                             {"图片里的文字", "有几行", "NO PARKING"},
		"Save the text in this picture as a txt, and how many words is it": {"text in this picture", "how many words", "NO PARKING"},
		"Read the words, save them as words.txt and count them":            {"Read the words", "count them", "NO PARKING"},
		"Count the words, and save the text in the picture as txt":         {"text in the picture", "Count the words", "NO PARKING"},
		"Read the text in it, count the words and save the count as txt":   {"Read the text", "count the words", "2 words"},
		"识别文字，数数有多少字，存成txt":                                                {"识别文字", "数数有多少字", "2 words"},
	} {
		asks := reads("n2", "text", "n1", "question-answering", c.asked)
		asks.In["question"] = []graph.Source{{Text: c.asked}}
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{reads("n1", "image", "a.png", "optical-character-recognition", c.why), asks}}})
		w.model("reader", "optical-character-recognition", 0.5, heard(0, "NO PARKING"))
		w.model("answers", "question-answering", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			return port.Values{"answer": {port.NewText("2 words")}}, nil
		})
		run := w.do(t, assistant.Request{Text: text, Given: picture})
		if len(run.Artefacts) != 1 || run.Artefacts[0].Text != c.want || !strings.Contains(run.Answer, "2 words") {
			t.Errorf("%s: %s, saved %v, want %q; %s%s", text, run.State, run.Artefacts, c.want, run.Answer, run.Error)
		}
	}
}

// TestWordsStandBesideTheDocumentThatNothingWrites: as text, where a PDF or Word document was
// asked for.
func TestWordsStandBesideTheDocumentThatNothingWrites(t *testing.T) {
	t.Parallel()
	for undone, want := range map[string]int{"write Word documents: words can be saved as txt": 1, "生成 PDF 文件：文字可以存成 txt": 1, "fade in or out": 0} {
		w := newWorld(plan.Plan{Confidence: 0.9, Undone: []string{undone}, Graph: graph.Graph{Nodes: []graph.Node{reads("n1", "text", "a.txt", "summarization", "summarise")}}})
		w.model("summary", "summarization", 0.5, upper)
		run := w.do(t, assistant.Request{Text: "summarise it", Given: given})
		if len(run.Artefacts) != want || len(run.Beside) != want || want > 0 && run.Artefacts[0].Name != "a-summary.txt" {
			t.Errorf("%s: saved %v, beside the answer %v", undone, run.Artefacts, run.Beside)
		}
	}
}

// TestWhatWasCutIsSaid: “cut the first 5 seconds” may be meant either way.
func TestWhatWasCutIsSaid(t *testing.T) {
	t.Parallel()
	film := []assistant.Given{{Value: port.Value{Type: port.Video, Media: "video/mp4", Name: "a.mp4", Text: "frames"}}}
	for _, c := range []struct {
		params task.Params
		why    string
		text   string
		want   []string
	}{
		{task.Params{"start": 5.0}, "sound out", "cut it", []string{"The first 5 s were removed.", "The sound was taken out as a file of its own"}},
		{task.Params{"end": 5.0}, "the audio", "cut it", []string{"Only the first 5 s were kept."}},
		{task.Params{"start": 2.5, "end": 6.0}, "声音去掉", "剪一下", []string{"保留了第 2.5 秒到第 6 秒。", "声音已提取成单独的文件"}},
		{task.Params{"start": 3.0}, "音频", "剪一下", []string{"去掉了开头 3 秒。"}},
	} {
		cut := reads("n1", "video", "a.mp4", "video-trim", "cut")
		cut.Params = c.params
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{cut, reads("n2", "video", "n1", "video-to-audio", c.why)}}})
		w.model("cutter", "video-trim", 0.5, makes("video", port.Value{Type: port.Video, Media: "video/mp4", Name: "a-part.mp4"}))
		w.model("sound", "video-to-audio", 0.5, makes("audio", port.Value{Type: port.Audio, Media: "audio/wav", Name: "a.wav"}))
		run := w.do(t, assistant.Request{Text: c.text, Given: film})
		for _, said := range c.want {
			if !strings.Contains(run.Answer, said) {
				t.Errorf("%v: the answer lacks %q: %s%s", c.params, said, run.Answer, run.Error)
			}
		}
		if both := strings.Contains(run.Answer, "silence the film") || strings.Contains(run.Answer, "没有声音"); both != (len(c.want) > 1) {
			t.Errorf("%s: %s", c.why, run.Answer)
		}
	}
}

// TestOfACutThatNobodyNamedNothingIsSaid: that of the rest of a film is told by what it is for.
func TestOfACutThatNobodyNamedNothingIsSaid(t *testing.T) {
	t.Parallel()
	cut := reads("n1", "video", "a.mp4", "video-trim", "")
	cut.Params, cut.Why = task.Params{"start": 5.0}, nil
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{cut, reads("n2", "video", "n1", "video-muting", "mute the rest")}}})
	w.model("cutter", "video-trim", 0.5, makes("video", port.Value{Type: port.Video, Media: "video/mp4", Name: "a-part.mp4"}))
	w.model("muter", "video-muting", 0.5, makes("video", port.Value{Type: port.Video, Media: "video/mp4", Name: "a-silent.mp4"}))
	run := w.do(t, assistant.Request{Text: "mute the rest", Given: []assistant.Given{{Value: port.Value{Type: port.Video, Media: "video/mp4", Name: "a.mp4", Text: "frames"}}}})
	if run.State != assistant.Done || strings.Contains(run.Answer, "were removed") {
		t.Errorf("%s %s %s", run.State, run.Answer, run.Error)
	}
}

// TestWhatSilenceWasCutIsSaid: that of the ends alone may not be what is meant.
func TestWhatSilenceWasCutIsSaid(t *testing.T) {
	t.Parallel()
	for text, c := range map[string]struct {
		params task.Params
		want   string
	}{
		"trim the silence": {task.Params{"silence": true}, "off both ends only; to shorten the pauses within as well, say “remove all the pauses”."},
		"停顿都剪短":            {task.Params{"silence": true, "pauses": true}, "中间的每处停顿缩短为 0.3 秒。"},
	} {
		cut := reads("n1", "audio", "a.wav", "audio-trim", "cut")
		cut.Params = c.params
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{cut}}})
		w.model("cutter", "audio-trim", 0.5, makes("audio", port.Value{Type: port.Audio, Media: "audio/wav", Name: "a-part.wav"}))
		run := w.do(t, assistant.Request{Text: text, Given: []assistant.Given{{Value: port.Value{Type: port.Audio, Media: "audio/wav", Name: "a.wav", Text: "sound"}}}})
		if !strings.Contains(run.Answer, c.want) {
			t.Errorf("%s: %s %s", text, run.Answer, run.Error)
		}
	}
}

// TestAFileIsNamedByWhatItHolds: also where its model gives it no name or a wrong one.
func TestAFileIsNamedByWhatItHolds(t *testing.T) {
	t.Parallel()
	film := []assistant.Given{{Value: port.Value{Type: port.Video, Media: "video/mp4", Name: "v.mp4", Text: "frames"}}}
	for want, made := range map[string]port.Value{
		"v.gif":         {Type: port.Image, Media: "image/gif"},
		"v-moving.gif":  {Type: port.Image, Media: "image/gif", Name: "v-moving.png"},
		"v-gif.jpg":     {Type: port.Image, Media: "image/jpeg"},
		"moving.jpeg":   {Type: port.Image, Media: "image/jpeg", Name: "moving.jpeg"},
		"v-1.5x.webp":   {Type: port.Image, Media: "image/webp", Name: "v-1.5x"},
		"v-gif.png":     {Type: port.Image, Media: "image/unknown"},
		"anything.heic": {Type: port.Image, Media: "image/unknown", Name: "anything.heic"},
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{reads("n1", "video", "v.mp4", "video-to-gif", "gif")}}})
		w.model("gif", "video-to-gif", 0.5, makes("image", made))
		run := w.do(t, assistant.Request{Text: "make a gif", Given: film})
		if len(run.Artefacts) != 1 || run.Artefacts[0].Name != want {
			t.Errorf("%s %q is called %v, want %s; %s", made.Media, made.Name, run.Artefacts, want, run.Error)
		}
	}
}

// TestAWorkbookIsKeptAsItIs: rows may be a file whose bytes are no text.
func TestAWorkbookIsKeptAsItIs(t *testing.T) {
	t.Parallel()
	book := []byte("PK\x03\x04\xff\xfe\x00\x80")
	n := reads("n1", "table", "a.csv", "table-question-answering", "list them")
	n.In["question"] = []graph.Source{{Text: "list them"}}
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{n}}})
	w.model("table", "table-question-answering", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		rows := port.Value{Type: port.Table, Media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Name: "a-answer.xlsx", Size: int64(len(book))}
		rows.Body = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(book)), nil }
		return port.Values{"answer": {port.NewText("two rows")}, "rows": {rows}}, nil
	})
	table := []assistant.Given{{Value: port.Value{Type: port.Table, Name: "a.csv", Text: "x\n1\n"}}}
	run := w.do(t, assistant.Request{Text: "list them, as xlsx", Given: table})
	if run.State != assistant.Done || len(run.Artefacts) != 1 {
		t.Fatalf("%s %s %v", run.State, run.Error, run.Artefacts)
	}
	if v := run.Artefacts[0]; v.Text != "" || !bytes.Equal(w.blobs[v.Digest], book) || v.Size != int64(len(book)) {
		t.Errorf("kept is %q %q of %d bytes, not %q", v.Text, w.blobs[v.Digest], v.Size, book)
	}
}

// TestATranscriptBesideSubtitles: where words are asked for as well as subtitles, both are files.
func TestATranscriptBesideSubtitles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"make subtitles and a transcript":                {"a-transcript.txt", "a.srt"},
		"transcribe to txt and srt":                      {"a-transcript.txt", "a.srt"},
		"the words as text, and an srt":                  {"a-transcript.txt", "a.srt"},
		"生成srt字幕，同时要文字":                                  {"a-transcript.txt", "a.srt"},
		"转成字幕和文字稿":                                       {"a-transcript.txt", "a.srt"},
		"make subtitles":                                 {"a.srt"},
		"做成srt字幕":                                        {"a.srt"},
		"write down what she says in this voice message": {"a.srt"},
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{reads("n1", "audio", "a.wav", "automatic-speech-recognition", "transcribe")}}})
		w.model("ears", "automatic-speech-recognition", 0.5, func(context.Context, engine.Request) (port.Values, error) {
			srt := port.NewText("1\n00:00:01,000 --> 00:00:02,000\nhello\n")
			srt.Media, srt.Name = "application/x-subrip", "a.srt"
			return port.Values{"text": {port.NewText("hello")}, "subtitles": {srt}}, nil
		})
		run := w.do(t, assistant.Request{Text: text, Given: []assistant.Given{{Value: port.Value{Type: port.Audio, Media: "audio/wav", Name: "a.wav", Text: "RIFF"}}}})
		var got []string
		for _, v := range run.Artefacts {
			got = append(got, v.Name)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
}
