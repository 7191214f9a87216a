package published_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/catalog/published"
	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet/workertest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

// weights are a file of a model with so many layers, so that its memory is its own.
func weights(layers uint32) []byte {
	return workertest.GGUF("qwen2", map[string]uint32{
		"qwen2.context_length": 4096, "qwen2.block_count": layers, "qwen2.embedding_length": 64, "qwen2.attention.head_count": 2,
	})
}

// library is a hub with models that somebody asks for.
type library struct {
	*apitest.Server
	*published.Source
	t   *testing.T
	ctx context.Context //nolint:containedctx // of ada, who has them
}

func newLibrary(t *testing.T) library {
	t.Helper()
	s := apitest.Start(t)
	models, _ := source(t, s, 0)
	return library{s, models, t, s.As(t, s.Ada)}
}

// put commits files to a repository, which is made if need be.
func (l library) put(name string, files map[string][]byte) *hub.Handle {
	l.t.Helper()
	repo := ref.Repo{Owner: "lab", Name: name}
	var ops []hub.Operation
	for path, b := range files {
		ops = append(ops, hub.Operation{Path: ref.Path(path), Content: b})
	}
	r, err := l.Hub.Open(l.ctx, hub.Model, repo, hub.Manage)
	if fault.Is(err, fault.NotFound) {
		_, err = l.Hub.Create(l.ctx, hub.Model, repo, false, ops...)
	} else if err == nil {
		_, err = r.Commit(l.ctx, hub.Main, "", "more", func(yield func(hub.Operation, error) bool) {
			for _, op := range ops {
				if !yield(op, nil) {
					return
				}
			}
		})
	}
	must(l.t, err)
	r, err = l.Hub.Open(l.ctx, hub.Model, repo, hub.Manage)
	must(l.t, err)
	l.Forget()
	return r
}

func name(t *testing.T, s string) ref.Model {
	t.Helper()
	m, err := ref.ParseModel(s)
	must(t, err)
	return m
}

// has checks what a name means: as what it is called, and how much memory it needs
// beside that of lab/m as it is.
func (l library) has(said, called string, more int) {
	l.t.Helper()
	main, err := l.Load(l.ctx, name(l.t, "lab/m"))
	must(l.t, err)
	m, err := l.Find(l.ctx, name(l.t, said))
	if err != nil || m.Ref.String() != called {
		l.t.Errorf("%s is found as %v, %v", said, m.Ref, err)
	}
	load, err := l.Load(l.ctx, name(l.t, said))
	if err != nil || load.Model.String() != called || load.Memory-main.Memory != int64(more)*64*2*2*4096*3/2 {
		l.t.Errorf("%s is loaded as %+v, %v", said, load, err)
	}
	if same := called == "lab/m"; (load.Key == main.Key) != same || (load.ID == main.ID) != same {
		l.t.Errorf("%s has the worker %s, and lab/m %s", said, load.Key, main.Key)
	}
}

func TestAModelIsNamedByRevisionAndQuantisation(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	r := l.put("m", map[string][]byte{"m-Q8_0.gguf": weights(7)})
	must(t, r.MakeRef(l.ctx, "refs/tags/v1", ref.Rev(r.Head)))
	first := string(r.Head)
	r = l.put("m", map[string][]byte{"m-Q8_0.gguf": weights(8), "m-Q4_K_M.gguf": weights(4), "deep/m-Q2_K.gguf": weights(2)})
	must(t, r.MakeRef(l.ctx, "refs/heads/try/it", "v1"))
	for said, want := range map[string]struct {
		called string
		more   int
	}{
		"lab/m": {"lab/m", 0}, "lab/m@main": {"lab/m", 0}, "lab/m:Q4_K_M": {"lab/m", 0}, "hf.co/lab/m:q4_k_m": {"lab/m", 0}, "lab/m@" + string(r.Head): {"lab/m", 0}, "LAB/M:latest": {"lab/m", 0},
		"lab/m:Q8_0": {"lab/m:Q8_0", 4}, "lab/m:q8_0": {"lab/m:Q8_0", 4}, "lab/m:M-Q8_0.gguf": {"lab/m:Q8_0", 4}, "lab/m:Q2_K": {"lab/m:Q2_K", -2}, "lab/m@main:Q8_0": {"lab/m:Q8_0", 4},
		"lab/m@v1": {"lab/m@v1", 3}, "lab/m@try/it": {"lab/m@try/it", 3}, "lab/m@" + first + ":Q8_0": {"lab/m@" + first + ":Q8_0", 3}, "lab/m@" + first[:10]: {"lab/m@" + first, 3},
	} {
		l.has(said, want.called, want.more)
	}
	for said, says := range map[string]string{
		"lab/m:Q5_K_M":   "it has no file of the quantisation Q5_K_M, but of Q4_K_M, Q8_0, Q2_K",
		"lab/m@v1:Q2_K":  "but of Q8_0",
		"lab/m@v2":       "lab/m has no revision v2, but main, try/it, v1",
		"lab/m@v2:Q8_0":  "lab/m has no revision v2",
		"lab/m@deadbeef": "lab/m has no revision deadbeef",
	} {
		if _, err := l.Find(l.ctx, name(t, said)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", said, err)
		}
	}
	l.put("none", map[string][]byte{"config.json": []byte("{}")})
	if _, err := l.Find(l.ctx, name(t, "lab/none:Q8_0")); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "it has no GGUF files") {
		t.Errorf("without files to choose from: %v", err)
	}
	must(t, r.SetGate(l.ctx, hub.GateManual))
	eve := l.As(t, l.Eve)
	for _, said := range []string{"lab/m", "lab/m:Q8_0", "lab/m@v1", "lab/m:Q9", "lab/m@v9"} {
		if _, err := l.Find(eve, name(t, said)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s, whose files are not for everybody: %v", said, err)
		}
		if _, err := l.Load(eve, name(t, said)); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%s is loaded: %v", said, err)
		}
	}
}

// adapter is the file of an adapter that says that it belongs to base, if that is not empty.
func adapter(t *testing.T, base string) []byte {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lora.gguf")
	must(t, ggufgen.LoRAOf(file, base, 1, ggufgen.Tiny, 4))
	b, err := os.ReadFile(file)
	must(t, err)
	return b
}

func TestAnAdapterRunsOnItsBase(t *testing.T) {
	t.Parallel()
	l := newLibrary(t)
	l.put("m", map[string][]byte{"m-Q8_0.gguf": weights(2), "README.md": []byte("---\nbase_model: qwen/original\n---\n# M\n")})
	l.put("other", map[string][]byte{"m-Q8_0.gguf": workertest.GGUF("llama", nil)})
	l.put("accent", map[string][]byte{"a.gguf": adapter(t, ""), "README.md": []byte("---\nbase_model: lab/m\n---\n# A\n")})
	l.put("dialect", map[string][]byte{"d.gguf": adapter(t, "https://huggingface.co/Qwen/Original")})
	l.put("lost", map[string][]byte{"d.gguf": adapter(t, "https://huggingface.co/nobody/knows")})
	l.put("wrong", map[string][]byte{"d.gguf": adapter(t, "https://huggingface.co/lab/other")})
	base, err := l.Load(l.ctx, name(t, "lab/m"))
	must(t, err)
	var ids []string
	for _, said := range []string{"lab/accent", "lab/dialect"} {
		m, err := l.Find(l.ctx, name(t, said))
		if err != nil || m.Ref.String() != said || m.Task != "text-generation" || !strings.Contains(m.Title, "runs with llama on ") {
			t.Errorf("%s is %+v, %v", said, m, err)
		}
		load, err := l.Load(l.ctx, name(t, said))
		if err != nil || load.Key != base.Key || load.Model != base.Model || load.Memory != base.Memory || len(load.Adapters) != 1 || load.Adapters[0].Scale != 1 {
			t.Errorf("%s has the load %+v, %v", said, load, err)
			continue
		}
		a, err := l.Adapter(l.ctx, name(t, "lab/m"), said)
		if err != nil || a != load.Adapters[0] {
			t.Errorf("asked for with its base it is %+v, %v", a, err)
		}
		ids = append(ids, a.ID)
	}
	if len(ids) == 2 && ids[0] == ids[1] {
		t.Errorf("two adapters are taken for one")
	}
	for _, said := range []string{"lab/lost", "lab/wrong"} {
		if _, err := l.Find(l.ctx, name(t, said)); !fault.Is(err, fault.Unavailable) || !strings.Contains(err.Error(), "of which there is no repository here with GGUF files that it fits") {
			t.Errorf("%s: %v", said, err)
		}
	}
	for said, says := range map[string]string{"lab/m": "is no adapter", "7": "name the repository of one", "lab/wrong": ""} {
		if _, err := l.Adapter(l.ctx, name(t, "lab/m"), said); says != "" && (!fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says)) {
			t.Errorf("%s as an adapter: %v", said, err)
		}
	}
	if _, err := l.Adapter(l.ctx, name(t, "lab/other"), "lab/accent"); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "for models of the architecture qwen2") {
		t.Errorf("for a model that it does not fit: %v", err)
	}
	listed, err := l.Models(l.ctx)
	must(t, err)
	var names []string
	for _, m := range listed {
		names = append(names, m.Ref.Name)
	}
	if slices.Sort(names); strings.Join(names, " ") != "accent dialect m other" {
		t.Errorf("listed are %q", names)
	}
	// Who may not read the one or the other gets neither.
	r := l.put("m", map[string][]byte{"x.txt": []byte("x")})
	eve := l.As(t, l.Eve)
	if _, err := l.Load(eve, name(t, "lab/accent")); err != nil {
		t.Errorf("to whoever reads both: %v", err)
	}
	must(t, r.SetGate(l.ctx, hub.GateManual))
	if _, err := l.Load(eve, name(t, "lab/accent")); err == nil {
		t.Error("the base is not for everybody, and is lent with an adapter")
	}
	r = l.put("accent", map[string][]byte{"x.txt": []byte("x")})
	must(t, r.SetGate(l.ctx, hub.GateManual))
	if _, err := l.Adapter(eve, name(t, "lab/m"), "lab/accent"); !fault.Is(err, fault.Forbidden) {
		t.Errorf("an adapter that is not for everybody: %v", err)
	}
}
