package dashscope

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// valid is how long an address of a result is good, as at DashScope.
const valid = 24 * time.Hour

const mostPictures = 4 // of one request

type pictureParameters struct {
	Size     string   `json:"size"`
	N        int      `json:"n"`
	Seed     *int64   `json:"seed"`
	Style    string   `json:"style"`
	Upscale  int      `json:"upscale_factor"`
	Negative string   `json:"negative_prompt"`
	Strength *float64 `json:"strength"`
	Steps    int      `json:"steps"`
	Guidance *float64 `json:"guidance_scale"`
}

// params are those that models know, for a task that has them.
func (p pictureParameters) params(t task.Task, negative string) task.Params {
	out := task.Params{}
	put := func(name string, v any, said bool) {
		if said && slices.ContainsFunc(t.Params, func(d task.Param) bool { return d.Name == name }) {
			out[name] = v
		}
	}
	negative = cmp.Or(negative, p.Negative)
	put("negative", negative, negative != "")
	put("steps", float64(p.Steps), p.Steps > 0)
	if p.Seed != nil {
		put("seed", float64(*p.Seed), true)
	}
	if p.Guidance != nil {
		put("guidance", *p.Guidance, true)
	}
	if p.Strength != nil {
		put("strength", *p.Strength, true)
	}
	return out
}

// paint makes pictures of a text.
func (s server) paint(c call) (output, usage any, err error) {
	var in struct {
		Prompt   string `json:"prompt"`
		Negative string `json:"negative_prompt"`
		Ref      string `json:"ref_img"`
		Sketch   string `json:"sketch_image_url"`
	}
	var p pictureParameters
	if err := cmp.Or(c.input(&in), c.parameters(&p)); err != nil {
		return nil, nil, err
	}
	switch {
	case in.Prompt == "":
		return nil, nil, fault.New(fault.Invalid, "the prompt is empty; say what the picture is to show")
	case in.Ref != "" || in.Sketch != "" || p.Style != "" && p.Style != "<auto>":
		return nil, nil, fault.New(fault.Invalid, "the models here take a prompt, a size, a seed and n; leave ref_img, sketch_image_url and style out")
	}
	m, err := s.Find(c.r.Context(), c.Model, catalog.Need{Task: callee.Paints})
	if err != nil {
		return nil, nil, err
	}
	t, err := task.Lookup(string(m.Task))
	if err != nil {
		return nil, nil, err
	}
	params := p.params(t, in.Negative)
	if p.Size != "" {
		var width, height int
		if n, err := fmt.Sscanf(p.Size, "%d*%d", &width, &height); n != 2 || err != nil || width <= 0 || height <= 0 {
			return nil, nil, fault.New(fault.Invalid, "size %q is not like 1024*1024", p.Size)
		}
		params["width"], params["height"] = float64(width), float64(height)
	}
	return s.pictures(c, engine.Request{Model: m.Ref, Task: m.Task, In: port.Values{"prompt": {port.NewText(in.Prompt)}}, Params: params}, p.N)
}

// repaint makes a picture of another: by what a model does with it, or as it is told.
func (s server) repaint(c call) (output, usage any, err error) {
	var in struct {
		Prompt   string   `json:"prompt"`
		Negative string   `json:"negative_prompt"`
		Base     string   `json:"base_image_url"`
		URL      string   `json:"image_url"`
		Images   []string `json:"images"`
		Mask     string   `json:"mask_image_url"`
	}
	var p pictureParameters
	if err := cmp.Or(c.input(&in), c.parameters(&p)); err != nil {
		return nil, nil, err
	}
	address := cmp.Or(in.Base, in.URL)
	if len(in.Images) == 1 {
		address = in.Images[0]
	}
	if address == "" {
		return nil, nil, fault.New(fault.Invalid, "there is no picture: give base_image_url, image_url or one of images")
	}
	m, err := s.Named(c.r.Context(), c.Model)
	if err == nil && m.Task == callee.Paints { // it may change pictures too
		m, err = s.Find(c.r.Context(), c.Model, catalog.Need{Task: callee.Repaints})
	}
	if err != nil {
		return nil, nil, err
	}
	t, err := task.Lookup(string(m.Task))
	if err != nil {
		return nil, nil, err
	}
	_, picture := t.Input("image")
	_, prompted := t.Input("prompt")
	if _, out := t.Output("image"); !picture || !out {
		return nil, nil, fault.New(fault.Invalid, "%s does %s: it makes no picture of a picture", m.Ref, m.Task)
	}
	v, err := s.value(c.r, "picture", address)
	if err != nil {
		return nil, nil, err
	}
	req := engine.Request{Model: m.Ref, Task: m.Task, In: port.Values{"image": {v}}, Params: p.params(t, in.Negative)}
	if _, masked := t.Input("mask"); in.Mask != "" && !masked {
		return nil, nil, fault.New(fault.Invalid, "%s does not paint inside a mask; leave mask_image_url out", m.Ref)
	}
	if in.Mask != "" {
		mask, err := s.value(c.r, "picture", in.Mask)
		if err != nil {
			return nil, nil, err
		}
		req.In["mask"] = []port.Value{mask}
	}
	if prompted {
		req.In["prompt"] = []port.Value{port.NewText(in.Prompt)}
	}
	if p.Upscale > 0 && m.Task == "image-super-resolution" {
		req.Params["scale"] = float64(p.Upscale)
	}
	return s.pictures(c, req, p.N)
}

// pictures runs a model n times and keeps what it makes.
func (s server) pictures(c call, req engine.Request, n int) (output, usage any, err error) {
	if n = max(n, 1); n > mostPictures {
		return nil, nil, fault.New(fault.Invalid, "n is %d; ask for at most %d pictures", n, mostPictures)
	}
	var results []map[string]string
	p := req.Params
	for i := range n {
		req.Params = callee.Nth(p, i)
		err := s.Run(c.r.Context(), req, func(ev engine.Event) error {
			v, ok := ev.Out.First("image")
			if !ok {
				return nil
			}
			address, err := s.keep(c, v, "picture")
			one := map[string]string{"url": address}
			if v.Kept != "" {
				one["actual_prompt"] = v.Kept
			}
			results = append(results, one)
			return err
		})
		if err != nil {
			return nil, nil, err
		}
	}
	if len(results) < n {
		return nil, nil, fault.New(fault.Unavailable, "%s made no picture", req.Model)
	}
	return map[string]any{"results": results, "task_metrics": map[string]int{"TOTAL": n, "SUCCEEDED": n, "FAILED": 0}}, map[string]int{"image_count": n}, nil
}

// keep stores a value and gives the address under which it can be fetched.
func (s server) keep(c call, v port.Value, name string) (string, error) {
	body, err := v.Open()
	if err != nil {
		return "", err
	}
	defer body.Close()
	if v.Digest, _, err = s.Files.Store.Keep(c.r.Context(), body); err != nil {
		return "", err
	}
	return s.Links.Make(c.base, v, cmp.Or(v.Name, name), valid), nil
}
