package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// message is a request or an answer of HTTP/1.1, read from a connection into memory
// that the next one takes over. Client and backend share the cores that are measured,
// so they read no more of a message than they need: its first line, how long its body
// is, and the body.
type message struct {
	start   []byte // its first line
	body    []byte
	length  int64 // of the body; -1 is not told
	chunked bool
}

const longestBody = 1 << 20 // bytes; what is exchanged is far shorter

// read reads the next message. A body of which no length is told is none in a
// request, and an error in an answer, which would end with its connection.
func (m *message) read(in *bufio.Reader) error {
	if err := m.head(in); err != nil {
		return err
	}
	switch {
	case m.chunked:
		return m.chunks(in)
	case m.length >= 0:
		return m.more(in, m.length)
	case bytes.HasPrefix(m.start, []byte("HTTP/")):
		return fmt.Errorf("the answer %q does not tell its length", m.start)
	}
	return nil
}

func (m *message) head(in *bufio.Reader) error {
	*m = message{start: m.start[:0], body: m.body[:0], length: -1}
	for first := true; ; first = false {
		line, err := in.ReadSlice('\n') // lines longer than the buffer do not occur
		if err != nil {
			return err
		}
		line = bytes.TrimRight(line, "\r\n")
		if first {
			m.start = append(m.start, line...)
			continue
		}
		if len(line) == 0 {
			return nil
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if m.length, err = strconv.ParseInt(string(value), 10, 64); err != nil || m.length < 0 {
				return fmt.Errorf("the length of a message is %q", value)
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			m.chunked = bytes.EqualFold(value, []byte("chunked"))
		}
	}
}

// more reads n bytes of the body.
func (m *message) more(in *bufio.Reader, n int64) error {
	have := len(m.body)
	if n > longestBody-int64(have) {
		return errors.New("a message is too long")
	}
	if want := have + int(n); want > cap(m.body) {
		m.body = append(make([]byte, 0, 2*want), m.body...)
	}
	m.body = m.body[:have+int(n)]
	_, err := io.ReadFull(in, m.body[have:])
	return err
}

func (m *message) chunks(in *bufio.Reader) error {
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return err
		}
		size, _, _ := bytes.Cut(bytes.TrimRight(line, "\r\n"), []byte(";"))
		n, err := strconv.ParseInt(string(size), 16, 64)
		if err != nil || n < 0 {
			return fmt.Errorf("the length of a piece is %q", size)
		}
		if err := m.more(in, n); err != nil {
			return err
		}
		if line, err = in.ReadSlice('\n'); err != nil || len(bytes.TrimRight(line, "\r\n")) > 0 {
			return errors.Join(err, fmt.Errorf("%q follows a piece", line)) // nobody here sends trailers
		}
		if n == 0 {
			return nil
		}
	}
}
