package program_test

import (
	"bytes"
	"context"
	"io"
	"iter"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/program"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/port"
)

func TestRecordingsOfAnyKindAreDecoded(t *testing.T) {
	t.Parallel()
	d := decoder(t, &busy{}, 4, 8)
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

// busy counts the programs that run at once.
type busy struct {
	engine.Engine
	mu        sync.Mutex
	now, most int
}

func (b *busy) Run(ctx context.Context, req engine.Request) iter.Seq2[engine.Event, error] {
	return func(yield func(engine.Event, error) bool) {
		b.count(1)
		left := sync.OnceFunc(func() { b.count(-1) })
		defer left()
		for ev, err := range b.Engine.Run(ctx, req) {
			if len(ev.Out) > 0 {
				left()
			}
			if !yield(ev, err) {
				return
			}
		}
	}
}

func (b *busy) count(n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now += n
	b.most = max(b.most, b.now)
}

// decoder decodes by a fleet with so many slots for programs and for recordings.
func decoder(t *testing.T, b *busy, programs, recordings int) *program.Decoder {
	t.Helper()
	set, err := program.Decoding()
	if err != nil {
		t.Fatal(err)
	}
	runner := program.New(set)
	b.Engine = runner
	const memory = 16 << 30
	f := fleet.New(map[string]fleet.Berth{
		"program":          {Engine: b, Slots: programs, Memory: func(m catalog.Model) int64 { return runner.Memory(m.Ref) }},
		program.Recordings: {Engine: b, Slots: recordings},
	}, memory)
	d, err := program.NewDecoder(f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// TestManyRecordingsAreDecodedInTurn: programs run in the slots of the fleet, which
// are free again while what was decoded is heard; of that there is so much at once.
func TestManyRecordingsAreDecodedInTurn(t *testing.T) {
	t.Parallel()
	const programs, recordings, all = 2, 5, 12
	b := &busy{}
	d := decoder(t, b, programs, recordings)
	wav := tone(t, 440, 0, 1, 0)
	v := port.Value{Type: port.Audio, Name: "t.wav", Size: int64(len(wav)), Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(wav)), nil }}
	var mu sync.Mutex
	heard, most := 0, 0
	full := make(chan struct{})
	done := sync.OnceFunc(func() { close(full) })
	var wait sync.WaitGroup
	for range all {
		wait.Go(func() {
			err := d.Decode(t.Context(), v, func(port.Value, float64) error {
				mu.Lock()
				heard++
				most = max(most, heard)
				if heard == recordings {
					done()
				}
				mu.Unlock()
				select {
				case <-full: // as many are heard as may lie here: more than there are programs
				case <-t.Context().Done():
				}
				mu.Lock()
				heard--
				mu.Unlock()
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	if b.most > programs || most > recordings {
		t.Errorf("%d programs ran at once, and %d recordings lay here; %d and %d may", b.most, most, programs, recordings)
	}
}
