// Package inference is Hugging Face's inference API over Tenon's models: each
// is called at its address, /models/{owner}/{model}, with inputs and parameters,
// as huggingface_hub's InferenceClient(base_url=…) does.
package inference

import (
	"encoding/json"
	"log/slog"
	"math"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/attach"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/trace"
)

// Parts are what the dialect serves.
type Parts struct {
	Talks dialogue.Desk
	Files attach.Desk
	Log   *slog.Logger
}

type server struct {
	Parts
	callee.Desk
}

// Routes adds the routes of the dialect, each behind guard; who may call it is
// answered by once.
func Routes(mux api.Mux, p Parts, guard func(http.Handler) http.Handler, once callee.Once) {
	s := server{p, p.Talks.Desk}
	for path, f := range map[string]http.HandlerFunc{ // {of}: a connection may have a name that no owner has
		"{of}/{model}":                     s.model,
		"{of}/{model}/pipeline/{task}":     s.model,
		"{of}/{model}/v1/chat/completions": s.chat,
		"{of}/{model}/v1/completions":      s.goOn,
		"{task}":                           s.best,
	} {
		mux.Handle("POST /models/"+path, guard(s.Allow(f, runs, once, s.fail)))
	}
}

func runs(*http.Request) callee.Weight { return callee.Runs }

// fail turns a failure into the form that Hugging Face's clients read.
func (s server) fail(w http.ResponseWriter, r *http.Request, err error) {
	kind, msg := fault.Of(err)
	if kind == fault.Internal {
		s.Log.ErrorContext(r.Context(), "request failed", "id", trace.ID(r.Context()), "path", r.URL.Path, "err", err)
	}
	w.Header().Set("X-Error-Message", msg)
	api.RetryAfter(w, err)
	api.WriteJSON(w, api.Status(kind), map[string]string{"error": msg})
}

// model runs the model of the address.
func (s server) model(w http.ResponseWriter, r *http.Request) {
	m, err := s.Named(r.Context(), r.PathValue("of")+"/"+r.PathValue("model"))
	var t task.Task
	if err == nil {
		t, err = task.Lookup(string(m.Task))
	}
	as := r.PathValue("task")
	other, no := task.Lookup(as)
	if err == nil && no == nil && other.ID != m.Task && as != t.Tag { // the model may do that too
		if same, found := s.Find(r.Context(), m.Ref.String(), catalog.Need{Task: other.ID}); found == nil {
			m, t = same, other
		}
	}
	if err == nil && as != "" && as != t.Tag && as != string(m.Task) && (m.Task != callee.Embeds || other.ID != callee.Compares) {
		err = fault.New(fault.Invalid, "%s does %s, not %s", m.Ref, m.Task, as)
	}
	if err == nil {
		err = s.run(w, r, m, t)
	}
	if err != nil {
		s.fail(w, r, err)
	}
}

// best runs the best model on this machine for the task that the address names.
func (s server) best(w http.ResponseWriter, r *http.Request) {
	t, err := task.Lookup(r.PathValue("task"))
	var m catalog.Model
	if err == nil {
		m, err = s.Best(r.Context(), catalog.Need{Task: t.ID, Local: true})
	}
	if err == nil {
		err = s.run(w, r, m, t)
	}
	if err != nil {
		s.fail(w, r, err)
	}
}

func (s server) run(w http.ResponseWriter, r *http.Request, model catalog.Model, t task.Task) error {
	in, err := s.read(w, r, t)
	if err != nil {
		return err
	}
	if t.ID == callee.Chats {
		return s.complete(w, r, model, in)
	}
	m := model.Ref
	switch {
	case t.ID == callee.Embeds:
		return s.embed(w, r, model, in)
	case in.list != nil:
		return fault.New(fault.Invalid, "%s takes one input at a time, and these are %d", m, len(in.list))
	}
	for _, spec := range t.In {
		if len(in.values[spec.Name]) == 0 && !spec.Optional {
			return fault.New(fault.Invalid, "%s needs the input %q, %s", m, spec.Name, form(spec.Type))
		}
	}
	if t.ID == callee.Compares {
		return s.compare(w, r, m, in)
	}
	look, err := looked(in)
	if err != nil {
		return err
	}
	answered := false
	err = s.Run(r.Context(), engine.Request{Model: m, Task: t.ID, In: in.values, Params: in.params}, func(ev engine.Event) error {
		if ev.Out == nil {
			return nil
		}
		answered = true
		if v, ok := ev.Out.First(t.Out[0].Name); ok && t.Out[0].Type == port.Image {
			return s.Written(r.Context(), v, look, model.Remote, func(v port.Value) error { return file(w, t, v) })
		}
		return s.answer(w, t, in, ev.Out)
	})
	if err == nil && !answered {
		err = fault.New(fault.Unavailable, "%s gave no answer", m)
	}
	return err
}

func form(t port.Type) string {
	switch t {
	case port.Text:
		return "a text"
	case port.Table:
		return "an object of columns"
	default:
		return string(t) + " as bytes or in base64"
	}
}

// embed answers a text with its vector, and a list of texts with a list of them; a
// text and others that it is compared with, with how near each of those is.
func (s server) embed(w http.ResponseWriter, r *http.Request, m catalog.Model, in input) error {
	text, one := in.values.First("text")
	texts := in.list
	if one {
		texts = []string{text.Text}
	}
	for _, v := range in.values["others"] {
		texts = append(texts, v.Text)
	}
	dimensions, sized := in.raw["dimensions"].(float64)
	switch {
	case len(texts) == 0:
		return fault.New(fault.Invalid, "inputs is neither a text nor a list of texts")
	case !one && in.values["others"] != nil:
		return fault.New(fault.Invalid, "there is no source_sentence that the sentences are compared with")
	case in.raw["truncate"] == false && m.Runtime == "onnx":
		return fault.New(fault.Invalid, "%s leaves out the end of what is too long for it, and does not tell: leave truncate out", m.Ref)
	case in.raw["dimensions"] != nil && (!sized || dimensions < 1 || dimensions != math.Trunc(dimensions)):
		return fault.New(fault.Invalid, "dimensions is %v; it is a whole number above 0", in.raw["dimensions"])
	}
	vectors, _, err := s.Embed(r.Context(), m.Ref, in.params, texts)
	if err == nil {
		err = callee.Shorten(m.Ref, vectors, int(dimensions))
	}
	if err != nil {
		return err
	}
	others := in.values["others"]
	if in.raw["normalize"] == true || len(others) > 0 {
		for _, v := range vectors {
			callee.Unit(v)
		}
	}
	if len(others) > 0 {
		api.WriteJSON(w, http.StatusOK, near(vectors[0], vectors[1:]))
		return nil
	}
	if one {
		api.WriteJSON(w, http.StatusOK, vectors[0])
		return nil
	}
	api.WriteJSON(w, http.StatusOK, vectors)
	return nil
}

// near gives the cosine of the angle between a vector and each of others, all of length 1.
func near(v []float32, others [][]float32) []float64 {
	scores := make([]float64, len(others))
	for i, other := range others {
		for j := range min(len(v), len(other)) {
			scores[i] += float64(v[j]) * float64(other[j])
		}
	}
	return scores
}

// compare answers with the scores alone, in the order of the texts.
func (s server) compare(w http.ResponseWriter, r *http.Request, m ref.Model, in input) error {
	text, _ := in.values.First("text")
	var others []string
	for _, v := range in.values["others"] {
		others = append(others, v.Text)
	}
	scores, _, err := s.Compare(r.Context(), m, text.Text, others)
	if err == nil {
		api.WriteJSON(w, http.StatusOK, scores)
	}
	return err
}

const maxJSON = 64 << 20 // bytes of a request

// chat passes a conversation to the model of the address, whatever the body names.
func (s server) chat(w http.ResponseWriter, r *http.Request) {
	var body map[string]json.RawMessage
	err := api.ReadJSON(w, r, maxJSON, &body)
	if err == nil && body == nil {
		err = fault.New(fault.Invalid, "there are no messages; send the conversation")
	}
	var b []byte
	if err == nil {
		body["model"], _ = json.Marshal(r.PathValue("of") + "/" + r.PathValue("model")) // it is a text
		err = shaped(body)
	}
	if err == nil {
		b, err = json.Marshal(body)
	}
	var reply engine.Reply
	if err == nil {
		reply, err = s.Talks.Talk(r.Context(), api.Base(r), b)
	}
	s.pass(w, r, reply, err)
}

// goOn passes a text that the model of the address is to go on with, as Hugging Face's
// client of JavaScript sends it: in OpenAI's form, with parameters of Hugging Face's.
func (s server) goOn(w http.ResponseWriter, r *http.Request) {
	var body map[string]any
	err := api.ReadJSON(w, r, maxJSON, &body)
	if err == nil {
		err = translated(body)
	}
	var m catalog.Model
	if err == nil {
		m, err = s.Find(r.Context(), r.PathValue("of")+"/"+r.PathValue("model"), catalog.Need{Task: callee.Chats})
	}
	var b []byte
	if err == nil {
		body["model"] = m.Ref.String()
		b, err = json.Marshal(body)
	}
	var reply engine.Reply
	if err == nil {
		reply, err = s.Gateway.Complete(r.Context(), engine.Talk{Model: m.Ref, Body: b})
	}
	s.pass(w, r, reply, err)
}

// pass passes an answer on.
func (s server) pass(w http.ResponseWriter, r *http.Request, reply engine.Reply, err error) {
	if err != nil {
		s.fail(w, r, err)
		return
	}
	defer reply.Close()
	w.Header().Set("Content-Type", reply.Media)
	if err := callee.Pass(w, reply); err != nil && r.Context().Err() == nil {
		s.Log.WarnContext(r.Context(), "an answer broke off", "err", err)
		panic(http.ErrAbortHandler) // half an answer must not look whole
	}
}
