package main

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
	"github.com/tenonhub/tenon/sdk"
)

// talk begins a stream of a connected model and returns its lines, the first of
// which is there.
func (s *server) talk(words string) *bufio.Scanner {
	s.tb.Helper()
	body := `{"model":"lab/chat-1","stream":true,"messages":[{"role":"user","content":"` + words + `"}]}`
	r, err := http.NewRequestWithContext(context.WithoutCancel(s.tb.Context()), http.MethodPost, s.url+"/v1/chat/completions", strings.NewReader(body))
	if err != nil {
		s.tb.Fatal(err)
	}
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		s.tb.Fatal(err)
	}
	s.tb.Cleanup(func() { _ = resp.Body.Close() })
	lines := bufio.NewScanner(resp.Body)
	for lines.Scan() {
		if strings.Contains(lines.Text(), `"content"`) {
			return lines
		}
	}
	s.tb.Fatalf("%s: no stream: %v", resp.Status, lines.Err())
	return nil
}

// slowly is a server with a connected model that makes a pause after each word.
func slowly(t *testing.T, env ...string) *server {
	t.Helper()
	lab := remotetest.New(t)
	lab.Slow(300 * time.Millisecond)
	s := serve(t, t.TempDir(), env...)
	local := true
	if _, err := s.Connect(t.Context(), sdk.Connection{Name: "lab", URL: lab.URL, Key: remotetest.Key, Local: &local, Model: "chat-1", Task: "text-generation"}); err != nil {
		t.Fatal(err)
	}
	return s
}

// gone reports whether nothing listens at the server's address.
func (s *server) gone() bool {
	u, err := url.Parse(s.url)
	if err != nil {
		s.tb.Fatal(err)
	}
	conn, err := (&net.Dialer{}).DialContext(context.WithoutCancel(s.tb.Context()), "tcp", u.Host)
	if err == nil {
		_ = conn.Close()
	}
	return err != nil
}

// closes waits until nothing listens any more, while the server lives on.
func (s *server) closes() {
	s.tb.Helper()
	for deadline := time.Now().Add(patience); !s.gone(); {
		if time.Now().After(deadline) {
			s.tb.Fatal("it goes on taking connections")
		}
	}
	select {
	case err := <-s.ended:
		s.ended <- err
		s.tb.Fatalf("it has ended already: %v", err)
	default:
	}
}

// ends waits until the server has ended well.
func (s *server) ends() {
	s.tb.Helper()
	select {
	case err := <-s.ended:
		if err != nil {
			s.tb.Errorf("it ended with %v: %s", err, s.log)
		}
		s.ended <- err
	case <-time.After(patience):
		s.tb.Error("it does not end")
	}
}

// A server that is told to end takes no more requests, and ends when those that it
// has are answered.
func TestRequestsAreFinishedWhenTheServerEnds(t *testing.T) {
	t.Parallel()
	s := slowly(t)
	lines := s.talk("one two three four five six seven eight")
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.closes()
	rest := ""
	for lines.Scan() {
		rest += lines.Text()
	}
	if !strings.Contains(rest, `"content":"eight"`) || !strings.Contains(rest, "[DONE]") {
		t.Errorf("the rest of the answer is %s", rest)
	}
	s.ends()
}

func TestRequestsThatTakeTooLongAreEndedWithTheServer(t *testing.T) {
	t.Parallel()
	s := slowly(t, "TENON_DRAIN_SECONDS=1")
	lines := s.talk(strings.Repeat("word ", 1000))
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	rest := ""
	for lines.Scan() {
		rest += lines.Text()
	}
	if strings.Contains(rest, "[DONE]") {
		t.Error("an answer that was cut off looks whole")
	}
	if s.ends(); !strings.Contains(s.log.String(), "cut off") {
		t.Errorf("the log is %s", s.log)
	}
}

// So is a conversation over WebSocket, whose connection net/http has given away.
func TestASocketIsFinishedWhenTheServerEnds(t *testing.T) {
	t.Parallel()
	s := serve(t, t.TempDir())
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	conn, resp, err := websocket.Dial(ctx, "ws"+strings.TrimPrefix(s.url, "http")+"/v1/realtime?intent=transcription", nil)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body != nil {
		defer resp.Body.Close()
	}
	defer conn.CloseNow() //nolint:errcheck // it is closed below
	hear := func(want string) {
		t.Helper()
		if _, said, err := conn.Read(ctx); err != nil || !strings.Contains(string(said), want) {
			t.Fatalf("heard %s, %v; want %s", said, err, want)
		}
	}
	hear("session.created")
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	s.closes()
	if err := conn.Write(ctx, websocket.MessageText, []byte(`{"type":"input_audio_buffer.clear"}`)); err != nil {
		t.Fatal(err)
	}
	hear("input_audio_buffer.cleared")
	if err := conn.Close(websocket.StatusNormalClosure, ""); err != nil {
		t.Fatal(err)
	}
	s.ends()
}
