// Package isolate runs an engine in a confined process of its own, one for
// each request, so that a hostile picture, document or table can end nothing
// but its own answer. It looks like the engine that it wraps.
//
//	parent: Engine.Run ── request.json, in-0, in-1, … ──▶ box ◀── out-0, out-1, …
//	child:  Serve      ── a line of JSON for each event ─▶ standard output
package isolate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/sandbox"
)

// Child is the name under which sandbox.Main must know Serve.
const Child = "engine"

const requestFile = "request.json"

// value is a port.Value whose bytes are in a file of the box, if File is set.
type value struct {
	port.Value
	File string `json:"file,omitempty"`
}

type values map[string][]value

type request struct {
	Engine  string
	Request engine.Request // without In
	In      values
}

// line is what the child prints: an event or the failure that ends the answer.
type line struct {
	Event engine.Event // without Out
	Out   values       `json:",omitempty"`
	Fault *failure     `json:",omitempty"`
}

type failure struct {
	Kind         fault.Kind
	Subject, Msg string
	Cause        string // for the log
}

// Engine runs another engine, known to Serve by its name, in confined
// processes. It is safe for concurrent use.
type Engine struct {
	name   string
	limits sandbox.Limits
}

// New returns an engine that runs the engine of that name in processes of
// their own, each under the limits l; an input may have as many bytes as l has
// disk.
func New(name string, l sandbox.Limits) *Engine {
	return &Engine{name: name, limits: l.Complete()}
}

// Memory is the limit of one request, in bytes.
func (e *Engine) Memory() int64 { return e.limits.Memory }

// Run implements engine.Engine.
func (e *Engine) Run(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	return func(yield func(engine.Event, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(engine.Event{}, fault.Wrap(err, fault.Canceled, "canceled"))
			return
		}
		box, err := sandbox.New(e.limits)
		if err != nil {
			yield(engine.Event{}, err)
			return
		}
		defer box.Close()
		if err := e.send(box, req); err != nil {
			yield(engine.Event{}, err)
			return
		}
		e.run(ctx, box, req, yield)
	}
}

func (e *Engine) send(box *sandbox.Box, req engine.Request) error {
	r := request{Engine: e.name, Request: req, In: values{}}
	r.Request.In = nil
	files := 0
	for name, vs := range req.In {
		for _, v := range vs {
			sent := value{Value: v}
			if v.Body != nil || v.Text == "" && v.Digest != "" {
				sent.File = fmt.Sprintf("in-%d", files)
				files++
				n, err := put(box, sent.File, v, e.limits.Disk)
				if err != nil {
					return about(v, name, err)
				}
				sent.Size = n
			}
			r.In[name] = append(r.In[name], sent)
		}
	}
	b, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("send a request to %s: %w", e.name, err)
	}
	_, err = box.Put(requestFile, strings.NewReader(string(b)), 1<<62)
	return err
}

func put(box *sandbox.Box, file string, v port.Value, limit int64) (int64, error) {
	r, err := v.Open()
	if err != nil {
		return 0, fmt.Errorf("open an input: %w", err)
	}
	defer r.Close()
	return box.Put(file, r, limit)
}

// about names the input that a fault without a subject is about.
func about(v port.Value, name string, err error) error {
	var f *fault.Error
	if errors.As(err, &f) && f.Subject == "" {
		named := *f
		if named.Subject = v.Name; v.Name == "" {
			named.Subject = "input " + name
		}
		return &named
	}
	return err
}

// run runs the child and passes its events on.
func (e *Engine) run(ctx context.Context, box *sandbox.Box, req engine.Request, yield func(engine.Event, error) bool) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		_, err := box.Run(ctx, sandbox.Command{Name: req.Model.String(), Child: Child, Stdout: in})
		_ = in.Close()
		ended <- err
	}()
	wait := func() error {
		_, _ = io.Copy(io.Discard, out)
		return <-ended
	}
	lines := json.NewDecoder(out)
	for {
		var l line
		if err := lines.Decode(&l); err != nil {
			yield(engine.Event{}, unfinished(ctx, req, errors.Join(wait(), ignoreEnd(err))))
			return
		}
		switch {
		case l.Fault != nil:
			_ = wait()
			yield(engine.Event{}, l.Fault.err())
			return
		case l.Out != nil:
			if err := wait(); err != nil {
				yield(engine.Event{}, unfinished(ctx, req, err))
				return
			}
			l.Event.Out = received(box, l.Out)
			yield(l.Event, nil)
			return
		case !yield(l.Event, nil):
			cancel()
			_ = wait()
			return
		}
	}
}

func ignoreEnd(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// unfinished is the error of a child that ended without an answer.
func unfinished(ctx context.Context, req engine.Request, err error) error {
	if ctx.Err() != nil {
		return fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	}
	exit, failed := errors.AsType[*sandbox.Exit](err)
	switch {
	case err == nil:
		return fmt.Errorf("%s ended without an answer", req.Model)
	case failed && strings.Contains(exit.Stderr, "panic:"):
		return &fault.Error{
			Kind: fault.Invalid, Subject: req.Model.String(), Err: errors.Join(err, errors.New(exit.Stderr)),
			Msg: "it broke on this input, which may be damaged; save it again in another format",
		}
	}
	return err
}

func received(box *sandbox.Box, vs values) port.Values {
	out := port.Values{}
	for name, list := range vs {
		out[name] = make([]port.Value, len(list))
		for i, v := range list {
			if v.File != "" {
				v.Body = func() (io.ReadCloser, error) { return box.Open(v.File) }
			}
			out[name][i] = v.Value
		}
	}
	return out
}

func (f *failure) err() error {
	if f.Kind == "" || f.Kind == fault.Internal {
		return errors.New(f.Cause)
	}
	e := &fault.Error{Kind: f.Kind, Subject: f.Subject, Msg: f.Msg}
	if f.Cause != "" {
		e.Err = errors.New(f.Cause)
	}
	return e
}
