package dashscope

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"

	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

const (
	mostLines = 100_000 // of a file whose lines are embedded
	maxLine   = 1 << 20 // bytes
	atOnce    = 100     // lines that are in memory with their vectors
)

// embedFile gives a vector for each line of a file: lines of JSON, compressed.
func (s server) embedFile(c asked.Call, address string, p ofVectors) (output, usage any, err error) {
	v, err := s.value(c.R, "texts", address)
	if err != nil {
		return nil, nil, err
	}
	body, err := v.Open()
	if err != nil {
		return nil, nil, err
	}
	defer body.Close()
	r, w := io.Pipe()
	type end struct {
		used int64
		err  error
	}
	over := make(chan end, 1)
	go func() {
		used, err := s.embedLines(c, body, w, p)
		_ = w.CloseWithError(err) // a pipe's end is always written
		over <- end{used, err}
	}()
	result := port.Value{Media: "application/gzip", Body: func() (io.ReadCloser, error) { return r, nil }}
	link, err := s.keep(c, result, "embeddings.jsonl.gz")
	_ = r.Close() // a pipe's is always closed; who writes ends
	if e := <-over; e.err != nil && !errors.Is(e.err, io.ErrClosedPipe) {
		return nil, nil, e.err
	} else if err != nil {
		return nil, nil, err
	} else {
		return map[string]string{"url": link}, tokens(e.used, "total_tokens"), nil
	}
}

// embedLines writes the vectors of lines, and tells how many tokens they had.
func (s server) embedLines(c asked.Call, from io.Reader, to io.Writer, p ofVectors) (used int64, err error) {
	pack := gzip.NewWriter(to)
	out := json.NewEncoder(pack)
	lines := bufio.NewScanner(from)
	lines.Buffer(nil, maxLine)
	n := 0
	flush := func(l []string) error {
		vectors, u, err := s.vectors(c, l, p)
		if err != nil {
			return err
		}
		used += u
		for i, v := range vectors {
			at := n - len(l) + i
			if err := out.Encode(embedding{Text: &at, Vector: v}); err != nil {
				return err
			}
		}
		return nil
	}
	var l []string
	for lines.Scan() {
		if n++; n > mostLines {
			return used, fault.New(fault.TooLarge, "the file has over %d lines; divide it", mostLines)
		}
		if lines.Text() == "" {
			return used, fault.New(fault.Invalid, "line %d of the file is empty; each line is a text", n)
		}
		if l = append(l, lines.Text()); len(l) == atOnce {
			if err := flush(l); err != nil {
				return used, err
			}
			l = l[:0]
		}
	}
	switch err := lines.Err(); {
	case errors.Is(err, bufio.ErrTooLong):
		return used, fault.New(fault.TooLarge, "line %d of the file has over %d KiB", n+1, maxLine>>10)
	case err != nil:
		return used, err
	case n == 0:
		return used, fault.New(fault.Invalid, "the file is empty; each of its lines is a text")
	}
	if len(l) > 0 {
		if err := flush(l); err != nil {
			return used, err
		}
	}
	return used, pack.Close()
}
