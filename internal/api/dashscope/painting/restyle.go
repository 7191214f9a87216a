package painting

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
)

// style is one of those that portraits are repainted in.
type style struct {
	choice string // of models that know styles; empty is none
	words  string // for models that are told
}

// repaints are the styles by their index.
var repaints = map[int]style{
	0: {"cartoon", "retro comic"}, 1: {"", "3D fairy tale animation"}, 2: {"cartoon", "anime"}, 3: {"watercolor", "fresh and light illustration"},
	4: {"", "futuristic science fiction"}, 5: {"ink", "ancient Chinese painting"}, 6: {"", "a general in armour, epic"}, 7: {"cartoon", "colourful cartoon"},
	8: {"ink", "elegant Chinese illustration"}, 9: {"", "festive Chinese new year"}, 32: {"pixel", "pixel art"}, 37: {"sketch", "drawn by hand"},
}

// restyle repaints a picture in one of the styles.
func (d Desk) restyle(c asked.Call) (output, usage any, err error) {
	var in struct {
		URL   string `json:"image_url"`
		Style *int   `json:"style_index"`
		Ref   string `json:"style_ref_url"`
	}
	var p pictureParameters
	if err := cmp.Or(c.ReadInput(&in), p.read(c)); err != nil {
		return nil, nil, err
	}
	if in.Style == nil { // as a model does that has one way
		return d.Repaint(c)
	}
	to, ok := repaints[*in.Style]
	if !ok {
		return nil, nil, fault.New(fault.Invalid, "style_index %d is not offered: 0 to 9, 32 (pixels) and 37 (by hand) are; a style of your own needs a model that none here is", *in.Style)
	}
	began := time.Now()
	does := []task.ID{styles, callee.Repaints}
	if to.choice == "" {
		does = does[1:]
	}
	req, err := d.changed(c, edit{URL: in.URL, Prompt: to.words, style: to.choice}, p, does)
	if err != nil {
		return nil, nil, err
	}
	l, err := d.made(c, req, 1, p.Look)
	if err != nil {
		return nil, nil, err
	}
	return map[string]any{
		"results": l, "style_index": *in.Style, "start_time": began.Format(stamp), "error_code": 0, "error_message": "Success",
	}, map[string]int{"image_count": 1}, nil
}

// painted are the styles of wanx-v1, in words that models know.
var painted = map[string]string{
	"<photography>": "photograph", "<portrait>": "portrait photograph", "<3d cartoon>": "3D cartoon", "<anime>": "anime", "<oil painting>": "oil painting",
	"<watercolor>": "watercolour", "<sketch>": "pencil sketch", "<chinese painting>": "Chinese ink painting", "<flat illustration>": "flat illustration",
}

// styled is a prompt with the style that was asked for beside it.
func styled(prompt, style string) (string, error) {
	if style == "" || style == "<auto>" {
		return prompt, nil
	}
	words, ok := painted[style]
	if !ok {
		return "", fault.New(fault.Invalid, "there is no style %.60q; there are <auto>, %s", style, strings.Join(slices.Sorted(maps.Keys(painted)), ", "))
	}
	return prompt + ", " + words, nil
}
