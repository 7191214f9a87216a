package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
)

// backend is a server of models that answers at once. Its cost is kept small by
// speaking HTTP by hand, as it works on the cores that are measured.
type backend struct {
	net.Listener
	held held
}

// answer is what it says to each request, and list the models that it has.
const (
	said = `{"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"instant","choices":[{"index":0,"message":{"role":"assistant","content":"Instantly."},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":3,"total_tokens":12}}`
	list = `{"object":"list","data":[{"id":"instant","object":"model","created":1700000000,"owned_by":"bench"}]}`

	piece = `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"instant","choices":[{"index":0,"delta":{"content":"word "},"finish_reason":null}]}` + "\n\n"
	last  = `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"instant","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}` + "\n\n" +
		`data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1700000000,"model":"instant","choices":[],"usage":{"prompt_tokens":9,"completion_tokens":20,"total_tokens":29}}` + "\n\ndata: [DONE]\n\n"
	pieces = 20
)

// held are the streams that wait for one another.
type held struct {
	mu    sync.Mutex
	begun int
	open  chan struct{} // closed when they may go on
}

// hold has the streams from now on wait until release.
func (h *held) hold() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.begun, h.open = 0, make(chan struct{})
}

func (h *held) wait() {
	h.mu.Lock()
	h.begun++
	gate := h.open
	h.mu.Unlock()
	if gate != nil {
		<-gate
	}
}

func (h *held) waiting() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.begun
}

func (h *held) release() {
	h.mu.Lock()
	defer h.mu.Unlock()
	close(h.open)
	h.open = nil
}

func newBackend(ctx context.Context) (*backend, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("open the backend: %w", err)
	}
	b := &backend{Listener: ln}
	go b.accept()
	return b, nil
}

func (b *backend) url() string { return "http://" + b.Addr().String() + "/v1" }

func (b *backend) accept() {
	for {
		c, err := b.Accept()
		if err != nil {
			return // it is closed
		}
		go func() {
			defer c.Close()
			_ = b.serve(c) // the client has left
		}()
	}
}

func (b *backend) serve(c net.Conn) error {
	in := bufio.NewReaderSize(c, 2<<10)
	var m message
	for {
		if err := m.read(in); err != nil {
			return err
		}
		var err error
		switch {
		case bytes.HasPrefix(m.start, []byte("GET ")):
			_, err = c.Write(listed)
		case bytes.Contains(m.body, []byte(`"stream":true`)):
			err = b.stream(c)
		default:
			_, err = c.Write(answered)
		}
		if err != nil {
			return err
		}
	}
}

// What it writes is ready before it is asked.
var listed, answered = whole(list), whole(said)

func whole(body string) []byte {
	return fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

// stream writes the first piece, waits for the other streams, and goes on.
func (b *backend) stream(w io.Writer) error {
	_, err := io.WriteString(w, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"+chunk(piece))
	b.held.wait()
	for range pieces - 1 {
		if err == nil {
			_, err = io.WriteString(w, chunk(piece))
		}
	}
	_, e := io.WriteString(w, chunk(last)+"0\r\n\r\n")
	return errors.Join(err, e)
}

func chunk(s string) string { return fmt.Sprintf("%x\r\n%s\r\n", len(s), s) }
