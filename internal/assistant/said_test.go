package assistant_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// gives is a model that always gives the same.
func gives(name string, v port.Value) engine.Func {
	return func(context.Context, engine.Request) (port.Values, error) { return port.Values{name: {v}}, nil }
}

// TestHowResultsAreSaid: what labels and pictures come to in an answer.
func TestHowResultsAreSaid(t *testing.T) {
	t.Parallel()
	voice := gives("labels", port.NewLabels([]port.Label{{Name: "speech", To: 6}, {Name: "silence", From: 6, To: 10}, {Name: "speech", From: 10, To: 75}}))
	tongue := gives("labels", port.NewLabels([]port.Label{{Name: "pt", Score: 0.99, Text: "Portuguese"}}))
	shaped := gives("image", port.Value{Type: port.Image, Media: "image/jpeg", Name: "lake-1024x683.jpg", Text: "pixels"})
	filled := gives("image", port.Value{Type: port.Image, Media: "image/jpeg", Name: "lake-1024x768.jpg", Text: "pixels"})
	size := task.Params{"width": 1024.0, "height": 768.0}
	for name, c := range map[string]struct {
		text string
		id   task.ID
		port string
		p    task.Params
		run  engine.Func
		want string
		lack string
	}{
		"how much is speech":    {"how much of it is speech?", "voice-activity-detection", "audio", nil, voice, "In all: speech 1:11.0 of 1:15.0 (95 %), silence 0:04.0 of 1:15.0 (5 %)", ""},
		"in Chinese":            {"说话的时间占多少", "voice-activity-detection", "audio", nil, voice, "共 1:15.0（95 %）", ""},
		"one language":          {"What language is this?", "language-identification", "text", nil, tongue, "Portuguese (pt, 99 %)", "One by one"},
		"一种语言":                  {"这是什么语言", "language-identification", "text", nil, tongue, "葡萄牙语", "Portuguese"},
		"a picture that fits":   {"resize to exactly 1024x768", "image-resizing", "image", size, shaped, "It kept its shape and fits into 1024x768", ""},
		"one that fills":        {"resize to 1024x768", "image-resizing", "image", size, filled, "pixels", "kept its shape"},
		"in Chinese, a picture": {"改成1024x768", "image-resizing", "image", size, shaped, "没有填满 1024x768", ""},
	} {
		n := reads("n1", c.port, "given.bin", c.id, "said")
		n.Params = c.p
		w := newWorld(plan.Plan{Confidence: 0.9, Graph: graph.Graph{Nodes: []graph.Node{n}}})
		w.model("m", c.id, 0.5, c.run)
		run := w.do(t, assistant.Request{Text: c.text, Given: []assistant.Given{{Value: port.Value{Type: port.Type(c.port), Name: "given.bin", Text: "x"}}}})
		if run.State != assistant.Done || !strings.Contains(run.Answer, c.want) || c.lack != "" && strings.Contains(run.Answer, c.lack) {
			t.Errorf("%s: %s %q %s, not %q", name, run.State, run.Answer, run.Error, c.want)
		}
	}
}
