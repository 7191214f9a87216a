package sandbox_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/sandbox"
)

var children = map[string]sandbox.Child{
	"hang": func(context.Context, []string) error {
		for range time.Tick(time.Hour) {
		}
		return nil
	},
	"eat": func(context.Context, []string) error {
		var kept [][]byte
		for {
			kept = append(kept, bytes.Repeat([]byte{1}, 1<<20))
			if len(kept) > 1<<20 {
				return nil
			}
		}
	},
	"panic": func(context.Context, []string) error { panic("a broken table") },
	"dial": func(_ context.Context, args []string) error {
		_, err := net.Dial("tcp", args[0])
		return err
	},
	"leave a daemon": func(context.Context, []string) error {
		c := exec.Command("sleep", "1000")
		c.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
		if err := c.Start(); err == nil {
			return errors.New("a process left its group")
		}
		c = exec.Command("sleep", "1000")
		if err := c.Start(); err != nil {
			return err
		}
		fmt.Println("started")
		return nil
	},
	"read": func(_ context.Context, args []string) error {
		b, err := os.ReadFile(args[0])
		fmt.Printf("%s", b)
		return err
	},
	"attend": attend,
	"tell":   tell,
	"write":  func(_ context.Context, args []string) error { return os.WriteFile(args[0], []byte("x"), 0o600) },
}

func TestMain(m *testing.M) {
	sandbox.Main(children)
	if len(os.Args) == 2 && os.Args[1] == "play-server" {
		playServer()
	}
	os.Exit(m.Run())
}

// playServer runs a program that never ends, and says which process it is.
func playServer() {
	b, err := sandbox.New(sandbox.Limits{})
	if err == nil {
		_, err = b.Run(context.Background(), sandbox.Command{
			Program: "sh", Args: []string{"-c", lives}, Stdout: os.Stdout,
		})
	}
	fmt.Println(err)
	os.Exit(1)
}

func box(t *testing.T, l sandbox.Limits) *sandbox.Box {
	t.Helper()
	b, err := sandbox.New(l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(b.Dir()); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("the box is still there: %v", err)
		}
	})
	return b
}

func sh(script string) sandbox.Command {
	return sandbox.Command{Name: "script", Program: "sh", Args: []string{"-c", script}}
}

func TestRunGivesOutputAndFiles(t *testing.T) {
	t.Parallel()
	b := box(t, sandbox.Limits{})
	if _, err := b.Put("in", strings.NewReader("water"), 100); err != nil {
		t.Fatal(err)
	}
	c := sh(`read line; echo "$line $(cat in) $1 $HOME"; echo fire > out`)
	c.Args = append(c.Args, "sh", "-rf $(x)")
	c.Stdin = strings.NewReader("earth\n")
	r, err := b.Run(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(r.Stdout), "earth water -rf $(x) "+b.Dir()+"\n"; got != want {
		t.Errorf("output %q, want %q", got, want)
	}
	f, err := b.Open("out")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, _ := io.ReadAll(f); string(got) != "fire\n" {
		t.Errorf("file %q, want fire", got)
	}
}

func TestRunawaysAreStopped(t *testing.T) {
	t.Parallel()
	child := func(name string) sandbox.Command { return sandbox.Command{Child: name} }
	tests := map[string]struct {
		limits sandbox.Limits
		run    sandbox.Command
		says   string
	}{
		"a child that hangs":           {sandbox.Limits{Wall: 300 * time.Millisecond}, child("hang"), "hang: was stopped after 300ms"},
		"a program that hangs":         {sandbox.Limits{Wall: 300 * time.Millisecond}, sh("sleep 1000 & sleep 1000"), "script: was stopped after 300ms"},
		"a program that spins":         {sandbox.Limits{CPU: time.Second}, sh("while :; do :; done"), "was stopped"},
		"a child that eats memory":     {sandbox.Limits{Memory: 200 << 20}, child("eat"), "eat: ran out of its 200 MiB of memory"},
		"a program that eats memory":   {sandbox.Limits{Memory: 64 << 20}, sh("exec tail /dev/zero"), "script: ran out of its 64 MiB of memory"},
		"many that eat some":           {sandbox.Limits{Memory: 100 << 20, Wall: 5 * time.Minute}, sh(`for i in 1 2 3 4; do (head -c 60000000 /dev/zero | tail; sleep 20)& done; wait`), "script: "},
		"a program that forks":         {sandbox.Limits{Processes: 40, Wall: 10 * time.Second}, sh(`f() { f & f & sleep 20; }; f; sleep 20`), "script: "},
		"one large file":               {sandbox.Limits{Disk: 1 << 20}, sh("exec head -c 3000000 /dev/zero > big"), "script: wrote more than its 1 MiB of disk"},
		"many files":                   {sandbox.Limits{Disk: 1 << 20, Wall: 5 * time.Minute}, sh("i=0; while :; do head -c 500000 /dev/zero > f$i; i=$((i+1)); done"), "script: wrote more than its 1 MiB of disk"},
		"a disk that the program sees": {sandbox.Limits{}, sh("echo 'write: No space left on device' >&2; exit 1"), "script: found the disk of"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := box(t, test.limits).Run(t.Context(), test.run)
			kind, msg := fault.Of(err)
			if test.says == "script: " && kind == fault.Invalid {
				return // it was refused what it asked for and gave up
			}
			if kind != fault.Exhausted || !strings.Contains(msg, test.says) {
				t.Errorf("got %v, want exhausted: %s", err, test.says)
			}
		})
	}
}

func TestFailuresSayWhatFailed(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		run  sandbox.Command
		kind fault.Kind
		says string
	}{
		"an exit status":              {sh("echo first >&2; echo ./in: no such page >&2; exit 3"), fault.Invalid, "script: failed: first; ./in: no such page"},
		"a silent exit":               {sh("exit 4"), fault.Invalid, "script: failed with exit status 4"},
		"a crash":                     {sandbox.Command{Program: "perl", Args: []string{"-e", `print unpack("p", pack("J", 8))`}}, fault.Invalid, "perl: crashed (segmentation fault)"},
		"a panic":                     {sandbox.Command{Child: "panic"}, fault.Invalid, "panic: failed: panic: a broken table"},
		"a program that is not there": {sandbox.Command{Program: "tenon-no-such-program"}, fault.Unavailable, "not installed"},
		"a child that is not there":   {sandbox.Command{Child: "none"}, fault.Unavailable, "none could not be confined"},
		"too much output":             {sh("exec head -c 90000000 /dev/zero"), fault.TooLarge, "more than 32 MiB of output"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := box(t, sandbox.Limits{}).Run(t.Context(), test.run)
			if kind, msg := fault.Of(err); kind != test.kind || !strings.Contains(msg, test.says) {
				t.Errorf("got %s %q (%v), want %s %q", kind, msg, err, test.kind, test.says)
			}
		})
	}
}

// lives prints which process it is, in the form of /proc/*/stat, and stays.
const lives = `read -r line < /proc/self/stat; echo "$line"; sleep 1000 & sleep 1000`

// group reads what lives printed.
func group(t *testing.T, r io.Reader) int {
	t.Helper()
	line, err := bufio.NewReader(r).ReadString('\n')
	f := strings.Fields(line[strings.LastIndexByte(line, ')')+1:])
	if err != nil || len(f) < 3 {
		t.Fatalf("%q: %v", line, err)
	}
	g, err := strconv.Atoi(f[2])
	if err != nil || g <= 1 {
		t.Fatalf("process group in %q: %v", line, err)
	}
	return g
}

// ends waits for a process group to end.
func ends(t *testing.T, group int) {
	t.Helper()
	look := time.NewTicker(10 * time.Millisecond)
	defer look.Stop()
	for range 6000 {
		if errors.Is(syscall.Kill(-group, 0), syscall.ESRCH) {
			return
		}
		<-look.C
	}
	t.Errorf("the process group %d still lives", group)
}

func TestCancelKillsTheGroup(t *testing.T) {
	t.Parallel()
	for _, b := range sandbox.Weaker(sandbox.Limits{}) {
		t.Cleanup(func() { _ = b.Close() })
		ctx, cancel := context.WithCancel(t.Context())
		out, in := io.Pipe()
		ended := make(chan error, 1)
		c := sh(lives)
		c.Stdout = in
		go func() {
			_, err := b.Run(ctx, c)
			_ = in.CloseWithError(io.ErrUnexpectedEOF)
			ended <- err
		}()
		g := group(t, out)
		cancel()
		if err := <-ended; !fault.Is(err, fault.Canceled) {
			t.Errorf("got %v, want canceled", err)
		}
		ends(t, g)
	}
}

// What must hold under every isolation.
func TestConfinement(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("the secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	tests := map[string]struct {
		run     sandbox.Command
		allowed bool
	}{
		"a socket":                 {sandbox.Command{Child: "dial", Args: []string{listener.Addr().String()}}, false},
		"a file of somebody else":  {sandbox.Command{Child: "read", Args: []string{secret}}, false},
		"a link to it":             {sh("ln -s " + secret + " l && cat l"), false},
		"a file outside":           {sandbox.Command{Child: "write", Args: []string{"/tmp/tenon-escape"}}, false},
		"the system's passwords":   {sandbox.Command{Child: "read", Args: []string{"/etc/shadow"}}, false},
		"the parent's environment": {sh(fmt.Sprintf("cat /proc/%d/environ", os.Getpid())), false},
		"a program of the box":     {sh("cp /bin/true t && chmod +x t && ./t"), false},
		"a session of its own":     {sh("setsid true"), false},
		"a file in the box":        {sandbox.Command{Child: "write", Args: []string{"inside"}}, true},
		"a file of the system":     {sandbox.Command{Child: "read", Args: []string{"/etc/passwd"}}, true},
		"a file that was named":    {sandbox.Command{Program: "cat", Args: []string{"/etc/hostname"}, Read: []string{"/etc/hostname"}}, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for i, b := range sandbox.Weaker(sandbox.Limits{}) {
				t.Cleanup(func() { _ = b.Close() })
				_, err := b.Run(t.Context(), test.run)
				if (err == nil) != test.allowed {
					t.Errorf("isolation %d: got %v, want allowed %v", i, err, test.allowed)
				}
			}
		})
	}
}

func TestNothingIsLeftRunning(t *testing.T) {
	t.Parallel()
	for i, b := range sandbox.Weaker(sandbox.Limits{}) {
		t.Cleanup(func() { _ = b.Close() })
		begun := time.Now()
		r, err := b.Run(t.Context(), sandbox.Command{Child: "leave a daemon", Stdout: nil})
		if err != nil || string(r.Stdout) != "started\n" {
			t.Errorf("isolation %d: %q, %v", i, r.Stdout, err)
		}
		if took := time.Since(begun); took > time.Minute {
			t.Errorf("isolation %d: waited %s for a process that was left", i, took)
		}
	}
}

func TestServerThatIsKilledTakesItsProgramsAlong(t *testing.T) {
	t.Parallel()
	server := exec.CommandContext(t.Context(), os.Args[0], "play-server")
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	g := group(t, out)
	if err := server.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = server.Wait()
	ends(t, g)
	if _, err := sandbox.Sweep(); err != nil {
		t.Error(err)
	}
	left, err := filepath.Glob(filepath.Join(os.TempDir(), fmt.Sprintf("tenon-box-%d-*", server.Process.Pid)))
	if err != nil || len(left) > 0 {
		t.Errorf("its boxes are still there: %v, %v", left, err)
	}
}

func TestPutAndOpenStayInTheBox(t *testing.T) {
	t.Parallel()
	b := box(t, sandbox.Limits{})
	if _, err := b.Put("../x", strings.NewReader("x"), 10); err == nil {
		t.Error("put a file outside")
	}
	if _, err := b.Put("large", strings.NewReader("12345"), 4); !fault.Is(err, fault.TooLarge) {
		t.Errorf("got %v, want too large", err)
	}
	if _, err := b.Run(t.Context(), sh("ln -s /etc/passwd p; mkfifo f; mkdir d; chmod 0 d")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"p", "f", "d", "none", "../x"} {
		if f, err := b.Open(name); err == nil {
			_ = f.Close()
			t.Errorf("opened %s", name)
		}
	}
}

func BenchmarkRun(b *testing.B) {
	bx, err := sandbox.New(sandbox.Limits{})
	if err != nil {
		b.Fatal(err)
	}
	defer bx.Close()
	for b.Loop() {
		if _, err := bx.Run(b.Context(), sandbox.Command{Program: "true"}); err != nil {
			b.Fatal(err)
		}
	}
}
