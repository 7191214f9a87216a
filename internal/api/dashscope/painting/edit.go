package painting

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dashscope/asked"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// edit is a picture that is to be changed.
type edit struct {
	Function string   `json:"function"`
	Prompt   string   `json:"prompt"`
	Negative string   `json:"negative_prompt"`
	Base     string   `json:"base_image_url"`
	URL      string   `json:"image_url"`
	Images   []string `json:"images"`
	Mask     string   `json:"mask_image_url"`

	style string // that models which know styles are to paint in
}

// The tasks that change pictures.
const (
	enlarges = task.ID("image-super-resolution")
	colours  = task.ID("image-colorization")
	styles   = task.ID("image-style-transfer")
)

// beyond are functions that no model here can do, and why.
var beyond = map[string]string{
	"stylization_local":       "no model here finds by itself what a prompt names; give a mask of it to description_edit_with_mask",
	"remove_watermark":        "no model here finds watermarks; give a mask of it to description_edit_with_mask",
	"control_cartoon_feature": "no model here keeps a figure while it paints another picture; description_edit changes the picture that it is in",
}

// Repaint changes a picture: by what a model does with it, or as it is told.
func (d Desk) Repaint(c asked.Call) (output, usage any, err error) {
	var e edit
	var p pictureParameters
	if err := cmp.Or(c.ReadInput(&e), p.read(c)); err != nil {
		return nil, nil, err
	}
	if len(e.Images) > 1 {
		return nil, nil, fault.New(fault.Invalid, "images has %d pictures; the models here change one", len(e.Images))
	}
	if why := beyond[e.Function]; why != "" {
		return nil, nil, fault.New(fault.Invalid, "function %s is not offered: %s", e.Function, why)
	}
	switch e.Function {
	case "":
		return d.change(c, e, p)
	case "stylization_all", "description_edit":
		e.style = among(e.Prompt)
		return d.change(c, e, p, callee.Repaints, styles)
	case "description_edit_with_mask":
		if e.Mask == "" {
			return nil, nil, fault.New(fault.Invalid, "function %s needs mask_image_url: white where the picture is to be changed", e.Function)
		}
		return d.change(c, e, p, callee.Repaints)
	case "super_resolution":
		return d.change(c, e, p, enlarges)
	case "colorization":
		return d.change(c, e, p, colours, callee.Repaints)
	case "expand":
		if err := p.grow(); err != nil {
			return nil, nil, err
		}
		return d.change(c, e, p, callee.Repaints)
	case "doodle":
		if !p.IsSketch {
			return nil, nil, fault.New(fault.Invalid, "function doodle takes a drawing of lines here (is_sketch true), such as the style model tenon/sketch makes of a photograph")
		}
		return d.after(c, e, p, true)
	}
	return nil, nil, fault.New(fault.Invalid, "there is no function %.60q; there are stylization_all, description_edit, description_edit_with_mask, super_resolution, colorization, expand and doodle", e.Function)
}

// change has a model change a picture, which does one of some tasks: any that makes a
// picture of one if none is named.
func (d Desk) change(c asked.Call, e edit, p pictureParameters, does ...task.ID) (output, usage any, err error) {
	req, err := d.changed(c, e, p, does)
	if err != nil {
		return nil, nil, err
	}
	return d.pictures(c, req, p)
}

// changed is the request that changes a picture.
func (d Desk) changed(c asked.Call, e edit, p pictureParameters, does []task.ID) (req engine.Request, err error) {
	address := cmp.Or(e.Base, e.URL)
	if len(e.Images) == 1 {
		address = e.Images[0]
	}
	if address == "" {
		return req, fault.New(fault.Invalid, "there is no picture: give base_image_url, image_url or one of images")
	}
	m, err := d.changes(c, does, e.style)
	if err != nil {
		return req, err
	}
	t, err := task.Lookup(string(m.Task))
	if err != nil {
		return req, err
	}
	_, picture := t.Input("image")
	_, prompted := t.Input("prompt")
	_, masked := t.Input("mask")
	switch _, out := t.Output("image"); {
	case !picture || !out:
		return req, fault.New(fault.Invalid, "%s does %s: it makes no picture of a picture", m.Ref, m.Task)
	case e.Mask != "" && !masked:
		return req, fault.New(fault.Invalid, "%s does not paint inside a mask; leave mask_image_url out", m.Ref)
	}
	req = engine.Request{Model: m.Ref, Task: m.Task, In: port.Values{}}
	if req.Params, err = p.params(t, e.Negative); err != nil {
		return req, err
	}
	for name, from := range map[string]string{"image": address, "mask": e.Mask} {
		if from == "" {
			continue
		}
		v, err := d.Value(c.R, "picture", from)
		if err != nil {
			return req, err
		}
		if v, err = d.sized(c, m, v, p); err != nil {
			return req, err
		}
		req.In[name] = []port.Value{v}
	}
	if prompted {
		req.In["prompt"] = []port.Value{port.NewText(e.Prompt)}
	}
	if p.Upscale > 0 && m.Task == enlarges {
		req.Params["scale"] = float64(p.Upscale)
	}
	if m.Task == styles {
		req.Params["style"], err = inStyle(m, c.Model, e.style)
	}
	return req, err
}

// sized is a picture that is to be changed in the size that is asked for: what is too much
// of it is cut off.
func (d Desk) sized(c asked.Call, m catalog.Model, v port.Value, p pictureParameters) (out port.Value, err error) {
	width, height, err := p.area()
	if err != nil || width == 0 {
		return v, err
	}
	if m.Task != callee.Repaints {
		return v, fault.New(fault.Invalid, "size is not offered by %s, which does %s; leave it out", m.Ref, m.Task)
	}
	const id = task.ID("image-resizing")
	params := task.Params{"width": float64(width), "height": float64(height), "crop": true}
	r, err := d.Best(c.R.Context(), catalog.Need{Task: id, Params: params, Local: !m.Remote})
	if err != nil {
		return v, err
	}
	err = d.Run(c.R.Context(), engine.Request{Model: r.Ref, Task: id, In: port.Values{"image": {v}}, Params: params}, func(ev engine.Event) error {
		made, ok := ev.Out.First("image")
		if !ok {
			return nil
		}
		b, err := made.Read(most)
		out = made
		out.Body = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }
		return err
	})
	return out, err
}

// changes finds the model that a request names, for one of some tasks.
func (d Desk) changes(c asked.Call, does []task.ID, style string) (m catalog.Model, err error) {
	m, err = d.Named(c.R.Context(), c.Model)
	switch {
	case err == nil && (slices.Contains(does, m.Task) || len(does) == 0 && m.Task != callee.Paints):
		return m, nil
	case err != nil && !callee.IsUnknown(err):
		return m, err
	case len(does) == 0:
		does = []task.ID{callee.Repaints} // what paints may change pictures too
	}
	for _, id := range does {
		need := catalog.Need{Task: id}
		if id == styles && style != "" {
			need.Params = task.Params{"style": style}
		}
		m, e := d.Find(c.R.Context(), c.Model, need)
		if e == nil {
			return m, nil
		}
		if err = e; string(id) == c.Model {
			break // it was asked for by the name of what it does
		}
	}
	return m, err
}

// known are the styles that models have names for.
func known() []string {
	t, err := task.Lookup(string(styles))
	i := slices.IndexFunc(t.Params, func(p task.Param) bool { return p.Name == "style" })
	if err != nil || i < 0 {
		panic("dashscope: the vocabulary has no styles")
	}
	return t.Params[i].Choices
}

// among is the style that words name; empty if they name none.
func among(words string) string {
	for _, style := range known() {
		if strings.Contains(strings.ToLower(words), style) {
			return style
		}
	}
	return ""
}

// inStyle is the style that a model is to paint in: the one that was asked for, or
// that of the model that was named.
func inStyle(m catalog.Model, name, style string) (string, error) {
	fixed, _ := m.Fixed["style"].(string)
	switch {
	case fixed != "" && style != "" && style != fixed:
		return "", fault.New(fault.Invalid, "%s paints in the style %s, and not %s; name the model %s, and one is chosen by its style", m.Ref, fixed, style, styles)
	case style == "" && (fixed == "" || name == string(styles)):
		return "", fault.New(fault.Invalid, "the prompt names none of the styles %s; a model that is told what to paint does others", strings.Join(known(), ", "))
	}
	return cmp.Or(style, fixed), nil
}
