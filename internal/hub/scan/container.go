package scan

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

const (
	maxUnpacked = 2 << 30 // bytes of all archives of a file that are looked through
	maxEntries  = 100_000
	maxDepth    = 4  // archives in archives
	maxPickles  = 64 // one after the other in a file
	sniff       = 512
)

// scanner looks through one file and what is in it.
type scanner struct {
	Report
	budget int64
}

// look finds out what a file is by its first bytes. at is set for one that can
// be read anywhere.
func (s *scanner) look(at io.ReaderAt, size int64, depth int) {
	head := make([]byte, min(sniff, size))
	if n, err := at.ReadAt(head, 0); err != nil && n < len(head) {
		s.note(Suspicious, "it cannot be read")
		return
	}
	r := io.NewSectionReader(at, 0, size)
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		s.zip(at, size, depth)
	default:
		s.stream(r, head, depth)
	}
}

// stream looks through what can only be read from its beginning.
func (s *scanner) stream(r io.Reader, head []byte, depth int) {
	switch {
	case depth > maxDepth:
		s.note(Suspicious, "there are archives in archives in archives")
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		s.gzip(r, depth)
	case len(head) > 262 && string(head[257:262]) == "ustar":
		s.tar(r, depth)
	case bytes.HasPrefix(head, []byte("\x93NUMPY")):
		s.numpy(bufio.NewReader(r))
	default:
		s.pickles(r, head)
	}
}

// pickles looks through pickles that stand one after the other. Those of the
// protocols 0 and 1 do not say that they are pickles: what calls a global, before
// it makes no sense as one, is taken for a pickle.
func (s *scanner) pickles(r io.Reader, head []byte) {
	sure := len(head) > 1 && head[0] == '\x80' && head[1] <= 5
	if !sure && (len(head) == 0 || strings.IndexByte("c(]})}lditSVIFLNgpPUTXKJMG\x88\x89\x8c", head[0]) < 0) {
		return
	}
	in := bufio.NewReaderSize(r, 64<<10)
	var found Report
	for n := 0; n < maxPickles; n++ {
		m := machine{r: in, report: &found, memo: map[uint32]string{}, sure: sure}
		err := m.run()
		sure = sure || m.called || err == nil && m.named
		switch {
		case err == nil:
		case errors.Is(err, errTooMuch):
			found.note(Suspicious, "the pickle is too long to be looked through")
		case n == 0 && sure && errors.Is(err, io.ErrUnexpectedEOF), n == 0 && sure && errors.Is(err, errNoPickle):
			found.note(Suspicious, "the pickle is damaged, so that a part of it could not be looked through")
		}
		if err != nil {
			break
		}
		if next, err := in.Peek(2); err != nil || next[0] != '\x80' || next[1] > 5 {
			break // of a file of PyTorch, the numbers follow
		}
	}
	if !sure {
		return
	}
	s.Pickle = true
	for _, i := range found.Imports {
		s.add(i)
	}
	for _, n := range found.Notes {
		s.note(n.Level, n.What)
	}
}

// numpy looks for arrays of objects, which are pickles.
func (s *scanner) numpy(r *bufio.Reader) {
	head, err := r.Peek(10)
	if err != nil {
		return
	}
	n := 10 + int(head[8]) + int(head[9])<<8
	if head[6] >= 2 {
		n = 12 + int(head[8]) + int(head[9])<<8 // the two bytes after are of headers that are larger than any
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(r, b); err != nil || !bytes.Contains(b, []byte("O")) {
		return
	}
	first, _ := r.Peek(sniff)
	s.pickles(r, first)
}

// limited is what is left of the budget for what comes out of an archive.
func (s *scanner) limited(r io.Reader) io.Reader { return &spender{r, s} }

type spender struct {
	r io.Reader
	s *scanner
}

func (p *spender) Read(b []byte) (int, error) {
	if p.s.budget <= 0 {
		p.s.note(Suspicious, fmt.Sprintf("more than %d MiB come out of its archives, and were not looked through", maxUnpacked>>20))
		return 0, io.EOF
	}
	n, err := p.r.Read(b[:min(int64(len(b)), p.s.budget)])
	p.s.budget -= int64(n)
	return n, err
}

func (s *scanner) inner(r io.Reader, depth int) {
	in := bufio.NewReaderSize(s.limited(r), 4<<10)
	head, _ := in.Peek(sniff)
	if bytes.HasPrefix(head, []byte("PK\x03\x04")) && depth < maxDepth {
		const small = 64 << 20
		if b, err := io.ReadAll(io.LimitReader(in, small+1)); err == nil && len(b) <= small {
			s.zip(bytes.NewReader(b), int64(len(b)), depth+1)
			return
		}
		s.note(Suspicious, "there is a large archive in it that was not looked through")
		return
	}
	s.stream(in, head, depth+1)
}

func (s *scanner) zip(at io.ReaderAt, size int64, depth int) {
	z, err := zip.NewReader(at, size)
	if err != nil && z == nil {
		s.note(Suspicious, "the archive is damaged, and could not be looked through")
		return
	}
	for i, f := range z.File {
		if i == maxEntries {
			s.note(Suspicious, "the archive has more entries than were looked through")
			return
		}
		s.name(f.Name, f.Mode().Type() != 0 && !f.Mode().IsDir())
		r, err := f.Open()
		if err != nil {
			s.note(Suspicious, "the archive has an entry that could not be read")
			continue
		}
		s.inner(r, depth)
		_ = r.Close()
	}
}

func (s *scanner) gzip(r io.Reader, depth int) {
	z, err := gzip.NewReader(bufio.NewReader(r))
	if err != nil {
		return
	}
	s.inner(z, depth)
}

func (s *scanner) tar(r io.Reader, depth int) {
	t := tar.NewReader(s.limited(r))
	for i := 0; ; i++ {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil || i == maxEntries {
			s.note(Suspicious, "the archive is damaged or too long, and was looked through in part")
			return
		}
		s.name(h.Name, h.Typeflag == tar.TypeSymlink || h.Typeflag == tar.TypeLink)
		if h.Typeflag == tar.TypeReg {
			s.inner(t, depth)
		}
	}
}

// name judges the name of an entry: programs that unpack may follow it.
func (s *scanner) name(name string, link bool) {
	name = strings.ReplaceAll(name, `\`, "/")
	clean := path.Clean(name)
	if path.IsAbs(name) || clean == ".." || strings.HasPrefix(clean, "../") || len(name) > 1 && name[1] == ':' {
		s.note(Dangerous, "the archive has an entry that leaves its folder")
	}
	if link {
		s.note(Suspicious, "the archive has a link in it")
	}
}
