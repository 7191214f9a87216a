package dashscope

import (
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/api/dashscope/spoken"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

// listens reports whether messages are for a model that writes down what is said.
func (s server) listens(r *http.Request, model string) bool {
	m, err := s.Named(r.Context(), model)
	return err == nil && m.Task == callee.Transcribes || model == string(callee.Transcribes)
}

// listen writes down what is said in the recording of the last message.
func (s server) listen(c asked.Call) (output, usage any, err error) {
	var in dashscope.ChatInput
	var p struct {
		Options struct {
			Language string `json:"language"`
			Tell     bool   `json:"enable_lid"`
		} `json:"asr_options"`
	}
	if err := c.ReadInput(&in); err != nil {
		return nil, nil, err
	}
	if err := c.ReadParameters(&p); err != nil {
		return nil, nil, err
	}
	if p.Options.Tell {
		return nil, nil, fault.New(fault.Invalid, "enable_lid is not offered: the models here do not tell which language they heard; leave it out")
	}
	address := ""
	for _, m := range in.Messages {
		for _, part := range m.Content.Parts {
			switch {
			case part.Audio != "" && address == "":
				address = part.Audio
			case part.Audio != "":
				return nil, nil, fault.New(fault.Invalid, "there are several recordings; one is written down at a time, and transcription takes many")
			case strings.TrimSpace(part.Text) != "" || part.Image != "" || len(part.Video) > 0:
				return nil, nil, fault.New(fault.Invalid, "%s writes down what is said and is told nothing beside the recording: leave other parts out", c.Model)
			}
		}
	}
	if address == "" {
		return nil, nil, fault.New(fault.Invalid, "no message has a recording: give a part such as {\"audio\": address}")
	}
	language, err := spoken.Language("language", p.Options.Language)
	if err != nil {
		return nil, nil, err
	}
	m, err := s.Find(c.R.Context(), c.Model, catalog.Need{Task: callee.Transcribes, Params: callee.Spoken(language, false)})
	if err != nil {
		return nil, nil, err
	}
	v, err := s.recorded(c.R, address)
	if err != nil {
		return nil, nil, err
	}
	said, _, err := s.hear(c.R, m, v, dashscope.SoundParameters{Languages: []string{language}})
	if err != nil {
		return nil, nil, err
	}
	var out dashscope.ChatOutput
	t := talk{server: s, Call: c, parts: true}
	t.add(&out, 0, strings.TrimSpace(said.Text), "", nil, "stop")
	return out, map[string]float64{"seconds": said.Usage.Seconds}, nil
}
