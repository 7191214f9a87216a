package painting

import (
	"cmp"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
)

// margins say how large a picture becomes at each side, 1 as it is and 2 by its own
// length more, and otherwise as other services of DashScope say it.
type margins struct {
	Left   *float64 `json:"left_scale"`
	Right  *float64 `json:"right_scale"`
	Top    *float64 `json:"top_scale"`
	Bottom *float64 `json:"bottom_scale"`

	X           *float64 `json:"x_scale"`
	Y           *float64 `json:"y_scale"`
	Angle       float64  `json:"angle"`
	Ratio       string   `json:"output_ratio"`
	LeftPixels  int      `json:"left_offset"`
	RightPixels int      `json:"right_offset"`
	TopPixels   int      `json:"top_offset"`
	LowPixels   int      `json:"bottom_offset"`
}

// params puts what is painted on into shares of the picture.
func (m margins) params(p task.Params) {
	for name, scale := range map[string]*float64{"left": m.Left, "right": m.Right, "top": m.Top, "bottom": m.Bottom} {
		if scale != nil && *scale > 1 {
			p[name] = *scale - 1
		}
	}
}

// grow is a fault unless a picture becomes larger.
func (m margins) grow() error {
	more := false
	for name, scale := range map[string]*float64{"left_scale": m.Left, "right_scale": m.Right, "top_scale": m.Top, "bottom_scale": m.Bottom} {
		switch {
		case scale == nil:
		case *scale < 1 || *scale > 2:
			return fault.New(fault.Invalid, "%s is %g; it is 1 to 2", name, *scale)
		case *scale > 1:
			more = true
		}
	}
	if !more {
		return fault.New(fault.Invalid, "nothing is to be painted on: give left_scale, right_scale, top_scale or bottom_scale over 1")
	}
	return nil
}

// around is what is painted around a picture when nothing is said of it.
const around = "what is around the picture, in the same style and light"

// Outpaint paints on around a picture, as much at each side.
func (d Desk) Outpaint(c asked.Call) (output, usage any, err error) {
	var e edit
	var p pictureParameters
	if err := cmp.Or(c.ReadInput(&e), p.read(c)); err != nil {
		return nil, nil, err
	}
	if p.Angle != 0 || p.Ratio != "" || p.LeftPixels+p.RightPixels+p.TopPixels+p.LowPixels != 0 {
		return nil, nil, fault.New(fault.Invalid, "angle, output_ratio and offsets are not offered; give x_scale and y_scale")
	}
	for _, one := range []struct {
		name     string
		scale    *float64
		from, to **float64
	}{{"x_scale", p.X, &p.Left, &p.Right}, {"y_scale", p.Y, &p.Top, &p.Bottom}} {
		if one.scale == nil {
			continue
		}
		if *one.scale < 1 || *one.scale > 3 {
			return nil, nil, fault.New(fault.Invalid, "%s is %g; it is 1 to 3", one.name, *one.scale)
		}
		half := 1 + (*one.scale-1)/2
		*one.from, *one.to = &half, &half
	}
	if p.grow() != nil {
		return nil, nil, fault.New(fault.Invalid, "nothing is to be painted on: give x_scale or y_scale over 1")
	}
	e.Prompt = cmp.Or(e.Prompt, around)
	return d.alone(c, e, p)
}

// alone is change for services that tell the address of one picture.
func (d Desk) alone(c asked.Call, e edit, p pictureParameters) (output, usage any, err error) {
	req, err := d.changed(c, e, p, []task.ID{callee.Repaints})
	if err != nil {
		return nil, nil, err
	}
	l, err := d.made(c, req, 1, p.Look)
	if err != nil {
		return nil, nil, err
	}
	return map[string]string{"output_image_url": l[0]["url"]}, map[string]int{"image_count": 1}, nil
}

// Background paints a background behind what a picture shows: its transparent part.
func (d Desk) Background(c asked.Call) (output, usage any, err error) {
	var in struct {
		Base     string `json:"base_image_url"`
		Ref      string `json:"ref_image_url"`
		Prompt   string `json:"ref_prompt"`
		Negative string `json:"neg_ref_prompt"`
		Title    string `json:"title"`
		Subtitle string `json:"sub_title"`
		Edge     any    `json:"reference_edge"`
	}
	var p pictureParameters
	if err := cmp.Or(c.ReadInput(&in), p.read(c)); err != nil {
		return nil, nil, err
	}
	switch {
	case in.Ref != "" || in.Edge != nil:
		return nil, nil, fault.New(fault.Invalid, "ref_image_url and reference_edge are not offered: a background is painted as ref_prompt says")
	case in.Title != "" || in.Subtitle != "":
		return nil, nil, fault.New(fault.Invalid, "title and sub_title are not offered: no model here sets words")
	case in.Prompt == "":
		return nil, nil, fault.New(fault.Invalid, "ref_prompt is empty; say what is to be behind what the picture shows")
	}
	e := edit{Prompt: in.Prompt, Negative: in.Negative, Base: in.Base}
	req, err := d.changed(c, e, p, []task.ID{callee.Repaints})
	if err != nil {
		return nil, nil, err
	}
	req.Params["transparent"] = true
	return d.pictures(c, req, p)
}
