package wave_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/onnx/wave"
	"github.com/tenonhub/tenon/internal/fault"
)

// written is a WAV file of samples that write puts down.
func written(kind, channels, rate, bits int, body []byte) []byte {
	var b bytes.Buffer
	put := func(v ...any) {
		for _, one := range v {
			if s, ok := one.(string); ok {
				b.WriteString(s)
				continue
			}
			_ = binary.Write(&b, binary.LittleEndian, one) // to memory
		}
	}
	put("RIFF", uint32(36+len(body)), "WAVE", "LIST", uint32(3), "abc", uint8(0), "fmt ", uint32(16), uint16(kind), uint16(channels), uint32(rate), uint32(rate*channels*bits/8), uint16(channels*bits/8), uint16(bits))
	put("data", uint32(len(body)), string(body))
	return b.Bytes()
}

// tone is a sine of so many samples.
func tone(hz float64, rate, n int) []float64 {
	l := make([]float64, n)
	for i := range l {
		l[i] = 0.5 * math.Sin(2*math.Pi*hz*float64(i)/float64(rate))
	}
	return l
}

func TestEveryFormOfSamplesIsRead(t *testing.T) {
	t.Parallel()
	want := tone(440, 16000, 400)
	for bits, write := range map[int]func(v float64) []byte{
		8: func(v float64) []byte { return []byte{uint8(math.Round(v*128 + 128))} },
		16: func(v float64) []byte {
			return binary.LittleEndian.AppendUint16(nil, uint16(int16(math.Round(v*(1<<15)))))
		},
		24: func(v float64) []byte {
			n := uint32(int32(math.Round(v * (1 << 23))))
			return []byte{byte(n), byte(n >> 8), byte(n >> 16)}
		},
		32: func(v float64) []byte { return binary.LittleEndian.AppendUint32(nil, uint32(int32(v*(1<<31)))) },
		-32: func(v float64) []byte {
			return binary.LittleEndian.AppendUint32(nil, math.Float32bits(float32(v)))
		},
		-64: func(v float64) []byte { return binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)) },
	} {
		var body []byte
		for _, v := range want { // the right ear hears half
			body = append(append(body, write(v)...), write(v/2)...)
		}
		kind := 1
		if bits < 0 {
			kind = 3
		}
		got, err := wave.Read(written(kind, 2, 16000, max(bits, -bits), body), 16000, wave.MaxSeconds)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d bits: %d samples, %v", bits, len(got), err)
		}
		for i, v := range got {
			if math.Abs(float64(v)-0.75*want[i]) > 1.0/128 || bits != 8 && math.Abs(float64(v)-0.75*want[i]) > 1e-4 {
				t.Fatalf("%d bits: at %d it is %g, want %g", bits, i, v, 0.75*want[i])
			}
		}
	}
}

func TestAnotherRate(t *testing.T) {
	t.Parallel()
	for _, rate := range []int{8000, 22050, 44100, 48000} {
		var body []byte
		for _, v := range tone(1000, rate, rate/10) {
			body = binary.LittleEndian.AppendUint32(body, math.Float32bits(float32(v)))
		}
		got, err := wave.Read(written(3, 1, rate, 32, body), 16000, wave.MaxSeconds)
		if err != nil || len(got) != 1600 {
			t.Fatalf("%d: %d samples, %v", rate, len(got), err)
		}
		for i, want := range tone(1000, 16000, 1600)[100:1500] {
			if math.Abs(float64(got[100+i])-want) > 2e-3 {
				t.Fatalf("%d: at %d it is %g, want %g", rate, 100+i, got[100+i], want)
			}
		}
	}
	var body []byte // what is too high to be heard at the lower rate
	for _, v := range tone(15000, 48000, 4800) {
		body = binary.LittleEndian.AppendUint32(body, math.Float32bits(float32(v)))
	}
	got, err := wave.Read(written(3, 1, 48000, 32, body), 16000, wave.MaxSeconds)
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range got[100:1500] {
		if math.Abs(float64(v)) > 0.01 {
			t.Fatalf("at %d there is still %g", i, v)
		}
	}
}

func TestWhatIsNoSound(t *testing.T) {
	t.Parallel()
	fine := written(1, 1, 16000, 16, make([]byte, 100))
	for says, b := range map[string][]byte{
		"does not begin like one":   []byte("OggS"),
		"it has no samples":         fine[:20],
		"form 85 with 16 bits":      written(85, 1, 16000, 16, make([]byte, 100)),
		"0 channels of 16000":       written(1, 0, 16000, 16, make([]byte, 100)),
		"1 channels of 4294967295":  written(1, 1, math.MaxUint32, 16, make([]byte, 100)),
		"has more than 120 seconds": written(1, 1, 1000, 8, make([]byte, 1000*121)),
		"with 12 bits":              written(1, 1, 16000, 12, make([]byte, 100)),
		"no WAV file":               nil,
		"it has no samples ":        nil,
	} {
		_, err := wave.Read(b, 16000, wave.MaxSeconds)
		if says == "it has no samples " {
			_, err = wave.Read(written(1, 2, 16000, 16, []byte{1, 2, 3}), 16000, wave.MaxSeconds)
			says = strings.TrimSpace(says)
		}
		if kind, _ := fault.Of(err); err == nil || kind != fault.Invalid && kind != fault.TooLarge || !strings.Contains(err.Error(), says) {
			t.Errorf("want %s: %v", says, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(written(1, 2, 44100, 16, make([]byte, 64)))
	f.Add(written(3, 1, 8000, 32, make([]byte, 64)))
	f.Fuzz(func(t *testing.T, b []byte) {
		x, err := wave.Read(b, 16000, wave.MaxSeconds)
		if err == nil && len(x) > 16000*(wave.MaxSeconds+1) {
			t.Errorf("%d samples", len(x))
		}
		if err == nil && len(x) > 0 {
			for _, row := range wave.Mel(x[:min(len(x), 2000)], 16000, 20) {
				for _, v := range row {
					if math.IsNaN(float64(v)) {
						t.Error("what is heard is no number")
					}
				}
			}
		}
	})
}
