package telemetry_test

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	otlp "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/gateway"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/telemetry"
)

// receiver is a collector: it takes traces by OTLP over HTTP.
type receiver struct {
	url   string
	mu    sync.Mutex
	spans map[string]*otlp.Span
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	c := &receiver{spans: map[string]*otlp.Span{}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		var got collector.ExportTraceServiceRequest
		if err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Content-Type") != "application/x-protobuf" || proto.Unmarshal(b, &got) != nil {
			t.Errorf("%s %s is no export of traces", r.Method, r.URL.Path)
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, resource := range got.GetResourceSpans() {
			for _, scope := range resource.GetScopeSpans() {
				for _, span := range scope.GetSpans() {
					c.spans[span.GetName()] = span
				}
			}
		}
	}))
	t.Cleanup(s.Close)
	c.url = s.URL
	return c
}

// attributes of a span, as text.
func attributes(s *otlp.Span) map[string]string {
	all := map[string]string{}
	for _, a := range s.GetAttributes() {
		all[a.GetKey()] = strings.Trim(a.GetValue().String(), " ")
	}
	return all
}

// silent hears and keeps nothing.
type silent struct{ heard *[]string }

func (s silent) Begin(ctx context.Context, _ catalog.Model) (context.Context, gateway.Progress) {
	*s.heard = append(*s.heard, "begin")
	return ctx, s
}
func (s silent) Lent()                   { *s.heard = append(*s.heard, "lent") }
func (s silent) Answered()               { *s.heard = append(*s.heard, "answered") }
func (s silent) End(engine.Usage, error) { *s.heard = append(*s.heard, "end") }

func TestARequestIsTracedToItsEngine(t *testing.T) {
	t.Parallel()
	c := newReceiver(t)
	tracer, err := telemetry.Open(t.Context(), c.url+"/", "v1")
	if err != nil {
		t.Fatal(err)
	}
	var asked http.Header
	backend := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = r.Header }))
	defer backend.Close()
	var heard []string
	model := catalog.Model{Ref: ref.Model{Owner: "lab", Name: "chat-1"}, Engine: "remote", Task: "text-generation"}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/{what}", func(w http.ResponseWriter, r *http.Request) {
		ctx, seen := tracer.Watch(silent{&heard}).Begin(r.Context(), model)
		seen.Lent()
		req, err := http.NewRequestWithContext(ctx, http.MethodPost, backend.URL, strings.NewReader("x"))
		if err != nil {
			t.Error(err)
			return
		}
		resp, err := (&http.Client{Transport: tracer.Transport(http.DefaultTransport)}).Do(req)
		if err != nil {
			t.Error(err)
			return
		}
		_ = resp.Body.Close() // nothing is in it
		seen.Answered()
		seen.End(engine.Usage{TokensIn: 3, TokensOut: 4}, nil)
	})
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	for _, ask := range []*http.Request{httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/v1/chat/completions", nil), httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/healthz", nil)} {
		ask.Header.Set("Traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
		tracer.Handler(mux).ServeHTTP(httptest.NewRecorder(), ask)
	}
	_, failed := tracer.Watch(silent{&heard}).Begin(t.Context(), catalog.Model{Ref: ref.Model{Owner: "lab", Name: "lame"}})
	failed.End(engine.Usage{}, fault.New(fault.Unavailable, "a leg is missing"))
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := tracer.Close(ctx); err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	request, call, queue, work := c.spans["POST /v1/chat/{what}"], c.spans["call lab/chat-1"], c.spans["queue"], c.spans["engine"]
	if request == nil || call == nil || queue == nil || work == nil || len(c.spans) != 5 {
		t.Fatalf("there are %d spans: %v", len(c.spans), c.spans)
	}
	if string(call.GetParentSpanId()) != string(request.GetSpanId()) || string(work.GetParentSpanId()) != string(call.GetSpanId()) || len(work.GetEvents()) != 1 {
		t.Error("the spans do not hang together")
	}
	if got := attributes(call); !strings.Contains(got["gen_ai.request.model"], "lab/chat-1") || !strings.Contains(got["gen_ai.usage.output_tokens"], "4") {
		t.Errorf("the call has %v", got)
	}
	if lame := c.spans["call lab/lame"]; lame.GetStatus().GetCode() != otlp.Status_STATUS_CODE_ERROR || lame.GetStatus().GetMessage() != string(fault.Unavailable) {
		t.Errorf("a failure is told as %v", lame.GetStatus())
	}
	if got := asked.Get("Traceparent"); !strings.HasPrefix(got, "00-0af7651916cd43dd8448eb211c80319c-") || strings.Contains(got, "b7ad6b7169203331") {
		t.Errorf("the server that was asked hears %q", got)
	}
	if got := strings.Join(heard, " "); got != "begin lent answered end begin end" {
		t.Errorf("who listens too heard %s", got)
	}
}

func TestWhatIsNoCollectorIsSaid(t *testing.T) {
	t.Parallel()
	if _, err := telemetry.Open(t.Context(), "127.0.0.1:4318", "v1"); !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v", err)
	}
}
