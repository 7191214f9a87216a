package callee_test

import (
	"context"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
)

// fine is a voice that says all in two samples, of so many a second.
type fine struct{ rate int }

func (f fine) Do(context.Context, engine.Request) iter.Seq2[engine.Event, error] {
	return func(yield func(engine.Event, error) bool) {
		wav := port.Value{Type: port.Audio, Media: "audio/wav", Text: string(callee.WAVHead(f.rate)) + "\x01\x00\x02\x00"}
		yield(engine.Event{Out: port.Values{"audio": {wav}}}, nil)
	}
}

func (fine) Talk(context.Context, engine.Talk) (engine.Reply, error) { return engine.Reply{}, nil }

func (fine) Complete(context.Context, engine.Talk) (engine.Reply, error) { return engine.Reply{}, nil }

func (fine) Tokenize(context.Context, ref.Model, string) ([]engine.Token, error) { return nil, nil }

func TestPartsOfASpeechAreBounded(t *testing.T) {
	t.Parallel()
	speak := func(rate, n int) (length int64, err error) {
		say := callee.Speech{Format: "wav"}
		for range n {
			say.Parts = append(say.Parts, callee.Part{Text: "a", Pause: 10 * time.Second})
		}
		_, err = callee.Desk{Gateway: fine{rate}}.Speak(t.Context(), catalog.Model{}, say, func(v port.Value) error {
			length = v.Size
			return nil
		})
		return length, err
	}
	if n, err := speak(1000, 3); err != nil || n != int64(len(callee.WAVHead(0)))+3*(4+20000) {
		t.Errorf("%d bytes, %v", n, err)
	}
	if _, err := speak(768000, 9); !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "over 128 MB of sound") {
		t.Error(err)
	}
}
