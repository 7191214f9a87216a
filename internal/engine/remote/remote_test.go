package remote_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/engine/remote"
	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// lab is a connection "lab" to a fresh server that has everything.
func lab(t *testing.T, o remote.Options) (*remotetest.Server, *remote.Engine) {
	t.Helper()
	s := remotetest.New(t)
	if o.Backoff == 0 {
		o.Backoff = time.Millisecond
	}
	conn := connection(s.URL)
	return s, remote.New(remote.Fixed(conn), &http.Client{}, o)
}

func connection(url string) remote.Connection {
	chat := append(remote.Guess("gpt-4o"), "image-classification")
	return remote.Connection{Name: "lab", BaseURL: url, Key: remotetest.Key, Models: []remote.Model{
		{ID: remotetest.Chat, Tasks: chat[:len(chat)-1]},
		{ID: remotetest.Embedding, Tasks: []task.ID{"feature-extraction", "sentence-similarity"}},
		{ID: remotetest.Image, Tasks: []task.ID{"text-to-image", "image-to-image"}},
		{ID: remotetest.Speech, Tasks: []task.ID{"text-to-speech"}},
		{ID: remotetest.Transcribe, Tasks: []task.ID{"automatic-speech-recognition"}},
	}}
}

// request is a good one of a task, for the model of lab that does it.
func request(t *testing.T, e *remote.Engine, id task.ID, params task.Params, in port.Values) engine.Request {
	t.Helper()
	models, err := e.Models(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	def, err := task.Lookup(string(id))
	if err != nil {
		t.Fatal(err)
	}
	if params, err = def.Complete(params); err != nil {
		t.Fatal(err)
	}
	for _, m := range models {
		if m.Task == id {
			return engine.Request{Model: m.Ref, Task: id, In: in, Params: params}
		}
	}
	t.Fatalf("no model does %s", id)
	return engine.Request{}
}

// run collects the answer: its words as they came, its outputs read.
func run(ctx context.Context, t *testing.T, e engine.Engine, req engine.Request) (streamed string, out map[string]string, last engine.Event, err error) {
	t.Helper()
	for ev, failure := range e.Run(ctx, req) {
		if failure != nil {
			return streamed, out, last, failure
		}
		streamed, last = streamed+ev.Text, ev
		if ev.Out == nil {
			continue
		}
		out = map[string]string{}
		for name, vs := range ev.Out {
			b, err := vs[0].Read(64 << 20)
			if err != nil {
				t.Fatal(err)
			}
			out[name] = string(b)
		}
	}
	return streamed, out, last, nil
}

func text(s string) []port.Value { return []port.Value{port.NewText(s)} }

func file(typ port.Type, media, name string, b []byte) []port.Value {
	return []port.Value{{Type: typ, Media: media, Name: name, Size: int64(len(b)), Body: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(b)), nil
	}}}
}

func picture() []port.Value {
	m := image.NewNRGBA(image.Rect(0, 0, 40, 30))
	m.Set(0, 0, color.NRGBA{255, 255, 255, 255})
	var b bytes.Buffer
	_ = png.Encode(&b, m)
	return file(port.Image, "image/png", "photo.png", b.Bytes())
}

func recording() []port.Value { return file(port.Audio, "audio/wav", "call.wav", make([]byte, 3000)) }

// good are requests of every task that is served, with what the chat model answers.
var good = map[task.ID]struct {
	in     port.Values
	params task.Params
	answer string
}{
	"text-generation":               {port.Values{"prompt": text("Write a line."), "context": text("It rains.")}, nil, "Rain falls."},
	"translation":                   {port.Values{"text": text("Good morning")}, task.Params{"target": "es"}, "Buenos días"},
	"summarization":                 {port.Values{"text": text("Long. Longer.")}, nil, "Short."},
	"text-error-correction":         {port.Values{"text": text("wrogn")}, nil, "wrong"},
	"question-answering":            {port.Values{"text": text("Ada is 36."), "question": text("How old?")}, nil, "36"},
	"table-question-answering":      {port.Values{"table": {port.NewTable("a,b\n1,2\n")}, "question": text("b?")}, nil, "2"},
	"language-identification":       {port.Values{"text": text("Guten Tag")}, nil, `{"labels":[{"label":"de","score":0.9}]}`},
	"sentiment-analysis":            {port.Values{"text": text("I love it")}, nil, `{"labels":[{"label":"neutral","score":0.1},{"label":"positive","score":0.9}]}`},
	"text-classification":           {port.Values{"text": text("Goal!")}, nil, `{"labels":[{"label":"sport","score":1}]}`},
	"zero-shot-classification":      {port.Values{"text": text("Goal!")}, task.Params{"labels": []string{"sport", "food"}}, `{"labels":[{"label":"sport","score":1}]}`},
	"token-classification":          {port.Values{"text": text("Ada met Bob")}, nil, `{"labels":[{"text":"Bob","label":"person","score":1}]}`},
	"keyword-extraction":            {port.Values{"text": text("rain and wind")}, nil, `{"labels":[{"label":"rain","score":1}]}`},
	"image-to-text":                 {port.Values{"image": picture()}, nil, "A dark picture."},
	"visual-question-answering":     {port.Values{"image": picture(), "question": text("What colour?")}, nil, "Black."},
	"document-question-answering":   {port.Values{"image": picture(), "question": text("Who signs?")}, nil, "Ada."},
	"optical-character-recognition": {port.Values{"image": picture()}, nil, "EXIT"},
	"image-classification":          {port.Values{"image": picture()}, nil, `{"labels":[{"label":"night","score":0.8}]}`},
	"feature-extraction":            {port.Values{"text": text("rain")}, nil, ""},
	"sentence-similarity":           {port.Values{"text": text("rain"), "others": {port.NewText("rain"), port.NewText("a fine day")}}, nil, ""},
	"text-to-image":                 {port.Values{"prompt": text("a red dot")}, task.Params{"width": 64.0, "height": 80.0}, ""},
	"image-to-image":                {port.Values{"image": picture(), "prompt": text("invert")}, nil, ""},
	"text-to-speech":                {port.Values{"text": text("Hello")}, nil, ""},
	"automatic-speech-recognition":  {port.Values{"audio": recording()}, nil, ""},
}

func TestContract(t *testing.T) {
	t.Parallel()
	for id, c := range good {
		t.Run(string(id), func(t *testing.T) {
			t.Parallel()
			s, e := lab(t, remote.Options{})
			s.Answer(c.answer, c.answer, c.answer)
			enginetest.Run(t, e, request(t, e, id, c.params, c.in))
		})
	}
}

func TestATextComesAsItIsWritten(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{})
	s.Answer("Rain falls on the  town.\nIt stops.")
	c := good["text-generation"]
	streamed, out, last, err := run(t.Context(), t, e, request(t, e, "text-generation", nil, c.in))
	if err != nil || streamed != "Rain falls on the  town.\nIt stops." || out["text"] != streamed {
		t.Errorf("got %q, %q, %v", streamed, out, err)
	}
	if last.Usage.TokensIn == 0 || last.Usage.TokensOut != 7 {
		t.Errorf("usage %+v", last.Usage)
	}
	body := s.Requests()[0].Body
	want := `"messages":[{"role":"user","content":"\u003ccontext\u003e\nIt rains.\n\u003c/context\u003e\n\nWrite a line."}]`
	if !strings.Contains(body, want) {
		t.Errorf("sent %s", body)
	}
}

func TestThinkingIsLeftOut(t *testing.T) {
	t.Parallel()
	for answer, want := range map[string]string{
		"<think>Hmm, what </think now? Well.</think>\n\nRain falls.": "Rain falls.",
		" <think></think> Rain":        "Rain",
		"<thinking aloud> is an art":   "<thinking aloud> is an art",
		"<th":                          "<th",
		"a <think>b</think>":           "a <think>b</think>",
		"<think>it never comes to end": "",
	} {
		s, e := lab(t, remote.Options{})
		s.Answer(answer)
		streamed, out, _, err := run(t.Context(), t, e, request(t, e, "text-generation", nil, port.Values{"prompt": text("Hi")}))
		if err != nil || streamed != want || out["text"] != want {
			t.Errorf("%q: got %q, %q, %v", answer, streamed, out["text"], err)
		}
	}
}

func TestAConversationIsSentAsItIs(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{})
	turns := `[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"}]`
	in := port.Values{"prompt": {{Type: port.Chat, Media: "application/json", Text: turns}}}
	if _, _, _, err := run(t.Context(), t, e, request(t, e, "text-generation", nil, in)); err != nil {
		t.Fatal(err)
	}
	if body := s.Requests()[0].Body; !strings.Contains(body, `"messages":`+turns) {
		t.Errorf("sent %s", body)
	}
}

func TestTasksBecomePrompts(t *testing.T) {
	t.Parallel()
	for id, want := range map[task.ID][]string{
		"translation":                   {"into Spanish.", `"content":"Good morning"`},
		"summarization":                 {"about a fifth of its length"},
		"question-answering":            {`\u003ctext\u003e\nAda is 36.\n\u003c/text\u003e\n\nHow old?`},
		"table-question-answering":      {`\u003ctable\u003e\na,b\n1,2`},
		"zero-shot-classification":      {"these classes fits what the user writes: sport, food", `"enum":["sport","food"]`, `"strict":true`},
		"sentiment-analysis":            {`"enum":["positive","negative","neutral"]`},
		"keyword-extraction":            {"at most 8"},
		"visual-question-answering":     {`{"type":"image_url","image_url":{"url":"data:image/png;base64,`, "What colour?"},
		"image-to-text":                 {"Describe this picture."},
		"optical-character-recognition": {"line by line, as it stands there. Add nothing"},
	} {
		s, e := lab(t, remote.Options{})
		c := good[id]
		s.Answer(c.answer)
		if _, _, _, err := run(t.Context(), t, e, request(t, e, id, c.params, c.in)); err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		body := s.Requests()[0].Body
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s: %q is not in %.1500s", id, w, body)
			}
		}
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	ada := "Ada met Bob in 巴黎. Ada paid 30 €."
	for name, c := range map[string]struct {
		id     task.ID
		in     string
		params task.Params
		answer string
		want   string
	}{
		"the best first, others left out": {
			"sentiment-analysis", "x", nil,
			`{"labels":[{"label":"neutral","score":0.2},{"label":"happy","score":1},{"label":"positive","score":7}]}`,
			`[{"label":"positive","score":1},{"label":"neutral","score":0.2}]`,
		},
		"a fence and words around": {
			"sentiment-analysis", "x", nil,
			"Sure {yes}:\n```json\n{\"labels\":[{\"label\":\"positive\",\"score\":1}]}\n```", `[{"label":"positive","score":1}]`,
		},
		"a bare list": {"language-identification", "x", nil, `[{"label":"de","score":1}]`, `[{"label":"de","score":1}]`},
		"places in the text, in its order": {
			"token-classification", ada, nil,
			`{"labels":[{"text":"巴黎","label":"place","score":1},{"text":"Ada","label":"person","score":1},{"text":"Ada","label":"person","score":1},{"text":"Eve","label":"person","score":1}]}`,
			`[{"label":"person","score":1,"text":"Ada","end":3},{"label":"place","score":1,"text":"巴黎","start":15,"end":17},{"label":"person","score":1,"text":"Ada","start":19,"end":22}]`,
		},
		"keywords of the text alone, counted": {
			"keyword-extraction", ada,
			task.Params{"count": 1.0},
			`{"labels":[{"label":"money","score":1},{"label":"Bob","score":0.5},{"label":"Ada","score":0.4}]}`, `[{"label":"Bob","score":0.5,"start":8,"end":11}]`,
		},
		"nothing found": {"token-classification", "x", nil, `{"labels":[]}`, `[]`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, e := lab(t, remote.Options{})
			s.Answer(c.answer)
			streamed, out, _, err := run(t.Context(), t, e, request(t, e, c.id, c.params, port.Values{"text": text(c.in)}))
			if err != nil || out["labels"] != c.want || streamed != "" {
				t.Errorf("got %s, %q, %v\nwant %s", out["labels"], streamed, err, c.want)
			}
		})
	}
}

func TestAnAnswerThatHasNoLabelsIsAFault(t *testing.T) {
	t.Parallel()
	for _, answer := range []string{"I cannot say.", `{"labels":[]}`, `{"labels":"none"}`, `{"labels":[{"label":"glad","score":1}]}`} {
		s, e := lab(t, remote.Options{})
		s.Answer(answer)
		_, _, _, err := run(t.Context(), t, e, request(t, e, "sentiment-analysis", nil, port.Values{"text": text("x")}))
		if kind, msg := fault.Of(err); kind != fault.Unavailable || !strings.HasPrefix(msg, "connection lab: chat-1 ") {
			t.Errorf("%s: got %s %q", answer, kind, msg)
		}
	}
}

func TestAServerThatKnowsLessIsAskedForLess(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{})
	s.Forget("response_format", "stream_options")
	s.Answer("Here: {\"labels\":[{\"label\":\"positive\",\"score\":0.8}]}", "Hola")
	_, out, _, err := run(t.Context(), t, e, request(t, e, "sentiment-analysis", nil, port.Values{"text": text("x")}))
	if err != nil || out["labels"] != `[{"label":"positive","score":0.8}]` {
		t.Errorf("got %v, %v", out, err)
	}
	asked := s.Requests()
	if len(asked) != 2 || !strings.Contains(asked[0].Body, `"response_format":{"type":"json_schema"`) || strings.Contains(asked[1].Body, "response_format") ||
		!strings.Contains(asked[1].Body, "fits this JSON schema: {") {
		t.Errorf("asked %+v", asked)
	}
	_, out, _, err = run(t.Context(), t, e, request(t, e, "translation", task.Params{"target": "es"}, port.Values{"text": text("Hello")}))
	if err != nil || out["text"] != "Hola" {
		t.Errorf("got %v, %v", out, err)
	}
}

func TestSchemaOfARequest(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{})
	s.Answer("```json\n{\"n\": 1}\n```")
	schema := `{"type":"object","properties":{"n":{"type":"number"}},"required":["n"],"additionalProperties":false}`
	_, out, _, err := run(t.Context(), t, e, request(t, e, "text-generation", task.Params{"schema": schema}, port.Values{"prompt": text("one")}))
	if err != nil || out["text"] != `{"n": 1}` {
		t.Errorf("got %v, %v", out, err)
	}
	if body := s.Requests()[0].Body; !strings.Contains(body, `"json_schema":{"name":"text_generation","strict":true,"schema":{"type":"object"`) {
		t.Errorf("sent %s", body)
	}
	_, _, _, err = run(t.Context(), t, e, request(t, e, "text-generation", task.Params{"schema": "{"}, port.Values{"prompt": text("one")}))
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}

func TestEmbeddings(t *testing.T) {
	t.Parallel()
	_, e := lab(t, remote.Options{})
	var vector []float32
	_, out, last, err := run(t.Context(), t, e, request(t, e, "feature-extraction", nil, good["feature-extraction"].in))
	if err != nil || json.Unmarshal([]byte(out["embedding"]), &vector) != nil || len(vector) != 256 || last.Usage.TokensIn != 1 {
		t.Errorf("got %d numbers, %+v, %v", len(vector), last.Usage, err)
	}
	others := []port.Value{port.NewText("cats sleep a lot"), port.NewText("the weather is fine today")}
	for i := range 300 { // more than go in one request
		others = append(others, port.NewText(fmt.Sprintf("filler %d", i)))
	}
	_, out, _, err = run(t.Context(), t, e, request(t, e, "sentence-similarity", nil, port.Values{"text": text("the weather was fine"), "others": others}))
	var labels []port.Label
	if err != nil || json.Unmarshal([]byte(out["labels"]), &labels) != nil || len(labels) != 302 {
		t.Fatalf("got %d labels, %v", len(labels), err)
	}
	if labels[1].Name != "the weather is fine today" || labels[1].Score < 0.7 || labels[1].Score > 1 || labels[0].Score > labels[1].Score {
		t.Errorf("got %+v", labels[:2])
	}
}

func TestPictures(t *testing.T) {
	t.Parallel()
	for name, prepare := range map[string]func(*remotetest.Server){
		"the picture itself":              func(*remotetest.Server) {},
		"an address on the server":        func(s *remotetest.Server) { s.Forget("b64_json") },
		"the format must not be asked of": func(s *remotetest.Server) { s.Forget("response_format") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, e := lab(t, remote.Options{})
			prepare(s)
			for _, id := range []task.ID{"text-to-image", "image-to-image"} {
				_, out, last, err := run(t.Context(), t, e, request(t, e, id, good[id].params, good[id].in))
				if err != nil {
					t.Fatal(err)
				}
				m, err := png.Decode(strings.NewReader(out["image"]))
				if err != nil {
					t.Fatal(err)
				}
				want := map[task.ID]image.Point{"text-to-image": {64, 80}, "image-to-image": {40, 30}}[id]
				if m.Bounds().Size() != want || last.Usage.Pictures != 1 || last.Usage.TokensOut != 100 {
					t.Errorf("got %v, %+v", m.Bounds(), last.Usage)
				}
				if r, _, _, _ := m.At(0, 0).RGBA(); id == "image-to-image" && r != 0 {
					t.Error("the picture was not changed")
				}
				if v := last.Out["image"][0]; v.Media != "image/png" || !strings.HasSuffix(v.Name, ".png") || v.Size != int64(len(out["image"])) {
					t.Errorf("got %+v", v)
				}
			}
		})
	}
}

func TestASizeThatTheServerDoesNotHaveIsNotInsistedOn(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{})
	s.Forget("size", "response_format")
	_, out, _, err := run(t.Context(), t, e, request(t, e, "text-to-image", good["text-to-image"].params, good["text-to-image"].in))
	if err != nil {
		t.Fatal(err)
	}
	if c, err := png.DecodeConfig(strings.NewReader(out["image"])); err != nil || c.Width != 1024 {
		t.Errorf("got %+v, %v", c, err)
	}
}

func TestAPictureElsewhereGoesThroughTheGuard(t *testing.T) {
	t.Parallel()
	var asked string
	s, e := lab(t, remote.Options{Fetch: func(_ context.Context, address string) (io.ReadCloser, error) {
		asked = address
		return nil, fault.About(address, fault.Forbidden, "this is a private address")
	}})
	s.Forget("b64_json")
	s.PicturesElsewhere()
	_, _, _, err := run(t.Context(), t, e, request(t, e, "text-to-image", nil, good["text-to-image"].in))
	if !fault.Is(err, fault.Forbidden) || !strings.HasPrefix(asked, "http://10.1.2.3/") {
		t.Errorf("asked %q, got %v", asked, err)
	}
	s, e = lab(t, remote.Options{})
	s.Forget("b64_json")
	s.PicturesElsewhere()
	if _, _, _, err = run(t.Context(), t, e, request(t, e, "text-to-image", nil, good["text-to-image"].in)); !fault.Is(err, fault.Unavailable) {
		t.Errorf("got %v", err)
	}
}

func TestSpeech(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{})
	long := strings.Repeat("The rain in Spain stays mainly in the plain. ", 200) // 9,000 characters
	events := 0
	req := request(t, e, "text-to-speech", task.Params{"voice": "female", "speed": 1.5}, port.Values{"text": text(long)})
	for ev, err := range e.Run(t.Context(), req) {
		if err != nil {
			t.Fatal(err)
		}
		if events++; ev.Out == nil {
			continue
		}
		v := ev.Out["audio"][0]
		b, err := v.Read(64 << 20)
		if err != nil || v.Media != "audio/mpeg" || v.Name != "speech.mp3" || v.Size != int64(len(b)) || len(b) < 9_000_000/1000 || ev.Usage.Characters != 9000 {
			t.Errorf("got %+v, %d bytes, %+v, %v", v, len(b), ev.Usage, err)
		}
	}
	asked := s.Requests()
	if events != 3 || len(asked) != 3 {
		t.Fatalf("%d events, %d requests", events, len(asked))
	}
	for i, r := range asked {
		var sent struct {
			Input, Voice string
			Speed        float64
		}
		if err := json.Unmarshal([]byte(r.Body), &sent); err != nil || !strings.HasSuffix(sent.Input, "plain.") || sent.Voice != "nova" || sent.Speed != 1.5 {
			t.Errorf("part %d: %.200s, %v", i, r.Body, err)
		}
	}
}

func TestTranscription(t *testing.T) {
	t.Parallel()
	s, e := lab(t, remote.Options{})
	req := request(t, e, "automatic-speech-recognition", task.Params{"language": "zh-CN"}, port.Values{"audio": recording()})
	_, out, last, err := run(t.Context(), t, e, req)
	want := "1\n00:00:00,000 --> 00:00:01,500\nGood morning.\n\n2\n00:00:01,500 --> 00:00:03,000\nThe meeting is on Tuesday at ten.\n\n"
	if err != nil || out["text"] != "Good morning. The meeting is on Tuesday at ten." || out["subtitles"] != want || last.Usage.Seconds != 4 {
		t.Errorf("got %q, %+v, %v", out, last.Usage, err)
	}
	form := s.Requests()[0].Form
	if form["file"] != "call.wav (3000 bytes)" || form["language"] != "zh" || form["model"] != remotetest.Transcribe {
		t.Errorf("sent %v", form)
	}
	req.Params["words"] = true
	if _, out, last, err = run(t.Context(), t, e, req); err != nil {
		t.Fatal(err)
	}
	if v, _ := last.Out.First("subtitles"); !strings.HasPrefix(out["subtitles"], "1\n00:00:00,000 --> 00:00:00,250\nGood\n\n2\n00:00:00,250 --> 00:00:00,500\nmorning.\n\n") || !strings.Contains(v.Media, "cues=words") {
		t.Errorf("single words are %q (%s)", out["subtitles"], v.Media)
	}
	s.Forget("verbose_json")
	_, out, _, err = run(t.Context(), t, e, req)
	if err != nil || !strings.HasPrefix(out["text"], "Good") || out["subtitles"] != "" {
		t.Errorf("got %q, %v", out, err)
	}
}

func TestServersThatDoNotStream(t *testing.T) {
	t.Parallel()
	h := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, ` {"choices":[{"message":{"role":"assistant","content":"Hola"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}`)
	}))
	defer h.Close()
	e := remote.New(remote.Fixed(connection(h.URL)), h.Client(), remote.Options{})
	_, out, last, err := run(t.Context(), t, e, request(t, e, "translation", task.Params{"target": "es"}, port.Values{"text": text("Hello")}))
	if err != nil || out["text"] != "Hola" || last.Usage.TokensOut != 1 {
		t.Errorf("got %v, %+v, %v", out, last.Usage, err)
	}
}

// asked notes where requests go, and how they name the host.
type asked func(address, host string)

func (a asked) RoundTrip(r *http.Request) (*http.Response, error) {
	a(r.URL.String(), r.Host)
	return nil, errors.New("nobody is there")
}

func TestServersAreAskedAtTheirAddresses(t *testing.T) {
	t.Parallel()
	for base, want := range map[string][2]string{
		"http://a/v1":             {"http://a/v1/chat/completions", "a"},
		"http://a:8080/v1/":       {"http://a:8080/v1/chat/completions", "a:8080"},
		"https://a":               {"https://a/chat/completions", "a"},
		"http://[::1]:80/":        {"http://[::1]:80/chat/completions", "[::1]:80"},
		"http://a/b%2Fc/v1":       {"http://a/b%2Fc/v1/chat/completions", "a"},
		"http://a/%E4%BD%A0//":    {"http://a/%E4%BD%A0/chat/completions", "a"},
		"http://a:/v1":            {"http://a/v1/chat/completions", "a"},
		"http://a/v1?version=2&x": {"http://a/v1?version=2&x/chat/completions", "a"},
	} {
		var got [2]string
		client := &http.Client{Transport: asked(func(address, host string) { got = [2]string{address, host} })}
		e := remote.New(remote.Fixed(connection(base)), client, remote.Options{})
		if _, err := e.Talk(t.Context(), engine.Talk{Model: ref.Model{Owner: "lab", Name: remotetest.Chat}, Body: []byte(`{"messages":[]}`)}); err == nil {
			t.Errorf("%s: somebody answers", base)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", base, got, want)
		}
	}
}

func TestModels(t *testing.T) {
	t.Parallel()
	conn := remote.Connection{Name: "lab", BaseURL: "https://lab.example/v1", Key: remotetest.Key, Models: []remote.Model{
		{ID: "org/Model:7b..Q4", Tasks: []task.ID{"text-generation", "translation"}, Languages: []string{"en", "zh"}, Quality: 0.9},
		{ID: "org-Model-7b.Q4", Tasks: []task.ID{"text-generation"}},
	}}
	models, err := remote.New(remote.Fixed(conn), &http.Client{}, remote.Options{}).Models(t.Context())
	if err != nil || len(models) != 3 {
		t.Fatalf("got %+v, %v", models, err)
	}
	for i, want := range []string{"lab/org-Model-7b.Q4", "lab/org-Model-7b.Q4.translation", "lab/org-Model-7b.Q4-2"} {
		m := models[i]
		if parsed, err := ref.ParseModel(m.Ref.String()); err != nil || m.Ref.String() != want || parsed != m.Ref {
			t.Errorf("got %s, want %s", m.Ref, want)
		}
		if !m.Remote || m.Engine != "remote" || !strings.Contains(m.Card, "is sent to lab.example") || strings.Contains(fmt.Sprintf("%+v", m), remotetest.Key) {
			t.Errorf("got %+v", m)
		}
	}
	if models[0].Quality != 0.9 || models[2].Quality != 0.6 || len(models[1].Languages) != 2 {
		t.Errorf("got %+v", models)
	}
}
