package speech

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
	"github.com/tenonhub/tenon/internal/fault"
)

// block is how many samples are read at once: about half a second, of as many as
// detectors judge at a time.
const block = 16 * runtime.Window

// sound is a recording that comes in pieces.
type sound struct {
	r     *bufio.Reader
	total int // samples, as far as that is known; 0 is not
	read  int // samples
	raw   [2 * block]byte
	out   [block]float32
}

func newSound(r io.Reader, seconds float64) *sound {
	const longest = 1e6 // seconds: what is said to be longer is not believed
	s := &sound{r: bufio.NewReaderSize(r, 1<<16)}
	if seconds > 0 && seconds < longest {
		s.total = int(seconds * runtime.Rate)
	}
	return s
}

// next reads the next samples, in [-1, 1], which are there until it is called
// again; none is the end.
func (s *sound) next(ctx context.Context) ([]float32, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Canceled, "canceled")
	}
	n, err := io.ReadFull(s.r, s.raw[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, fmt.Errorf("read the sound: %w", err)
	}
	n /= 2
	for i := range n {
		s.out[i] = float32(int16(binary.LittleEndian.Uint16(s.raw[2*i:]))) / 32768 //nolint:gosec // two's complement
	}
	s.read += n
	return s.out[:n], nil
}

// share is how much was read, of what there is.
func (s *sound) share() float64 {
	if s.total == 0 {
		return 0
	}
	const most = 0.99
	return min(float64(s.read)/float64(s.total), most)
}

// heard is how many seconds were read.
func (s *sound) heard() float64 { return seconds(s.read) }

func seconds(samples int) float64 { return float64(samples) / runtime.Rate }
