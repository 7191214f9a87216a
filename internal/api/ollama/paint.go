package ollama

import (
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/ollama"
)

// paint has a model paint, and tells how far it is where a stream is asked for.
func (s server) paint(w http.ResponseWriter, r *http.Request, req ollama.GenerateRequest, m catalog.Model) {
	out := lines{w: w, stream: req.Stream == nil || *req.Stream}
	start := time.Now()
	res := ollama.GenerateResponse{Model: req.Model, End: ollama.End{Done: true, Reason: "stop"}}
	p, err := painted(req)
	switch {
	case err != nil:
	case req.Prompt == "" && m.Runtime != "":
		res.Reason, err = "load", s.Warm(r.Context(), m.Ref)
	case req.Prompt == "":
		res.Reason = "load"
	default:
		err = s.Run(r.Context(), engine.Request{Model: m.Ref, Task: m.Task, In: port.Values{"prompt": {port.NewText(req.Prompt)}}, Params: p}, func(ev engine.Event) error {
			if v, ok := ev.Out.First("image"); ok {
				var err error
				res.Image, err = v.Read(maxJSON)
				return err
			}
			if done := int(ev.Progress * float64(req.Steps)); out.stream && done > 0 {
				return out.write(ollama.GenerateResponse{Model: req.Model, Created: time.Now().UTC(), Completed: done, Total: req.Steps})
			}
			return nil
		})
		if err == nil && res.Image == nil {
			err = fault.New(fault.Unavailable, "%s made no picture", m.Ref)
		}
	}
	if err != nil {
		out.fail(s, r, err)
		return
	}
	res.Created, res.End.Total = time.Now().UTC(), time.Since(start)
	if out.stream {
		_ = out.write(res) // the client may be gone
		return
	}
	api.WriteJSON(w, http.StatusOK, res)
}

// painted are the parameters of a picture.
func painted(req ollama.GenerateRequest) (task.Params, error) {
	if req.System != "" || req.Template != "" || req.Suffix != "" || req.Raw || len(req.Images)+len(req.Context) > 0 {
		return nil, fault.New(fault.Invalid, "%s paints: it takes a prompt, width, height and steps, and the option seed", req.Model)
	}
	p := task.Params{}
	for name, n := range map[string]int{"width": req.Width, "height": req.Height, "steps": req.Steps} {
		if n != 0 {
			p[name] = float64(n)
		}
	}
	if seed, ok := req.Options["seed"]; ok {
		p["seed"] = seed
	}
	return p, nil
}
