package program

import (
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/tenonhub/tenon/internal/fault"
)

// words is a template of a manifest.
type words struct {
	source string
	t      *template.Template
}

func (w *words) UnmarshalText(b []byte) (err error) {
	w.source = string(b)
	w.t, err = template.New("").Option("missingkey=error").Funcs(functions).Parse(w.source)
	return err
}

func (w words) in(r *run) (string, error) {
	if w.t == nil {
		return "", nil
	}
	var b strings.Builder
	if err := w.t.Execute(&b, r); err != nil {
		return "", fmt.Errorf("fill in %q: %w", w.source, err)
	}
	return b.String(), nil
}

// holds reports whether a condition gives something, or is not there.
func (w *words) holds(r *run) (bool, error) {
	if w == nil {
		return true, nil
	}
	s, err := w.in(r)
	s = strings.TrimSpace(s)
	return s != "" && s != "false" && s != "0" && s != "[]", err
}

var functions = template.FuncMap{
	"add":     func(a, b any) float64 { return number(a) + number(b) },
	"sub":     func(a, b any) float64 { return number(a) - number(b) },
	"mul":     func(a, b any) float64 { return number(a) * number(b) },
	"div":     func(a, b any) float64 { return number(a) / number(b) },
	"pow":     func(a, b any) float64 { return math.Pow(number(a), number(b)) },
	"sqrt":    func(a any) float64 { return math.Sqrt(number(a)) },
	"round":   func(a any) float64 { return math.Round(number(a)) },
	"ceil":    func(a any) float64 { return math.Ceil(number(a)) },
	"least":   func(a, b any) float64 { return min(number(a), number(b)) },
	"most":    func(a, b any) float64 { return max(number(a), number(b)) },
	"decimal": func(a any) string { return fmt.Sprintf("%.6f", number(a)) },
	"split": func(s string) []string {
		return strings.FieldsFunc(s, func(c rune) bool { return c == '+' || c == ' ' })
	},
	"has":   strings.Contains,
	"base":  filepath.Base,
	"short": func(tag string) string { s, _, _ := strings.Cut(tag, "-"); return s },
}

func number(v any) float64 {
	switch v := v.(type) {
	case int:
		return float64(v)
	case int64:
		return float64(v)
	case float64:
		return v
	case string: // a value that was worked out
		n, _ := strconv.ParseFloat(v, 64)
		return n
	}
	return 0
}

// arguments fills in the arguments of a step. What a caller gave can end up
// inside an option or after "--", and never be an option itself.
func (r *run) arguments(list []arg, done []string) ([]string, error) {
	for _, a := range list {
		var err error
		switch {
		case a.Input != "":
			done, err = r.read(a.Input, done)
		case a.Each != "":
			done, err = r.each(a, done)
		case len(a.Args) > 0:
			var holds bool
			if holds, err = a.When.holds(r); holds && err == nil {
				done, err = r.arguments(a.Args, done)
			}
		default:
			var s string
			s, err = a.in(r)
			if err == nil && strings.HasPrefix(s, "-") && !strings.HasPrefix(a.source, "-") && !slices.Contains(done, "--") {
				err = fault.New(fault.Invalid, "%q begins with '-', which this program would take as an option; leave the '-' out", s)
			}
			done = append(done, s)
		}
		if err != nil {
			return nil, err
		}
	}
	return done, nil
}

func (r *run) each(a arg, done []string) ([]string, error) {
	defer func(item any, i int) { r.Item, r.Index = item, i }(r.Item, r.Index)
	for i, in := range r.All[a.Each] {
		var err error
		if r.Item, r.Index = in, i; a.Args != nil {
			if done, err = r.arguments(a.Args, done); err != nil {
				return nil, err
			}
		}
	}
	return done, nil
}

// read are the options that ffmpeg opens an input by: only real containers of
// sound and pictures, never a list that leads to other files or addresses.
func (r *run) read(port string, done []string) ([]string, error) {
	in, ok := r.In[port]
	if port == "item" {
		in, ok = r.Item.(*given)
	}
	if !ok {
		return nil, fmt.Errorf("the port %q has no value", port)
	}
	return append(done, append(slices.Clone(openSafely), "-i", in.File)...), nil
}
