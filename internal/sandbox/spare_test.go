package sandbox_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/sandbox"
)

// tell says how it was started, where it is, and what it is given.
func tell(_ context.Context, args []string) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	in, err := io.ReadAll(os.Stdin)
	fmt.Printf("%s %v %v %v %q", os.Args[0], args, os.Getenv("HOME") == dir, os.Getenv("EXTRA"), in) //nolint:forbidigo // what a child is given is what is tested
	return err
}

// TestRunsTakeChildrenThatWait: a server's runs do not wait for the program to
// start, and are under the same limits.
func TestRunsTakeChildrenThatWait(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	var kept sync.WaitGroup
	kept.Go(func() { sandbox.Keep(ctx, 2) })
	box := func(l sandbox.Limits) *sandbox.Box {
		b, err := sandbox.New(l)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = b.Close() })
		return b
	}
	run := func(b *sandbox.Box, in io.Reader) string {
		r, err := b.Run(t.Context(), sandbox.Command{Name: "teller", Child: "tell", Args: []string{"a", "b"}, Env: []string{"EXTRA=more"}, Stdin: in})
		if err != nil {
			t.Fatal(err)
		}
		return string(r.Stdout)
	}
	b := box(sandbox.Limits{})
	const said = ` [a b] true more "words"`
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(time.Minute); ; <-tick.C {
		got := run(b, strings.NewReader("words"))
		if got == "tenon-waiting"+said {
			break
		}
		if got != "teller"+said || time.Now().After(end) {
			t.Fatalf("it says %s", got)
		}
	}
	for range 4 { // some of them by one that waited
		if got := run(b, nil); !strings.HasSuffix(got, ` [a b] true more ""`) {
			t.Errorf("without input it says %s", got)
		}
		var out bytes.Buffer
		if _, err := b.Run(t.Context(), sandbox.Command{Program: "sh", Args: []string{"-c", "pwd; cat; ls -l /proc/self/fd/0"}, Stdout: &out}); err != nil || !strings.HasPrefix(out.String(), b.Dir()+"\n") || !strings.Contains(out.String(), "/dev/null") {
			t.Errorf("a program says %q, %v", out.String(), err)
		}
		r, err := box(sandbox.Limits{Files: 33, Memory: 100 << 20}).Run(t.Context(), sandbox.Command{Program: "sh", Args: []string{"-c", "ulimit -n; ulimit -v"}})
		if got := strings.Fields(string(r.Stdout)); err != nil || len(got) != 2 || got[0] != "33" || got[1] != "102400" {
			t.Errorf("its limits are %q, %v", r.Stdout, err)
		}
		if _, err := b.Run(t.Context(), sandbox.Command{Child: "dial", Args: []string{"127.0.0.1:9"}}); err == nil || !strings.Contains(err.Error(), "not permitted") {
			t.Errorf("to a network: %v", err)
		}
		<-tick.C
	}
	stop()
	kept.Wait()
	if got := run(b, nil); !strings.HasPrefix(got, "teller") {
		t.Errorf("after nobody keeps any, %s", got)
	}
}

func BenchmarkRunWaiting(b *testing.B) {
	for name, n := range map[string]int{"new": 0, "waiting": 4} {
		b.Run(name, func(b *testing.B) {
			ctx, stop := context.WithCancel(b.Context())
			defer stop()
			if n > 0 {
				go sandbox.Keep(ctx, n)
			}
			box, err := sandbox.New(sandbox.Limits{})
			if err != nil {
				b.Fatal(err)
			}
			defer box.Close()
			for b.Loop() {
				if _, err := box.Run(b.Context(), sandbox.Command{Program: "true"}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
