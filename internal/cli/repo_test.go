package cli_test

import (
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/sdk"
)

const large = "0123456789 many times"

// published is a hub with lab/voice, and an environment in which commands are ada's.
func published(t *testing.T) (env map[string]string) {
	t.Helper()
	s := apitest.Start(t)
	ctx, name := s.As(t, s.Ada), ref.Repo{Owner: "lab", Name: "voice"}
	_, err := s.Hub.Create(ctx, hub.Model, name, false, hub.Operation{Path: "README.md", Content: []byte("---\nlicense: mit\npipeline_tag: text-to-speech\nlanguage: zh\n---\n会说话")})
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ctx, hub.Model, name, hub.Write)
	if err != nil {
		t.Fatal(err)
	}
	p := hub.Pointer{Digest: sha256.Sum256([]byte(large)), Size: int64(len(large))}
	if err := r.Receive(ctx, p, strings.NewReader(large)); err != nil {
		t.Fatal(err)
	}
	_, err = r.Commit(ctx, "main", "", "fill", func(yield func(hub.Operation, error) bool) {
		_ = yield(hub.Operation{Path: "sub/a b.txt", Content: []byte("text")}, nil) && yield(hub.Operation{Path: "big.bin", Object: &p}, nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{"TENON_DATA": t.TempDir(), "TENON_SERVER": s.URL, "TENON_TOKEN": s.Ada}
}

func TestTheHubOnTheCommandLine(t *testing.T) {
	t.Parallel()
	env := published(t)
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"search voice", 0, "lab/voice  text-to-speech"},
		{"search 会说", 0, "lab/voice"},
		{"search --filter license:mit --author lab --sort downloads", 0, "lab/voice"},
		{"search nothing-like-it", 0, "Nothing was found"},
		{"search --limit 0", 2, "--limit"},
		{"search --sort beauty", 2, "trendingScore"},
		{"search --type app", 2, "model, dataset or space"},
		{"info lab/voice", 0, "languages   zh"},
		{"info lab/voice", 0, "licence     mit"},
		{"info lab/nothing", 2, "there is no model lab/nothing"},
		{"info voice", 2, "OWNER/NAME"},
		{"info lab/voice --type dataset", 2, "there is no dataset"},
		{"ls lab/voice", 0, "sub/"},
		{"ls lab/voice:sub", 0, "4 B  sub/a b.txt"},
		{"ls -r lab/voice", 0, "21 B  big.bin"},
		{"ls lab/voice@nowhere", 2, "nowhere"},
		{"rm lab/voice", 2, "--yes"},
		{"rm lab/voice:sub --yes", 2, "whole repository"},
	} {
		status, out, problems := call(t, env, "", strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(out+problems, c.want) {
			t.Errorf("tenon %s: %d\n%s%s\nwant %d %q", c.args, status, out, problems, c.status, c.want)
		}
	}
	_, out, _ := call(t, env, "", "search", "voice", "--json")
	var l []sdk.Repo
	if err := json.Unmarshal([]byte(out), &l); err != nil || len(l) != 1 || l[0].Known == nil || l[0].Known.Files != 4 {
		t.Errorf("as JSON: %v, %s", err, out)
	}
	if status, out, problems := call(t, env, "", "rm", "lab/voice", "--yes"); status != 0 || !strings.Contains(out, "Removed") {
		t.Errorf("removed: %d %s %s", status, out, problems)
	}
	if _, out, problems := call(t, env, "", "search", "voice"); !strings.Contains(problems, "Nothing") {
		t.Errorf("after it was removed: %s %s", out, problems)
	}
}

func TestPullGoesOnWhereItWasCutOff(t *testing.T) {
	t.Parallel()
	env := published(t)
	dir := filepath.Join(t.TempDir(), "here")
	pull := func(args ...string) (int, string) {
		t.Helper()
		status, out, problems := call(t, env, "", append([]string{"pull", "--out", dir}, args...)...)
		return status, out + problems
	}
	if status, said := pull("lab/voice:sub"); status != 0 || !strings.Contains(said, "1 files of lab/voice") {
		t.Fatal(status, said)
	}
	_, out, _ := call(t, env, "", "ls", "--json", "lab/voice")
	var l []sdk.Entry
	if err := json.Unmarshal([]byte(out), &l); err != nil {
		t.Fatal(err)
	}
	part := ""
	for _, e := range l {
		if e.Path == "big.bin" {
			part = filepath.Join(dir, "big.bin."+e.OID[:8]+".part")
		}
	}
	// What is there of it is kept: bytes that are wrong are so in the end, too.
	for _, c := range []struct {
		there  string
		status int
	}{{"XX", 1}, {large[:7], 0}} {
		if err := os.WriteFile(part, []byte(c.there), 0o600); err != nil {
			t.Fatal(err)
		}
		if status, said := pull("lab/voice"); status != c.status {
			t.Errorf("with %q there: %d %s", c.there, status, said)
		}
		if _, err := os.Stat(part); err == nil {
			t.Error("the part is still there")
		}
	}
	for name, want := range map[string]string{"big.bin": large, "sub/a b.txt": "text"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(b) != want {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	if status, said := pull("lab/voice:nothing"); status != 2 || !strings.Contains(said, "no file or folder") {
		t.Errorf("nothing: %d %s", status, said)
	}
}

func TestPushSendsWhatIsNotThere(t *testing.T) {
	t.Parallel()
	env := published(t)
	dir := t.TempDir()
	for name, text := range map[string]string{"README.md": "# Ears", "sub/deep.txt": "text", "w.safetensors": "not what it says", "copy.bin": large, ".git/config": "x"} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"4 files are in ada/ears", "; of the large ones 0 had to be sent"} { // copy.bin is in lab/voice
		status, out, problems := call(t, env, "", "push", "ada/ears", dir, "--private", "-m", "first")
		if status != 0 || !strings.Contains(out, want) {
			t.Fatal(status, out, problems)
		}
	}
	if status, out, problems := call(t, env, "", "push", "ada/ears:more", filepath.Join(dir, "README.md")); status != 0 {
		t.Fatal(status, out, problems)
	}
	_, out, _ := call(t, env, "", "ls", "-r", "ada/ears")
	for _, want := range []string{"sub/deep.txt", "16 B  w.safetensors", "21 B  copy.bin", "6 B  more/README.md"} {
		if !strings.Contains(out, want) || strings.Contains(out, "config") {
			t.Errorf("%s is not in\n%s", want, out)
		}
	}
	for _, c := range []struct{ args, want string }{
		{"push ada/ears " + dir + "/nothing", "there is no file or folder"}, {"push ada/ears@v1 " + dir, "without @REVISION"}, {"push nobody/ears " + dir, "`tenon org create nobody`"},
	} {
		if status, out, problems := call(t, env, "", strings.Fields(c.args)...); status != 2 || !strings.Contains(problems, c.want) {
			t.Errorf("tenon %s: %d %s %s", c.args, status, out, problems)
		}
	}
}

// What was removed by mistake is brought back.
func TestTheTrashOnTheCommandLine(t *testing.T) {
	t.Parallel()
	env := map[string]string{"TENON_DATA": t.TempDir()}
	file := filepath.Join(t.TempDir(), "song.txt")
	if err := os.WriteFile(file, []byte("a nightingale"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args   string
		status int
		want   string
	}{
		{"push admin/voice " + file, 0, "1 file is in admin/voice"},
		{"trash restore admin/voice", 1, "`tenon trash list` says what was"},
		{"rm admin/voice --yes", 0, "Removed"},
		{"ls admin/voice", 2, "there is no model"},
		{"trash list", 0, "model  admin/voice"},
		{"trash restore admin/voice --type dataset", 1, "no dataset admin/voice was deleted"},
		{"trash restore Admin/Voice", 0, "admin/voice is there again"},
		{"ls admin/voice", 0, "13 B  song.txt"},
	} {
		status, out, problems := call(t, env, "", strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(out+problems, c.want) {
			t.Errorf("tenon %s: %d\n%s%s\nwant %d %q", c.args, status, out, problems, c.status, c.want)
		}
	}
}
