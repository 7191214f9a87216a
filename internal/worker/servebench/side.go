package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	wire "github.com/tenonhub/tenon/internal/wire/worker"
)

// What both sides are given.
const (
	contextTokens = 16384 // llama-server does not share the beginning, and needs room for eight
	slots         = 8
)

// side is one of the two that are measured.
type side struct {
	client *http.Client
	url    string
	cmd    *exec.Cmd
	dir    string

	another func(ctx context.Context) (*side, error) // starts one more
}

func (s *side) stop() {
	_ = s.cmd.Process.Kill()
	_ = s.cmd.Wait()
	_ = os.RemoveAll(s.dir)
}

func (b *bench) startWorker(ctx context.Context) (*side, error) {
	dir, err := os.MkdirTemp("", "servebench-")
	if err != nil {
		return nil, err
	}
	socket := filepath.Join(dir, "s")
	s := &side{dir: dir, another: b.startWorker, url: "http://worker", client: &http.Client{Transport: &http.Transport{
		DisableKeepAlives: true, // llama-server hangs up between two requests
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, "unix", socket)
		},
	}}}
	cmd := exec.CommandContext(ctx, b.worker, "llama", "--model", b.model, "--socket", socket, "--libs", b.libs,
		"--threads", strconv.Itoa(b.threads), "--context", strconv.Itoa(contextTokens), "--slots", strconv.Itoa(slots),
		"--draft", "-1") // both sides compute each token: greedy answers of random weights go in circles, which are easily guessed
	cmd.Env = append(os.Environ(), wire.Environment()...)
	return s, s.start(ctx, cmd)
}

// startServer starts llama-server with one memory for all slots, as it has by
// default, and otherwise as it comes.
func (b *bench) startServer(ctx context.Context) (*side, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	_ = l.Close()
	_, port, _ := net.SplitHostPort(address)
	s := &side{another: b.startServer, url: "http://" + address, client: &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}}
	n := strconv.Itoa(b.threads)
	cmd := exec.CommandContext(ctx, b.server, "-m", b.model, "--host", "127.0.0.1", "--port", port, "-t", n, "-tb", n,
		"-c", strconv.Itoa(contextTokens), "-np", strconv.Itoa(slots), "--kv-unified", "--log-disable")
	cmd.Env = append(os.Environ(), "LD_LIBRARY_PATH="+b.libs)
	cmd.Dir = b.libs // where it looks for what computes
	return s, s.start(ctx, cmd)
}

// start starts a side and waits until it answers.
func (s *side) start(ctx context.Context, cmd *exec.Cmd) error {
	s.cmd = cmd
	if err := cmd.Start(); err != nil {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := s.complete(wait, prompt(waking, 0, 0, 4), 1); err == nil {
			return nil
		}
		select {
		case <-tick.C:
		case <-wait.Done():
			s.stop()
			return fmt.Errorf("%s does not answer", cmd.Path)
		}
	}
}

// told is when an answer came.
type told struct {
	asked, first, last time.Time
}

// complete has n tokens answered to a prompt.
func (s *side) complete(ctx context.Context, prompt []int, n int) (t told, err error) {
	body, err := json.Marshal(map[string]any{
		"prompt": prompt, "max_tokens": n, "temperature": 0, "ignore_eos": true, "stream": true, "stream_options": map[string]any{"include_usage": true},
	})
	if err != nil {
		return t, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/v1/completions", bytes.NewReader(body))
	if err != nil {
		return t, err
	}
	r.Header.Set("Content-Type", "application/json")
	t.asked = time.Now()
	res, err := s.client.Do(r)
	if err != nil {
		return t, err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		b, _ := io.ReadAll(io.LimitReader(res.Body, 500))
		return t, fmt.Errorf("%s: %s", res.Status, b)
	}
	return t, t.read(res.Body, n)
}

// read reads a stream that must have n tokens.
func (t *told) read(body io.Reader, n int) error {
	var last string
	for lines := bufio.NewScanner(body); lines.Scan(); {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if !ok {
			continue
		}
		if t.first.IsZero() {
			t.first = time.Now()
		}
		if data == "[DONE]" {
			break
		}
		if strings.Contains(data, `"completion_tokens"`) {
			last = data
			continue
		}
		t.last = time.Now()
	}
	var end struct {
		Usage struct {
			Tokens int `json:"completion_tokens"`
		}
	}
	if err := json.Unmarshal([]byte(last), &end); err != nil {
		return errors.New("the answer was cut off")
	}
	if end.Usage.Tokens != n {
		return fmt.Errorf("%d tokens were answered, and not %d", end.Usage.Tokens, n)
	}
	return nil
}
