package huggingface

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"strings"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// maxLine is the size in bytes of a line of a commit: the largest file that git
// keeps itself, in base64, and its name.
const maxLine = hub.MaxContent/3*4 + 64<<10

// lines are those of a commit. One is in memory at a time.
type lines struct{ in *bufio.Scanner }

// readHeader reads the first line of a commit.
func readHeader(r io.Reader) (l *lines, h wire.CommitHeader, err error) {
	l = &lines{bufio.NewScanner(r)}
	l.in.Buffer(nil, maxLine)
	line, err := l.next()
	switch {
	case errors.Is(err, io.EOF) || err == nil && line.Key != "header":
		return nil, h, fault.New(fault.Invalid, "a commit begins with a line of the key header")
	case err != nil:
		return nil, h, err
	}
	if json.Unmarshal(line.Value, &h) != nil {
		return nil, h, fault.New(fault.Invalid, "the header of the commit is not a JSON object with a summary")
	}
	if strings.TrimSpace(h.Summary) == "" {
		return nil, h, fault.New(fault.Invalid, "the commit has no summary")
	}
	return l, h, nil
}

// next reads a line; the end is io.EOF.
func (l *lines) next() (line wire.CommitLine, err error) {
	for l.in.Scan() {
		b := bytes.TrimSpace(l.in.Bytes())
		if len(b) == 0 {
			continue
		}
		if err := json.Unmarshal(b, &line); err != nil || line.Key == "" {
			return line, fault.Wrap(err, fault.Invalid, "a line of the commit is not JSON with a key and a value: %.100q", b)
		}
		return line, nil
	}
	err = l.in.Err()
	switch {
	case errors.Is(err, bufio.ErrTooLong):
		return line, fault.New(fault.TooLarge, "a file of more than %d MiB is in the commit itself: upload it by Git LFS first", hub.MaxContent>>20)
	case err != nil:
		return line, fault.Wrap(err, fault.Invalid, "the commit was cut off: send it again")
	}
	return line, io.EOF
}

// operations reads the rest of the lines.
func (l *lines) operations() iter.Seq2[hub.Operation, error] {
	return func(yield func(hub.Operation, error) bool) {
		for {
			line, err := l.next()
			if errors.Is(err, io.EOF) {
				return
			}
			var op hub.Operation
			if err == nil {
				op, err = operation(line)
			}
			if !yield(op, err) || err != nil {
				return
			}
		}
	}
}

// operation reads a line that changes something.
func operation(line wire.CommitLine) (op hub.Operation, err error) {
	var f wire.CommitFile
	if json.Unmarshal(line.Value, &f) != nil {
		return op, fault.New(fault.Invalid, "the value of a line %.40q is not a JSON object with a path", line.Key)
	}
	if op.Path, err = ref.ParsePath(strings.TrimSuffix(f.Path, "/")); err != nil {
		return op, err
	}
	switch line.Key {
	case "file":
		op.Content, err = decodeContent(f)
	case "lfsFile":
		op.Object, err = object(f)
	case "deletedFile", "deletedEntry":
		op.Action = hub.Delete
	case "deletedFolder":
		op.Action = hub.DeleteFolder
	default:
		err = fault.New(fault.Invalid, "a line of the commit has the key %.40q, which is none of file, lfsFile, deletedFile and deletedFolder", line.Key)
	}
	return op, err
}

func decodeContent(f wire.CommitFile) ([]byte, error) {
	switch f.Encoding {
	case "base64":
		b, err := base64.StdEncoding.DecodeString(f.Content)
		if err != nil {
			return nil, fault.About(f.Path, fault.Invalid, "its content is not base64")
		}
		return b, nil
	case "", "utf-8":
		return []byte(f.Content), nil
	}
	return nil, fault.About(f.Path, fault.Invalid, "its encoding %.40q is neither base64 nor utf-8", f.Encoding)
}

func object(f wire.CommitFile) (*hub.Pointer, error) {
	d, err := blob.ParseDigest(f.OID)
	if err != nil {
		return nil, err
	}
	p := &hub.Pointer{Digest: d, Size: -1} // a copy is named without its size
	if f.Size != nil {
		p.Size = *f.Size
	}
	if f.Size != nil && p.Size < 0 || f.Algo != "" && f.Algo != "sha256" {
		return nil, fault.About(f.Path, fault.Invalid, "a large file is named by its sha256 and its size")
	}
	return p, nil
}
