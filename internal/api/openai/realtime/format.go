package realtime

import "encoding/binary"

// format is how the samples of a client's sound are written.
type format struct {
	Type string `json:"type"`
	Rate int    `json:"rate,omitempty"`
}

// laws are the formats of telephones, G.711: a byte is a sample, of 8,000 a second.
var laws = map[string]func(b byte) int16{"audio/pcmu": mu, "audio/pcma": alaw}

const (
	pcm   = "audio/pcm" // samples of 16 bits
	phone = 8000        // samples a second
)

// known reports whether sound of a format can be read.
func (f *format) known() bool {
	if laws[f.Type] != nil {
		return f.Rate == 0 || f.Rate == phone
	}
	return f.Type == pcm && (f.Rate == 0 || f.Rate == rate)
}

// samples makes sound samples of 16 bits at the session's rate.
func (s *session) samples(sound []byte) []byte {
	f := s.settings.Audio.Input.Format
	if f == nil || laws[f.Type] == nil {
		return sound
	}
	const more = rate / phone
	out := make([]byte, 0, 2*more*len(sound))
	for _, b := range sound {
		x := int(laws[f.Type](b))
		for k := 1; k <= more; k++ { // on a straight line to it
			out = binary.LittleEndian.AppendUint16(out, uint16(int16(s.before+(x-s.before)*k/more))) //nolint:gosec // it is between two samples
		}
		s.before = x
	}
	return out
}

// mu reads μ-law.
func mu(b byte) int16 {
	b = ^b
	x := (int16(b&0x0f)<<3 + 0x84) << (b & 0x70 >> 4)
	if b&0x80 != 0 {
		return 0x84 - x
	}
	return x - 0x84
}

// alaw reads A-law.
func alaw(b byte) int16 {
	b ^= 0x55
	x, segment := int16(b&0x0f)<<4+8, b&0x70>>4
	if segment > 0 {
		x = (x + 0x100) << (segment - 1)
	}
	if b&0x80 == 0 {
		return -x
	}
	return x
}
