package isolate

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/sandbox"
)

// Serve is the child's side: it answers the request in its box by the engine
// that the request names.
func Serve(engines map[string]engine.Engine) sandbox.Child {
	return func(ctx context.Context, _ []string) error {
		lines := json.NewEncoder(os.Stdout)
		os.Stdout = os.Stderr // what an engine prints is no event
		req, e, err := receive(engines)
		if err != nil {
			return err
		}
		files := 0
		for ev, err := range e.Run(ctx, req) {
			l := line{Event: ev}
			l.Event.Out = nil
			switch {
			case err != nil:
				l.Fault = failed(err)
			case ev.Out != nil:
				if l.Out, err = keep(ev.Out, &files); err != nil {
					return err
				}
			}
			if err := lines.Encode(l); err != nil {
				return fmt.Errorf("write an event: %w", err)
			}
		}
		return nil
	}
}

func receive(engines map[string]engine.Engine) (req engine.Request, e engine.Engine, err error) {
	b, err := os.ReadFile(requestFile)
	if err != nil {
		return req, nil, fmt.Errorf("read the request: %w", err)
	}
	var r request
	if err := json.Unmarshal(b, &r); err != nil {
		return req, nil, fmt.Errorf("read the request: %w", err)
	}
	e, ok := engines[r.Engine]
	if !ok {
		return req, nil, fmt.Errorf("no engine %q is served", r.Engine)
	}
	req, req.In = r.Request, port.Values{}
	for name, vs := range r.In {
		for _, v := range vs {
			if v.File != "" {
				v.Body = func() (io.ReadCloser, error) { return os.Open(v.File) }
			}
			req.In[name] = append(req.In[name], v.Value)
		}
	}
	return req, e, nil
}

// keep writes the bytes of vs into the box; short words go with the event.
func keep(vs port.Values, files *int) (values, error) {
	kept := values{}
	for name, list := range vs {
		kept[name] = make([]value, len(list))
		for i, v := range list {
			k := value{Value: v}
			if v.Body != nil {
				k.File = fmt.Sprintf("out-%d", *files)
				*files++
				n, err := write(k.File, v)
				if err != nil {
					return nil, fmt.Errorf("keep output %s: %w", name, err)
				}
				k.Size = n
			}
			kept[name][i] = k
		}
	}
	return kept, nil
}

func write(file string, v port.Value) (int64, error) {
	r, err := v.Open()
	if err != nil {
		return 0, err
	}
	defer r.Close()
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return 0, err
	}
	n, err := io.Copy(f, r)
	return n, errors.Join(err, f.Close())
}

func failed(err error) *failure {
	e, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return &failure{Cause: err.Error()}
	}
	return &failure{Kind: e.Kind, Subject: e.Subject, Msg: e.Msg, Cause: err.Error()}
}
