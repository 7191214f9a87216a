package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/sdk"
)

// buffer keeps what a process says, and tells when it has said a thing.
type buffer struct {
	mu   sync.Mutex
	b    bytes.Buffer
	want string        // nothing by default
	seen chan struct{} // closes then
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n, err := b.b.Write(p)
	if b.want != "" && strings.Contains(b.b.String(), b.want) {
		close(b.seen)
		b.want = ""
	}
	return n, err
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

// tenon is the program as a command, with a clean environment and the programs
// of testdata.
func tenon(tb testing.TB, data string, env []string, args ...string) *exec.Cmd {
	tb.Helper()
	self, err := os.Executable()
	if err != nil {
		tb.Fatal(err)
	}
	programs, err := filepath.Abs("testdata/programs")
	if err != nil {
		tb.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(tb.Context()), self, args...)
	cmd.Args[0] = "tenon"
	cmd.Env = append([]string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + data, "TMPDIR=" + os.TempDir(),
		"TENON_DATA=" + data, "TENON_LISTEN=127.0.0.1:0", "TENON_PROGRAMS=" + programs, "TENON_LOG=warn",
	}, env...)
	return cmd
}

// server is a `tenon serve` in a process of its own.
type server struct {
	*sdk.Client
	tb    testing.TB
	cmd   *exec.Cmd
	data  string
	url   string
	log   *buffer
	ended chan error
}

// serve starts a server on a data folder. It ends with the test.
func serve(tb testing.TB, data string, env ...string) *server {
	tb.Helper()
	s := &server{tb: tb, cmd: tenon(tb, data, env, "serve"), data: data, log: &buffer{}, ended: make(chan error, 1)}
	s.cmd.Stderr = s.log
	out, err := s.cmd.StdoutPipe()
	if err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		tb.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if _, url, ok := strings.Cut(lines.Text(), " is ready at "); ok {
			s.url = url
			break
		}
	}
	go func() {
		_, _ = io.Copy(io.Discard, out)
		s.ended <- s.cmd.Wait()
	}()
	tb.Cleanup(func() { s.stop(os.Interrupt) })
	if s.url == "" {
		tb.Fatalf("the server did not start: %s", s.log)
	}
	token, err := os.ReadFile(filepath.Join(data, app.TokenFile))
	if err != nil {
		tb.Fatal(err)
	}
	s.Client = sdk.New(s.url, string(token), &http.Client{})
	return s
}

// stop ends the server by a signal and waits for its end.
func (s *server) stop(sig os.Signal) {
	if err := s.cmd.Process.Signal(sig); errors.Is(err, os.ErrProcessDone) {
		return
	}
	select {
	case <-s.ended:
	case <-time.After(patience):
		_ = s.cmd.Process.Kill()
		s.tb.Errorf("the server did not end: %s", s.log)
	}
}

// start asks for a run.
func (s *server) start(ask sdk.Ask) string {
	s.tb.Helper()
	run, err := s.Ask(context.WithoutCancel(s.tb.Context()), ask) // also when the test cleans up
	if err != nil {
		s.tb.Fatalf("%v\n%s", err, s.log)
	}
	return run.ID
}

// follow looks at a run until it is as it should be, or has ended.
func (s *server) follow(id string, enough func(sdk.Run) bool) sdk.Run {
	s.tb.Helper()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.tb.Context()), 2*patience)
	defer cancel()
	var last sdk.Run
	for run, err := range s.Follow(ctx, id) {
		if err != nil {
			s.tb.Fatalf("%v\n%s", err, s.log)
		}
		if last = run; enough(run) {
			break
		}
	}
	return last
}

// run asks for a run and waits for its end.
func (s *server) run(ask sdk.Ask) sdk.Run {
	s.tb.Helper()
	return s.follow(s.start(ask), func(sdk.Run) bool { return false })
}

// well checks that the server lives and does its work.
func (s *server) well() {
	s.tb.Helper()
	if got := ask(s.url + "/healthz"); got != http.StatusOK {
		s.tb.Fatalf("the server is not well, its status is %d:\n%s", got, s.log)
	}
	run := s.run(sdk.Ask{Text: "a good run", Graph: naps("n1 and " + s.tb.Name())})
	if run.State != sdk.Done {
		s.tb.Errorf("a good run ended as %s: %s\n%s", run.State, run.Error, s.log)
	}
}

// naps is a chain of nodes, each of which sleeps as the first line of the text
// says (“nap 3” is 0.3 s) and adds a number of its own to it.
func naps(text string, ids ...string) *sdk.Graph {
	g := &sdk.Graph{}
	from := sdk.Source{Text: text}
	for _, id := range append([]string{"n1"}, ids...) {
		g.Nodes = append(g.Nodes, nap(id, from))
		from = sdk.Source{Node: id}
	}
	return g
}

func nap(id string, from sdk.Source) sdk.GraphNode {
	return call(id, "summarization", "test/nap", "text", from)
}

func call(id, task, model, port string, from sdk.Source) sdk.GraphNode {
	return sdk.GraphNode{ID: id, Task: task, Model: model, In: map[string][]sdk.Source{port: {from}}}
}

func file(name, content string) sdk.File {
	return sdk.File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}
}

func node(run sdk.Run, id string) sdk.Node {
	for _, n := range run.Nodes {
		if n.ID == id {
			return n
		}
	}
	return sdk.Node{}
}

func text(n sdk.Node) string {
	if len(n.Out["text"]) == 0 {
		return ""
	}
	return n.Out["text"][0].Text
}
