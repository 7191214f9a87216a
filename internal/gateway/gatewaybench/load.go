package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
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
	got  message
}

func (s side) dial(ctx context.Context, stream bool) (*line, error) {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", s.host)
	if err != nil {
		return nil, fmt.Errorf("reach %s: %w", s.name, err)
	}
	return &line{Conn: c, in: bufio.NewReaderSize(c, 2<<10), send: s.request(stream)}, nil
}

// ask sends the request and reads the answer, whose status must be 200 and whose
// text must have what is wanted.
func (l *line) ask(want []byte) error {
	if _, err := l.Write(l.send); err != nil {
		return err
	}
	if err := l.got.read(l.in); err != nil {
		return err
	}
	if !bytes.HasPrefix(l.got.start, success) || !bytes.Contains(l.got.body, want) {
		return fmt.Errorf("it answers %s: %.300s", l.got.start, l.got.body)
	}
	return nil
}

// success begins an answer; the others are what a whole answer and a whole stream have.
var success, instantly, done = []byte("HTTP/1.1 200 "), []byte("Instantly."), []byte("[DONE]")

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
		if err := l.ask(instantly); err != nil {
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
	var answers atomic.Int64
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
				errs[i] = l.ask(instantly)
				answers.Add(1)
			}
		})
	}
	wg.Wait()
	took := time.Since(start)
	if err := errors.Join(errs...); err != nil {
		return 0, fmt.Errorf("%s: %w", s.name, err)
	}
	return float64(answers.Load()) / took.Seconds(), nil
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
			if errs[i] = l.ask(done); errs[i] != nil {
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
