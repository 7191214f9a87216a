package chat_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/cli/chat"
	"github.com/tenonhub/tenon/sdk"
)

// parrot says how many turns there were and what was said last; "endless" goes on
// until it is stopped, and "fail" fails.
func parrot(ctx context.Context, l []sdk.Message) iter.Seq2[sdk.Piece, error] {
	return func(yield func(sdk.Piece, error) bool) {
		last := l[len(l)-1].Content
		if last == "fail" {
			yield(sdk.Piece{}, errors.New("it is asleep"))
			return
		}
		if l[0].Role == "system" {
			last += " as " + l[0].Content
		}
		if !yield(sdk.Piece{Thought: "hm"}, nil) || !yield(sdk.Piece{Text: fmt.Sprintf("%d: ", len(l))}, nil) || !yield(sdk.Piece{Text: "<" + last + ">\x1b[2J"}, nil) {
			return
		}
		for last == "endless" {
			select {
			case <-ctx.Done():
				yield(sdk.Piece{}, ctx.Err())
				return
			case <-time.After(time.Millisecond):
			}
		}
		yield(sdk.Piece{Finish: "stop", Received: sdk.TokenCount{Prompt: 3, Answer: 2}}, nil)
	}
}

// terminal is what is shown, and who types.
type terminal struct {
	mu    sync.Mutex
	shown bytes.Buffer
	keys  io.Writer
	done  chan error
}

func (s *terminal) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.shown.Write(p)
}

func open(t *testing.T, h *chat.History) *terminal {
	t.Helper()
	in, keys := io.Pipe()
	s := &terminal{keys: keys, done: make(chan error, 1)}
	go func() { s.done <- (&chat.Talk{Model: parrot}).At(t.Context(), in, s, h, 200, 50) }()
	return s
}

// types types, and waits until something is shown that was not before.
func (s *terminal) types(t *testing.T, keys, want string) {
	t.Helper()
	s.mu.Lock()
	s.shown.Reset()
	s.mu.Unlock()
	if _, err := io.WriteString(s.keys, keys); err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(time.Minute); time.Now().Before(end); <-time.After(2 * time.Millisecond) {
		s.mu.Lock()
		shown := s.shown.String()
		s.mu.Unlock()
		if strings.Contains(shown, want) {
			if strings.Contains(shown, "\x1b[2J") {
				t.Errorf("a command for the terminal came through: %q", shown)
			}
			return
		}
	}
	t.Fatalf("after %q it shows %q, and not %q", keys, s.shown.String(), want)
}

// TestAConversationEndsWithItsContext: nothing is typed, and the program is told to end.
func TestAConversationEndsWithItsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	in, keys := io.Pipe()
	s := &terminal{keys: keys, done: make(chan error, 1)}
	go func() { s.done <- (&chat.Talk{Model: parrot}).At(ctx, in, s, nil, 200, 50) }()
	s.types(t, "hello\r", "1: <hello>")
	cancel()
	select {
	case err := <-s.done:
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it ends with %v", err)
		}
	case <-time.After(time.Minute):
		t.Error("it waits for what is typed")
	}
}

func TestAConversationAtATerminal(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "history")
	h, err := chat.OpenHistory(file)
	if err != nil {
		t.Fatal(err)
	}
	s := open(t, h)
	s.types(t, "hello\r", "1: <hello>")
	s.types(t, "and more\r", "3: <and more>")
	s.types(t, "one\\\rtwo\r", "5: <one\r\ntwo>")
	s.types(t, "\"\"\"first\rsecond \\\r\rthird\"\"\"\r", "7: <first\r\nsecond \\\r\n\r\nthird>")
	s.types(t, "\x1b[200~pasted\rtogether\x1b[201~\r", "9: <pasted\r\ntogether>")
	s.types(t, "/clear\r", "is forgotten")
	s.types(t, "/system a parrot\rwho?\r", "2: <who? as a parrot>")
	s.types(t, "/nonsense\r", "There is no /nonsense")
	s.types(t, "/help\r", "Ctrl-C stops an answer")
	s.types(t, "fail\r", "it is asleep")
	s.types(t, "\x1b[A\x1b[A\x1b[A\x1b[A\r", "4: <who? as a parrot>") // four lines up; the one that failed was not said
	s.types(t, "/bye\r", "")
	if err := <-s.done; err != nil {
		t.Error(err)
	}
	if err := h.Save(); err != nil {
		t.Fatal(err)
	}
	again, err := chat.OpenHistory(file)
	if err != nil || again.Len() == 0 || again.At(0) != "/bye" || again.At(1) != "who?" {
		t.Errorf("%+v, %v", again, err)
	}
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

func TestCtrlCStopsTheAnswerAlone(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	s.types(t, "endless\r", "<endless>")
	s.types(t, "typed ahead", "")
	s.types(t, "\x03", "(stopped)")
	s.types(t, "\r", "3: <typed ahead>")
	s.types(t, "\x03", "")
	if err := <-s.done; err != nil {
		t.Error(err)
	}
}

func TestThroughPipes(t *testing.T) {
	t.Parallel()
	var out, aside bytes.Buffer
	talk := &chat.Talk{Model: parrot, Out: &out, Aside: &aside}
	talk.System("a poet")
	if err := talk.Once(t.Context(), strings.NewReader("a\nletter\n")); err != nil || !strings.HasPrefix(out.String(), "2: <a\nletter as a poet>") || !strings.HasPrefix(aside.String(), "hm") {
		t.Errorf("%q, %q, %v", out.String(), aside.String(), err)
	}
	out.Reset()
	var said struct {
		Model    string
		Messages []sdk.Message
		Usage    sdk.TokenCount
	}
	talk = &chat.Talk{Model: parrot, Out: &out, Aside: &aside}
	if err := talk.JSON(t.Context(), "lab/parrot", strings.NewReader("hello")); err != nil || json.Unmarshal(out.Bytes(), &said) != nil ||
		said.Model != "lab/parrot" || len(said.Messages) != 2 || said.Usage.Answer != 2 {
		t.Errorf("%s, %v", out.String(), err)
	}
	if err := talk.Once(t.Context(), strings.NewReader(" \n")); !errors.Is(err, chat.ErrNothing) {
		t.Errorf("nothing: %v", err)
	}
	if err := talk.Once(t.Context(), strings.NewReader("fail")); err == nil {
		t.Error("a failure was swallowed")
	}
}
