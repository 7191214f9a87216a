package huggingface_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// The commands of Python's client, one after the other, as people give them.
func TestHuggingFaceCommands(t *testing.T) {
	t.Parallel()
	hf := filepath.Join(filepath.Dir(pythontest.Interpreter(t, "clients")), "hf")
	s := apitest.Start(t)
	home, env := s.Client(t)
	apitest.Write(t, home, map[string]string{
		"up/README.md": "---\nlicense: mit\npipeline_tag: text-generation\n---\n# Voice\n", "up/config.json": `{"model_type":"llama"}`, "up/deep/a.txt": "a", "up/weights.bin": strings.Repeat("\x00\x01", 600_000),
		"many/1.bin": strings.Repeat("\x001", 600_000), "many/b/2.bin": strings.Repeat("\x002", 600_000), "many/c.txt": "c", "bad/README.md": "---\ntags: [a\n---\n",
	})
	s.Lines(t, home, env, hf, []apitest.Line{
		{Line: "auth whoami", Want: "ada"},
		{Line: "repos create lab/voice --private", Want: "lab/voice"},
		{Line: "repos create lab/voice", Want: "already", Fails: true},
		{Line: "repos create lab/voice --exist-ok", Want: "lab/voice"},
		{Line: "repos create lab/calls --type dataset", Want: "lab/calls"},
		{Line: "repos create lab/site --type space --sdk static", Want: "lab/site"},
		{Line: "repos create nobody-here/voice", Want: "nobody-here", Fails: true},
		{Line: "upload lab/voice up .", Want: "lab/voice"},
		{Line: "upload lab/voice bad/README.md README.md", Want: "line 2", Fails: true},
		{Line: "upload lab/calls up/deep/a.txt data/a.txt --type dataset", Want: "lab/calls"},
		{Line: "upload lab/calls many . --type dataset", Want: "lab/calls"},
		{Line: "datasets ls lab/calls -R", Want: "b/2.bin"},
		{Line: "models ls lab/voice", Want: "weights.bin"},
		{Line: "models ls lab/voice -R", Want: "deep/a.txt"},
		{Line: "models ls --author lab --pipeline-tag text-generation --no-truncate", Want: "lab/voice"},
		{Line: "models ls --search voise --no-truncate", Want: "lab/voice"},
		{Line: "models info lab/voice", Want: "text-generation"},
		{Line: "models info lab/nothing", Want: "not found", Fails: true},
		{Line: "models card lab/voice --metadata", Want: "mit"},
		{Line: "datasets info lab/calls", Want: "lab/calls"},
		{Line: "spaces ls --author lab --no-truncate", Want: "lab/site"},
		{Line: "repos ls --namespace lab --no-truncate", Want: "lab/calls"},
		{Line: "download lab/voice config.json --local-dir got", Want: "config.json"},
		{Line: "download lab/voice --include *.txt --local-dir got", Want: "got"},
		{Line: "download lab/voice nothing.txt", Want: "nothing.txt", Fails: true},
		{Line: "download lab/nothing", Want: "lab/nothing", Fails: true},
		{Line: "download lab/voice --revision none", Want: "Revision not found", Fails: true},
		{Line: "repos cp hf://lab/voice/config.json copied.json", Want: ""},
		{Line: "repos cp hf://lab/voice/weights.bin hf://lab/voice/twin.bin", Want: ""},
		{Line: "repos tag create lab/voice v1 -m first", Want: "v1"},
		{Line: "repos tag create lab/voice v1", Want: "already", Fails: true},
		{Line: "repos tag list lab/voice", Want: "v1"},
		{Line: "repos branch create lab/voice dev", Want: "dev"},
		{Line: "upload lab/voice many/c.txt c.txt --revision dev", Want: "Uploaded"},
		{Line: "download lab/voice c.txt --revision dev --local-dir got", Want: "c.txt"},
		{Line: "repos branch delete lab/voice dev", Want: "dev"},
		{Line: "repos tag delete lab/voice v1 --yes", Want: "v1"},
		{Line: "repos delete-files lab/voice deep/", Want: "lab/voice"},
		{Line: "repos settings lab/voice --public", Want: "lab/voice"},
		{Line: "repos settings lab/voice --gated manual", Want: "lab/voice"},
		{Line: "repos duplicate lab/voice lab/copy", Want: "lab/copy"},
		{Line: "repos move lab/voice lab/tongue", Want: "lab/tongue"},
		{Line: "models info lab/voice", Want: "lab/tongue"},
		{Line: "webhooks create --watch model:lab/tongue --url http://127.0.0.1:9/x", Want: "Webhook created"},
		{Line: "webhooks ls --no-truncate", Want: "127.0.0.1:9"},
		{Line: "repos delete lab/copy --yes", Want: "lab/copy"},
		{Line: "repos delete lab/copy --yes", Want: "Repository not found", Fails: true},
		{Line: "repos delete lab/copy --yes --missing-ok", Want: "lab/copy"},
		{Line: "cache ls", Want: "lab/"},
	}...)
	for name, want := range map[string]string{"got/config.json": `{"model_type":"llama"}`, "got/deep/a.txt": "a", "got/c.txt": "c", "copied.json": `{"model_type":"llama"}`} {
		if b, err := os.ReadFile(filepath.Join(home, name)); err != nil || string(b) != want {
			t.Errorf("%s is %q, %v", name, b, err)
		}
	}
	eve := append(env[:len(env):len(env)], "HF_TOKEN="+s.Eve)
	s.Lines(t, home, eve, hf, []apitest.Line{
		{Line: "auth whoami", Want: "eve"},
		{Line: "download lab/tongue config.json", Want: "requires approval", Fails: true},
		{Line: "upload lab/calls up/config.json --type dataset", Want: "may not", Fails: true},
		{Line: "repos delete lab/calls --type dataset --yes", Want: "may not", Fails: true},
	}...)
	nobody := append(env[:len(env):len(env)], "HF_TOKEN=hf_wrong")
	s.Lines(t, home, nobody, hf, apitest.Line{Line: "auth whoami", Want: "nvalid", Fails: true}, apitest.Line{Line: "download lab/tongue config.json", Want: "nvalid", Fails: true})
}
