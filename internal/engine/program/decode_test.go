package program_test

import (
	"bytes"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/program"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

func TestRecordingsOfAnyKindAreDecoded(t *testing.T) {
	t.Parallel()
	d, err := program.NewDecoder()
	if err != nil {
		t.Fatal(err)
	}
	decode := func(name string, b []byte, f func(port.Value, float64) error) error {
		return d.Decode(t.Context(), port.Value{
			Type: port.Audio, Name: name, Size: int64(len(b)), Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil },
		}, f)
	}
	film := ffmpeg(t, "t.mp4", "-f", "lavfi", "-i", "sine=f=440:d=1.5:r=44100", "-f", "lavfi", "-i", "color=d=1.5:s=64x64", "-shortest")
	for name, b := range map[string][]byte{
		"t.wav": tone(t, 440, 0.5, 0.5, 0.5), "t.mp3": convert(t, tone(t, 440, 0.5, 0.5, 0.5), "o.mp3"), "t.m4a": convert(t, tone(t, 440, 0.5, 0.5, 0.5), "o.m4a", "-c:a", "aac"),
		"t.ogg": convert(t, tone(t, 440, 0.5, 0.5, 0.5), "o.ogg"), "t.flac": convert(t, tone(t, 440, 0.5, 0.5, 0.5), "o.flac"), "film.mp4": film,
	} {
		err := decode(name, b, func(samples port.Value, seconds float64) error {
			for range 2 { // it may be read again
				raw, err := samples.Read(1 << 20)
				if n := float64(len(raw)) / 2 / 16000; err != nil || math.Abs(n-1.5) > 0.1 || math.Abs(seconds-1.5) > 0.1 {
					t.Errorf("%s: %g seconds, said to be %g: %v", name, n, seconds, err)
				}
			}
			return nil
		})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	picture := ffmpeg(t, "t.png", "-f", "lavfi", "-i", "color=s=64x64", "-frames:v", "1")
	for want, b := range map[string][]byte{"it has pictures but no sound": picture, "it is empty": nil, "holds text": []byte("only words, and no sound"), "cut short": tone(t, 440, 1, 1, 1)[:20000]} {
		err := decode("call.wav", b, func(port.Value, float64) error { t.Error("it was decoded"); return nil })
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "call.wav") {
			t.Errorf("%v, want %s", err, want)
		}
	}
	mine := io.ErrClosedPipe
	if err := decode("t.wav", tone(t, 440, 0, 1, 0), func(port.Value, float64) error { return mine }); err != mine { //nolint:errorlint // it comes back as it is
		t.Errorf("%v", err)
	}
}
