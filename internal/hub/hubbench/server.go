package main

import (
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
)

// server is a program that listens.
type server struct {
	cmd    *exec.Cmd
	url    string
	token  string
	data   string
	client *http.Client
	log    bytes.Buffer
}

const startTime = 2 * time.Minute

// start runs a program and waits until it listens at an address.
func start(ctx context.Context, addr string, env []string, name string, args ...string) (*server, error) {
	s := &server{url: "http://" + addr, client: &http.Client{Transport: &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 32, WriteBufferSize: 256 << 10, ReadBufferSize: 256 << 10}}}
	s.cmd = exec.CommandContext(ctx, name, args...)
	s.cmd.Env = append(os.Environ(), env...)
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(os.Interrupt) }
	s.cmd.WaitDelay = 30 * time.Second
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	for end := time.Now().Add(startTime); time.Now().Before(end) && ctx.Err() == nil; {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp", addr)
		if err == nil {
			return s, conn.Close()
		}
		wait(ctx, 50*time.Millisecond)
	}
	s.stop()
	return nil, fmt.Errorf("%s does not listen on %s; it says: %s", name, addr, s.log.String())
}

func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(os.Interrupt)
	_ = s.cmd.Wait()
}

// processor is how long the program has used a processor, with the programs that it
// has started and that have ended; 0 where the system does not tell.
func (s *server) processor() (d time.Duration) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	_, after, ok := strings.Cut(string(text), ") ") // the name before it may have spaces
	col := strings.Fields(after)
	if err != nil || !ok || len(col) < 15 {
		return 0
	}
	for _, ticks := range col[11:15] { // utime, stime, and those of its children
		n, _ := strconv.ParseInt(ticks, 10, 64) // it is a number
		d += time.Duration(n) * (time.Second / 100)
	}
	return d
}

// freeAddr is an address on which nothing listens now.
func freeAddr(ctx context.Context) (string, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("look for a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}

// startHub starts the server that is measured, on a new data folder.
func startHub(ctx context.Context, program, data string) (*server, error) {
	addr, err := freeAddr(ctx)
	if err != nil {
		return nil, err
	}
	s, err := start(ctx, addr, nil, program, "serve", "--data", data, "--listen", addr)
	if err != nil {
		return nil, err
	}
	s.data = data
	out, err := output(ctx, program, "token", "create", "--data", data, "--user", "admin", "--write")
	if err != nil {
		s.stop()
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	s.token = lines[len(lines)-1]
	return s, nil
}

// output runs a program to its end, and returns what it writes.
func output(ctx context.Context, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	var out, failed bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &failed
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w: %s", filepath.Base(name), strings.Join(args, " "), err, strings.TrimSpace(failed.String()))
	}
	return out.String(), nil
}

// send sends a request and returns the answer; the caller closes its body.
func (s *server) send(ctx context.Context, method, url string, body io.Reader, size int64, header ...string) (*http.Response, error) {
	if strings.HasPrefix(url, "/") {
		url = s.url + url
	}
	r, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return nil, err
	}
	if r.ContentLength = size; s.token != "" {
		r.Header.Set("Authorization", "Bearer "+s.token)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	resp, err := s.client.Do(r)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= http.StatusMultipleChoices {
		said, err := io.ReadAll(io.LimitReader(resp.Body, 1000))
		return nil, errors.Join(fmt.Errorf("%s %s: %s: %s", method, url, resp.Status, said), err, resp.Body.Close())
	}
	return resp, nil
}

// call posts JSON, or lines of it, and reads JSON.
func (s *server) call(ctx context.Context, path string, in, out any) error {
	var body []byte
	switch v := in.(type) {
	case string:
		body = []byte(v)
	default:
		var err error
		if body, err = json.Marshal(v); err != nil {
			return err
		}
	}
	resp, err := s.send(ctx, http.MethodPost, path, bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if out == nil {
		_, err = io.Copy(io.Discard, resp.Body)
		return err
	}
	return json.NewDecoder(resp.Body).Decode(out)
}

// create makes a repository of admin.
func (s *server) create(ctx context.Context, name string) error {
	return s.call(ctx, "/api/repos/create", map[string]any{"name": name, "organization": "admin"}, nil)
}
