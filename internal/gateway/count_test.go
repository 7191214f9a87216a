package gateway_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"iter"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/gateway"
	"github.com/tenonhub/tenon/internal/port"
)

// teller answers what it is made of, in pieces as a network gives them.
type teller struct {
	engine.Func
	reply engine.Reply
}

func (s teller) Talk(context.Context, engine.Talk) (engine.Reply, error) { return s.reply, nil }

// told asks a model that answers so, and returns the answer and what is heard of its usage.
func told(t *testing.T, media, said string, counted bool, cut func(io.Reader) io.Reader) (passed, heard string) {
	t.Helper()
	w := &watch{}
	d := &desk{model: catalog.Model{Ref: keywords, Engine: "test", Task: "text-generation"}}
	reply := engine.Reply{Media: media, Counted: counted, ReadCloser: io.NopCloser(cut(strings.NewReader(said)))}
	f := fleet.New(map[string]fleet.Berth{"test": {Engine: teller{reply: reply}, Slots: 1}}, 0)
	g := gateway.New(d, f, d, gateway.Options{Watch: w})
	r, err := g.Talk(t.Context(), engine.Talk{Model: keywords, Body: json.RawMessage(`{}`)})
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	return string(b), w.heard[len(w.heard)-1]
}

var cuts = map[string]func(io.Reader) io.Reader{
	"whole": func(r io.Reader) io.Reader { return r }, "byte by byte": iotest.OneByteReader,
	"in halves": iotest.HalfReader, "with its end": iotest.DataErrReader,
}

func TestUsageIsReadWhereverItStands(t *testing.T) {
	t.Parallel()
	const usage = `{"prompt_tokens": 7, "completion_tokens":3,"details":{"a":[1,{"usage":{"prompt_tokens":99}}]}}`
	for name, c := range map[string]struct{ media, said, heard string }{
		"at the end":         {"application/json", `{"choices":[{"message":{"content":"\"usage\":{\"prompt_tokens\":1}"}}],"usage":` + usage + `}`, "end 7 3 <nil>"},
		"at the beginning":   {"application/json", `{"usage" : ` + usage + `, "choices":[{"message":{"content":"` + strings.Repeat("x{", 20000) + `"}}]}`, "end 7 3 <nil>"},
		"of something else":  {"application/json", `{"choices":[{"usage":` + usage + `}],"object":"usage","x":":"}`, "end 0 35 <nil>"},
		"null":               {"application/json", `{"usage":null}`, "end 0 3 <nil>"},
		"negative":           {"application/json", `{"usage":{"prompt_tokens":-7,"completion_tokens":3}}`, "end 0 3 <nil>"},
		"in a stream":        {"text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"{\"}}],\"usage\":null}\n\n: a comment \" {\n\ndata: {\"choices\":[],\"usage\":" + usage + "}\n\ndata: [DONE]\n\n", "end 7 3 <nil>"},
		"after a broken one": {"text/event-stream", "data: {\"choices\":[{\"delta\":{\"content\":\"{\n\ndata: {\"usage\":" + usage + "}\n\n", "end 7 3 <nil>"},
		"an unusual zero":    {"application/json", `{"usage":{}}` + strings.Repeat(" ", 100), "end 0 0 <nil>"},
		"never in a stream":  {"text/event-stream", ": {}\n\nevent: {}\ndata: {\"choices\":[]}\n\ndata: {\"choices\":[{}]}\n\ndata: [DONE]\n\n", "end 0 2 <nil>"},
		"nothing":            {"text/event-stream", "", "end 0 0 <nil>"},
	} {
		for how, cut := range cuts {
			passed, heard := told(t, c.media, c.said, false, cut)
			if heard != c.heard || passed != c.said {
				t.Errorf("%s, %s: heard %q, and it passed as it is: %v", name, how, heard, passed == c.said)
			}
		}
	}
}

// Whoever leaves before the usage is told pays for what it has read.
func TestWhoLeavesEarlyPays(t *testing.T) {
	t.Parallel()
	const asked = `{"messages":[{"content":"a question of \"many\" words"},{"url":"data:image/png;base64,AAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}]}`
	picture := strings.Replace(asked, "many", strings.Repeat("QUJD", 1000), 1)
	for name, c := range map[string]struct {
		body string
		in   int64
	}{
		"a question":        {body: asked, in: int64(len(`messagescontenta question of \"many\" wordsurl`) / 4)},
		"a picture":         {body: `{"content":"` + strings.Repeat("QUJD", 1000) + `"}`, in: int64(len("content") / 4)},
		"a long text":       {body: picture, in: int64((len(`messagescontenta question of \"\" wordsurl`) + 4000) / 4)},
		"what is no object": {body: `{"a`, in: 0},
		"a very long text":  {body: `{"content":"` + strings.Repeat("word ", 1<<20) + `"}`, in: int64((len("content") + 5<<20) / 4)},
	} {
		d := &desk{model: catalog.Model{Ref: keywords, Engine: "test", Task: "text-generation"}}
		said := strings.Repeat("data: {\"choices\":[{\"delta\":{\"content\":\"word \"}}]}\n\n", 500)
		rest := "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":500}}\n\ndata: [DONE]\n\n"
		reply := engine.Reply{Media: "text/event-stream", Counted: true, ReadCloser: io.NopCloser(strings.NewReader(said + rest))}
		f := fleet.New(map[string]fleet.Berth{"test": {Engine: teller{reply: reply}, Slots: 1}}, 0)
		var l paid
		g := gateway.New(d, f, d, gateway.Options{Limits: &l})
		r, err := g.Talk(t.Context(), engine.Talk{Model: keywords, Body: json.RawMessage(c.body)})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(r, make([]byte, len(said))); err != nil {
			t.Fatal(err)
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		if len(l) != 1 || l[0] != 500+c.in {
			t.Errorf("%s: paid %v, want %d", name, l, 500+c.in)
		}
	}
}

// paid is what calls have used.
type paid []int64

func (p *paid) Enter(context.Context) (func(int64), error) {
	return func(tokens int64) { *p = append(*p, tokens) }, nil
}

// speaker gives words one by one, and tells the usage at its end.
type speaker struct{}

func (speaker) Run(context.Context, engine.Request) iter.Seq2[engine.Event, error] {
	return func(yield func(engine.Event, error) bool) {
		for range 100 {
			if !yield(engine.Event{Text: "word "}, nil) {
				return
			}
		}
		yield(engine.Event{Out: port.Values{}, Usage: engine.Usage{TokensIn: 1, TokensOut: 90}}, nil)
	}
}

func TestWhoStopsAWorkEarlyPays(t *testing.T) {
	t.Parallel()
	for stop, want := range map[int]int64{40: 40 + 2, 1000: 91} {
		d := &desk{model: catalog.Model{Ref: keywords, Engine: "test", Task: "keyword-extraction"}}
		var l paid
		g := gateway.New(d, fleet.New(map[string]fleet.Berth{"test": {Engine: speaker{}, Slots: 1}}, 0), d, gateway.Options{Limits: &l})
		req, n := request(nil), 0
		req.In = port.Values{"text": {port.NewText("12345678")}}
		for _, err := range g.Do(t.Context(), req) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n == stop {
				break
			}
		}
		if len(l) != 1 || l[0] != want {
			t.Errorf("after %d pieces: paid %v, want %d", n, l, want)
		}
	}
}

// A usage that the gateway alone asked for does not reach the client.
func TestAUsageThatNobodyAskedForIsKept(t *testing.T) {
	t.Parallel()
	const before = ": hello\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"\\\"usage\\\"\"}}],\"usage\":null}\n\n"
	const usage = "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n"
	const with = "data: {\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\r\n\r\n"
	for name, c := range map[string]struct{ said, passed string }{
		"an event of its own":    {before + usage + "data: [DONE]\n\n", before + "data: [DONE]\n\n"},
		"no end after it":        {before + usage, before},
		"beside a piece":         {before + with + "data: [DONE]\n\n", before + with + "data: [DONE]\n\n"},
		"without a last newline": {before + "data: [DONE]", before + "data: [DONE]"},
		"one alone":              {strings.TrimSuffix(usage, "\n\n") + "\r\n\r\ndata: [DONE]\r\n\r\n", "data: [DONE]\r\n\r\n"},
	} {
		for how, cut := range cuts {
			passed, heard := told(t, "text/event-stream", c.said, true, cut)
			if passed != c.passed {
				t.Errorf("%s, %s: %q passed", name, how, passed)
			}
			if want := fmt.Sprint(strings.Contains(c.said, "prompt_tokens")); want != fmt.Sprint(heard == "end 7 3 <nil>") {
				t.Errorf("%s, %s: heard %q", name, how, heard)
			}
		}
	}
}

func FuzzUsage(f *testing.F) {
	f.Add(`{"usage":{"prompt_tokens":7}}`, true)
	f.Add("data: {\"choices\":[],\"usage\":{}}\n\ndata: [DONE]\n\n", true)
	f.Add(`{"a":"\"`, false)
	f.Fuzz(func(t *testing.T, said string, stream bool) {
		media := "application/json"
		if stream {
			media = "text/event-stream"
		}
		passed, _ := told(t, media, said, false, iotest.OneByteReader)
		if passed != said {
			t.Fatalf("%q passed as %q", said, passed)
		}
		one, heardOne := told(t, media, said, stream, iotest.OneByteReader)
		whole, heardWhole := told(t, media, said, stream, cuts["whole"])
		if one != whole || heardOne != heardWhole {
			t.Fatalf("in pieces %q and %s, whole %q and %s", one, heardOne, whole, heardWhole)
		}
	})
}
