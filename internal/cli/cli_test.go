package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/tenonhub/tenon/internal/cli"
	"github.com/tenonhub/tenon/sdk"
)

// fake answers every request with one run.
func fake(t *testing.T, run sdk.Run) (srv *httptest.Server, asked *atomic.Int32) {
	t.Helper()
	asked = &atomic.Int32{}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /api/tenon/v1/runs", func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		_, _ = io.Copy(io.Discard, r.Body)
		_ = json.NewEncoder(w).Encode(sdk.Run{ID: "r1", Lang: run.Lang, State: sdk.Waiting, Given: run.Given})
	})
	mux.HandleFunc("GET /api/tenon/v1/runs/r1/events", func(w http.ResponseWriter, _ *http.Request) {
		b, _ := json.Marshal(run)
		_, _ = fmt.Fprintf(w, "event: run\ndata: %s\n\n", b)
	})
	mux.HandleFunc("GET /api/tenon/v1/artefacts/there", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "bytes") })
	srv = httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv, asked
}

// call runs a command line in a folder of its own, with stdin from a file.
func call(t *testing.T, env map[string]string, stdin string, args ...string) (status int, out, problems string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "stdin")
	if err := os.WriteFile(file, []byte(stdin), 0o600); err != nil {
		t.Fatal(err)
	}
	in, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	var o, e bytes.Buffer
	status = cli.Run(t.Context(), cli.Env{
		Args: args, Getenv: func(name string) string { return env[name] }, Stdin: in, Stdout: &o, Stderr: &e, Version: "test",
	})
	return status, o.String(), e.String()
}

func at(t *testing.T, server string) map[string]string {
	t.Helper()
	return map[string]string{"TENON_DATA": t.TempDir(), "TENON_SERVER": server}
}

func TestTheTokenOfTheDataFolderStaysOnThisMachine(t *testing.T) {
	t.Parallel()
	var outside net.IP
	all, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range all {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.To4() != nil && !ip.IP.IsLoopback() {
			outside = ip.IP
		}
	}
	if outside == nil {
		t.Skip("this machine has the loopback address alone")
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "0.0.0.0:0")
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 1)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Get("Authorization")
		_, _ = io.WriteString(w, "[]")
	}))
	_ = srv.Listener.Close()
	srv.Listener = ln
	srv.Start()
	defer srv.Close()
	_, port, err := net.SplitHostPort(ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	env := at(t, "")
	if err := os.WriteFile(filepath.Join(env["TENON_DATA"], "token"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ host, token, want string }{
		{"127.0.0.1", "", "Bearer secret"}, {"localhost", "", "Bearer secret"}, {outside.String(), "", ""}, {outside.String(), "mine", "Bearer mine"},
	} {
		env["TENON_TOKEN"] = c.token
		status, _, problems := call(t, env, "", "runs", "--server", c.host+":"+port)
		if status != 0 {
			t.Fatalf("%d %s", status, problems)
		}
		if auth := <-got; auth != c.want {
			t.Errorf("%s was sent %q, want %q", c.host, auth, c.want)
		}
	}
}

func TestTheAnswerComesBeforeTheFiles(t *testing.T) {
	t.Parallel()
	srv, _ := fake(t, sdk.Run{ID: "r1", State: sdk.Done, Answer: "Here it is.", Artefacts: []sdk.Value{
		{Name: ".bash\x1brc", Digest: "there", Media: "text/plain"}, {Name: "lost.png", Digest: "gone"},
	}})
	dir := filepath.Join(t.TempDir(), "made")
	status, out, problems := call(t, at(t, srv.URL), "", "ask", "Draw it", "--out", dir)
	if status == 0 || !strings.HasPrefix(out, "Here it is.\n→ "+filepath.Join(dir, "bashrc")+" (text/plain, 5 bytes)\n") || !strings.Contains(problems, "lost.png") {
		t.Errorf("%d\n%s\n%s", status, out, problems)
	}
}

func TestOnlyWhatWasAskedForIsSavedUnasked(t *testing.T) {
	t.Parallel()
	srv, _ := fake(t, sdk.Run{ID: "r1", State: sdk.Done, Answer: "North.", Beside: []string{"rows.csv"}, Artefacts: []sdk.Value{
		{Name: "rows.csv", Digest: "there", Media: "text/csv"},
	}})
	status, out, problems := call(t, at(t, srv.URL), "", "ask", "Which region?")
	if status != 0 || out != "North.\nThere is also rows.csv; --out FOLDER saves it.\n" {
		t.Errorf("%d\n%s\n%s", status, out, problems)
	}
	dir := filepath.Join(t.TempDir(), "made")
	status, out, problems = call(t, at(t, srv.URL), "", "ask", "Which region?", "-o", dir)
	if status != 0 || out != "North.\n→ "+filepath.Join(dir, "rows.csv")+" (text/csv, 5 bytes)\n" {
		t.Errorf("%d\n%s\n%s", status, out, problems)
	}
}

func TestAFolderThatCannotBeIsRefusedBeforeAnythingIsAsked(t *testing.T) {
	t.Parallel()
	srv, asked := fake(t, sdk.Run{State: sdk.Done})
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, problems := call(t, at(t, srv.URL), "", "ask", "Draw it", "--out", filepath.Join(file, "in"))
	if status != 2 || !strings.Contains(problems, "name another with --out") || asked.Load() != 0 {
		t.Errorf("%d %s, asked %d times", status, problems, asked.Load())
	}
}

func TestWhatIsPrintedHasNoCommandsForTheTerminal(t *testing.T) {
	t.Parallel()
	srv, _ := fake(t, sdk.Run{
		ID: "r1", State: sdk.Failed, Answer: "red \x1b[31m\u009b2J\tand\n\x07green", Error: "broken\x1b]0;x\x07",
		Given: []sdk.Value{{Name: "a", Notice: "odd \x1b[2J"}}, Nodes: []sdk.Node{{ID: "n1", Title: "Do\x1b[5m it", State: sdk.Failed, Error: "\x9b"}},
	})
	status, out, problems := call(t, at(t, srv.URL), "", "ask", "Say it")
	if status != 5 || out != "red [31m2J\tand\ngreen\n" {
		t.Errorf("%d %q", status, out)
	}
	if strings.ContainsAny(problems, "\x1b\x07\u009b") || strings.Count(problems, "odd [2J") != 1 || !strings.Contains(problems, "broken]0;x") {
		t.Errorf("%q", problems)
	}
}

func TestWhyAStepFailedIsSaidOnce(t *testing.T) {
	t.Parallel()
	srv, _ := fake(t, sdk.Run{
		ID: "r1", State: sdk.Failed, Error: "Draw a chart (node n1) failed: there is no table",
		Nodes: []sdk.Node{{ID: "n1", Title: "Draw a chart", State: sdk.Failed, Error: "there is no table"}},
	})
	status, _, problems := call(t, at(t, srv.URL), "", "ask", "Draw it")
	if status != 5 || strings.Count(problems, "there is no table") != 1 || !strings.Contains(problems, "✗ n1") {
		t.Errorf("%d %q", status, problems)
	}
}

func TestARequestOnStandardInputHasALimit(t *testing.T) {
	t.Parallel()
	srv, asked := fake(t, sdk.Run{ID: "r1", State: sdk.Done, Answer: "yes"})
	if status, _, problems := call(t, at(t, srv.URL), strings.Repeat("words ", 1<<20), "ask", "-"); status != 2 || !strings.Contains(problems, "over 4 MB") || asked.Load() != 0 {
		t.Errorf("%d %s", status, problems)
	}
	if status, out, problems := call(t, at(t, srv.URL), "Say yes", "ask", "-"); status != 0 || out != "yes\n" {
		t.Errorf("%d %s %s", status, out, problems)
	}
}

func TestAServerThatIsNotThere(t *testing.T) {
	t.Parallel()
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	want := "tenon: nothing answers at http://" + ln.Addr().String() + ": is `tenon serve` running there?\n"
	if status, _, problems := call(t, at(t, ln.Addr().String()), "", "models"); status != 1 || problems != want {
		t.Errorf("%d %s", status, problems)
	}
}

func TestCanceledIsSaidOnce(t *testing.T) {
	t.Parallel()
	srv, _ := fake(t, sdk.Run{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var e bytes.Buffer
	env := at(t, srv.URL)
	status := cli.Run(ctx, cli.Env{Args: []string{"runs"}, Getenv: func(name string) string { return env[name] }, Stdin: os.Stdin, Stdout: io.Discard, Stderr: &e})
	if status != 130 || e.String() != "tenon: canceled\n" {
		t.Errorf("%d %q", status, e.String())
	}
}

func TestWordsAreInTheLanguageOfTheRun(t *testing.T) {
	t.Parallel()
	run := sdk.Run{ID: "r1", Lang: "zh", State: sdk.Consent, Leaves: []string{"home/gpt"}, Planner: "embedded", Graph: sdk.Graph{Nodes: []sdk.GraphNode{{ID: "n1", Task: "translation", Why: []string{"翻译"}}}}}
	srv, _ := fake(t, run)
	if status, out, _ := call(t, at(t, srv.URL), "", "ask", "翻译它"); status != 3 || !strings.Contains(out, "这会把您的内容发送到 home/gpt") {
		t.Errorf("%d %s", status, out)
	}
	run.State = sdk.Planned
	srv, _ = fake(t, run)
	if status, out, _ := call(t, at(t, srv.URL), "", "ask", "--plan", "翻译它"); status != 0 || !strings.Contains(out, "把握") || !strings.Contains(out, "依据“翻译”") || strings.Contains(out, "because") {
		t.Errorf("%d %s", status, out)
	}
}

// TestWhatIsDoneInPartHasAStatusOfItsOwn: a script learns that something of the request
// was left out, which the answer and the JSON name.
func TestWhatIsDoneInPartHasAStatusOfItsOwn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		run    sdk.Run
		args   []string
		status int
		said   string
	}{
		{sdk.Run{ID: "r1", State: sdk.Done, Answer: "German"}, nil, 0, "German"},
		{sdk.Run{ID: "r1", State: sdk.Done, Answer: "German\n\nNot done: no", Lacking: []string{"no"}}, nil, 6, "Not done"},
		{sdk.Run{ID: "r1", State: sdk.Done, Answer: "German", Undone: []string{"send an e-mail"}}, []string{"--json"}, 6, `"undone"`},
		{sdk.Run{ID: "r1", State: sdk.Planned, Lacking: []string{"no"}}, []string{"--plan"}, 6, "no"},
		{sdk.Run{ID: "r1", State: sdk.Planned, Error: "nothing does it"}, []string{"--plan"}, 4, ""},
		{sdk.Run{ID: "r1", State: sdk.Failed, Error: "broke", Lacking: []string{"no"}}, nil, 5, ""},
	} {
		srv, _ := fake(t, c.run)
		status, out, _ := call(t, at(t, srv.URL), "", append([]string{"ask", "tell me"}, c.args...)...)
		if status != c.status || !strings.Contains(out, c.said) {
			t.Errorf("%+v: %d %s", c.run, status, out)
		}
	}
}

// words is what a server says; ready closes when that is that it is ready.
type words struct {
	mu    sync.Mutex
	b     strings.Builder
	ready func()
}

func (w *words) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if strings.Contains(string(p), "As another user") {
		w.ready()
	}
	return w.b.Write(p)
}

func TestTheTokenIsShownToNoFile(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out := &words{ready: cancel}
	env := map[string]string{"TENON_DATA": t.TempDir(), "TENON_LISTEN": "127.0.0.1:0"}
	var e bytes.Buffer
	cli.Run(ctx, cli.Env{Args: []string{"serve"}, Getenv: func(name string) string { return env[name] }, Stdin: os.Stdin, Stdout: out, Stderr: &e, Version: "test"})
	file := filepath.Join(env["TENON_DATA"], "token")
	token, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v: %s", err, e.String())
	}
	if said := out.b.String(); strings.Contains(said, string(token)) || !strings.Contains(said, file) {
		t.Errorf("it says %s", said)
	}
}

func TestServeByTLS(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	ready := make(chan struct{})
	out := &words{ready: func() { close(ready) }}
	env := map[string]string{"TENON_DATA": t.TempDir(), "TENON_LISTEN": "127.0.0.1:0"}
	ended := make(chan int, 1)
	var problems bytes.Buffer
	go func() {
		ended <- cli.Run(ctx, cli.Env{
			Args: []string{"serve", "--tls"}, Getenv: func(name string) string { return env[name] }, Stdin: os.Stdin, Stdout: out, Stderr: &problems, Version: "test",
		})
	}()
	select {
	case <-ready:
	case status := <-ended:
		t.Fatalf("ended with %d: %s", status, problems.String())
	}
	status, said, wrong := call(t, env, "", "token", "create", "--user", "admin", "--write")
	if status != 0 || !strings.Contains(said, "tenon_") {
		t.Errorf("a command on the server: %d %s%s", status, said, wrong)
	}
	if status, _, wrong := call(t, env, "", "serve", "--tls"); status == 0 || !strings.Contains(wrong, "already, at https://127.0.0.1:") {
		t.Errorf("a second server: %d %s", status, wrong)
	}
	b, err := os.ReadFile(filepath.Join(env["TENON_DATA"], "server.json"))
	if err != nil || !strings.Contains(string(b), `"https://127.0.0.1:`) {
		t.Errorf("%s, %v", b, err)
	}
	cancel()
	if status := <-ended; status != 0 && status != 130 {
		t.Errorf("ended with %d", status)
	}
	if !strings.Contains(out.b.String(), "ready at https://") || !strings.Contains(out.b.String(), filepath.Join(env["TENON_DATA"], "ca.crt")) {
		t.Errorf("it says %s", out.b.String())
	}
	if status, _, wrong := call(t, env, "", "serve", "--tls-cert", "x.pem"); status != 2 || !strings.Contains(wrong, "tls_key") {
		t.Errorf("a certificate without its key: %d %s", status, wrong)
	}
	if status, _, wrong := call(t, env, "", "serve", "--tls-cert", "x.pem", "--tls-key", "y.pem"); status == 0 || !strings.Contains(wrong, "cannot be read") {
		t.Errorf("a certificate that is not there: %d %s", status, wrong)
	}
}
