package speech

import (
	"context"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// listener writes down what is said while it comes: the model finds itself where
// an utterance ends.
type listener struct{ model *runtime.Online }

// longestUtterance is after how many seconds one ends in any case.
const longestUtterance = 20

func openListener(fill func(f files, to *runtime.OnlineFiles)) func(f files, threads int) (work, error) {
	return func(f files, threads int) (work, error) {
		to := runtime.OnlineFiles{Tokens: f.path(tokensName), Threads: threads}
		fill(f, &to)
		model, err := runtime.NewOnline(to, longestUtterance)
		return &listener{model}, err
	}
}

func (l *listener) close() { l.model.Close() }

func (l *listener) hear(ctx context.Context, s *sound, p task.Params, tell Tell) (port.Values, error) {
	stream := l.model.Begin()
	defer stream.Close()
	t := transcript{words: p.Bool("words")}
	began := 0
	over := func() error {
		h, err := stream.Heard()
		if err != nil {
			return err
		}
		words := t.add(cue(seconds(began), s.heard(), h))
		began = s.read
		return tell(s.share(), words)
	}
	for {
		samples, err := s.next(ctx)
		if err != nil {
			return nil, err
		}
		if len(samples) == 0 {
			stream.End()
			err := over()
			return t.values(), err
		}
		if stream.Hear(samples) {
			if err := over(); err != nil {
				return nil, err
			}
			stream.Next()
		}
	}
}
