package xet

import (
	"errors"
	"io"
)

// Chunker finds where a file is cut, in whatever pieces it comes. The zero
// Chunker stands at the start of a file.
type Chunker struct {
	hash uint64 // of the last bytes
	size int    // of the chunk so far
}

const (
	window  = 64 // bytes that the rolling hash depends on
	cutMask = 0xffff << 48
)

// Cut returns how many bytes of data belong to the chunk, and whether it ends
// there; if it does not, all of them belong to it. It must be called until
// all of data was taken.
func (c *Chunker) Cut(data []byte) (n int, ends bool) {
	i, end := 0, min(len(data), MaxChunk-c.size)
	if skip := MinChunk - window - 1 - c.size; skip > 0 { // no cut can depend on these
		i = min(skip, end)
	}
	h := c.hash
	for early := MinChunk - c.size - 1; i < min(early, end); i++ {
		h = h<<1 + gear[data[i]]
	}
	for ; i < end; i++ {
		if h = h<<1 + gear[data[i]]; h&cutMask == 0 {
			*c = Chunker{}
			return i + 1, true
		}
	}
	if c.size+end == MaxChunk {
		*c = Chunker{}
		return end, true
	}
	c.hash, c.size = h, c.size+end
	return end, false
}

// Split reads r to its end and gives each chunk of it to f, in a buffer that
// is used again.
func Split(r io.Reader, f func(data []byte) error) error {
	var c Chunker
	buf := make([]byte, 1<<20)
	begin, seen, end := 0, 0, 0 // of the chunk in buf, what was looked at, what was read
	for eof := false; ; {
		for seen < end {
			n, ends := c.Cut(buf[seen:end])
			if seen += n; ends {
				if err := f(buf[begin:seen]); err != nil {
					return err
				}
				begin = seen
			}
		}
		if eof {
			break
		}
		end, seen, begin = copy(buf, buf[begin:end]), seen-begin, 0
		n, err := io.ReadFull(r, buf[end:])
		end += n
		if eof = errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF); err != nil && !eof {
			return err
		}
	}
	if begin < end {
		return f(buf[begin:end])
	}
	return nil
}
