package program

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
)

//go:embed decode
var decoding embed.FS

// Decoder takes the samples out of recordings of any kind that ffmpeg reads, in
// the same box and with the same care as models that are programs. It is safe for
// concurrent use.
type Decoder struct{ engine *Engine }

// NewDecoder returns a decoder.
func NewDecoder() (*Decoder, error) {
	files, err := fs.Sub(decoding, "decode")
	if err != nil {
		return nil, fmt.Errorf("read the manifest of the decoder: %w", err)
	}
	s, err := Read(files)
	if err != nil {
		return nil, err
	}
	return &Decoder{New(s)}, nil
}

// Decode calls f with the samples of v – 16 bits, little-endian, 16,000 in a
// second, of one channel –, which may be opened while f runs, and for how many
// seconds they last.
func (d *Decoder) Decode(ctx context.Context, v port.Value, f func(samples port.Value, seconds float64) error) error {
	req := engine.Request{Model: ref.Model{Owner: "tenon", Name: "samples"}, Task: "audio-conversion", In: port.Values{"audio": {v}}}
	for ev, err := range d.engine.Run(ctx, req) {
		if err != nil {
			return err
		}
		if samples, ok := ev.Out.First("audio"); ok {
			return f(samples, ev.Usage.Seconds)
		}
	}
	return fault.New(fault.Unavailable, "the sound was not decoded; try again")
}
