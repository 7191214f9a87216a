package template

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"syscall"
	"time"

	"github.com/ardanlabs/jinja"
)

// Word is the argument of the process that applies templates.
const Word = "template"

// The ceilings of the process that applies templates.
const (
	maxFrame  = 64 << 20        // bytes of what is sent in one piece
	maxMemory = 256 << 20       // bytes that a template may take
	maxOut    = 16 << 20        // bytes that a template may make
	maxTime   = 3 * time.Second // that a template may compute, however long it waits for a processor
)

// task is a template and its values; Source is empty if it is the one of before.
type task struct {
	Source string          `json:"source,omitempty"`
	Values json.RawMessage `json:"values"`
}

type result struct {
	Text  string `json:"text"`
	Error string `json:"error,omitempty"`
}

// Main must be called first in main and in TestMain. In the process that was
// started to apply templates it never returns; in any other it does nothing.
func Main() {
	if len(os.Args) != 2 || os.Args[1] != Word {
		return
	}
	debug.SetMemoryLimit(maxMemory)
	if err := serve(os.Stdin, os.Stdout); err != nil {
		os.Exit(1)
	}
	os.Exit(0)
}

// watch ends this process if what is applied takes too much memory or time, or
// nobody waits for it any more, until stop is called.
func watch() (stop func()) {
	parent, began, done := os.Getppid(), computed(), make(chan struct{})
	go func() {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				if metrics.Read(sample); sample[0].Value.Uint64() > 2*maxMemory || computed()-began > maxTime || os.Getppid() != parent {
					os.Exit(3)
				}
			}
		}
	}()
	return func() { close(done) }
}

// computed is how long this process has computed.
func computed() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u) // it cannot fail for oneself
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// serve applies templates until r ends.
func serve(r io.Reader, w io.Writer) error {
	var compiled *jinja.Template
	var refused error
	for {
		var t task
		if err := receive(r, &t); err != nil {
			return err
		}
		stop := watch()
		if t.Source != "" {
			compiled, refused = jinja.Compile(prepare(t.Source))
		}
		var out result
		if refused != nil {
			out.Error = refused.Error()
		} else {
			out = apply(compiled, t.Values)
		}
		stop()
		if err := send(w, out); err != nil {
			return err
		}
	}
}

func apply(c *jinja.Template, data []byte) (out result) {
	defer func() {
		if p := recover(); p != nil { // the library's own checks of values
			out = result{Error: fmt.Sprint(p)}
		}
	}()
	values, err := decode(data)
	if err != nil {
		return result{Error: err.Error()}
	}
	values[jsonFilter] = jinja.NewCallable(jsonFilter, pythonJSON)
	text, err := c.RenderValues(values)
	switch {
	case err != nil:
		return result{Error: err.Error()}
	case len(text) > maxOut:
		return result{Error: fmt.Sprintf("it makes a text of %d bytes", len(text))}
	}
	return result{Text: text}
}

// send writes v with its length before it.
func send(w io.Writer, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write to the templates: %w", err)
	}
	frame := binary.LittleEndian.AppendUint32(make([]byte, 0, 4+len(b)), uint32(len(b))) //nolint:gosec // below maxFrame, or refused
	if _, err := w.Write(append(frame, b...)); err != nil {
		return fmt.Errorf("write to the templates: %w", err)
	}
	return nil
}

// receive reads what send has written.
func receive(r io.Reader, v any) error {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return fmt.Errorf("read from the templates: %w", err)
	}
	n := binary.LittleEndian.Uint32(head[:])
	if n > maxFrame {
		return fmt.Errorf("read from the templates: a frame of %d bytes", n)
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil {
		return fmt.Errorf("read from the templates: %w", err)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("read from the templates: %w", err)
	}
	return nil
}
