package speech

import (
	"context"
	"math"
	"sync"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var sileroParts = []part{{name: modelName, ports: []ports{
	{in: []string{"input", "sr", "h", "c"}, out: []string{"output", "hn", "cn"}},
	{in: []string{"input", "state", "sr"}, out: []string{"output", "stateN"}},
}}}

// detector says when somebody speaks. What it keeps of a recording is in the
// library's own object, so each request has one; they are loaded one at a time.
type detector struct {
	model   string
	loading sync.Mutex
}

func openDetector(f files, _ int) (work, error) {
	d := &detector{model: f.path(modelName)}
	one, err := d.begin()
	if err == nil {
		one.Close()
	}
	return d, err
}

// What is speech, as Silero's own defaults and those of what they are used for have it.
var detects = runtime.DetectorOptions{Threshold: 0.5, MinSilence: 0.25, MinSpeech: 0.25, MaxSpeech: 20}

func (d *detector) begin() (*runtime.Detector, error) {
	d.loading.Lock()
	defer d.loading.Unlock()
	o := detects
	o.Threads = 1 // it is small: more would wait for each other
	return runtime.NewDetector(d.model, o)
}

func (d *detector) close() {}

// spans calls f with the spans of speech, as they are over.
func (d *detector) spans(ctx context.Context, s *sound, f func(utterance) error) error {
	v, err := d.begin()
	if err != nil {
		return err
	}
	defer v.Close()
	for {
		l, err := s.next(ctx)
		if err != nil {
			return err
		}
		if v.Accept(l); len(l) == 0 {
			v.Flush()
		}
		for {
			at, samples, ok := v.Next()
			if !ok {
				break
			}
			if err := f(utterance{at, samples}); err != nil {
				return err
			}
		}
		if len(l) == 0 {
			return nil
		}
	}
}

func (d *detector) hear(ctx context.Context, s *sound, _ task.Params, tell Tell) (port.Values, error) {
	labels, end := []port.Label{}, 0.0
	add := func(name string, from, to float64) {
		if to > from {
			labels = append(labels, port.Label{Name: name, Score: 1, From: from, To: to})
		}
	}
	err := d.spans(ctx, s, func(u utterance) error {
		from, to := hundredths(seconds(u.at)), hundredths(seconds(u.at+len(u.samples)))
		add("silence", end, from)
		add("speech", max(from, end), to)
		end = max(end, to)
		return tell(s.share(), "")
	})
	if err != nil {
		return nil, err
	}
	add("silence", end, hundredths(s.heard()))
	return port.Values{"labels": {port.NewLabels(labels)}}, nil
}

func hundredths(s float64) float64 { return math.Round(s*100) / 100 }
