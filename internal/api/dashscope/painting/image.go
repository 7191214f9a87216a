package painting

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

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

	callee.Look
	margins
}

// params are those that models know. Where a task has no seed, its models do the same
// each time; what else it does not have is a fault.
func (p pictureParameters) params(t task.Task, negative string) (task.Params, error) {
	out := task.Params{}
	if negative = cmp.Or(negative, p.Negative); negative != "" {
		out["negative"] = negative
	}
	if p.Steps > 0 {
		out["steps"] = float64(p.Steps)
	}
	for name, v := range map[string]*float64{"guidance": p.Guidance, "strength": p.Strength} {
		if v != nil {
			out[name] = *v
		}
	}
	if p.Seed != nil && has(t, "seed") {
		out["seed"] = float64(*p.Seed)
	}
	for _, name := range slices.Sorted(maps.Keys(out)) {
		if !has(t, name) {
			return nil, fault.New(fault.Invalid, "%s is not a parameter of %s; leave it out", said[name], t.ID)
		}
	}
	if t.ID == callee.Repaints {
		p.margins.params(out)
	}
	return out, nil
}

// said is what the service calls parameters.
var said = map[string]string{"negative": "negative_prompt", "steps": "steps", "guidance": "guidance_scale", "strength": "strength"}

func has(t task.Task, param string) bool {
	return slices.ContainsFunc(t.Params, func(d task.Param) bool { return d.Name == param })
}

// read reads the parameters of a request for pictures, and says what of them is not done.
func (p *pictureParameters) read(c asked.Call) error {
	if err := cmp.Or(c.ReadParameters(p), c.Without(asked.OfPictures)); err != nil {
		return err
	}
	if _, why := p.Wrong(); why != "" {
		return fault.New(fault.Invalid, "%s", why)
	}
	return nil
}

// area is the size that is asked for, in pixels; 0 is none.
func (p pictureParameters) area() (width, height int, err error) {
	if p.Size == "" {
		return 0, 0, nil
	}
	if n, err := fmt.Sscanf(p.Size, "%d*%d", &width, &height); n != 2 || err != nil || width <= 0 || height <= 0 {
		return 0, 0, fault.New(fault.Invalid, "size %q is not like 1024*1024", p.Size)
	}
	return width, height, nil
}

// Paint makes pictures of a text, or of a text and a picture or sketch.
func (d Desk) Paint(c asked.Call) (output, usage any, err error) {
	var in struct {
		Prompt   string `json:"prompt"`
		Negative string `json:"negative_prompt"`
		Ref      string `json:"ref_img"`
		Sketch   string `json:"sketch_image_url"`
	}
	var p pictureParameters
	if err := cmp.Or(c.ReadInput(&in), p.read(c)); err != nil {
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
		return d.after(c, edit{Prompt: prompt, Negative: in.Negative, Base: cmp.Or(in.Sketch, in.Ref)}, p, in.Sketch != "")
	}
	m, err := d.Find(c.R.Context(), c.Model, catalog.Need{Task: callee.Paints})
	if err != nil {
		return nil, nil, err
	}
	req, err := painting(m, prompt, in.Negative, p)
	if err != nil {
		return nil, nil, err
	}
	return d.pictures(c, req, p)
}

// painting is the request for a picture of a text.
func painting(m catalog.Model, prompt, negative string, p pictureParameters) (engine.Request, error) {
	t, err := task.Lookup(string(m.Task))
	if err != nil {
		return engine.Request{}, err
	}
	params, err := p.params(t, negative)
	if err != nil {
		return engine.Request{}, err
	}
	switch width, height, err := p.area(); {
	case err != nil:
		return engine.Request{}, err
	case width > 0:
		params["width"], params["height"] = float64(width), float64(height)
	}
	return engine.Request{Model: m.Ref, Task: m.Task, In: port.Values{"prompt": {port.NewText(prompt)}}, Params: params}, nil
}

// after makes a picture of a text and of a picture that it is to be like, or whose
// lines it is to follow: the picture is painted over, more or less of it.
func (d Desk) after(c asked.Call, e edit, p pictureParameters, sketch bool) (output, usage any, err error) {
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
	return d.change(c, e, p, callee.Repaints)
}

// pictures runs a model as often as it is asked for pictures, and keeps what it makes.
func (d Desk) pictures(c asked.Call, req engine.Request, p pictureParameters) (output, usage any, err error) {
	results, err := d.made(c, req, p.N, p.Look)
	if err != nil {
		return nil, nil, err
	}
	n := len(results)
	return map[string]any{"results": results, "task_metrics": map[string]int{"TOTAL": n, "SUCCEEDED": n, "FAILED": 0}}, map[string]int{"image_count": n}, nil
}

// made are the pictures that n runs of a model make: their addresses, and the
// prompt as it was read.
func (d Desk) made(c asked.Call, req engine.Request, n int, look callee.Look) (results []map[string]string, err error) {
	if n = max(n, 1); n > mostPictures {
		return nil, fault.New(fault.Invalid, "n is %d; ask for at most %d pictures", n, mostPictures)
	}
	m, err := d.Models.Find(c.R.Context(), req.Model)
	if err != nil {
		return nil, err
	}
	prompt, _ := req.In.First("prompt")
	p := req.Params
	for i := range n {
		req.Params = callee.Nth(p, i)
		err := d.Run(c.R.Context(), req, func(ev engine.Event) error {
			v, ok := ev.Out.First("image")
			if !ok {
				return nil
			}
			return d.Written(c.R.Context(), v, look, m.Remote, func(v port.Value) error {
				address, err := d.Keep(c, v, "picture")
				one := map[string]string{"url": address}
				if actual := cmp.Or(v.Kept, prompt.Text); actual != "" {
					one["actual_prompt"] = actual
				}
				results = append(results, one)
				return err
			})
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
