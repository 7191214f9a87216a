package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

// side is a server that is measured: a gateway, or the backend itself.
type side struct {
	name  string
	host  string // with its port
	path  string
	token string
	model string

	header string // lines besides
}

const question = `"messages":[{"role":"system","content":"You are a helpful assistant."},{"role":"user","content":"Say something at once."}]`

// request is the request as it goes over the wire.
func (s side) request(stream bool) []byte {
	body := fmt.Sprintf(`{"model":%q,%s}`, s.model, question)
	if stream {
		body = fmt.Sprintf(`{"model":%q,"stream":true,"stream_options":{"include_usage":true},%s}`, s.model, question)
	}
	return fmt.Appendf(nil, "POST %s HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s",
		s.path, s.host, s.token, s.header, len(body), body)
}

// line is a connection that requests go over one after another.
type line struct {
	net.Conn
	in   *bufio.Reader
	send []byte
}

func (s side) dial(ctx context.Context, stream bool) (*line, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.host)
	if err != nil {
		return nil, fmt.Errorf("reach %s: %w", s.name, err)
	}
	return &line{c, bufio.NewReaderSize(c, 2<<10), s.request(stream)}, nil
}

// ask sends the request and reads the answer, whose status must be 200 and whose
// text must have what is wanted.
func (l *line) ask(want string) error {
	if _, err := l.Write(l.send); err != nil {
		return err
	}
	return l.read(want)
}

func (l *line) read(want string) error {
	resp, err := http.ReadResponse(l.in, nil)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(resp.Body)
	err = errors.Join(err, resp.Body.Close())
	switch {
	case err != nil:
		return err
	case resp.StatusCode != http.StatusOK || !strings.Contains(string(b), want):
		return fmt.Errorf("it answers %s: %.300s", resp.Status, b)
	}
	return nil
}

// latency is the median of requests one after another on one connection.
func (s side) latency(ctx context.Context, n int) (time.Duration, error) {
	l, err := s.dial(ctx, false)
	if err != nil {
		return 0, err
	}
	defer l.Close()
	took := make([]time.Duration, n)
	for i := range took {
		start := time.Now()
		if err := l.ask("Instantly."); err != nil {
			return 0, fmt.Errorf("%s: %w", s.name, err)
		}
		took[i] = time.Since(start)
	}
	slices.Sort(took)
	return took[n/2], nil
}

// rate is how many requests are answered in a second on so many connections.
func (s side) rate(ctx context.Context, connections int, long time.Duration) (float64, error) {
	var wg sync.WaitGroup
	var done atomic.Int64
	errs := make([]error, connections)
	lines := make([]*line, connections)
	for i := range lines {
		l, err := s.dial(ctx, false)
		if err != nil {
			return 0, err
		}
		defer l.Close()
		lines[i] = l
	}
	start := time.Now()
	for i, l := range lines {
		wg.Go(func() {
			for time.Since(start) < long && errs[i] == nil {
				errs[i] = l.ask("Instantly.")
				done.Add(1)
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	if err := errors.Join(errs...); err != nil {
		return 0, fmt.Errorf("%s: %w", s.name, err)
	}
	return float64(done.Load()) / took.Seconds(), nil
}

// streams opens so many streams at once, calls open while all have begun, and
// reads them to their ends.
func (s side) streams(ctx context.Context, n int, b *backend, open func() error) error {
	b.held.hold()
	var wg sync.WaitGroup
	errs := make([]error, n)
	for i := range n {
		l, err := s.dial(ctx, true)
		if err != nil {
			b.held.release()
			return err
		}
		defer l.Close()
		wg.Go(func() {
			if errs[i] = l.ask("[DONE]"); errs[i] != nil {
				errs[i] = fmt.Errorf("stream %d: %w", i, errs[i])
			}
		})
	}
	var err error
	for start := time.Now(); b.held.waiting() < n; {
		if time.Since(start) > time.Minute {
			err = fmt.Errorf("%s: of %d streams %d have reached the backend within a minute", s.name, n, b.held.waiting())
			break
		}
		select {
		case <-time.After(10 * time.Millisecond):
		case <-ctx.Done():
		}
	}
	if err == nil {
		err = open()
	}
	b.held.release()
	wg.Wait()
	return errors.Join(err, errors.Join(errs...))
}
