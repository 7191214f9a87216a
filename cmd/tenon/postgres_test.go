package main

import (
	"fmt"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
	"github.com/tenonhub/tenon/sdk"
)

// house is a data folder and the environment of the commands on it.
type house struct {
	*testing.T
	data string
	env  []string
}

// housed is a house whose database is at an address of PostgreSQL.
func housed(t *testing.T, address string) house {
	t.Helper()
	return house{t, t.TempDir(), []string{"TENON_DATABASE=" + address}}
}

// do runs a command and returns what it says.
func (h house) do(args ...string) string {
	h.Helper()
	cmd := tenon(h, h.data, h.env, args...)
	out, err := cmd.CombinedOutput()
	if err != nil {
		h.Fatalf("%v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (h house) last(args ...string) string {
	h.Helper()
	out := h.do(args...)
	return out[strings.LastIndex(out, "\n")+1:]
}

// push makes a repository of an organisation and pushes a model with a card by git.
func (h house) push(server, token, repo string) {
	h.Helper()
	org, name, _ := strings.Cut(repo, "/")
	req, err := http.NewRequestWithContext(h.Context(), http.MethodPost, server+"/api/repos/create", strings.NewReader(fmt.Sprintf(`{"organization":%q,"name":%q}`, org, name)))
	if err != nil {
		h.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		h.Fatal(err)
	}
	if _ = resp.Body.Close(); resp.StatusCode != http.StatusOK {
		h.Fatalf("%s was not made: %s", repo, resp.Status)
	}
	home := h.TempDir()
	dir := filepath.Join(home, "work")
	git := func(args ...string) {
		h.Helper()
		cmd := exec.CommandContext(h.Context(), "git", args...)
		cmd.Dir, cmd.Env = home, []string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "GIT_TERMINAL_PROMPT=0"}
		if out, err := cmd.CombinedOutput(); err != nil {
			h.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	git("clone", "-q", strings.Replace(server, "://", "://me:"+token+"@", 1)+"/"+repo, dir)
	if err := os.WriteFile(filepath.Join(dir, "README.md"), []byte("---\nlicense: mit\npipeline_tag: translation\n---\n# A model that hums\n"), 0o600); err != nil {
		h.Fatal(err)
	}
	git("-C", dir, "add", "README.md")
	git("-C", dir, "-c", "user.name=Ann", "-c", "user.email=ann@example.com", "commit", "-q", "-m", "first")
	git("-C", dir, "push", "-q")
}

func TestTheProgramOnPostgres(t *testing.T) {
	t.Parallel()
	h := housed(t, sqlstoretest.Empty(t, ""))
	s := serve(t, h.data, h.env...)
	h.do("user", "add", "ann")
	h.do("org", "create", "lab")
	h.do("org", "add", "lab", "ann", "--role", "write")
	token := h.last("token", "create", "--user", "ann", "--write")
	ann := func(args ...string) string {
		t.Helper()
		return house{t, h.data, append([]string{"TENON_TOKEN=" + token, "TENON_SERVER=" + s.url}, h.env...)}.do(args...)
	}
	weights := filepath.Join(t.TempDir(), "model.bin")
	if err := os.WriteFile(weights, []byte("\x00weights"), 0o600); err != nil {
		t.Fatal(err)
	}
	ann("push", "lab/voice", weights)
	h.push(s.url, token, "lab/voice-two")
	out, err := tenon(t, t.TempDir(), h.env, "serve").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "another server works on the database") {
		t.Errorf("a second server: %v, %s", err, out)
	}
	id := s.start(sdk.Ask{Text: "three naps", Graph: naps("nap 3", "n2", "n3")})
	before := s.follow(id, func(r sdk.Run) bool { return done(r) == 1 })
	s.stop(os.Kill)

	s = serve(t, h.data, h.env...)
	kept(t, before, s.follow(id, func(sdk.Run) bool { return false }))
	s.well()
	if out := ann("search", "hums", "--filter", "license:mit"); !strings.Contains(out, "lab/voice-two") {
		t.Errorf("the search finds %s", out)
	}
	if out := ann("ls", "lab/voice"); !strings.Contains(out, "model.bin") {
		t.Errorf("the files are %s", out)
	}
	if out := h.do("audit"); !strings.Contains(out, "repository create") {
		t.Errorf("the audit log is %s", out)
	}
	if left, err := filepath.Glob(filepath.Join(h.data, "tenon.db*")); err != nil || len(left) > 0 {
		t.Errorf("the data folder has %v, %v", left, err)
	}
	backup := filepath.Join(t.TempDir(), "backup.tar.gz")
	h.do("backup", backup)

	// It is restored into another database, into a file, and over what is there.
	for name, other := range map[string]house{"postgres": housed(t, sqlstoretest.Empty(t, "")), "sqlite": {t, t.TempDir(), nil}} {
		other.do("restore", backup)
		if out := other.do("search", "hums"); !strings.Contains(out, "lab/voice-two") {
			t.Errorf("restored into %s, the search finds %s", name, out)
		}
		if out := other.do("org", "list"); !strings.Contains(out, "lab") {
			t.Errorf("restored into %s, the organisations are %s", name, out)
		}
	}
	h.do("user", "add", "bob")
	h.do("restore", "--replace", backup)
	if out := h.do("user", "list"); strings.Contains(out, "bob") || !strings.Contains(out, "ann") {
		t.Errorf("after it was restored there is %s", out)
	}
	if kept, err := filepath.Glob(filepath.Join(h.data, "tenon.db.before-*")); err != nil || len(kept) == 0 {
		t.Errorf("what was replaced is not kept: %v, %v", kept, err)
	}
}

func TestADatabaseThatIsNotThere(t *testing.T) {
	t.Parallel()
	good, err := url.Parse(sqlstoretest.Empty(t, ""))
	if err != nil {
		t.Fatal(err)
	}
	good.User = url.UserPassword("eve", "hush")
	for place, says := range map[string]string{
		"postgres://me:hush@127.0.0.1:1/models": "models on 127.0.0.1:1 cannot be reached",
		good.String():                           "does not let the user eve in",
		"mysql://me:hush@127.0.0.1/models":      "postgres://USER:PASSWORD@HOST/NAME",
		"tenon.db":                              "postgres://USER:PASSWORD@HOST/NAME",
	} {
		out, err := tenon(t, t.TempDir(), nil, "serve", "--database", place).CombinedOutput()
		if err == nil || !strings.Contains(string(out), says) || strings.Contains(string(out), "hush") {
			t.Errorf("%s: %v, %s, want %q", place, err, out, says)
		}
	}
}
