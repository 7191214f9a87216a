// Package intake recognises what came with a request: what a file really is,
// whatever it is called, and what to call it. It reads the first bytes and the
// table of contents; it does not decode files.
package intake

import (
	"errors"
	"fmt"
	"io"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// headSize is how many of its first bytes a file is judged by.
const headSize = 64 << 10

// Limits are the most that a file may be. A zero field has the default.
type Limits struct {
	Bytes  int64 // of a file; 2 GiB
	Pixels int64 // of a picture; 100 million
}

func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 2 << 30
	}
	if l.Pixels <= 0 {
		l.Pixels = 100e6
	}
	return l
}

// File is a file that was recognised.
type File struct {
	Type    port.Type
	Media   string // media type; of a text, as it is after UTF8
	Name    string // clean: see Name
	Size    int64  // bytes
	Charset string // of a text or a table of text: "utf-8", "gb18030", "utf-16le", …; else empty
	Notice  string // what the user should hear: a name that does not fit, a cut end; else empty
}

// Recognise says what file r is by what is in it. The name only decides where
// the content leaves it open: every CSV is a text, an MP4 may hold sound alone.
// A file that cannot be used is a fault that names it and says what to do.
func Recognise(name string, r io.ReadSeeker, limits Limits) (File, error) {
	limits = limits.orDefault()
	f := File{Name: Name(name)}
	size, err := r.Seek(0, io.SeekEnd)
	if err != nil {
		return f, fmt.Errorf("measure %s: %w", f.Name, err)
	}
	f.Size = size
	switch {
	case size == 0:
		return f, fault.About(f.Name, fault.Invalid, "the file is empty; attach one that has something in it")
	case size > limits.Bytes:
		return f, fault.About(f.Name, fault.TooLarge, "the file has %d bytes, and at most %d are taken", size, limits.Bytes)
	}
	head, err := readHead(r)
	if err != nil {
		return f, fmt.Errorf("read %s: %w", f.Name, err)
	}
	k, err := f.judge(head, r)
	if err != nil {
		return f, err
	}
	if k.Type == "" {
		return f, k.refuse(f.Name)
	}
	f.Type = k.Type
	f.notice(k)
	return f, f.examine(head, r, limits)
}

func readHead(r io.ReadSeeker) ([]byte, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], err
}

// notice tells of a name that promises another type than the content has. A
// recording in a WebM file is nothing to tell of: browsers make them.
func (f *File) notice(k kind) {
	promised, ok := kindOfEnding(ending(f.Name))
	switch {
	case !ok || promised.Type == k.Type || f.Media == "audio/webm":
	case promised.Type == port.Video && k.Type == port.Audio:
		f.Notice = fmt.Sprintf("%s holds sound and no pictures; it is taken as a recording", f.Name)
	default:
		f.Notice = fmt.Sprintf("%s is %s, not %s as its name says; it is taken as what it is", f.Name, k.What, promised.What)
	}
}
