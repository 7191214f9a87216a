package assistant

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/assistant/chinese"
	"github.com/tenonhub/tenon/internal/assistant/lingo"
	"github.com/tenonhub/tenon/internal/assistant/refusal"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

const (
	maxInline = 64 << 10 // bytes of a text that is kept beside the run instead of in the store
	maxWords  = 32 << 20 // bytes of a text output
	minSample = 12       // letters of a text that its language can be guessed from
	plenty    = 40       // letters from which on the guess is taken for sure,
	clear     = 0.8      // if it has this score
	maxSample = 8 << 10  // bytes of a text that are looked at for its language
)

// execution runs one graph.
type execution struct {
	assistant *Assistant
	live      *live
	log       Log
	owner     string
	req       Request
	graph     graph.Graph
	lang      string          // of the answer
	reach     map[string]bool // the nodes that something of the request flows into
	skipped   map[string]graph.Skipped
}

// result is the recorded result of a node.
type result struct {
	Node Node `json:"node"`
}

func (e *execution) run(ctx context.Context) (map[string]port.Values, error) {
	done := map[string]port.Values{}
	for _, n := range e.graph.Nodes {
		raw, ok := e.log.Step("node " + n.ID)
		if !ok {
			continue
		}
		var r result
		if err := json.Unmarshal(raw, &r); err != nil {
			return nil, fmt.Errorf("read node %s: %w", n.ID, err)
		}
		e.live.node(n.ID, func(have *Node) { *have = r.Node })
		if r.Node.State != Skipped { // that is found out again
			done[n.ID] = r.Node.Out
		}
	}
	e.skipped = map[string]graph.Skipped{}
	return graph.Run(ctx, e.graph, done, e.step, e.given(), graph.Options{Limit: e.assistant.opt.Parallel, Resolve: e.assistant.resolve, Skip: e.skip})
}

func (e *execution) given() map[string]port.Value {
	given := map[string]port.Value{}
	for _, g := range e.req.Given {
		given[g.Name] = g.Value
	}
	return given
}

// step runs one node: with the best model, or the next best when it fails.
func (e *execution) step(ctx context.Context, n graph.Node, in port.Values) (port.Values, error) {
	start := time.Now()
	in, missing, err := e.worded(ctx, n, in)
	if err != nil {
		return nil, err
	}
	in, err = e.keep(ctx, n, in) // a long text of the request, or it would stand in every record
	if err != nil {
		return nil, err
	}
	e.live.node(n.ID, func(v *Node) { v.State, v.Started, v.In = Running, start.UTC(), in })
	if err = cmp.Or(missing, e.wordless(n, in)); err == nil {
		err = e.attempt(ctx, n, in)
	}
	var made result
	if err == nil {
		made, err = e.record(ctx, n, start)
	}
	if err != nil {
		kind, msg := chinese.Told(err, e.lang)
		if kind == fault.Internal {
			e.assistant.parts.Log.ErrorContext(ctx, "node failed", "run", e.live.id, "node", n.ID, "err", err)
			msg = fmt.Sprintf(phrase(e.lang, "it broke; the server's log says more of run %s", "内部错误；服务器日志中有运行 %s 的详情"), e.live.id)
		}
		e.live.node(n.ID, func(v *Node) {
			v.State, v.Error, v.Millis = Failed, msg, time.Since(start).Milliseconds()
		})
		return nil, err
	}
	e.live.node(n.ID, func(v *Node) { *v = made.Node })
	return made.Node.Out, nil
}

// record writes down that a node is done, before anybody is shown that it is:
// what was seen done is never done again.
func (e *execution) record(ctx context.Context, n graph.Node, start time.Time) (made result, err error) {
	e.live.node(n.ID, func(v *Node) { made.Node = *v })
	made.Node.State, made.Node.Progress, made.Node.Partial = Done, 1, ""
	made.Node.Millis = time.Since(start).Milliseconds()
	return made, e.write(ctx, made)
}

func (e *execution) write(ctx context.Context, made result) error {
	raw, err := json.Marshal(made)
	if err != nil {
		return fmt.Errorf("write node %s: %w", made.Node.ID, err)
	}
	_, err = e.log.Record(ctx, "node "+made.Node.ID, raw)
	return err
}

func (e *execution) attempt(ctx context.Context, n graph.Node, in port.Values) error {
	local := e.req.Leave == Local || e.req.Leave == Asked && e.reach[n.ID]
	choices, needless, err := e.choose(ctx, n, in, local)
	if err != nil {
		return err
	}
	if needless != "" {
		t, err := task.Lookup(string(n.Task))
		if err != nil {
			return err
		}
		e.live.node(n.ID, func(v *Node) { v.Because, v.Out = needless, port.Values{t.Out[0].Name: in[t.In[0].Name]} })
		return nil
	}
	choices, failures, ok := e.try(ctx, n, in, choices)
	switch {
	case ok:
		return nil
	case len(failures) > 0 && ctx.Err() != nil:
		return failures[len(failures)-1]
	case len(failures) > 0 && !slices.ContainsFunc(failures, func(err error) bool { return !errors.Is(err, engine.ErrUnfit) }):
		_, msg := chinese.Told(failures[0], e.lang)
		return fault.Wrap(errNothing, fault.Unavailable, "%s", refusal.Unfit(n, msg, e.lang))
	case len(failures) > 0:
		return worst(failures)
	}
	if e.req.Leave == Asked && local {
		wide, _, err := e.choose(ctx, n, in, false)
		if err == nil && len(wide) > 0 && wide[0].Err == nil && wide[0].Model.Remote {
			model := wide[0].Model.Ref.String()
			return fault.Wrap(&leaving{model}, fault.Forbidden, phrase(e.lang, "it would send the input to %s", "需要把输入发送给 %s"), model)
		}
	}
	return fault.Wrap(errNothing, fault.Unavailable, "%s", refusal.Cannot(n, choices, e.lang))
}

// try calls the models that can be used, the best first, until one answers. It
// returns how those failed that did, and the choices without models that are not
// there any more: the list of them may be some seconds old.
func (e *execution) try(ctx context.Context, n graph.Node, in port.Values, choices []catalog.Choice) (left []catalog.Choice, failures []error, ok bool) {
	for i, ch := range choices {
		if ch.Err != nil {
			return append(left, choices[i:]...), failures, false
		}
		e.live.node(n.ID, func(v *Node) {
			v.Model, v.Because, v.Partial, v.Only = ch.Model.Ref, because(ch, e.lang), "", ""
			if l := ch.Model.Languages; len(l) == 1 && n.Task == "automatic-speech-recognition" && n.Params.Text("language") == "" {
				v.Only = l[0]
			}
		})
		err := e.call(ctx, n, in, ch.Model)
		if err == nil {
			if n.Task == "translation" && ch.Model.RoughFrom(e.tongue(ctx, n, in), n.Params.Text("target")) {
				e.live.node(n.ID, func(v *Node) { v.Doubt = rough(e.lang) })
			}
			return nil, nil, true
		}
		if fault.Is(err, fault.NotFound) && ctx.Err() == nil {
			e.live.node(n.ID, func(v *Node) { v.Model, v.Because = n.Model, "" })
			continue
		}
		left, failures = append(left, ch), append(failures, err)
		if ctx.Err() != nil {
			return left, failures, false
		}
		_, msg := chinese.Told(err, e.lang)
		e.live.node(n.ID, func(v *Node) { v.Tried = append(v.Tried, Attempt{ch.Model.Ref, msg}) })
	}
	return left, failures, false
}

// tongue is the language that a node translates from.
func (e *execution) tongue(ctx context.Context, n graph.Node, in port.Values) string {
	lang, _ := e.assistant.identify(ctx, in)
	return cmp.Or(n.Params.Text("source"), lang)
}

// because is why a model was chosen.
func because(ch catalog.Choice, lang string) string {
	if zh, ok := chinese.Of(ch.Why); ok && lang == "zh" {
		return zh
	}
	return ch.Why
}

// leaving is the end of a node that only a remote model can do: the person is
// asked first.
type leaving struct{ model string }

func (l *leaving) Error() string { return "it would send the input to " + l.model }

// worst picks the failure that tells a person most: one that speaks of the
// input before one that speaks of a model.
func worst(failures []error) error {
	for _, err := range failures {
		if fault.Is(err, fault.Invalid) || fault.Is(err, fault.TooLarge) {
			return err
		}
	}
	return failures[0]
}

// choose returns the models for a node, or why it needs none.
func (e *execution) choose(ctx context.Context, n graph.Node, in port.Values, local bool) (choices []catalog.Choice, needless string, err error) {
	want := e.assistant.tuned(ctx, need(n, local), in)
	if translated(n, want.Language) {
		target := lingo.Name(n.Params.Text("target"), e.lang)
		return nil, fmt.Sprintf(phrase(e.lang, "the text is in %s already", "文本已经是%s"), target), nil
	}
	if format := inFormat(n, in); format != "" {
		return nil, fmt.Sprintf(phrase(e.lang, "it is %s already", "已经是 %s 格式"), format), nil
	}
	choices, err = e.assistant.parts.Models.Choose(ctx, want)
	return choices, "", err
}

// translated reports whether a node would put a text into the language that
// it is in: the text is given on as it is.
func translated(n graph.Node, lang string) bool {
	return n.Task == "translation" && lang != "" && n.Params.Text("source") == "" && catalog.Base(n.Params.Text("target")) == catalog.Base(lang)
}

// tuned adds to a need what is known of the input: the media type of a document, and
// the language, if models of its task are bound to languages.
func (a *Assistant) tuned(ctx context.Context, want catalog.Need, in port.Values) catalog.Need {
	if v, ok := in.First("document"); ok {
		want.Media = v.Media
	}
	choices, err := a.parts.Models.Choose(ctx, want)
	if err != nil || !slices.ContainsFunc(choices, bound) {
		return want
	}
	lang, sure := a.identify(ctx, in)
	if sure {
		want.Language = lang
	} else {
		want.Guess = lang
	}
	return want
}

// bound reports whether a model is bound to some languages.
func bound(ch catalog.Choice) bool { return len(ch.Model.Languages)+len(ch.Model.Pairs) > 0 }

// identify tells the language of the longest text input by a model of the
// catalogue; empty when there is none or it cannot tell. A few words, or a low
// score, are a guess.
func (a *Assistant) identify(ctx context.Context, in port.Values) (lang string, sure bool) {
	var text string
	for _, name := range slices.Sorted(maps.Keys(in)) {
		if name == "question" || name == "prompt" {
			continue // a few words of the person, not what is worked on
		}
		for _, v := range in[name] {
			if s := a.sample(ctx, v); len(s) > len(text) {
				text = s
			}
		}
	}
	letters := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters == 0 || letters < minSample && !han(text) {
		return "", false
	}
	choices, err := a.parts.Models.Choose(ctx, catalog.Need{Task: "language-identification", Local: true})
	if err != nil || len(choices) == 0 || choices[0].Err != nil {
		return "", false
	}
	req := engine.Request{Model: choices[0].Model.Ref, Task: "language-identification", In: port.Values{"text": {port.NewText(text)}}}
	for ev, err := range a.parts.Gateway.Do(ctx, req) {
		if err != nil {
			return "", false
		}
		if v, ok := ev.Out.First("labels"); ok {
			if l, err := v.ReadLabels(); err == nil && len(l) > 0 {
				return l[0].Name, l[0].Score >= clear && (letters >= plenty || han(text))
			}
		}
	}
	return "", false
}

// call runs one model on one node, or takes the result of an equal call.
func (e *execution) call(ctx context.Context, n graph.Node, in port.Values, m catalog.Model) error {
	ctx, cancel := context.WithTimeoutCause(ctx, e.assistant.opt.NodeTimeout,
		fault.New(fault.Exhausted, "%s took over %v and was stopped; give it a smaller input, or raise node_seconds", m.Ref, e.assistant.opt.NodeTimeout))
	defer cancel()
	list, some := e.list(ctx, n, in)
	key := memoKey(e.assistant.opt.Version, n, in, m) + e.listKey(n, list, some)
	if out, ok := e.remembered(ctx, key); ok && !fickle(m) {
		e.live.node(n.ID, func(v *Node) { v.Out, v.Memo = out, true })
		return nil
	}
	req := engine.Request{Model: m.Ref, Task: n.Task, Params: n.Params, In: port.Values{}}
	for name, values := range in {
		for _, v := range values {
			req.In[name] = append(req.In[name], e.assistant.resolve(ctx, v))
		}
	}
	var out port.Values
	var used engine.Usage
	var pieces int64 // of text
	defer func() {
		e.live.node(n.ID, func(v *Node) { v.Usage = v.Usage.Plus(engine.Guess(used, req.In, pieces)) })
	}()
	for ev, err := range e.assistant.parts.Gateway.Do(ctx, req) {
		if err != nil {
			return timedOut(ctx, err)
		}
		if used = ev.Usage; ev.Text != "" {
			pieces++
		}
		if ev.Out == nil {
			e.live.node(n.ID, func(v *Node) { v.Progress, v.Partial = ev.Progress, v.Partial+ev.Text })
			continue
		}
		if out, err = e.keep(ctx, n, ev.Out); err != nil {
			return err
		}
	}
	if out == nil {
		return fault.New(fault.Unavailable, "%s gave no answer", m.Ref)
	}
	out, err := e.coded(ctx, n, req.In, out)
	if err != nil {
		return err
	}
	if len(list) > 0 {
		var more engine.Usage
		out, more, err = e.each(ctx, n, m, out, list, some)
		if used = used.Plus(more); err != nil {
			return err
		}
	}
	if out, err = e.judged(ctx, n, in, out, len(list)); err != nil {
		return err
	}
	e.live.node(n.ID, func(v *Node) { v.Out = out })
	if fickle(m) {
		return nil
	}
	raw, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("write result of %s: %w", n.ID, err)
	}
	if err := e.assistant.parts.Memo.Save(ctx, e.owner, key, raw); err != nil {
		e.assistant.parts.Log.WarnContext(ctx, "remember a result", "model", m.Ref.String(), "err", err)
	}
	return nil
}

// fickle reports whether a model may answer an equal call otherwise: what is
// at the other end of a connection changes without a word.
func fickle(m catalog.Model) bool { return m.Engine == "remote" }

// timedOut says so when err came of the node's time-out.
func timedOut(ctx context.Context, err error) error {
	if cause := context.Cause(ctx); errors.Is(ctx.Err(), context.DeadlineExceeded) && fault.Is(cause, fault.Exhausted) {
		return cause
	}
	return err
}

func (e *execution) remembered(ctx context.Context, key string) (port.Values, bool) {
	raw, ok, err := e.assistant.parts.Memo.Lookup(ctx, e.owner, key)
	if err != nil {
		e.assistant.parts.Log.WarnContext(ctx, "look up a remembered result", "err", err)
	}
	if err != nil || !ok {
		return nil, false
	}
	var out port.Values
	if json.Unmarshal(raw, &out) != nil {
		return nil, false
	}
	for _, values := range out {
		for _, v := range values {
			if v.Digest != "" && !e.assistant.parts.Store.Has(ctx, v.Digest) {
				return nil, false
			}
		}
	}
	return out, true
}

// memoKey is equal for calls that must have equal results: the program's
// version, the model and its card, the parameters and the inputs' digests.
func memoKey(version string, n graph.Node, in port.Values, m catalog.Model) string {
	type input struct{ Digest, Type, Media, Name string }
	key := struct {
		Version, Model, Card string
		Task                 task.ID
		Params               task.Params
		In                   map[string][]input
	}{version, m.Ref.String(), m.Card, n.Task, n.Params, map[string][]input{}}
	for name, values := range in {
		for _, v := range values {
			digest := v.Digest
			if digest == "" {
				sum := sha256.Sum256([]byte(v.Text))
				digest = hex.EncodeToString(sum[:])
			}
			key.In[name] = append(key.In[name], input{digest, string(v.Type), v.Media, v.Name})
		}
	}
	raw, err := json.Marshal(key) // map keys are sorted
	if err != nil {
		panic("assistant: write a memo key: " + err.Error()) // parameters were checked
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// keep stores the values of a node: short words beside the run, all else by digest.
func (e *execution) keep(ctx context.Context, n graph.Node, out port.Values) (port.Values, error) {
	kept := port.Values{}
	for name, values := range out {
		for _, v := range values {
			k, err := e.assistant.keep(ctx, v)
			if err != nil {
				return nil, fmt.Errorf("keep %q of node %s: %w", name, n.ID, err)
			}
			kept[name] = append(kept[name], k)
		}
	}
	return kept, nil
}

func (a *Assistant) keep(ctx context.Context, v port.Value) (port.Value, error) {
	if v.Digest != "" && v.Body == nil {
		return v, nil // it is there
	}
	if words(v.Type) && v.Text == "" && v.Size <= maxInline {
		b, err := v.Read(maxWords)
		if err != nil {
			return v, err
		}
		if v.Body = nil; utf8.Valid(b) {
			v.Text = string(b)
		} else { // a workbook
			v.Body = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
		}
	}
	if v.Text != "" && len(v.Text) <= maxInline || v.Body == nil && v.Digest == "" && v.Text == "" {
		v.Body, v.Digest, v.Size = nil, "", int64(len(v.Text))
		return v, nil
	}
	r, err := v.Open()
	if err != nil {
		return v, err
	}
	defer r.Close()
	if v.Digest, v.Size, err = a.parts.Store.Keep(ctx, r); err != nil {
		return v, err
	}
	v.Text, v.Body = "", nil
	v.Name = strings.TrimSpace(v.Name)
	return v, nil
}
