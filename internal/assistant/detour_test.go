package assistant_test

import (
	"context"
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

// TestWhatCannotBeDoneToAFileIsPassedOver: what comes after works on the file as it was
// before; what makes another kind of thing leaves nothing to work on.
func TestWhatCannotBeDoneToAFileIsPassedOver(t *testing.T) {
	t.Parallel()
	picture := []assistant.Given{{Value: port.Value{Type: port.Image, Media: "image/jpeg", Name: "a.jpg", Text: "pixels"}}}
	ink := reads("n1", "image", "a.jpg", "image-style-transfer", "ink")
	ink.Params = task.Params{"style": "ink"}
	border := reads("n2", "image", "n1", "image-to-image", "a border")
	border.In["prompt"] = []graph.Source{{Text: "a border"}}
	png := reads("n3", "image", "n2", "image-conversion", "as png")
	png.Params = task.Params{"format": "png"}
	first := border
	first.In = map[string][]graph.Source{"image": {{Given: "a.jpg"}}, "prompt": border.In["prompt"]}
	for name, c := range map[string]struct {
		nodes []graph.Node
		want  []string
		lacks int
	}{
		"between two": {[]graph.Node{ink, border, png}, []string{"a.png of a.jpg of pixels"}, 1},
		"first":       {[]graph.Node{first, png}, []string{"a.png of pixels"}, 1},
		"last":        {[]graph.Node{ink, border}, []string{"a.jpg of pixels"}, 1},
		"a film of it": {[]graph.Node{ink, reads("n2", "image", "n1", "image-to-video", "a film"), func() graph.Node {
			n := reads("n3", "video", "n2", "video-conversion", "as webm")
			n.Params = task.Params{"format": "webm"}
			return n
		}()}, []string{"a.jpg of pixels"}, 2},
	} {
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: c.nodes}})
		as := func(name string) engine.Func {
			return func(_ context.Context, req engine.Request) (port.Values, error) {
				b, err := req.In["image"][0].Read(1 << 10)
				made := port.NewText(name + " of " + string(b))
				return port.Values{"image": {{Type: port.Image, Name: name, Size: made.Size, Body: made.Open}}}, err
			}
		}
		w.model("ink", "image-style-transfer", 0.5, as("a.jpg"))
		w.model("converter", "image-conversion", 0.5, as("a.png"))
		w.model("films", "video-conversion", 0.5, upper)
		run := w.do(t, assistant.Request{Text: "x", Given: picture})
		var got []string
		for _, v := range run.Artefacts {
			got = append(got, string(w.blobs[v.Digest]))
		}
		if run.State != assistant.Done || !slices.Equal(got, c.want) || len(run.Lacking) != c.lacks {
			t.Errorf("%s: %s, saved %q, want %q; lacking %q %s", name, run.State, got, c.want, run.Lacking, run.Error)
		}
	}
}

// linguist is a world that reads a notice aloud in any language, translates from Spanish to
// English, and knows Chinese, Spanish and English when it sees them.
func linguist(notice string, nodes ...graph.Node) *world {
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: nodes}})
	w.model("reader", "optical-character-recognition", 0.5, heard(0, notice))
	w.model("voice", "text-to-speech", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
		b, err := req.In["text"][0].Read(1 << 10)
		return port.Values{"audio": {{Type: port.Audio, Media: "audio/wav", Name: "a.wav", Size: int64(len(b)), Body: port.NewText(string(b)).Open}}}, err
	})
	w.model("translator", "translation", 0.5, heard(0, "The meeting is on Tuesday."))
	w.models[len(w.models)-1].Pairs = []string{"es-en"}
	w.model("answers", "question-answering", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
		b, err := req.In["text"][0].Read(1 << 10)
		return port.Values{"answer": {port.NewText("found in: " + string(b))}}, err
	})
	w.models[len(w.models)-1].Languages = []string{"en", "zh"}
	w.model("tongues", "language-identification", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
		v, _ := req.In.First("text")
		lang := "en"
		switch {
		case strings.Contains(v.Text, "水"):
			lang = "zh"
		case strings.Contains(v.Text, "reunión"):
			lang = "es"
		}
		return port.Values{"labels": {port.NewLabels([]port.Label{{Name: lang, Score: 0.99}})}}, nil
	})
	return w
}

// TestWhatMayBeInTheLanguageAlreadyIsRead: a picture is read before it is refused to say what
// stands in it in a language that nothing translates into, unless a translation is asked for.
func TestWhatMayBeInTheLanguageAlreadyIsRead(t *testing.T) {
	t.Parallel()
	picture := []assistant.Given{{Value: port.Value{Type: port.Image, Media: "image/png", Name: "a.png", Text: "pixels"}}}
	const chinese, english = "因管道检修，本小区停水一天，请提前储水。", "There will be no running tap in this block on Friday, from nine to four."
	for _, c := range []struct {
		why, notice string
		spoken      bool
		reads       int
	}{
		{"用中文", chinese, true, 1},
		{"in Chinese", chinese, true, 1},
		{"用中文", english, false, 1},
		{"翻译成中文", chinese, false, 0},
		{"translate", english, false, 0},
	} {
		into := reads("n2", "text", "n1", "translation", c.why)
		into.Params = task.Params{"target": "zh"}
		w := linguist(c.notice, reads("n1", "image", "a.png", "optical-character-recognition"), into, reads("n3", "text", "n2", "text-to-speech", "aloud"))
		run := w.do(t, assistant.Request{Text: "x", Given: picture})
		spoken := len(run.Artefacts) == 1 && string(w.blobs[run.Artefacts[0].Digest]) == c.notice
		if spoken != c.spoken || w.calls["reader"] != c.reads || w.calls["translator"] > 0 {
			t.Errorf("%s of %q: %s %v %s, read %d times", c.why, c.notice, run.State, run.Artefacts, run.Error, w.calls["reader"])
		}
		if !spoken && !strings.Contains(run.Error, "into Chinese") && !strings.Contains(run.Error, "to Chinese") {
			t.Errorf("%s of %q is refused with %q", c.why, c.notice, run.Error)
		}
	}
}

// TestAQuestionIsAskedOfTheTranslation: where it is in its language, and not in that of the text.
func TestAQuestionIsAskedOfTheTranslation(t *testing.T) {
	t.Parallel()
	const spanish, english = "La reunión de la comunidad de vecinos será el martes a las siete.", "The meeting of the neighbours is on Tuesday at seven in the evening."
	for _, c := range []struct {
		question, letter string
		translated       bool
	}{
		{"tell me when the meeting is", spanish, true},
		{"When do they meet?", spanish, true},
		{"¿Cuándo es la reunión de los vecinos?", spanish, false},
		{"什么时候开会", spanish, false},
		{"tell me when the meeting is", english, false},
	} {
		into := reads("n1", "text", "a.txt", "translation", "translate")
		into.Params = task.Params{"target": "en"}
		asks := reads("n2", "text", "a.txt", "question-answering", c.question)
		asks.In["question"] = []graph.Source{{Text: c.question}}
		w := linguist("", into, asks)
		run := w.do(t, assistant.Request{Text: "x", Given: []assistant.Given{{Value: port.Value{Type: port.Text, Media: "text/plain", Name: "a.txt", Text: c.letter}}}})
		if got := strings.Contains(run.Answer, "found in: The meeting is on Tuesday."); got != c.translated || run.State != assistant.Done {
			t.Errorf("%s of %q: %s %s%s", c.question, c.letter, run.State, run.Answer, run.Error)
		}
	}
}

// TestWhatNoModelCanTellOfATextIsToldOfItsTranslation: where one is made into a language that a model knows.
func TestWhatNoModelCanTellOfATextIsToldOfItsTranslation(t *testing.T) {
	t.Parallel()
	const spanish, english = "La reunión de la comunidad de vecinos será el martes a las siete.", "The meeting of the neighbours is on Tuesday at seven in the evening."
	for _, c := range []struct {
		letter     string
		known      []string
		translated bool
	}{
		{spanish, []string{"en", "zh"}, true},
		{spanish, []string{"en", "es"}, false},
		{english, []string{"en", "zh"}, false},
	} {
		into := reads("n1", "text", "a.txt", "translation", "translate")
		into.Params = task.Params{"target": "en"}
		w := linguist("", into, reads("n2", "text", "a.txt", "sentiment-analysis", "is it positive"))
		w.model("mood", "sentiment-analysis", 0.5, func(_ context.Context, req engine.Request) (port.Values, error) {
			v, _ := req.In.First("text")
			return port.Values{"labels": {port.NewLabels([]port.Label{{Name: v.Text, Score: 0.9}})}}, nil
		})
		w.models[len(w.models)-1].Languages = c.known
		run := w.do(t, assistant.Request{Text: "x", Given: []assistant.Given{{Value: port.Value{Type: port.Text, Media: "text/plain", Name: "a.txt", Text: c.letter}}}})
		if got := strings.Contains(run.Answer, "The meeting is on Tuesday. (90"); got != c.translated || run.State != assistant.Done || len(run.Lacking) > 0 {
			t.Errorf("%q with a model of %v: %s %s%s %q", c.letter, c.known, run.State, run.Answer, run.Error, run.Lacking)
		}
	}
}

// TestAQuestionToAScanIsAskedOfItsTranslation: what its language is shows when it is read.
func TestAQuestionToAScanIsAskedOfItsTranslation(t *testing.T) {
	t.Parallel()
	into := reads("n2", "text", "n1", "translation", "translate")
	into.Params = task.Params{"target": "en"}
	asks := reads("n3", "text", "n1", "question-answering", "when is the meeting")
	asks.In["question"] = []graph.Source{{Text: "tell me when the meeting is"}}
	w := linguist("La reunión de la comunidad de vecinos será el martes a las siete.", reads("n1", "image", "a.png", "optical-character-recognition"), into, asks)
	run := w.do(t, assistant.Request{Text: "x", Given: []assistant.Given{{Value: port.Value{Type: port.Image, Media: "image/png", Name: "a.png", Text: "pixels"}}}})
	if !strings.Contains(run.Answer, "found in: The meeting is on Tuesday.") {
		t.Errorf("%s %s%s", run.State, run.Answer, run.Error)
	}
}
