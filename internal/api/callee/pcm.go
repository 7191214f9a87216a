package callee

import (
	"encoding/binary"
	"math"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// PCM is the format of bare samples: of 16 bits, little-endian, one channel.
const PCM = "pcm"

const maxSound = 512 << 20 // bytes of a WAV that is read at once

// samples makes bare samples of a WAV, so many a second; 0 is as many as it has.
func samples(wav port.Value, rate int) (_ port.Value, as int, err error) {
	b, err := wav.Read(maxSound)
	if err != nil {
		return port.Value{}, 0, err
	}
	mono, have, err := readWAV(b)
	if err != nil {
		return port.Value{}, 0, err
	}
	if rate == 0 {
		rate = have
	}
	if rate != have {
		mono = resample(mono, have, rate)
	}
	out := make([]byte, 0, 2*len(mono))
	for _, x := range mono {
		out = binary.LittleEndian.AppendUint16(out, uint16(int16(math.Round(min(max(x, -1), 1)*math.MaxInt16))))
	}
	return port.Value{Type: port.Audio, Media: Media[PCM], Text: string(out), Size: int64(len(out))}, rate, nil
}

// packed is a WAV of bare samples, so many a second.
func packed(raw port.Value, rate int) port.Value {
	le, head := binary.LittleEndian, WAVHead(rate)
	le.PutUint32(head[4:], uint32(len(head)-8+len(raw.Text))) //nolint:gosec // at most maxSound
	le.PutUint32(head[len(head)-4:], uint32(len(raw.Text)))   //nolint:gosec // as above
	raw.Text = string(head) + raw.Text
	raw.Media, raw.Name, raw.Size = Media["wav"], "speech.wav", int64(len(raw.Text))
	return raw
}

// WAVHead is the head of a WAV of unknown length: samples of 16 bits, one channel.
func WAVHead(rate int) []byte {
	le := binary.LittleEndian
	b := []byte("RIFF\xff\xff\xff\xffWAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00")
	b = le.AppendUint32(b, uint32(rate))
	b = le.AppendUint32(b, uint32(2*rate))
	return append(b, "\x02\x00\x10\x00data\xff\xff\xff\xff"...)
}

// readWAV reads samples of 16 bits in [-1, 1], the channels mixed into one.
func readWAV(b []byte) (mono []float64, rate int, err error) {
	le := binary.LittleEndian
	broken := fault.New(fault.Unavailable, "the model's sound is no WAV of 16 bits a sample")
	if len(b) < 12 || string(b[:4]) != "RIFF" || string(b[8:12]) != "WAVE" {
		return nil, 0, broken
	}
	channels := 0
	for b = b[12:]; len(b) >= 8; {
		name, size := string(b[:4]), int64(le.Uint32(b[4:]))
		b = b[8:]
		size = min(size, int64(len(b))) // a stream does not know its length when it begins
		switch {
		case name == "fmt " && size >= 16:
			channels, rate = int(le.Uint16(b[2:])), int(le.Uint32(b[4:]))
			if le.Uint16(b[14:]) != 16 || channels < 1 || channels > 64 || rate < 1000 || rate > 768000 {
				return nil, 0, broken
			}
		case name == "data" && channels > 0:
			frame := 2 * channels
			for at := 0; at+frame <= int(size); at += frame {
				sum := 0.0
				for c := range channels {
					sum += float64(int16(le.Uint16(b[at+2*c:])))
				}
				mono = append(mono, sum/float64(channels)/(math.MaxInt16+1))
			}
			return mono, rate, nil
		}
		b = b[min(size+size%2, int64(len(b))):]
	}
	return nil, 0, broken
}

const lobes = 16 // of the filter, on each side

// resample changes the rate by a windowed sinc, which cuts off what the slower
// of both rates cannot have.
func resample(in []float64, from, to int) []float64 {
	ratio := float64(from) / float64(to)
	cut := min(1, float64(to)/float64(from))
	reach := lobes / cut
	out := make([]float64, int(float64(len(in))/ratio))
	for i := range out {
		at := float64(i) * ratio
		first, last := max(0, int(math.Ceil(at-reach))), min(len(in)-1, int(at+reach))
		for k := first; k <= last; k++ {
			x := float64(k) - at
			out[i] += in[k] * cut * sinc(cut*x) * 0.5 * (1 + math.Cos(math.Pi*x/reach))
		}
	}
	return slices.Clip(out)
}

func sinc(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Sin(math.Pi*x) / (math.Pi * x)
}
