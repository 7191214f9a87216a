package app_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/openai/openai-go/v3"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/engine/diffusion/diffusiontest"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	llama "github.com/tenonhub/tenon/internal/engine/llama/library"
	"github.com/tenonhub/tenon/internal/engine/llama/librarytest"
	onnx "github.com/tenonhub/tenon/internal/engine/onnx/library"
	speech "github.com/tenonhub/tenon/internal/engine/speech/library"
	"github.com/tenonhub/tenon/internal/fleet/workertest"
	"github.com/tenonhub/tenon/internal/pythontest"
	"github.com/tenonhub/tenon/sdk"
)

// working is a configuration whose workers are the tests' small ones.
func working(t *testing.T) app.Config {
	t.Helper()
	c := config(t)
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c.Workers.Program, c.Workers.Engines = self, installed(t)
	return c
}

// installed is a folder where the libraries of engines seem to be.
func installed(t *testing.T) string {
	t.Helper()
	root := t.TempDir()
	for dir, names := range map[string][]string{llama.Folder(root): llama.Names(), onnx.Folder(root): onnx.Names(), speech.Folder(root): speech.Names()} {
		for _, name := range names {
			if err := os.MkdirAll(dir, 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return root
}

// publish pushes files to a repository, as `tenon push` does.
func publish(t *testing.T, c *sdk.Client, id string, private bool, files map[string][]byte) {
	t.Helper()
	var l []sdk.Local
	for name, b := range files {
		l = append(l, sdk.Local{
			Path: name, Size: int64(len(b)), SHA256: fmt.Sprintf("%x", sha256.Sum256(b)), Sample: b[:min(len(b), 512)],
			Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
		})
	}
	if err := c.CreateRepo(t.Context(), "model", id, private); err != nil {
		t.Fatal(err)
	}
	large, err := c.Large(t.Context(), "model", id, l)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range l {
		if !large[f.Path] {
			continue
		}
		if _, err := c.Upload(t.Context(), "model", id, f, func(r io.Reader) io.Reader { return r }); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := c.Commit(t.Context(), "model", id, "fill", l, large); err != nil {
		t.Fatal(err)
	}
}

func (c called) client() *sdk.Client { return sdk.New(c.url, c.token, &http.Client{}) }

// chat says something to a model, with a token, and returns the words of its answer or the refusal.
func (c called) chat(t *testing.T, token, model, said string) (status int, words string) {
	t.Helper()
	status, reply := c.try(t, token, http.MethodPost, "/v1/chat/completions", fmt.Sprintf(`{"model":%q,"messages":[{"role":"user","content":%q}]}`, model, said))
	var r struct {
		Choices []struct{ Message struct{ Content string } }
		Error   struct{ Message, Type string }
	}
	if err := json.Unmarshal([]byte(reply), &r); err != nil {
		t.Fatalf("%d %s", status, reply)
	}
	if status != http.StatusOK {
		return status, r.Error.Message
	}
	return status, r.Choices[0].Message.Content
}

// member is a new user's token.
func (c called) member(t *testing.T, name string) string {
	t.Helper()
	if _, err := c.client().AddUser(t.Context(), sdk.User{Name: name}, "a long password of hers"); err != nil {
		t.Fatal(err)
	}
	made, err := c.client().AddToken(t.Context(), sdk.Token{User: name, Name: "test", Scope: sdk.Scope{Level: "write"}}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return made.Secret
}

var qwen = map[string]uint32{"qwen2.context_length": 4096, "qwen2.block_count": 2, "qwen2.embedding_length": 64, "qwen2.attention.head_count": 2, "general.file_type": 2}

func TestAModelThatWasPushedRuns(t *testing.T) {
	t.Parallel()
	c := callable(t)
	publish(t, c.client(), "admin/parrot", false, map[string][]byte{
		"README.md":        []byte("---\nlicense: mit\nlanguage: en\n---\n# Parrot\nIt says it again."),
		"parrot-Q4_0.gguf": workertest.GGUF("qwen2", qwen),
	})
	r, err := c.client().Repo(t.Context(), "model", "admin/parrot", "main")
	if err != nil || r.Task != "text-generation" || r.Known.Runs == nil || r.Known.Runs.Engine != "llama" || r.Known.Runs.Task != "text-generation" || r.Known.Runs.File != "parrot-Q4_0.gguf" {
		t.Fatalf("%+v, %v", r.Known.Runs, err)
	}
	if status, words := c.chat(t, c.token, "admin/parrot", "hello"); status != http.StatusOK || words != "hello" {
		t.Errorf("%d %s", status, words)
	}
	if status, words := c.chat(t, c.token, "parrot", "actor"); status != http.StatusOK || words != "admin" {
		t.Errorf("by its short name, %d: on behalf of %s", status, words)
	}
	if status, words := c.chat(t, c.token, "admin/parrot", "refuse it is too long"); status != http.StatusBadRequest || !strings.Contains(words, "it is too long") {
		t.Errorf("what the worker refuses: %d %s", status, words)
	}
	if _, list := c.try(t, c.token, http.MethodGet, "/v1/models", ""); !strings.Contains(list, `"admin/parrot"`) {
		t.Errorf("the list of models is %s", list)
	}
	m, err := c.client().Model(t.Context(), "admin/parrot")
	if err != nil || m.Missing != "" || m.Licence != "mit" || !strings.Contains(m.Title, "runs with llama, needs 260 MiB") || !strings.Contains(m.Card, "It says it again.") {
		t.Errorf("%+v, %v", m, err)
	}
	tools(t, c)
	loaded(t, c)
}

// tools calls the model as a tool.
func tools(t *testing.T, c called) {
	t.Helper()
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	s, err := client.Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: c.url + "/mcp?only=admin/parrot", HTTPClient: &http.Client{Transport: bearer(c.token)}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	res, err := s.CallTool(t.Context(), &mcp.CallToolParams{Name: "admin_parrot", Arguments: map[string]any{"prompt": "Polly"}})
	if err != nil || res.IsError || len(res.Content) == 0 || !strings.Contains(fmt.Sprint(res.Content[0].(*mcp.TextContent).Text), "Polly") {
		t.Errorf("%+v, %v", res, err)
	}
}

// loaded ends the worker, and has it pinned.
func loaded(t *testing.T, c called) {
	t.Helper()
	l, err := c.client().Workers(t.Context())
	if err != nil || len(l) != 1 || l[0].Model != "admin/parrot" || l[0].Stage != "ready" || l[0].Served < 3 || l[0].Pinned {
		t.Fatalf("%+v, %v", l, err)
	}
	_, measured := c.try(t, c.token, http.MethodGet, "/metrics", "")
	for _, figure := range []string{"memory_bytes", "queue_length", "served_total", "prefill_tokens_total", "prefill_seconds_total", "decode_tokens_total", "decode_seconds_total", "cache_hits_total", "cached_tokens_total"} {
		if !strings.Contains(measured, "tenon_worker_"+figure+`{model="admin/parrot",stage="ready"}`) {
			t.Errorf("/metrics does not tell %s of the worker", figure)
		}
	}
	if err := c.client().StopModel(t.Context(), "admin/parrot"); err != nil {
		t.Fatal(err)
	}
	if err := c.client().StopModel(t.Context(), "admin/parrot"); err == nil || !strings.Contains(err.Error(), "is not loaded") {
		t.Errorf("one that is not loaded: %v", err)
	}
	if w, err := c.client().LoadModel(t.Context(), "admin/parrot", true); err != nil || !w.Pinned || w.PID == 0 {
		t.Errorf("%+v, %v", w, err)
	}
}

func TestAModelIsForThoseWhoMayReadIt(t *testing.T) {
	t.Parallel()
	c := callable(t)
	ada := c.member(t, "ada")
	weights := map[string][]byte{"m.gguf": workertest.GGUF("qwen2", qwen)}
	publish(t, c.client(), "admin/secret", true, weights)
	publish(t, c.client(), "admin/gated", false, weights)
	if err := c.client().SetGate(t.Context(), "model", "admin/gated", "manual"); err != nil {
		t.Fatal(err)
	}
	for model, want := range map[string]string{"admin/secret": "there is no model admin/secret", "admin/gated": "is restricted"} {
		if status, words := c.chat(t, c.token, model, "hello"); status != http.StatusOK {
			t.Errorf("its owner: %d %s", status, words)
		}
		if status, words := c.chat(t, ada, model, "hello"); status/100 != 4 || !strings.Contains(words, want) {
			t.Errorf("%s to somebody else: %d %s", model, status, words)
		}
	}
	if _, list := c.try(t, ada, http.MethodGet, "/v1/models", ""); strings.Contains(list, "admin/") {
		t.Errorf("somebody else is shown %s", list)
	}
	other := sdk.New(c.url, ada, &http.Client{})
	if l, err := other.Workers(t.Context()); err != nil || len(l) != 0 {
		t.Errorf("somebody else is shown %+v, %v", l, err)
	}
	if _, list := c.try(t, ada, http.MethodGet, "/api/ps", ""); strings.Contains(list, "admin/") {
		t.Errorf("somebody else is told of %s", list)
	}
	for what, err := range map[string]error{
		"stop": other.StopModel(t.Context(), "admin/secret"),
		"load": func() error { _, err := other.LoadModel(t.Context(), "admin/secret", false); return err }(),
		"pin":  func() error { _, err := other.LoadModel(t.Context(), "admin/gated", true); return err }(),
	} {
		if err == nil {
			t.Errorf("somebody else may %s it", what)
		}
	}
	if err := c.client().GrantAccess(t.Context(), "model", "admin/gated", "ada"); err != nil {
		t.Fatal(err)
	}
	if status, words := c.chat(t, ada, "admin/gated", "hello"); status != http.StatusOK {
		t.Errorf("who was accepted: %d %s", status, words)
	}
}

func TestGGUFFilesTellWhatTheyAreFor(t *testing.T) {
	t.Parallel()
	c := callable(t)
	for name, m := range map[string]struct {
		file       []byte
		card, task string
	}{
		"vectors": {workertest.GGUF("bert", nil), "", "feature-extraction"},
		"judge":   {workertest.GGUF("bert", map[string]uint32{"bert.pooling_type": 4}), "", "text-ranking"},
		"said":    {workertest.GGUF("qwen2", qwen), "---\npipeline_tag: translation\n---\n", "translation"},
	} {
		publish(t, c.client(), "admin/"+name, false, map[string][]byte{"m.gguf": m.file, "README.md": []byte(m.card + "# It\n")})
		if r, err := c.client().Repo(t.Context(), "model", "admin/"+name, "main"); err != nil || r.Task != m.task {
			t.Errorf("%s is for %q, %v", name, r.Task, err)
		}
	}
}

func TestWithoutItsEngineAModelSaysWhatToInstall(t *testing.T) {
	t.Parallel()
	conf := working(t)
	conf.Workers.Engines = t.TempDir()
	c := callableWith(t, conf)
	publish(t, c.client(), "admin/parrot", false, map[string][]byte{"m.gguf": workertest.GGUF("qwen2", qwen)})
	const want = "the libraries of llama are not installed: run `tenon engine install llama`"
	r, err := c.client().Repo(t.Context(), "model", "admin/parrot", "main")
	if err != nil || r.Known.Runs == nil || r.Known.Runs.Engine != "" || r.Known.Runs.Missing != want {
		t.Errorf("in the hub: %+v, %v", r.Known.Runs, err)
	}
	if m, err := c.client().Model(t.Context(), "admin/parrot"); err != nil || m.Missing != want {
		t.Errorf("as a model: %+v, %v", m, err)
	}
	if status, words := c.chat(t, c.token, "admin/parrot", "hello"); status != http.StatusServiceUnavailable || !strings.Contains(words, want) {
		t.Errorf("asked: %d %s", status, words)
	}
	publish(t, c.client(), "admin/painter", false, diffusiontest.Files(t, "sd", diffusiontest.Usual)) // its parts are ONNX files
	r, err = c.client().Repo(t.Context(), "model", "admin/painter", "main")
	if err != nil || r.Known.Runs == nil || r.Known.Runs.Missing != "the libraries of onnx are not installed: run `tenon engine install onnx`" {
		t.Errorf("one that paints: %+v, %v", r.Known.Runs, err)
	}
}

func TestWhatCannotRunSaysWhy(t *testing.T) {
	t.Parallel()
	c := callable(t)
	whole := workertest.GGUF("qwen2", qwen)
	for name, b := range map[string][]byte{
		"cut/m.gguf":                  whole[:40],
		"lying/m.gguf":                append([]byte("GGUF\x03\x00\x00\x00"), bytes.Repeat([]byte{0xff}, 64)...),
		"eyes/m.gguf":                 workertest.GGUF("clip", nil),
		"tensors/m.safetensors":       []byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"),
		"parts/m-00001-of-00002.gguf": whole,
	} {
		id, file, _ := strings.Cut(name, "/")
		publish(t, c.client(), "admin/"+id, false, map[string][]byte{file: b})
	}
	for id, want := range map[string]string{
		"cut": "its weights m.gguf are damaged: its head ends early", "lying": "are damaged", "eyes": "the eyes of another model", "tensors": "llama reads GGUF", "parts": "it has 1 of 2",
	} {
		if status, words := c.chat(t, c.token, "admin/"+id, "hello"); status != http.StatusServiceUnavailable || !strings.Contains(words, "admin/"+id+" cannot run: ") || !strings.Contains(words, want) {
			t.Errorf("%s: %d %s", id, status, words)
		}
	}
	if l, err := c.client().Workers(t.Context()); err != nil || len(l) != 0 {
		t.Errorf("there are workers: %+v, %v", l, err)
	}
}

// small is the shape of a model that is soon made and loaded.
func small() ggufgen.Shape {
	shape := ggufgen.Half(ggufgen.Q8_0)
	shape.Layers, shape.Width, shape.Heads, shape.KVHeads, shape.Inner, shape.Vocabulary = 2, 128, 2, 1, 256, 2000
	return shape
}

// tiny is a server with a small model of llama.cpp in the real worker, and its weights.
func tiny(t *testing.T) (c called, weights []byte) {
	t.Helper()
	libs := librarytest.Folder(t)
	dir := t.TempDir()
	program, file := filepath.Join(dir, "tenon-worker"), filepath.Join(dir, "tiny-Q8_0.gguf")
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../../cmd/tenon-worker").CombinedOutput(); err != nil {
		t.Fatalf("build the worker: %v\n%s", err, out)
	}
	if err := ggufgen.Qwen2(file, 1, small()); err != nil {
		t.Fatal(err)
	}
	weights, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	config := working(t)
	config.Workers.Program, config.Workers.Engines, config.Workers.Threads = program, filepath.Dir(libs), 1
	c = callableWith(t, config)
	publish(t, c.client(), "admin/tiny", false, map[string][]byte{"tiny-Q8_0.gguf": weights})
	return c, weights
}

// TestAModelRunsInTheRealWorker has llama.cpp compute, in the worker as it is
// shipped: confined, with its libraries and weights lent to it.
func TestAModelRunsInTheRealWorker(t *testing.T) {
	t.Parallel()
	c, weights := tiny(t)
	ask := `{"model":"admin/tiny","messages":[{"role":"user","content":"hello"}],"max_tokens":8,"temperature":0}`
	answers := map[string]bool{}
	for range 3 {
		status, reply := c.try(t, c.token, http.MethodPost, "/v1/chat/completions", ask)
		var r openai.ChatCompletion
		if err := json.Unmarshal([]byte(reply), &r); err != nil || status != http.StatusOK || len(r.Choices) != 1 || r.Usage.CompletionTokens < 1 || r.Model != "admin/tiny" {
			t.Fatalf("%d %s", status, reply)
		}
		answers[r.Choices[0].Message.Content] = true
	}
	if len(answers) != 1 {
		t.Errorf("what is asked greedily has the answers %v", answers)
	}
	adapted(t, c, small(), ask)
	l, err := c.client().Workers(t.Context())
	if err != nil || len(l) != 1 || l[0].Health.Memory == 0 {
		t.Errorf("%+v, %v", l, err)
	}
	// What the head tells is said without a worker; what only the library finds, after it.
	publish(t, c.client(), "admin/short", false, map[string][]byte{"short-Q8_0.gguf": weights[:len(weights)-4096]})
	if status, reply := c.try(t, c.token, http.MethodPost, "/v1/chat/completions", strings.Replace(ask, "tiny", "short", 1)); status != http.StatusServiceUnavailable || !strings.Contains(reply, "admin/short cannot run: its weights short-Q8_0.gguf were cut off") {
		t.Errorf("%d %s", status, reply)
	}
	broken := bytes.Replace(weights, []byte("output_norm.weight"), []byte("output_norm.weighx"), 1)
	publish(t, c.client(), "admin/cut", false, map[string][]byte{"cut-Q8_0.gguf": broken})
	if status, reply := c.try(t, c.token, http.MethodPost, "/v1/chat/completions", strings.Replace(ask, "tiny", "cut", 1)); status != http.StatusServiceUnavailable || !strings.Contains(reply, "admin/cut cannot be loaded: ") {
		t.Errorf("%d %s", status, reply)
	}
	for end := time.Now().Add(time.Minute); ; <-time.After(10 * time.Millisecond) {
		l, err := c.client().Workers(t.Context())
		if err == nil && len(l) == 1 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("its memory was not given back: %+v, %v", l, err)
		}
	}
}

func TestWhatProgramsAskOfALanguageModel(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	c, _ := tiny(t)
	c.script(t, python, "sceptic.py", "MEMBER="+c.member(t, "ann"))
	c.script(t, python, "heeded.py")
}

func TestAModelRunsThatTheUpstreamHas(t *testing.T) {
	t.Parallel()
	origin := callable(t)
	if _, err := origin.client().AddOrg(t.Context(), sdk.Org{Name: "lab"}); err != nil {
		t.Fatal(err)
	}
	publish(t, origin.client(), "lab/parrot", false, map[string][]byte{"parrot-Q4_0.gguf": workertest.GGUF("qwen2", qwen)})
	here := working(t)
	here.Mirrors.Upstreams = []app.Upstream{{Name: "origin", URL: origin.url, Kind: "tenon"}}
	c := callableWith(t, here)
	for _, ask := range [][3]string{ // it is in no list yet
		{http.MethodGet, "/v1/models/lab/parrot", ""},
		{http.MethodPost, "/api/show", `{"model":"lab/parrot"}`},
		{http.MethodPost, "/models/lab/parrot/v1/chat/completions", `{"messages":[{"role":"user","content":"hello"}]}`},
	} {
		if status, body := c.try(t, c.token, ask[0], ask[1], ask[2]); status != http.StatusOK || !strings.Contains(body, "parrot") {
			t.Errorf("%s: %d %s", ask[1], status, body)
		}
	}
	if status, words := c.chat(t, c.token, "lab/parrot", "hello"); status != http.StatusOK || words != "hello" {
		t.Errorf("%d %s", status, words)
	}
	r, err := c.client().Repo(t.Context(), "model", "lab/parrot", "main")
	if err != nil || r.Known.Architecture != "qwen2" || r.Known.Runs.Task != "text-generation" {
		t.Errorf("when its weights were here, %+v, %v", r.Known, err)
	}
	if status, words := c.chat(t, c.member(t, "ada"), "lab/parrot", "hello"); status != http.StatusOK {
		t.Errorf("to somebody else it is %d %s", status, words)
	}
}

func TestAModelRunsWhoseWeightsAreInChunks(t *testing.T) {
	t.Parallel()
	pythontest.Interpreter(t, "clients")
	conf := working(t)
	h, address, stop := listen(t, conf)
	defer stop()
	file := filepath.Join(t.TempDir(), "parrot-Q4_0.gguf")
	if err := os.WriteFile(file, workertest.GGUF("qwen2", qwen), 0o600); err != nil {
		t.Fatal(err)
	}
	h.must(t, "POST", "/api/repos/create", `{"name":"parrot","organization":"admin"}`)
	h.hf(t, address, "upload", "admin/parrot", file)
	c := called{url: address, token: h.Token()}
	laid := func() int {
		t.Helper()
		l, err := os.ReadDir(filepath.Join(conf.Data, "weights"))
		if err != nil {
			t.Fatal(err)
		}
		return len(l)
	}
	before := laid()
	for range 2 {
		if status, words := c.chat(t, c.token, "admin/parrot", "hello"); status != http.StatusOK || words != "hello" {
			t.Fatalf("%d %s", status, words)
		}
	}
	if before != 0 || laid() != 1 {
		t.Errorf("%d files were laid out before, and %d after", before, laid())
	}
}
