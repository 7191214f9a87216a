package painting

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/dashscope"
)

// Draws reports whether messages are for a model that makes pictures: conversations
// have the same address.
func (d Desk) Draws(r *http.Request, model string) bool {
	m, err := d.Named(r.Context(), model)
	return err == nil && paints(m.Task) || model == string(callee.Paints) || model == string(callee.Repaints)
}

// paints reports whether models of a task make a picture of a text, a picture or both.
func paints(id task.ID) bool {
	t, err := task.Lookup(string(id))
	_, out := t.Output("image")
	_, picture := t.Input("image")
	_, prompt := t.Input("prompt")
	return err == nil && out && (picture || prompt)
}

// Generation answers what has two forms: messages that say what is to be painted, and
// a picture that is to be in another style.
func (d Desk) Generation(c asked.Call) (output, usage any, err error) {
	var in dashscope.ChatInput
	if c.ReadInput(&in) == nil && len(in.Messages) > 0 {
		return d.Draw(c)
	}
	return d.restyle(c)
}

// drawn is a message with pictures.
type drawn struct {
	Finish  string `json:"finish_reason"`
	Message struct {
		Role    string              `json:"role"`
		Content []map[string]string `json:"content"`
	} `json:"message"`
}

// Draw paints what the last message of a user says, or changes the picture in it.
func (d Desk) Draw(c asked.Call) (output, usage any, err error) {
	var in dashscope.ChatInput
	var p pictureParameters
	if err := cmp.Or(c.ReadInput(&in), p.read(c)); err != nil {
		return nil, nil, err
	}
	if len(in.Messages) == 0 {
		return nil, nil, fault.New(fault.Invalid, "there are no messages that say what is to be painted")
	}
	var words, pictures []string
	for _, part := range in.Messages[len(in.Messages)-1].Content.Parts {
		switch {
		case part.Image != "":
			pictures = append(pictures, part.Image)
		case part.Text != "":
			words = append(words, part.Text)
		default:
			return nil, nil, fault.New(fault.Invalid, "what is painted is said in texts and at most one picture")
		}
	}
	req, err := d.order(c, strings.Join(words, "\n"), pictures, p)
	if err != nil {
		return nil, nil, err
	}
	l, err := d.made(c, req, p.N, p.Look)
	if err != nil {
		return nil, nil, err
	}
	var choices []drawn
	for _, one := range l { // as wan2.6 answers: a choice for each picture
		d := drawn{Finish: "stop"}
		d.Message.Role, d.Message.Content = "assistant", []map[string]string{{"type": "image", "image": one["url"]}}
		choices = append(choices, d)
	}
	return map[string]any{"choices": choices, "finished": true, "task_metrics": map[string]int{"TOTAL": len(l), "SUCCEEDED": len(l), "FAILED": 0}},
		map[string]int{"image_count": len(l)}, nil
}

// order is the request for a picture of words, or of a picture and words.
func (d Desk) order(c asked.Call, words string, pictures []string, p pictureParameters) (req engine.Request, err error) {
	switch {
	case len(pictures) > 1:
		return req, fault.New(fault.Invalid, "there are %d pictures; the models here change one", len(pictures))
	case len(pictures) == 1:
		return d.changed(c, edit{URL: pictures[0], Prompt: words}, p, nil)
	case words == "":
		return req, fault.New(fault.Invalid, "the last message is empty; say what the picture is to show")
	}
	m, err := d.Find(c.R.Context(), c.Model, catalog.Need{Task: callee.Paints})
	if err != nil {
		return req, err
	}
	return painting(m, words, "", p)
}
