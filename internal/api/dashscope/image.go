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

	RefStrength  *float64 `json:"ref_strength"` // how near the picture stays to the one it is made after, 0 to 1
	RefMode      string   `json:"ref_mode"`
	SketchWeight *float64 `json:"sketch_weight"` // how near it stays to a sketch, 0 to 10
	IsSketch     bool     `json:"is_sketch"`     // whether the picture is a drawing of lines
	Extraction   bool     `json:"sketch_extraction"`

	margins
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
	if t.ID == callee.Repaints {
		p.margins.params(out)
	}
	return out
}

// paint makes pictures of a text, or of a text and a picture or sketch.
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
	if in.Prompt == "" {
		return nil, nil, fault.New(fault.Invalid, "the prompt is empty; say what the picture is to show")
	}
	prompt, err := styled(in.Prompt, p.Style)
	if err != nil {
		return nil, nil, err
	}
	if in.Ref != "" || in.Sketch != "" {
		return s.after(c, edit{Prompt: prompt, Negative: in.Negative, Base: cmp.Or(in.Sketch, in.Ref)}, p, in.Sketch != "")
	}
	m, err := s.Find(c.r.Context(), c.Model, catalog.Need{Task: callee.Paints})
	if err != nil {
		return nil, nil, err
	}
	req, err := painting(m, prompt, in.Negative, p)
	if err != nil {
		return nil, nil, err
	}
	return s.pictures(c, req, p.N)
}

// painting is the request for a picture of a text.
func painting(m catalog.Model, prompt, negative string, p pictureParameters) (engine.Request, error) {
	t, err := task.Lookup(string(m.Task))
	if err != nil {
		return engine.Request{}, err
	}
	params := p.params(t, negative)
	if p.Size != "" {
		var width, height int
		if n, err := fmt.Sscanf(p.Size, "%d*%d", &width, &height); n != 2 || err != nil || width <= 0 || height <= 0 {
			return engine.Request{}, fault.New(fault.Invalid, "size %q is not like 1024*1024", p.Size)
		}
		params["width"], params["height"] = float64(width), float64(height)
	}
	return engine.Request{Model: m.Ref, Task: m.Task, In: port.Values{"prompt": {port.NewText(prompt)}}, Params: params}, nil
}

// after makes a picture of a text and of a picture that it is to be like, or whose
// lines it is to follow: the picture is painted over, more or less of it.
func (s server) after(c call, e edit, p pictureParameters, sketch bool) (output, usage any, err error) {
	switch {
	case p.RefMode != "" && p.RefMode != "repaint":
		return nil, nil, fault.New(fault.Invalid, "ref_mode %q is not offered: models here keep what a picture shows, not its style; ask for repaint, and name the style in the prompt", p.RefMode)
	case p.Extraction:
		return nil, nil, fault.New(fault.Invalid, "sketch_extraction is not offered: give a sketch, such as the style model tenon/sketch draws of a photograph")
	}
	if p.Strength == nil {
		how := 0.6
		switch {
		case sketch && p.SketchWeight != nil:
			how = 0.95 - 0.025*min(max(*p.SketchWeight, 0), 10)
		case sketch:
			how = 0.8
		case p.RefStrength != nil:
			how = 1 - min(max(*p.RefStrength, 0), 1)
		}
		how = max(how, 0.05)
		p.Strength = &how
	}
	return s.change(c, e, p, callee.Repaints)
}

// pictures runs a model n times and keeps what it makes.
func (s server) pictures(c call, req engine.Request, n int) (output, usage any, err error) {
	results, err := s.made(c, req, n)
	if err != nil {
		return nil, nil, err
	}
	n = len(results)
	return map[string]any{"results": results, "task_metrics": map[string]int{"TOTAL": n, "SUCCEEDED": n, "FAILED": 0}}, map[string]int{"image_count": n}, nil
}

// made are the pictures that n runs of a model make: their addresses, and the
// prompt as it was read.
func (s server) made(c call, req engine.Request, n int) (results []map[string]string, err error) {
	if n = max(n, 1); n > mostPictures {
		return nil, fault.New(fault.Invalid, "n is %d; ask for at most %d pictures", n, mostPictures)
	}
	prompt, _ := req.In.First("prompt")
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
			if actual := cmp.Or(v.Kept, prompt.Text); actual != "" {
				one["actual_prompt"] = actual
			}
			results = append(results, one)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	if len(results) < n {
		return nil, fault.New(fault.Unavailable, "%s made no picture", req.Model)
	}
	return results, nil
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
