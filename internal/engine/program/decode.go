package program

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

//go:embed decode
var decoding embed.FS

// Decoding is the program that takes the samples out of recordings. It stands in no
// catalogue.
func Decoding() (Set, error) {
	files, err := fs.Sub(decoding, "decode")
	if err != nil {
		return Set{}, fmt.Errorf("read the manifest of the decoder: %w", err)
	}
	return Read(files)
}

// Recordings is the berth of recordings that lie decoded until they are heard: each
// takes some hundred megabytes of the disk.
const Recordings = "recording"

// Lender lends the engine of a model, which runs Decoding: the model's own berth
// bounds how many programs run, Recordings how many recordings lie here.
type Lender interface {
	Lend(ctx context.Context, m catalog.Model) (e engine.Engine, giveBack func(), err error)
}

// Decoder takes the samples out of recordings of any kind that ffmpeg reads, in
// the same box, in the same turn and with the same care as models that are
// programs. It is safe for concurrent use.
type Decoder struct {
	lender       Lender
	model, keeps catalog.Model
}

// NewDecoder returns a decoder that borrows what decodes.
func NewDecoder(l Lender) (*Decoder, error) {
	s, err := Decoding()
	if err != nil {
		return nil, err
	}
	m := s.Models()[0]
	keeps := m
	keeps.Engine = Recordings
	return &Decoder{l, m, keeps}, nil
}

// Decode calls f with the samples of v – 16 bits, little-endian, 16,000 in a
// second, of one channel –, which may be opened while f runs, and for how many
// seconds they last.
func (d *Decoder) Decode(ctx context.Context, v port.Value, f func(samples port.Value, seconds float64) error) error {
	_, leave, err := d.lender.Lend(ctx, d.keeps)
	if err != nil {
		return err
	}
	defer leave()
	e, giveBack, err := d.lender.Lend(ctx, d.model)
	if err != nil {
		return err
	}
	defer giveBack()
	req := engine.Request{Model: d.model.Ref, Task: d.model.Task, In: port.Values{"audio": {v}}}
	for ev, err := range e.Run(ctx, req) {
		if err != nil {
			return err
		}
		if samples, ok := ev.Out.First("audio"); ok {
			giveBack() // the program has ended, and f may take hours
			return f(samples, ev.Usage.Seconds)
		}
	}
	return fault.New(fault.Unavailable, "the sound was not decoded; try again")
}
