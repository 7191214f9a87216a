package realtime_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/openai/realtime"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/limit"
)

// line is a client's end of a session.
type line struct {
	t    *testing.T
	conn *websocket.Conn
}

// none is a catalogue without models.
type none struct{ *catalog.Catalog }

func (none) Choose(context.Context, catalog.Need) ([]catalog.Choice, error) { return nil, nil }

// dial opens a session of a program without models.
func dial(t *testing.T, l callee.Limits) line {
	t.Helper()
	desk := realtime.Desk{
		Models: callee.Desk{Models: none{catalog.New()}, Limits: l}, Log: slog.New(slog.DiscardHandler),
		Fail: func(w http.ResponseWriter, _ *http.Request, err error) {
			http.Error(w, err.Error(), http.StatusBadRequest)
		},
	}
	h := httptest.NewServer(http.HandlerFunc(desk.Serve))
	t.Cleanup(h.Close)
	conn, _, err := websocket.Dial(t.Context(), h.URL+"?intent=transcription", nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.CloseNow() }) // it has ended, one way or another
	end := line{t, conn}
	end.until("session.created")
	return end
}

func (l line) send(event string) {
	l.t.Helper()
	if err := l.conn.Write(context.WithoutCancel(l.t.Context()), websocket.MessageText, []byte(event)); err != nil {
		l.t.Fatal(err)
	}
}

// until reads events up to one of a kind, which it returns.
func (l line) until(kind string) string {
	l.t.Helper()
	ctx, cancel := context.WithTimeout(l.t.Context(), time.Minute)
	defer cancel()
	for {
		_, b, err := l.conn.Read(ctx)
		if err != nil {
			l.t.Fatalf("before %s: %v", kind, err)
		}
		var e struct {
			Type string `json:"type"`
		}
		if err := json.Unmarshal(b, &e); err != nil {
			l.t.Fatal(err)
		}
		if e.Type == kind {
			return string(b)
		}
	}
}

func update(in string) string {
	return `{"type":"session.update","session":{"type":"transcription","audio":{"input":{` + in + `}}}}`
}

func TestARefusedUpdateChangesNothing(t *testing.T) {
	t.Parallel()
	l := dial(t, nil)
	l.send(update(`"transcription":{"model":"lab/first"},"turn_detection":{"type":"server_vad","silence_duration_ms":400}`))
	before := l.until("session.updated")
	for _, in := range []string{
		`"transcription":{"model":"lab/second"},"format":{"type":"audio/mp3"}`,
		`"transcription":{"model":"lab/second"},"format":{"type":"audio/pcma","rate":16000}`,
		`"transcription":{"model":"lab/second"},"noise_reduction":{"type":"near_field"}`,
		`"transcription":{"model":"lab/second","keywords":["x"]}`,
		`"transcription":{"model":"lab/second"},"turn_detection":{"type":"semantic_vad"}`,
		`"turn_detection":{"silence_duration_ms":300,"prefix_padding_ms":-1}`,
		`"turn_detection":{"prefix_padding_ms":9000000000000000000}`,
		`"turn_detection":{"silence_duration_ms":-5}`,
		`"turn_detection":{"threshold":1.5}`,
		`"transcription":{"model":"lab/second","language":7}`,
	} {
		l.send(update(in))
		if told := l.until("error"); !strings.Contains(told, "invalid_request_error") {
			t.Errorf("%s: %s", in, told)
		}
		l.send(update(""))
		after := l.until("session.updated")
		if strings.Contains(after, "second") || session(t, after) != session(t, before) {
			t.Errorf("after %s it is %s", in, after)
		}
	}
}

// session is what an event tells of the session.
func session(t *testing.T, event string) string {
	t.Helper()
	var e struct {
		Session json.RawMessage `json:"session"`
	}
	if err := json.Unmarshal([]byte(event), &e); err != nil {
		t.Fatal(err)
	}
	return string(e.Session)
}

// Whatever a client sends, the session goes on.
func FuzzEvent(f *testing.F) {
	f.Add([]byte(update(`"turn_detection":{"prefix_padding_ms":-1}`)))
	f.Add([]byte(update(`"turn_detection":{"threshold":1e300,"silence_duration_ms":1}`)))
	f.Add([]byte(update(`"turn_detection":null,"format":{"type":"audio/pcm","rate":24000}`)))
	f.Add([]byte(`{"type":"input_audio_buffer.append","audio":"AAA="}`))
	f.Add([]byte(`{"type":"session.update"}`))
	f.Add([]byte(update(`"format":{"type":"audio/pcma"}`)))
	f.Add([]byte(`{"type":"transcription_session.update","session":{"input_audio_format":"g711_ulaw"}}`))
	f.Add([]byte(`[]`))
	quiet := base64.StdEncoding.EncodeToString(make([]byte, 24000))
	loud := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("\x00\x40\x00\xc0", 6000)))
	f.Fuzz(func(t *testing.T, event []byte) {
		l := dial(t, nil)
		l.send(string(event))
		for _, sound := range []string{quiet, loud, quiet, quiet} {
			l.send(`{"type":"input_audio_buffer.append","audio":"` + sound + `"}`)
		}
		l.send(`{"type":"input_audio_buffer.clear"}`)
		l.until("input_audio_buffer.cleared")
	})
}

// one lets one request pass.
type one struct{ asked atomic.Int64 }

func (o *one) Request(context.Context) (s limit.Standing, err error) {
	if o.asked.Add(1) > 1 {
		err = fault.Later(fault.Exhausted, time.Second, "the limit is reached")
	}
	return s, err
}

func TestEachTurnIsARequest(t *testing.T) {
	t.Parallel()
	l := dial(t, &one{})
	l.send(update(`"transcription":{"model":"lab/none"},"turn_detection":null`))
	l.until("session.updated")
	for _, says := range []string{"lab/none", "the limit is reached"} {
		l.send(`{"type":"input_audio_buffer.append","audio":"` + base64.StdEncoding.EncodeToString(make([]byte, 4800)) + `"}`)
		l.send(`{"type":"input_audio_buffer.commit"}`)
		if told := l.until("conversation.item.input_audio_transcription.failed"); !strings.Contains(told, says) {
			t.Errorf("%s, want %q", told, says)
		}
	}
}
