package callee

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/tenonhub/tenon/internal/port"
)

// wav is a sound of a sine.
func wav(rate, channels, n int, hertz float64) []byte {
	le := binary.LittleEndian
	b := append([]byte("RIFF\xff\xff\xff\xffWAVELIST\x03\x00\x00\x00abc\x00fmt \x10\x00\x00\x00\x01\x00"), byte(channels), 0)
	b = le.AppendUint32(b, uint32(rate))
	b = le.AppendUint32(b, uint32(rate*channels*2))
	b = append(b, byte(2*channels), 0, 16, 0)
	b = append(b, "data\xff\xff\xff\xff"...) // as one that is streamed
	for i := range n {
		for range channels {
			b = le.AppendUint16(b, uint16(int16(16000*math.Sin(2*math.Pi*hertz*float64(i)/float64(rate)))))
		}
	}
	return b
}

func TestSamplesKeepTheirTone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, channels, to int }{{22050, 1, 24000}, {44100, 2, 16000}, {16000, 1, 16000}, {8000, 1, 48000}} {
		v, _, err := samples(port.Value{Type: port.Audio, Text: string(wav(c.from, c.channels, c.from, 440))}, c.to)
		if err != nil {
			t.Fatal(err)
		}
		if n := len(v.Text) / 2; n < c.to-1 || n > c.to {
			t.Errorf("%v: %d samples of a second", c, n)
		}
		worst := 0.0
		for i := c.to / 10; i < c.to*9/10; i++ {
			got := float64(int16(binary.LittleEndian.Uint16([]byte(v.Text[2*i:]))))
			worst = max(worst, math.Abs(got-16000*math.Sin(2*math.Pi*440*float64(i)/float64(c.to))))
		}
		if worst > 50 { // of 16000
			t.Errorf("%v: %.0f off", c, worst)
		}
	}
}

func FuzzWAV(f *testing.F) {
	f.Add(wav(8000, 2, 10, 100))
	f.Add([]byte("RIFF\x00\x00\x00\x00WAVEdata\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if mono, rate, err := readWAV(b); err == nil && (rate < 1000 || len(mono) > len(b)) {
			t.Errorf("%d samples, %d a second", len(mono), rate)
		}
	})
}
