package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/engine/llama/library"
	"github.com/tenonhub/tenon/internal/fleet/workertest"
)

// TestMain makes the test binary the program: started as tenon it is that, and
// started by a sandbox it is a confined child.
func TestMain(m *testing.M) {
	app.Child()
	workertest.Main()
	testscript.Main(m, map[string]func(){"tenon": main, aloneName: alone})
}

const patience = time.Minute // more than anything here takes on a busy machine

func TestScripts(t *testing.T) {
	t.Parallel()
	programs, err := filepath.Abs("testdata/programs")
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("HOME", filepath.Join(e.WorkDir, "home"))
			e.Setenv("TENON_DATA", filepath.Join(e.WorkDir, "data"))
			e.Setenv("TENON_LISTEN", "127.0.0.1:0")
			e.Setenv("PROGRAMS", programs)
			e.Setenv("TENON_WORKER", self)
			engines := filepath.Join(e.WorkDir, "engines") // what plays the worker needs no libraries, but the server asks for them
			e.Setenv("TENON_ENGINES", engines)
			e.Setenv("TMPDIR", os.TempDir()) // confined programs run as nobody, who must get there
			return lay(library.Folder(engines), library.Names())
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"status": status, "ready": ready, "until": until, "mode": mode, "health": health, "set": set, "gguf": gguf,
		},
	})
}

// lay makes a folder with empty files.
func lay(dir string, names []string) error {
	err := os.MkdirAll(dir, 0o700)
	for _, name := range names {
		err = errors.Join(err, os.WriteFile(filepath.Join(dir, name), nil, 0o600))
	}
	return err
}

// gguf FILE: writes weights of a small language model.
func gguf(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: gguf FILE")
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), workertest.GGUF("qwen2", map[string]uint32{"qwen2.context_length": 4096, "general.file_type": 2}), 0o600))
}

// status N COMMAND …: the command ends with this exit status.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND ARG…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("%s ended with status %d, want %d", strings.Join(args[1:], " "), got, want)
	}
}

// ready waits for the server that a script has started on $TENON_DATA.
func ready(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 0 {
		ts.Fatalf("usage: ready")
	}
	file := filepath.Join(ts.Getenv("TENON_DATA"), "server.json")
	eventually(ts, "the server has started", func() bool { return ask(address(file)+"/healthz") == http.StatusOK })
}

// address reads where a server listens; "" where it does not.
func address(file string) string {
	b, err := os.ReadFile(file)
	if err != nil {
		return ""
	}
	return regexp.MustCompile(`http://[0-9.:]+`).FindString(string(b))
}

func ask(url string) (status int) {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0
	}
	resp, err := (&http.Client{}).Do(req)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// until PATTERN COMMAND …: the command's output comes to match.
func until(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: until PATTERN COMMAND ARG…")
	}
	pattern := regexp.MustCompile(args[0])
	eventually(ts, args[0], func() bool {
		ts.Check(ts.Exec(args[1], args[2:]...))
		return pattern.MatchString(ts.ReadFile("stdout"))
	})
}

// eventually checks again and again until a thing holds.
func eventually(ts *testscript.TestScript, what string, holds func() bool) {
	tick := time.NewTicker(30 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); !holds(); <-tick.C {
		if time.Now().After(end) {
			ts.Fatalf("in %v it did not come to this: %s", patience, what)
		}
	}
}

// mode FILE PERMISSIONS: the file has these permissions, in octal.
func mode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode FILE PERMISSIONS")
	}
	info, err := os.Stat(ts.MkAbs(args[0]))
	ts.Check(err)
	if got := fmt.Sprintf("%o", info.Mode().Perm()); got != args[1] {
		ts.Fatalf("%s has mode %s, want %s", args[0], got, args[1])
	}
}

// health URL: the server there is well.
func health(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: health URL")
	}
	if got := ask(args[0] + "/healthz"); (got == http.StatusOK) == neg {
		ts.Fatalf("%s/healthz answers %d", args[0], got)
	}
}

// set NAME PATTERN FILE: the environment variable is what the pattern matches
// in the file.
func set(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: set NAME PATTERN FILE")
	}
	found := regexp.MustCompile(args[1]).FindString(ts.ReadFile(args[2]))
	if found == "" {
		ts.Fatalf("%s does not match %s", args[2], args[1])
	}
	ts.Setenv(args[0], found)
}
