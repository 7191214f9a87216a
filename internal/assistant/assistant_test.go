package assistant_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"log/slog"
	"maps"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// world is a small working machine: models that are functions, a store in
// memory, a planner that always has the same plans.
type world struct {
	mu     sync.Mutex
	models []catalog.Model
	funcs  map[string]engine.Func
	calls  map[string]int
	blobs  map[string][]byte
	memo   map[string]json.RawMessage
	plans  []plan.Plan
}

func newWorld(plans ...plan.Plan) *world {
	return &world{
		funcs: map[string]engine.Func{}, calls: map[string]int{}, blobs: map[string][]byte{},
		memo: map[string]json.RawMessage{}, plans: plans,
	}
}

func (w *world) model(name string, id task.ID, quality float64, f engine.Func) {
	w.models = append(w.models, catalog.Model{Ref: ref.Model{Owner: "tenon", Name: name}, Task: id, Quality: quality, Speed: 1})
	w.funcs[name] = f
}

func (w *world) Choose(ctx context.Context, need catalog.Need) ([]catalog.Choice, error) {
	return catalog.New(catalog.Fixed(w.models)).Choose(ctx, need, w)
}

func (w *world) Ready(context.Context, catalog.Model) error                   { return nil }
func (w *world) Record(context.Context, ref.Model) catalog.Record             { return catalog.Record{} }
func (w *world) Plan(context.Context, plan.Request, int) ([]plan.Plan, error) { return w.plans, nil }

func (w *world) Do(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	w.mu.Lock()
	w.calls[req.Model.Name]++
	f := w.funcs[req.Model.Name]
	w.mu.Unlock()
	return f.Run(ctx, req)
}

func (w *world) Keep(_ context.Context, r io.Reader) (string, int64, error) {
	b, err := io.ReadAll(r)
	sum := sha256.Sum256(b)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.blobs[hex.EncodeToString(sum[:])] = b
	return hex.EncodeToString(sum[:]), int64(len(b)), err
}

func (w *world) Open(_ context.Context, digest string) (io.ReadCloser, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	b, ok := w.blobs[digest]
	if !ok {
		return nil, fault.New(fault.NotFound, "no bytes %s", digest)
	}
	return io.NopCloser(bytes.NewReader(b)), nil
}

func (w *world) Has(_ context.Context, digest string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.blobs[digest] != nil
}

func (w *world) Lookup(_ context.Context, owner, key string) (json.RawMessage, bool, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	raw, ok := w.memo[owner+key]
	return raw, ok, nil
}

func (w *world) Save(_ context.Context, owner, key string, raw json.RawMessage) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.memo[owner+key] = raw
	return nil
}

// steps is a log in memory; after `limit` records it fails as a dead process would.
type steps struct {
	mu    sync.Mutex
	m     map[string]json.RawMessage
	limit int
}

var errDied = errors.New("died")

func (s *steps) Step(name string) (json.RawMessage, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	raw, ok := s.m[name]
	return raw, ok
}

func (s *steps) Record(_ context.Context, name string, raw json.RawMessage) (json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.limit > 0 && len(s.m) >= s.limit {
		return nil, errDied
	}
	s.m[name] = raw
	return raw, nil
}

func (w *world) assistant(o assistant.Options) *assistant.Assistant {
	return assistant.New(assistant.Parts{
		Gateway: w, Models: w, Planner: w, Store: w, Memo: w, Log: slog.New(slog.DiscardHandler),
	}, o)
}

func (w *world) do(t *testing.T, req assistant.Request) assistant.Run {
	t.Helper()
	run, err := w.assistant(assistant.Options{}).Do(t.Context(), "run1", "me", time.Now(), req, &steps{m: map[string]json.RawMessage{}})
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func upper(_ context.Context, req engine.Request) (port.Values, error) {
	v, _ := req.In.First("text")
	b, err := v.Read(1 << 20)
	return port.Values{"text": {port.NewText(strings.ToUpper(string(b)))}}, err
}

func glad(context.Context, engine.Request) (port.Values, error) {
	return port.Values{"labels": {port.NewLabels([]port.Label{{Name: "positive", Score: 0.9}})}}, nil
}

func broken(context.Context, engine.Request) (port.Values, error) {
	return nil, fault.New(fault.Unavailable, "it is broken")
}

var (
	given = []assistant.Given{{Value: port.Value{Type: port.Text, Name: "a.txt", Text: "fine weather"}}}
	chain = plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "summarization", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}, Why: []string{"summarise"}},
		{ID: "n2", Task: "sentiment-analysis", In: map[string][]graph.Source{"text": {{Node: "n1"}}}, Why: []string{"mood"}},
	}}}
)

func TestAChainIsRunAndToldInTheLanguageOfTheRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	w.model("summary", "summarization", 0.5, upper)
	w.model("mood", "sentiment-analysis", 0.5, glad)
	for lang, want := range map[string][]string{
		"Summarise a.txt and tell me the mood": {"Sentiment: positive (90 %)", "Summary: FINE WEATHER"},
		"总结a.txt并判断情绪":                         {"情感：正面 (90 %)", "摘要：FINE WEATHER"},
	} {
		run := w.do(t, assistant.Request{Text: lang, Given: given})
		if run.State != assistant.Done {
			t.Fatalf("%s: %s %s", lang, run.State, run.Error)
		}
		for _, s := range want {
			if !strings.Contains(run.Answer, s) {
				t.Errorf("%s: the answer %q lacks %q", lang, run.Answer, s)
			}
		}
	}
}

func TestAFailedModelIsReplacedByTheNextBest(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	w.model("summary", "summarization", 0.5, upper)
	w.model("best", "sentiment-analysis", 0.9, broken)
	w.model("mood", "sentiment-analysis", 0.5, glad)
	run := w.do(t, assistant.Request{Text: "x", Given: given})
	n := run.Nodes[1]
	if run.State != assistant.Done || n.Model.Name != "mood" || len(n.Tried) != 1 || n.Tried[0].Model.Name != "best" {
		t.Errorf("run is %s, node is %+v", run.State, n)
	}
}

func TestAModelThatIsGoneIsAsOneThatWasNeverThere(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	w.model("summary", "summarization", 0.5, upper)
	w.model("removed", "sentiment-analysis", 0.9, func(context.Context, engine.Request) (port.Values, error) {
		return nil, fault.New(fault.NotFound, "there is no model tenon/removed")
	})
	run := w.do(t, assistant.Request{Text: "x", Given: given})
	if run.State != assistant.Done || strings.Contains(run.Answer, "removed") || !strings.Contains(run.Answer, "Not done: “Judge the sentiment”: no installed model does sentiment-analysis") {
		t.Errorf("alone: %s %q %q", run.State, run.Answer, run.Error)
	}
	w.model("bad", "sentiment-analysis", 0.6, broken)
	run = w.do(t, assistant.Request{Text: "x", Given: given})
	if run.State != assistant.Failed || strings.Contains(run.Error, "removed") || !strings.Contains(run.Error, "it is broken") {
		t.Errorf("before one that fails: %s %q", run.State, run.Error)
	}
	w.model("mood", "sentiment-analysis", 0.5, glad)
	run = w.do(t, assistant.Request{Text: "x", Given: given})
	if n := run.Nodes[1]; run.State != assistant.Done || n.Model.Name != "mood" || len(n.Tried) != 1 || n.Tried[0].Model.Name != "bad" {
		t.Errorf("before one that works: %s, %+v", run.State, n)
	}
}

func TestAFailedNodeIsNamedAndTheRestIsTold(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	w.model("summary", "summarization", 0.5, upper)
	w.model("best", "sentiment-analysis", 0.9, broken)
	run := w.do(t, assistant.Request{Text: "x", Given: given})
	if run.State != assistant.Failed || !strings.Contains(run.Error, "n2") || !strings.Contains(run.Error, "it is broken") || !strings.Contains(run.Answer, "FINE WEATHER") {
		t.Errorf("run is %s, error %q, answer %q", run.State, run.Error, run.Answer)
	}
}

func TestEqualCallsAreNotRepeated(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	w.model("summary", "summarization", 0.5, upper)
	w.model("mood", "sentiment-analysis", 0.5, glad)
	w.do(t, assistant.Request{Text: "x", Given: given})
	run := w.do(t, assistant.Request{Text: "x", Given: given})
	if !run.Nodes[0].Memo || !run.Nodes[1].Memo || w.calls["summary"] != 1 {
		t.Errorf("calls %v, nodes %+v", w.calls, run.Nodes)
	}
	other := []assistant.Given{{Value: port.Value{Type: port.Text, Name: "a.txt", Text: "rain"}}}
	if run := w.do(t, assistant.Request{Text: "x", Given: other}); run.Nodes[0].Memo || w.calls["summary"] != 2 {
		t.Errorf("another input was answered from memory: %+v", run.Nodes[0])
	}
}

func TestARunThatDiedGoesOnAfterItsLastRecordedStep(t *testing.T) {
	t.Parallel()
	for limit := 1; limit <= 3; limit++ {
		w := newWorld(chain)
		w.model("summary", "summarization", 0.5, upper)
		w.model("mood", "sentiment-analysis", 0.5, glad)
		log := &steps{m: map[string]json.RawMessage{}, limit: limit}
		req := assistant.Request{Text: "x", Given: given}
		a := w.assistant(assistant.Options{})
		_, _ = a.Do(t.Context(), "r", "me", time.Now(), req, log)
		before := maps.Clone(log.m)
		w.memo = map[string]json.RawMessage{} // the log alone must do
		log.limit = 0
		run, err := a.Do(t.Context(), "r", "me", time.Now(), req, log)
		if err != nil || run.State != assistant.Done {
			t.Fatalf("died after %d steps: %v %v", limit, run.State, err)
		}
		for name, raw := range before {
			if !bytes.Equal(log.m[name], raw) {
				t.Errorf("died after %d steps: step %s was made twice", limit, name)
			}
		}
	}
}

func TestNothingLeavesTheMachineUnasked(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	w.model("summary", "summarization", 0.5, upper)
	w.model("mood", "sentiment-analysis", 0.5, glad)
	w.models[1].Remote = true
	for leave, want := range map[assistant.Leave]assistant.State{
		assistant.Asked: assistant.Consent, assistant.Yes: assistant.Done, assistant.Local: assistant.Done,
	} {
		run := w.do(t, assistant.Request{Text: "x", Given: given, Leave: leave})
		if run.State != want {
			t.Errorf("leave %q: %s, want %s (%s)", leave, run.State, want, run.Error)
		}
		if leave == assistant.Asked && (len(run.Leaves) != 1 || run.Leaves[0] != "tenon/mood") {
			t.Errorf("leaves %v", run.Leaves)
		}
		if left := strings.Contains(run.Answer, "Not done: “Judge the sentiment”"); left != (leave == assistant.Local) {
			t.Errorf("leave %q: %s", leave, run.Answer)
		}
	}
	w.plans[0].Graph.Nodes = []graph.Node{{ID: "n1", Task: "sentiment-analysis", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}}}
	if run := w.do(t, assistant.Request{Text: "x", Given: given, Leave: assistant.Local}); run.State != assistant.Impossible {
		t.Errorf("%s: %s", run.State, run.Answer)
	}
}

func TestWhatCannotBeDoneSaysWhatWouldMakeItPossible(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	w.model("summary", "summarization", 0.5, upper)
	run := w.do(t, assistant.Request{Text: "x", Given: given})
	if run.State != assistant.Done || !strings.Contains(run.Answer, "Not done: no installed model does sentiment-analysis") || !strings.Contains(run.Answer, "tenon connect") {
		t.Errorf("%s: %s", run.State, run.Answer)
	}
}

func TestAQuestionOfThePlannerEndsTheRun(t *testing.T) {
	t.Parallel()
	w := newWorld(plan.Plan{Question: "Which file?"})
	if run := w.do(t, assistant.Request{Text: "do it"}); run.State != assistant.Question || run.Question != "Which file?" {
		t.Errorf("%s %q", run.State, run.Question)
	}
}

func TestBadRequestsAreTurnedDown(t *testing.T) {
	t.Parallel()
	for want, req := range map[string]assistant.Request{
		"empty":        {Text: " \n"},
		"at most":      {Text: strings.Repeat("词", 200_001)},
		"no-such-task": {Text: "x", Graph: &graph.Graph{Nodes: []graph.Node{{ID: "a", Task: "no-such-task"}}}},
	} {
		if err := req.Check(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.10q: %v, want a fault with %q", req.Text, err, want)
		}
	}
}

func TestASlowModelIsStopped(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	w.model("summary", "summarization", 0.5, func(ctx context.Context, _ engine.Request) (port.Values, error) {
		<-ctx.Done()
		return nil, fmt.Errorf("summarise: %w", ctx.Err())
	})
	w.model("mood", "sentiment-analysis", 0.5, glad)
	run, err := w.assistant(assistant.Options{NodeTimeout: time.Millisecond}).
		Do(t.Context(), "r", "me", time.Now(), assistant.Request{Text: "x", Given: given}, &steps{m: map[string]json.RawMessage{}})
	if err != nil || run.State != assistant.Failed || !strings.Contains(run.Error, "took over 1ms") {
		t.Errorf("%s %q %v", run.State, run.Error, err)
	}
	if run.Nodes[1].State != assistant.Skipped {
		t.Errorf("the node after it is %s", run.Nodes[1].State)
	}
}

func TestLongTextsAreStoredOnceAndReadFromTheStore(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("fine weather. ", 10_000)
	pasted := plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "summarization", In: map[string][]graph.Source{"text": {{Text: long}}}},
		{ID: "n2", Task: "summarization", In: map[string][]graph.Source{"text": {{Given: "b.txt"}}}},
	}}}
	w := newWorld(pasted)
	w.model("summary", "summarization", 0.5, upper)
	digest, size, err := w.Keep(t.Context(), strings.NewReader("small but stored"))
	if err != nil {
		t.Fatal(err)
	}
	stored := assistant.Given{Value: port.Value{Type: port.Text, Name: "b.txt", Digest: digest, Size: size}}
	run := w.do(t, assistant.Request{Text: "x", Given: []assistant.Given{stored}})
	if run.State != assistant.Done {
		t.Fatalf("%s %s", run.State, run.Error)
	}
	if in := run.Nodes[0].In["text"][0]; in.Text != "" || in.Digest == "" {
		t.Errorf("the long input stands in the record: %d bytes", len(in.Text))
	}
	if out := run.Nodes[1].Out["text"][0].Text; out != "SMALL BUT STORED" {
		t.Errorf("of the stored input came %q", out)
	}
}

func TestPastedTextDoesNotLeaveUnasked(t *testing.T) {
	t.Parallel()
	pasted := plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "summarization", In: map[string][]graph.Source{"text": {{Text: "a letter of mine"}}}},
	}}}
	asked := plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "text-generation", In: map[string][]graph.Source{"prompt": {{Text: "write a haiku"}}}},
	}}}
	for _, c := range []struct {
		plan plan.Plan
		want assistant.State
	}{{pasted, assistant.Consent}, {asked, assistant.Done}} {
		w := newWorld(c.plan)
		w.model("far", c.plan.Graph.Nodes[0].Task, 0.9, func(context.Context, engine.Request) (port.Values, error) {
			return port.Values{"text": {port.NewText("done")}}, nil
		})
		w.models[0].Remote = true
		if run := w.do(t, assistant.Request{Text: "x"}); run.State != c.want {
			t.Errorf("%s: %s, want %s", c.plan.Graph.Nodes[0].Task, run.State, c.want)
		}
	}
}

// The language of a transcript is known only when the run is under way; if then
// only a remote model knows it, the person is asked, not told off.
func TestConsentIsAskedWhenTheLanguageLeavesOnlyARemoteModel(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	german := strings.Repeat("Das Wetter ist heute wirklich sehr schön. ", 3)
	w.model("summary", "summarization", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		return port.Values{"text": {port.NewText(german)}}, nil
	})
	w.model("mood", "sentiment-analysis", 0.5, glad)
	w.model("far", "sentiment-analysis", 0.5, glad)
	w.model("tongues", "language-identification", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		return port.Values{"labels": {port.NewLabels([]port.Label{{Name: "de", Score: 0.99}})}}, nil
	})
	w.models[1].Languages = []string{"en"}
	w.models[2].Remote = true
	run := w.do(t, assistant.Request{Text: "x", Given: given})
	if run.State != assistant.Consent || len(run.Leaves) != 1 || run.Leaves[0] != "tenon/far" || run.Error != "" {
		t.Errorf("%s %v %q", run.State, run.Leaves, run.Error)
	}
	if run = w.do(t, assistant.Request{Text: "x", Given: given, Leave: assistant.Yes}); run.State != assistant.Done {
		t.Errorf("with consent: %s %s", run.State, run.Error)
	}
	if run = w.do(t, assistant.Request{Text: "x", Given: given, Leave: assistant.Local}); run.State != assistant.Done || !strings.Contains(strings.Join(run.Lacking, " "), "tenon connect") {
		t.Errorf("kept here: %s %s", run.State, run.Answer)
	}
}

func TestALanguageModelIsAskedWhereTheEmbeddedPlannerHasNothing(t *testing.T) {
	t.Parallel()
	w, chat := newWorld(), newWorld(chain)
	w.model("summary", "summarization", 0.5, upper)
	w.model("mood", "sentiment-analysis", 0.5, glad)
	a := assistant.New(assistant.Parts{
		Gateway: w, Models: w, Planner: w, Store: w, Memo: w, Log: slog.New(slog.DiscardHandler),
		Chat: func(_ context.Context, local bool) (assistant.Planner, string, bool) { return chat, "lab/chat", local },
	}, assistant.Options{})
	run, err := a.Do(t.Context(), "r", "me", time.Now(), assistant.Request{Text: "x", Given: given}, &steps{m: map[string]json.RawMessage{}})
	if err != nil || run.State != assistant.Done || run.Planner != "lab/chat" {
		t.Errorf("%v %s %q", err, run.State, run.Planner)
	}
}

// What the embedded planner said, unsure as it was, stands where the language model fails, or
// plans what does not check.
func TestTheEmbeddedPlanStandsWhereTheLanguageModelFails(t *testing.T) {
	t.Parallel()
	unsure := chain
	unsure.Confidence = 0.3
	wrong := plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{{ID: "n1", Task: "telepathy", In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}}}}}
	for name, chat := range map[string]assistant.Planner{"it cannot be asked": mute{}, "its plan cannot run": newWorld(wrong), "it has none": newWorld()} {
		w := newWorld(unsure)
		w.model("summary", "summarization", 0.5, upper)
		w.model("mood", "sentiment-analysis", 0.5, glad)
		asked := 0
		a := assistant.New(assistant.Parts{
			Gateway: w, Models: w, Planner: w, Store: w, Memo: w, Log: slog.New(slog.DiscardHandler),
			Chat: func(context.Context, bool) (assistant.Planner, string, bool) { asked++; return chat, "lab/chat", true },
		}, assistant.Options{})
		run, err := a.Do(t.Context(), "r", "me", time.Now(), assistant.Request{Text: "x", Given: given}, &steps{m: map[string]json.RawMessage{}})
		if err != nil || run.State != assistant.Done || run.Planner != "embedded" || asked != 1 || !strings.Contains(run.Answer, "FINE WEATHER") {
			t.Errorf("%s: %v %s, planned by %q after the model was asked %d times: %s%s", name, err, run.State, run.Planner, asked, run.Answer, run.Error)
		}
	}
}

// mute is a planner that nobody can ask.
type mute struct{}

func (mute) Plan(context.Context, plan.Request, int) ([]plan.Plan, error) {
	return nil, fault.New(fault.Unavailable, "lab/chat is down")
}

func TestTheAnswerSpeaksTheLanguageOfTheRequestNotOfItsFiles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Summarise 报告.txt":      "en",
		"translate “你好” please": "en",
		"总结 report.txt":         "zh",
		"“hello” 用法语怎么说":        "zh",
		"あのファイルを要約して":           "en",
	} {
		req := assistant.Request{Text: text, Given: []assistant.Given{{Value: port.Value{Name: "报告.txt"}}}}
		if run := assistant.Fresh("r", time.Now(), req); run.Lang != want {
			t.Errorf("%s is answered in %s", text, run.Lang)
		}
	}
}

func TestATextThatIsInTheLanguageAlreadyIsGivenOn(t *testing.T) {
	t.Parallel()
	w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{
		{ID: "n1", Task: "translation", Params: task.Params{"target": "zh"}, In: map[string][]graph.Source{"text": {{Given: "a.txt"}}}},
		{ID: "n2", Task: "summarization", In: map[string][]graph.Source{"text": {{Node: "n1"}}}},
	}}})
	w.model("summary", "summarization", 0.5, upper)
	w.model("words", "translation", 0.5, broken)
	w.model("tongues", "language-identification", 0.5, func(context.Context, engine.Request) (port.Values, error) {
		return port.Values{"labels": {port.NewLabels([]port.Label{{Name: "zh", Score: 0.99}})}}, nil
	})
	w.models[1].Pairs = []string{"en-zh", "zh-en"}
	chinese := []assistant.Given{{Value: port.Value{Type: port.Text, Name: "a.txt", Text: "今天天气很好，我们去公园散步。"}}}
	run := w.do(t, assistant.Request{Text: "总结", Given: chinese})
	if run.State != assistant.Done || !strings.Contains(run.Answer, "公园") || run.Nodes[0].Because != "文本已经是中文" {
		t.Errorf("%s %q %q: %s", run.State, run.Answer, run.Nodes[0].Because, run.Error)
	}
}

func TestAGreetingIsAnsweredByWhatCanBeDone(t *testing.T) {
	t.Parallel()
	w := newWorld(plan.Plan{Question: "What?", About: true, Confidence: 1})
	w.model("summary", "summarization", 0.5, upper)
	for text, want := range map[string]string{"hello": "Texts and documents: summarise\n", "你好": "文本和文档："} {
		run := w.do(t, assistant.Request{Text: text})
		if run.State != assistant.Question || !strings.Contains(run.Question, want) || strings.Contains(run.Question, "Pictures") {
			t.Errorf("%s: %s %q, want %q", text, run.State, run.Question, want)
		}
	}
}

func TestAFileThatNothingReadsIsNamed(t *testing.T) {
	t.Parallel()
	w := newWorld(chain)
	w.model("summary", "summarization", 0.5, upper)
	w.model("mood", "sentiment-analysis", 0.5, glad)
	more := []assistant.Given{given[0], {Value: port.Value{Type: port.Document, Name: "contract.pdf", Text: "%PDF-"}}}
	for text, want := range map[string]string{"x": "Not used: contract.pdf.", "总结": "没有用到：contract.pdf。"} {
		if run := w.do(t, assistant.Request{Text: text, Given: more}); run.State != assistant.Done || !strings.Contains(run.Answer, want) {
			t.Errorf("%s: %s %q", text, run.State, run.Answer)
		}
		if run := w.do(t, assistant.Request{Text: text, Given: given}); len(run.Unused) > 0 {
			t.Errorf("%s: %q", text, run.Unused)
		}
	}
}

func TestWhatIsLeftOutIsNamed(t *testing.T) {
	t.Parallel()
	part := chain
	part.Undone = []string{"write PDF files"}
	w := newWorld(part)
	w.model("summary", "summarization", 0.5, upper)
	w.model("mood", "sentiment-analysis", 0.5, glad)
	if run := w.do(t, assistant.Request{Text: "x", Given: given}); run.State != assistant.Done || !strings.Contains(run.Answer, "Not done: nothing here can write PDF files.") {
		t.Errorf("%s: %q", run.State, run.Answer)
	}
	w = newWorld(plan.Plan{Undone: []string{"write PDF files", "fade in or out"}})
	if run := w.do(t, assistant.Request{Text: "x", Given: given}); run.State != assistant.Impossible || !strings.Contains(run.Error, "nothing here can write PDF files or fade in or out") {
		t.Errorf("%s: %q", run.State, run.Error)
	}
}
