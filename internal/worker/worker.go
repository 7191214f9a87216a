// Package worker is the process that holds one loaded model: it listens on a
// Unix socket from its start, loads the model meanwhile, and answers in OpenAI's
// JSON (internal/wire/worker). Told to end, it answers what it has begun first.
package worker

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/library"
	"github.com/tenonhub/tenon/internal/engine/llama/template"
	"github.com/tenonhub/tenon/internal/engine/llama/vision"
	"github.com/tenonhub/tenon/internal/fault"
)

// drainTime is how long answers that were begun may take once the worker was told to end.
const drainTime = 2 * time.Minute

// Child must be called first in main and in TestMain: see template.Main. It is the
// process that tries a model of speech, too, and the one that tries a projector.
func Child() {
	template.Main()
	trial()
	trySight()
}

// options are what the command line says.
type options struct {
	socket string
	llama.Options
}

// Run is the program: its arguments after the name, where it says what is
// wrong with them, its status. It returns when ctx ends or the parent does.
func Run(ctx context.Context, args []string, complain io.Writer) int {
	socket, s, err := begin(args, complain)
	if err != nil {
		if !errors.Is(err, flag.ErrHelp) {
			_, _ = fmt.Fprintln(complain, "tenon-worker:", err)
		}
		return 2
	}
	if err := run(ctx, socket, s); err != nil {
		_, _ = fmt.Fprintln(complain, "tenon-worker:", err)
		return 1
	}
	return 0
}

// service answers requests about one model.
type service interface {
	load(ctx context.Context) // what goes wrong is told to who asks
	routes() http.Handler
	close() // waits for load
}

// begin finds what is to be served, and at which socket.
func begin(args []string, complain io.Writer) (string, service, error) {
	if len(args) > 0 {
		switch args[0] {
		case "onnx":
			o, err := parseTyped(args[1:], complain)
			return o.socket, newTyped(o), err
		case "speech":
			o, err := parseSpeech(args[1:], complain)
			return o.socket, newSpeaking(o), err
		case "diffusion":
			o, err := parsePaint(args[1:], complain)
			return o.socket, newPainter(o), err
		}
	}
	o, err := parse(args, complain)
	runtime.GOMAXPROCS(processors(o.Threads, runtime.NumCPU()))
	return o.socket, newServer(o), err
}

// processors is how many processors Go itself may use beside so many threads
// that compute. Where they have all, it is one: with a second that idles, Go
// looks after the one whose call computes every 70 µs of its first 10 ms, and a
// thread that is interrupted so often computes a sixth slower.
func processors(threads, all int) int {
	if threads <= 0 {
		threads = all
	}
	return max(1, all-threads+1)
}

const synopsis = "usage: tenon-worker llama --model FILE --socket PATH [--libs DIR] [--threads N] [--context N] [--slots N] [--draft N] [--eyes FILE] [--lora NAME=FILE]…\n   or: tenon-worker onnx --model FILE --task TASK --socket PATH [--libs DIR] [--threads N]\n   or: tenon-worker speech --model FILE --kind KIND --task TASK --socket PATH [--libs DIR] [--threads N]\n   or: tenon-worker diffusion --model FILE --socket PATH [--libs DIR] [--threads N] [--memory BYTES]"

func parse(args []string, complain io.Writer) (o options, err error) {
	if len(args) == 0 || args[0] != "llama" {
		return o, errors.New(synopsis)
	}
	o.Adapters = map[string]string{}
	f := flag.NewFlagSet("tenon-worker llama", flag.ContinueOnError)
	f.SetOutput(complain)
	f.StringVar(&o.Path, "model", "", "the GGUF `file`")
	f.StringVar(&o.socket, "socket", "", "the Unix socket to listen on")
	f.StringVar(&o.Libraries, "libs", "", "the folder of llama.cpp's libraries, as tenon engine install makes it")
	f.StringVar(&o.Eyes, "eyes", "", "the `file` of a projector (mmproj) by which the model sees, beside the model's unless it has a folder")
	f.IntVar(&o.Threads, "threads", 0, "how many compute; 0 is one to a processor")
	f.IntVar(&o.Context, "context", 0, "tokens that all requests share; 0 is what the model was trained for, at most 8192")
	f.IntVar(&o.Slots, "slots", 0, "requests that are answered at a time; 0 is 8")
	f.IntVar(&o.Draft, "draft", 0, "tokens that are guessed from what was said and checked in one step, where few are answered; 0 is 15, less is none")
	f.Func("lora", "an adapter, as `NAME=FILE`; may be said again", func(s string) error {
		name, file, ok := strings.Cut(s, "=")
		if !ok || name == "" || file == "" {
			return errors.New("it must be NAME=FILE")
		}
		o.Adapters[name] = file
		return nil
	})
	if err := f.Parse(args[1:]); err != nil {
		return o, err
	}
	if o.Path == "" || o.socket == "" || f.NArg() > 0 {
		return o, errors.New(synopsis)
	}
	if o.Eyes != "" && filepath.Base(o.Eyes) == o.Eyes {
		o.Eyes = filepath.Join(filepath.Dir(o.Path), o.Eyes)
	}
	return o, nil
}

// run serves until ctx or the parent ends.
func run(ctx context.Context, socket string, s service) error {
	parent := os.Getppid() // before anybody can know that it listens, and end
	l, err := listen(ctx, socket)
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	defer s.close()
	go s.load(ctx)
	server := &http.Server{Handler: s.routes(), ReadHeaderTimeout: time.Minute, IdleTimeout: 5 * time.Minute}
	done := make(chan error, 1)
	go func() { done <- server.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case <-orphaned(ctx, parent):
		_ = server.Close()
	case <-ctx.Done():
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
		defer cancel()
		if server.Shutdown(drain) != nil {
			_ = server.Close()
		}
	}
	return nil
}

// listen listens at path, in place of a socket that nobody listens on any more.
// Only this user may connect.
func listen(ctx context.Context, path string) (net.Listener, error) {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("listen: %w", err)
	}
	old := syscall.Umask(0o077)
	defer syscall.Umask(old)
	l, err := (&net.ListenConfig{}).Listen(ctx, "unix", path)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// orphaned tells when the process that started this one is no more.
func orphaned(ctx context.Context, parent int) <-chan struct{} {
	gone := make(chan struct{})
	go func() {
		tick := time.NewTicker(time.Second)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				if os.Getppid() != parent {
					close(gone)
					return
				}
			}
		}
	}()
	return gone
}

// libraries finds the folder of libraries.
func libraries(dir string) (string, error) {
	if dir == "" {
		return "", fault.New(fault.Unavailable, "no folder of llama.cpp's libraries was named: run `tenon engine install`")
	}
	if err := library.Check(dir); err != nil {
		return "", err
	}
	return dir, vision.Check(dir)
}
