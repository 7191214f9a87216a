package worker

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"io"
	"maps"
	"net/url"

	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// speech is the engine whose workers take recordings as streams.
const speech = "speech"

// hear has a worker work on a recording, which is decoded here and sent as it is
// read: neither side holds it.
func (c *call) hear(ctx context.Context, l fleet.Load, v port.Value) error {
	return c.sounds.Decode(ctx, v, func(samples port.Value, seconds float64) error {
		ask, err := json.Marshal(worker.HearRequest{Task: string(c.req.Task), Params: c.req.Params, Seconds: seconds})
		if err != nil {
			return err
		}
		to := url.URL{Path: worker.HearPath, RawQuery: url.Values{worker.HearAsk: {string(ask)}}.Encode()}
		resp, err := c.call(ctx, l, fleet.Call{Path: to.String(), Stream: samples.Open})
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		return c.events(resp.Body)
	})
}

// unpack has a worker work on a recording as a whole, which is decoded here: it is
// given WAV, whatever it was.
func (c *call) unpack(ctx context.Context, v port.Value) error {
	return c.sounds.Decode(ctx, v, func(samples port.Value, _ float64) error {
		b, err := samples.Read(maxFile)
		if err != nil {
			return unreadable("audio", err)
		}
		b = append(head(len(b)), b...)
		in := maps.Clone(c.req.In)
		in["audio"] = []port.Value{{
			Type: port.Audio, Media: "audio/wav", Size: int64(len(b)),
			Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
		}}
		return c.give(ctx, in)
	})
}

// head is that of a WAV file with so many bytes of samples as worker.HearPath takes them.
func head(n int) []byte {
	const channels, wide = 1, 2                                         // bytes to a sample
	b := binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(36+n)) //nolint:gosec // at most maxFile
	b = binary.LittleEndian.AppendUint32(append(b, "WAVEfmt "...), 16)
	b = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, 1), channels)
	b = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(b, worker.HearRate), worker.HearRate*channels*wide)
	b = binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16(b, channels*wide), 8*wide)
	return binary.LittleEndian.AppendUint32(append(b, "data"...), uint32(n)) //nolint:gosec // at most maxFile
}
