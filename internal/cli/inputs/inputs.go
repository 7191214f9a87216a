// Package inputs makes the inputs and parameters of one model of arguments on
// the command line.
package inputs

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/sdk"
)

// Params reads NAME=VALUE by the kinds of a task's parameters, beside those
// that a model has fixed.
func Params(t task.Task, list []string, fixed task.Params) (map[string]any, error) {
	given := task.Params{}
	for _, s := range list {
		name, value, ok := strings.Cut(s, "=")
		if !ok {
			return nil, fmt.Errorf("--param %q is not NAME=VALUE", s)
		}
		given[name] = value
		for _, d := range t.Params {
			if d.Name != name {
				continue
			}
			switch d.Kind {
			case task.Number, task.Integer, task.Seconds:
				n, err := strconv.ParseFloat(value, 64)
				if err != nil {
					return nil, fmt.Errorf("parameter %s is %q, not a number", name, value)
				}
				given[name] = n
			case task.Boolean:
				b, err := strconv.ParseBool(value)
				if err != nil {
					return nil, fmt.Errorf("parameter %s is %q, not true or false", name, value)
				}
				given[name] = b
			case task.Strings:
				given[name] = strings.Split(value, ",")
			case task.String, task.Choice, task.Language:
			}
		}
	}
	all := task.Params{}
	maps.Copy(all, fixed)
	maps.Copy(all, given)
	if _, err := t.Complete(all); err != nil {
		return nil, err
	}
	return all, nil
}

// Placer makes inputs of arguments.
type Placer struct {
	Stdin func() io.ReadCloser // for the argument -
}

// On puts arguments on the ports of a node, in order; a port of many takes all
// that are left for it. Files are added to the request.
func (p Placer) On(t task.Task, node *sdk.GraphNode, ask *sdk.Ask, args []string) error {
	rest := args
	for i, spec := range t.In {
		n := min(1, len(rest))
		if spec.Many {
			later := 0
			for _, o := range t.In[i+1:] {
				if !o.Optional {
					later++
				}
			}
			n = max(n, len(rest)-later)
		}
		if n == 0 && !spec.Optional {
			return fmt.Errorf("%s is missing: %s takes %s", spec.Name, t.ID, takes(t))
		}
		for _, in := range rest[:n] {
			from, err := p.source(spec, in, ask)
			if err != nil {
				return err
			}
			node.In[spec.Name] = append(node.In[spec.Name], from)
		}
		rest = rest[n:]
	}
	if len(rest) > 0 {
		return fmt.Errorf("%q is one input too many: %s takes %s", rest[0], t.ID, takes(t))
	}
	return nil
}

// source is a file of the request, or words.
func (p Placer) source(spec port.Spec, in string, ask *sdk.Ask) (sdk.Source, error) {
	name := filepath.Base(in)
	if in == "-" {
		name = "stdin"
	}
	ext := filepath.Ext(name)
	for k, stem := 2, strings.TrimSuffix(name, ext); slices.ContainsFunc(ask.Files, func(f sdk.File) bool { return f.Name == name }); k++ {
		name = fmt.Sprintf("%s-%d%s", stem, k, ext)
	}
	info, err := os.Stat(in)
	switch {
	case in == "-":
		ask.Files = append(ask.Files, sdk.File{Name: name, Open: func() (io.ReadCloser, error) { return p.Stdin(), nil }})
	case err == nil && info.IsDir():
		return sdk.Source{}, fmt.Errorf("%s is a folder; name its files", in)
	case err == nil:
		ask.Files = append(ask.Files, sdk.File{Name: name, Open: func() (io.ReadCloser, error) { return os.Open(in) }})
	case spec.Type == port.Text || spec.Type == port.Table || spec.Type == port.Labels:
		return sdk.Source{Text: in}, nil
	default:
		return sdk.Source{}, fmt.Errorf("%s: there is no such file, and %s is to be of type %s", in, spec.Name, spec.Type)
	}
	return sdk.Source{Given: name}, nil
}

// takes says what the inputs and parameters of a task are.
func takes(t task.Task) string {
	var b strings.Builder
	for i, spec := range t.In {
		if i > 0 {
			b.WriteString(", then ")
		}
		fmt.Fprintf(&b, "%s (%s", spec.Name, spec.Type)
		if spec.Many {
			b.WriteString(", any number")
		}
		if spec.Optional {
			b.WriteString(", may be left out")
		}
		b.WriteString(")")
	}
	for i, d := range t.Params {
		b.WriteString(map[bool]string{true: "; -p ", false: ", "}[i == 0])
		b.WriteString(d.Name)
		if len(d.Choices) > 0 {
			b.WriteString("=" + strings.Join(d.Choices, "|"))
		}
	}
	return b.String()
}
