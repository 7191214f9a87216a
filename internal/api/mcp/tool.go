package mcp

import (
	"cmp"
	"context"
	"encoding/json"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// offer makes a tool of a model, and a resource of its card.
func (c caller) offer(srv *mcp.Server, m catalog.Model, name string) {
	t, err := task.Lookup(string(m.Task))
	if err != nil {
		return // it does nothing that can be called
	}
	srv.AddTool(&mcp.Tool{
		Name: name, Title: m.Title, Description: about(m, t), InputSchema: schema(t, m),
		Annotations: &mcp.ToolAnnotations{ReadOnlyHint: true, OpenWorldHint: &m.Remote},
	}, func(ctx context.Context, req *mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		ctx, stop := c.until(ctx)
		defer stop()
		content, err := c.call(c.on(ctx), m, t, req)
		if err != nil {
			return c.failed(ctx, err), nil
		}
		return &mcp.CallToolResult{Content: content}, nil
	})
	uri := "tenon://models/" + m.Ref.String()
	srv.AddResource(&mcp.Resource{URI: uri, Name: m.Ref.String(), Title: m.Title, Description: "Model card", MIMEType: "text/markdown"},
		func(context.Context, *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
			return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: uri, MIMEType: "text/markdown", Text: cmp.Or(m.Card, "# "+m.Ref.String()+"\n\n"+m.Title+"\n")}}}, nil
		})
}

func about(m catalog.Model, t task.Task) string {
	s := t.Doc + " (" + string(t.ID) + ", by " + m.Ref.String() + ")"
	if m.Remote {
		s += " What it is given leaves this machine."
	}
	return s
}

// property is a part of a JSON schema.
type property struct {
	Type        string    `json:"type"`
	Description string    `json:"description,omitempty"`
	Enum        []string  `json:"enum,omitempty"`
	Default     any       `json:"default,omitempty"`
	Minimum     *float64  `json:"minimum,omitempty"`
	Maximum     *float64  `json:"maximum,omitempty"`
	Items       *property `json:"items,omitempty"`
}

// object is the schema of a tool's arguments.
type object struct {
	Type       string              `json:"type"`
	Properties map[string]property `json:"properties"`
	Required   []string            `json:"required,omitempty"`
	More       bool                `json:"additionalProperties"`
}

// schema is of a task's ports, then its parameters; those that the model has
// fixed are not asked for.
func schema(t task.Task, m catalog.Model) object {
	o := object{Type: "object", Properties: map[string]property{}}
	for _, spec := range t.In {
		one := property{Type: "string", Description: form(spec.Type)}
		o.Properties[spec.Name] = one
		if spec.Many {
			o.Properties[spec.Name] = property{Type: "array", Items: &one}
		}
		if !spec.Optional {
			o.Required = append(o.Required, spec.Name)
		}
	}
	for _, d := range t.Params {
		if _, fixed := m.Fixed[d.Name]; fixed {
			continue
		}
		if known := m.Only[d.Name]; known != nil {
			d.Choices = known
		}
		o.Properties[d.Name] = ofParam(d)
		if d.Required {
			o.Required = append(o.Required, d.Name)
		}
	}
	return o
}

func form(t port.Type) string {
	switch t {
	case port.Text:
		return "the text itself"
	case port.Table:
		return "the table as CSV with a header line, or the address of a CSV or XLSX file"
	case port.Labels, port.Boxes, port.Embedding, port.Chat:
		return string(t) + " as JSON"
	default:
		return "the address of the " + string(t) + ": https:, data:, or the link of what another tool made"
	}
}

func ofParam(d task.Param) property {
	p := property{Type: "string", Description: d.Doc, Default: d.Default, Enum: d.Choices, Minimum: d.Min, Maximum: d.Max}
	switch d.Kind {
	case task.Strings:
		p.Type, p.Items = "array", &property{Type: "string"}
	case task.Number, task.Seconds:
		p.Type = "number"
	case task.Integer:
		p.Type = "integer"
	case task.Boolean:
		p.Type = "boolean"
	case task.String, task.Choice, task.Language:
	}
	return p
}

// call runs a model with the arguments of a tool.
func (c caller) call(ctx context.Context, m catalog.Model, t task.Task, call *mcp.CallToolRequest) (content []mcp.Content, err error) {
	if err := c.admit(ctx); err != nil {
		return nil, err
	}
	req, err := c.request(ctx, m, t, call.Params.Arguments)
	if err != nil {
		return nil, err
	}
	for ev, err := range c.Gateway.Do(ctx, req) {
		if err != nil {
			return nil, err
		}
		c.progress(ctx, call, ev.Progress, "")
		for _, spec := range t.Out {
			for _, v := range ev.Out[spec.Name] {
				shown, err := c.show(ctx, v, spec)
				if err != nil {
					return nil, err
				}
				content = append(content, shown...)
			}
		}
	}
	if len(content) == 0 {
		return nil, fault.New(fault.Unavailable, "%s gave nothing", m.Ref)
	}
	return content, nil
}

// progress tells how far a call is, if its caller wants to know.
func (c caller) progress(ctx context.Context, call *mcp.CallToolRequest, share float64, words string) {
	token := call.Params.GetProgressToken()
	if token == nil || share == 0 && words == "" {
		return
	}
	err := call.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{ProgressToken: token, Progress: share, Total: 1, Message: words})
	if err != nil {
		c.Log.DebugContext(ctx, "tell the progress of a tool", "err", err)
	}
}

func (c caller) request(ctx context.Context, m catalog.Model, t task.Task, raw json.RawMessage) (engine.Request, error) {
	req := engine.Request{Model: m.Ref, Task: m.Task, In: port.Values{}, Params: task.Params{}}
	args := map[string]json.RawMessage{}
	if len(raw) > 0 {
		if err := json.Unmarshal(raw, &args); err != nil {
			return req, fault.New(fault.Invalid, "the arguments are no JSON object: %v", err)
		}
	}
	for _, spec := range t.In {
		given, ok := args[spec.Name]
		delete(args, spec.Name)
		if !ok || string(given) == "null" {
			if !spec.Optional {
				return req, fault.New(fault.Invalid, "%s needs %q: %s", m.Ref, spec.Name, form(spec.Type))
			}
			continue
		}
		var err error
		if req.In[spec.Name], err = c.values(ctx, spec, given); err != nil {
			return req, err
		}
	}
	rest, err := json.Marshal(args)
	if err == nil {
		err = json.Unmarshal(rest, &req.Params) // the gateway checks them
	}
	return req, err
}

func (c caller) values(ctx context.Context, spec port.Spec, raw json.RawMessage) (out []port.Value, err error) {
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		list = []string{""}
		if err := json.Unmarshal(raw, &list[0]); err != nil {
			return nil, fault.New(fault.Invalid, "%q is no string: %s", spec.Name, form(spec.Type))
		}
	}
	for _, s := range list {
		v, err := c.value(ctx, spec, s)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// value is what an argument says or, for a file, what its address leads to.
func (c caller) value(ctx context.Context, spec port.Spec, s string) (port.Value, error) {
	switch spec.Type {
	case port.Text:
		return port.NewText(s), nil
	case port.Labels, port.Boxes, port.Embedding, port.Chat:
		return port.Value{Type: spec.Type, Media: "application/json", Text: s, Size: int64(len(s))}, nil
	case port.Table:
		if strings.Contains(s, "\n") || !addressed(s) {
			return port.NewTable(s), nil
		}
	default:
	}
	g, err := c.Files.At(ctx, spec.Name, s, nil)
	if err != nil {
		return port.Value{}, err
	}
	if g.Type != spec.Type && !port.Fits(g.Type, spec.Type) && (spec.Type != port.Audio || g.Type != port.Video) {
		return port.Value{}, fault.About(g.Name, fault.Invalid, "it is %s (%s), and %q is to be %s", g.Type, g.Media, spec.Name, spec.Type)
	}
	g.Body = c.reader(ctx, g.Digest)
	return g.Value, nil
}

func addressed(s string) bool {
	return strings.HasPrefix(s, "https:") || strings.HasPrefix(s, "http:") || strings.HasPrefix(s, "data:") || strings.HasPrefix(s, "sha256:") || strings.HasPrefix(s, "/api/")
}
