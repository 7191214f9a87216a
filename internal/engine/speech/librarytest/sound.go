package librarytest

import "encoding/binary"

// rate is the samples of a second that models hear.
const rate = 16000

// Sound is made-up speech, as testdata/make makes it too: a saw with noise, whose
// pitch changes ten times in a second.
func Sound(seconds float64, seed int) []int16 {
	s, pitch, loud := seed, 0, 0
	roll := func() int {
		s = (s*1103515245 + 12345) & 0x7fffffff
		return s >> 8
	}
	out := make([]int16, int(seconds*rate))
	for i := range out {
		if i%1600 == 0 {
			pitch, loud = 40+roll()%160, 1000+roll()%9000
		}
		out[i] = int16(loud*2*(i%pitch)/pitch - loud + roll()%(loud/2) - loud/4) //nolint:gosec // at most 17,500
	}
	return out
}

// Tone is a voice of a kind: a square of a period, in samples.
func Tone(seconds float64, period int) []int16 {
	const loud = 6000
	out := make([]int16, int(seconds*rate))
	for i := range out {
		if out[i] = -loud; i%period < period/2 {
			out[i] = loud
		}
	}
	return out
}

// Silence is nothing.
func Silence(seconds float64) []int16 { return make([]int16, int(seconds*rate)) }

// Bytes are samples as models are given them.
func Bytes(samples ...[]int16) (b []byte) {
	for _, l := range samples {
		for _, v := range l {
			b = binary.LittleEndian.AppendUint16(b, uint16(v)) //nolint:gosec // two's complement
		}
	}
	return b
}

// WAV is samples as a file.
func WAV(samples ...[]int16) []byte {
	data := Bytes(samples...)
	b := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, uint32(36+len(data)))...) //nolint:gosec // a test's own
	b = append(b, "WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00"...)
	b = binary.LittleEndian.AppendUint32(b, rate)
	b = binary.LittleEndian.AppendUint32(b, 2*rate)
	b = append(b, "\x02\x00\x10\x00data"...)
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(data))), data...) //nolint:gosec // a test's own
}
