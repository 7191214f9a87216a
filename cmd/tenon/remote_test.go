package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	"github.com/tenonhub/tenon/internal/wire/openai"
	"github.com/tenonhub/tenon/sdk"
)

const secret = "the vault opens with 4711"

// poet is a remote server whose language model plans that a text is to be
// written from the file, and writes “A poem.”.
func poet(t *testing.T) *remotetest.Server {
	t.Helper()
	plan, err := json.Marshal(map[string]any{
		"question": "",
		"steps": []any{map[string]any{
			"id": "poem", "task": "text-generation", "why": "frobnicate", "params": []any{},
			"in": []any{
				map[string]any{"port": "prompt", "given": "", "node": "", "output": "", "text": "Write a poem."},
				map[string]any{"port": "context", "given": "file1", "node": "", "output": "", "text": ""},
			},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s := remotetest.New(t)
	s.AnswerFunc(func(r openai.ChatRequest) string {
		if r.ResponseFormat != nil {
			return string(plan)
		}
		return "A poem."
	})
	return s
}

// told reports how often the remote server was asked, and whether it was told
// what the file says.
func told(s *remotetest.Server) (times int, all bool) {
	for _, r := range s.Requests() {
		all = all || strings.Contains(r.Body, secret)
	}
	return len(s.Requests()), all
}

// said runs a command on a data folder and returns its status and what it said.
func said(t *testing.T, data string, args ...string) (status int, out string) {
	t.Helper()
	cmd := tenon(t, data, []string{"TENON_PROGRAMS="}, args...)
	var b bytes.Buffer
	cmd.Stdout, cmd.Stderr = &b, &b
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return exit.ExitCode(), b.String()
	}
	if err != nil {
		t.Fatal(err)
	}
	return 0, b.String()
}

func TestAFileIsSentToARemoteModelOnlyWithConsent(t *testing.T) {
	t.Parallel()
	remote, data := poet(t), t.TempDir()
	letter := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(letter, []byte("Dear Ada, "+secret+"."), 0o600); err != nil {
		t.Fatal(err)
	}
	const write = "Write a polite reply to this letter"
	const odd = "Frobnicate the whatsit" // only the language model can make sense of it
	for i, c := range []struct {
		args   []string
		status int
		says   string
		asked  bool // anything of the remote server
		sent   bool // what the file says
	}{
		{[]string{"ask", write, letter}, 4, "tenon connect NAME URL --task text-generation", false, false},
		{[]string{"connect", "poet", remote.URL, "--key", "wrong"}, 1, "key", false, false},
		{[]string{"connect", "poet", remote.URL, "--key", remotetest.Key, "--local=false"}, 0, "asks before it sends", false, false},
		{[]string{"connect"}, 0, "chat-1", false, false},
		{[]string{"models"}, 0, "poet/chat-1", false, false},
		{[]string{"ask", "--plan", write, letter}, 0, "It would send your input to poet/chat-1", false, false},
		{[]string{"ask", write, letter}, 3, "would send your input to poet/chat-1. Ask again with --yes", false, false},
		{[]string{"ask", "--local", write, letter}, 4, "stay on this machine", false, false},
		{[]string{"ask", odd, letter}, 3, "?", false, false},
		{[]string{"ask", "--local", odd, letter}, 3, "?", false, false},
		{[]string{"ask", "--plan", "--yes", odd, letter}, 0, "Plan by the poet/chat-1 planner", true, false},
		{[]string{"ask", "--yes", write, letter}, 0, "A poem.", true, true},
		{[]string{"ask", "--yes", odd, letter}, 0, "A poem.", true, true},
		{[]string{"disconnect", "poet"}, 0, "", false, true},
		{[]string{"ask", "--yes", write, letter}, 4, "tenon connect", false, true},
		{[]string{"ask", "--yes", odd, letter}, 3, "?", false, true},
	} {
		before, _ := told(remote)
		status, out := said(t, data, c.args...)
		if status != c.status || !strings.Contains(out, c.says) {
			t.Errorf("%d: %v ended with %d, want %d and %q: %s", i, c.args, status, c.status, c.says, out)
		}
		after, all := told(remote)
		if all != c.sent || (after > before) != c.asked {
			t.Errorf("%d: %v asked %d times, and the file was sent is %v", i, c.args, after-before, all)
		}
	}
	if _, out := said(t, data, "models"); strings.Contains(out, "poet/") {
		t.Errorf("a model of a connection that is gone is in the list: %s", out)
	}
	if found := grep(t, data, remotetest.Key); len(found) > 0 {
		t.Errorf("the key of a connection that is gone stands in %v", found)
	}
}

// grep returns the files of a folder that hold a text.
func grep(t *testing.T, dir, what string) (found []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(name string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(name)
		if bytes.Contains(b, []byte(what)) {
			found = append(found, name)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestALanguageModelOfThisMachinePlansWhereTheEmbeddedPlannerIsUnsure(t *testing.T) {
	t.Parallel()
	remote, data := poet(t), t.TempDir()
	letter := filepath.Join(t.TempDir(), "letter.txt")
	if err := os.WriteFile(letter, []byte("Dear Ada."), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"connect", "home", remote.URL, "--key", remotetest.Key}, "in your hands"},
		{[]string{"ask", "--plan", "Summarise this", letter}, "Plan by the embedded planner"},
		{[]string{"ask", "--plan", "Frobnicate the whatsit", letter}, "Plan by the home/chat-1 planner"},
		{[]string{"ask", "Frobnicate the whatsit", letter}, "A poem."},
	} {
		if status, out := said(t, data, c.args...); status != 0 || !strings.Contains(out, c.says) {
			t.Errorf("%v ended with %d, want 0 and %q: %s", c.args, status, c.says, out)
		}
	}
}

func TestWhatIsMadeOfAFileIsKeptFromRemoteModelsToo(t *testing.T) {
	t.Parallel()
	remote := poet(t)
	s := serve(t, t.TempDir())
	away := false
	if _, err := s.Connect(t.Context(), sdk.Connection{Name: "poet", URL: remote.URL, Key: remotetest.Key, Local: &away}); err != nil {
		t.Fatal(err)
	}
	g := naps("unused")
	g.Nodes[0].In["text"] = []sdk.Source{{Given: "letter.txt"}}
	poem := call("poem", "text-generation", "poet/chat-1", "prompt", sdk.Source{Text: "Write a poem."})
	poem.In["context"] = []sdk.Source{{Node: "n1"}}
	g.Nodes = append(g.Nodes, poem)
	ask := sdk.Ask{Text: "a poem", Graph: g, Files: []sdk.File{file("letter.txt", secret)}}
	for _, c := range []struct {
		consent string
		state   sdk.State
		sent    bool
	}{{"", sdk.Consent, false}, {"local", sdk.Impossible, false}, {"yes", sdk.Done, true}} {
		ask.Consent = c.consent
		run := s.run(ask)
		if _, all := told(remote); run.State != c.state || all != c.sent {
			t.Errorf("with consent %q the run is %s (%s), and the file was sent is %v", c.consent, run.State, run.Error, all)
		}
		if c.state == sdk.Consent && (len(run.Leaves) != 1 || run.Leaves[0] != "poet/chat-1") {
			t.Errorf("it would leave to %v", run.Leaves)
		}
	}
}
