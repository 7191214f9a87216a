// Package telemetry tells a collector how requests went, as traces by OTLP: the
// request, the call of a model that it led to, how long that waited, and how long
// its engine worked. What was said stands in none.
package telemetry

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/gateway"
	requests "github.com/tenonhub/tenon/internal/trace"
)

// Tracer makes traces. Close it. It is safe for concurrent use.
type Tracer struct {
	provider *sdktrace.TracerProvider
	tracer   trace.Tracer
	parents  propagation.TraceContext // W3C's
}

// Open returns a Tracer that sends to the collector at an address such as
// http://127.0.0.1:4318, under which it takes /v1/traces. The variables OTEL_… of
// OpenTelemetry's SDKs say more: headers, names of the service, how many traces.
func Open(ctx context.Context, collector, version string) (*Tracer, error) {
	if !strings.HasPrefix(collector, "http://") && !strings.HasPrefix(collector, "https://") {
		return nil, fault.New(fault.Invalid, "the collector's address %q is not like http://127.0.0.1:4318", collector)
	}
	exporter, err := otlptracehttp.New(ctx, otlptracehttp.WithEndpointURL(strings.TrimSuffix(collector, "/")+"/v1/traces"))
	if err != nil {
		return nil, fmt.Errorf("open the way to the collector %s: %w", collector, err)
	}
	from, err := resource.New(ctx, resource.WithAttributes(attribute.String("service.name", "tenon"), attribute.String("service.version", version)), resource.WithFromEnv())
	if err != nil {
		return nil, fmt.Errorf("describe this program to the collector: %w", err)
	}
	p := sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(from))
	return &Tracer{provider: p, tracer: p.Tracer("github.com/tenonhub/tenon")}, nil
}

// Close sends what is not sent yet.
func (t *Tracer) Close(ctx context.Context) error {
	if err := t.provider.Shutdown(ctx); err != nil {
		return fmt.Errorf("send the last traces: %w", err)
	}
	return nil
}

// quiet are the addresses of supervisors, which ask all the time.
var quiet = map[string]bool{"/healthz": true, "/readyz": true, "/metrics": true}

// Handler traces requests to next, as part of the trace that they say they belong to.
func (t *Tracer) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if quiet[r.URL.Path] {
			next.ServeHTTP(w, r)
			return
		}
		ctx := t.parents.Extract(r.Context(), propagation.HeaderCarrier(r.Header))
		ctx, span := t.tracer.Start(ctx, r.Method, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(
			attribute.String("http.request.method", r.Method), attribute.String("url.path", r.URL.Path), attribute.String("tenon.request_id", requests.ID(ctx))))
		defer span.End()
		r = r.WithContext(ctx)
		next.ServeHTTP(w, r)
		if r.Pattern != "" {
			span.SetName(r.Pattern)
			span.SetAttributes(attribute.String("http.route", r.Pattern))
		}
		if answered, ok := w.(interface{ Status() int }); ok {
			span.SetAttributes(attribute.Int("http.response.status_code", answered.Status()))
			if answered.Status() >= http.StatusInternalServerError {
				span.SetStatus(codes.Error, "")
			}
		}
	})
}

// Transport tells the servers that are asked which trace a request is part of.
func (t *Tracer) Transport(next http.RoundTripper) http.RoundTripper { return told{t, next} }

type told struct {
	*Tracer
	next http.RoundTripper
}

func (t told) RoundTrip(r *http.Request) (*http.Response, error) {
	if ctx := r.Context(); trace.SpanContextFromContext(ctx).IsValid() {
		r = r.Clone(ctx)
		t.parents.Inject(ctx, propagation.HeaderCarrier(r.Header))
	}
	return t.next.RoundTrip(r)
}

// Watch traces the calls that next hears of.
func (t *Tracer) Watch(next gateway.Watch) gateway.Watch { return watch{t, next} }

type watch struct {
	*Tracer
	next gateway.Watch
}

// Begin hears that a call waits to be lent its model.
func (w watch) Begin(ctx context.Context, m catalog.Model) (context.Context, gateway.Progress) {
	ctx, whole := w.tracer.Start(ctx, "call "+m.Ref.String(), trace.WithAttributes(
		attribute.String("gen_ai.request.model", m.Ref.String()), attribute.String("tenon.engine", m.Engine), attribute.String("tenon.task", string(m.Task))))
	_, waits := w.tracer.Start(ctx, "queue")
	c := &call{tracer: w.tracer, ctx: ctx, whole: whole, part: waits}
	ctx, c.Progress = w.next.Begin(ctx, m)
	return ctx, c
}

// call is one call. It is not used concurrently.
type call struct {
	gateway.Progress
	tracer trace.Tracer
	ctx    context.Context //nolint:containedctx // of the span of the whole call
	whole  trace.Span
	part   trace.Span // the wait, and then the work
}

func (c *call) Lent() {
	c.part.End()
	_, c.part = c.tracer.Start(c.ctx, "engine")
	c.Progress.Lent()
}

func (c *call) Answered() {
	c.part.AddEvent("first piece of the answer")
	c.Progress.Answered()
}

func (c *call) End(used engine.Usage, err error) {
	if used.TokensIn+used.TokensOut > 0 {
		c.whole.SetAttributes(attribute.Int64("gen_ai.usage.input_tokens", used.TokensIn), attribute.Int64("gen_ai.usage.output_tokens", used.TokensOut))
	}
	if err != nil {
		kind, _ := fault.Of(err) // its words may be those of the request
		c.whole.SetAttributes(attribute.String("error.type", string(kind)))
		c.whole.SetStatus(codes.Error, string(kind))
	}
	c.part.End()
	c.whole.End()
	c.Progress.End(used, err)
}
