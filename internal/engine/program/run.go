package program

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/sandbox"
)

// run is one request in work. Its exported fields are what the templates of a
// manifest see.
type run struct {
	*model
	box      *sandbox.Box
	wall     time.Duration
	progress func(share float64)
	said     strings.Builder // what the programs complained of

	P     map[string]any      // parameters; "" where one is left out
	In    map[string]*given   // the first value of each port that has one
	All   map[string][]*given // every value
	V     map[string]string
	Item  any // the one of Each, or the value without a mapping
	Index int
}

// given is an input in the box.
type given struct {
	File string // in the box
	Name string // the caller's, for people
	Base string // Name without its ending, or the port's name
	Text string // of a text

	Size          int64
	Audio, Video  bool
	Mono          bool // its sound has one channel
	Seconds       float64
	Width, Height int
	Rate          float64 // pictures a second, 0 where that is not known
	Lossless      bool
	Containers    []string // what ffmpeg calls its format, whatever its name says
}

func (r *run) do(ctx context.Context, req engine.Request) (port.Values, error) {
	r.P = map[string]any{}
	for _, p := range r.task.Params {
		r.P[p.Name] = ""
	}
	maps.Copy(r.P, req.Params)
	if err := r.take(ctx, req.In); err != nil {
		return nil, err
	}
	r.wall = r.Limits.sandbox().Complete().Wall
	for _, list := range r.All {
		for _, in := range list {
			r.wall += time.Duration(in.Seconds * float64(r.Limits.PerSecond))
		}
	}
	if err := r.work(); err != nil {
		return nil, err
	}
	for _, s := range r.Steps {
		if holds, err := s.When.holds(r); err != nil || !holds {
			if err != nil {
				return nil, err
			}
			continue
		}
		if err := r.step(ctx, s); err != nil {
			return nil, r.explain(err)
		}
	}
	return r.give()
}

// take checks the inputs and puts them into the box.
func (r *run) take(ctx context.Context, in port.Values) error {
	r.In, r.All = map[string]*given{}, map[string][]*given{}
	for _, spec := range r.task.In {
		if len(in[spec.Name]) == 0 && !spec.Optional {
			return fault.About(r.Model.String(), fault.Invalid, "it needs the input %q; attach one", spec.Name)
		}
		for i, v := range in[spec.Name] {
			g := &given{File: fmt.Sprintf("in-%s-%d", spec.Name, i), Name: v.Name, Base: base(v.Name, spec.Name)}
			if err := r.put(ctx, r.Manifest.In[spec.Name], g, v); err != nil {
				return name(err, g, spec.Name)
			}
			r.All[spec.Name] = append(r.All[spec.Name], g)
		}
		r.In[spec.Name] = nil
		if list := r.All[spec.Name]; len(list) > 0 {
			r.In[spec.Name] = list[0]
		}
	}
	return nil
}

func (r *run) put(ctx context.Context, in input, g *given, v port.Value) error {
	most := int64(in.Most)
	if most == 0 {
		most = 1 << 30
	}
	body, err := v.Open()
	if err != nil {
		return fmt.Errorf("open an input: %w", err)
	}
	defer body.Close()
	if in.As == "text" {
		return r.putText(g, body, most)
	}
	if g.Size, err = r.box.Put(g.File, body, most); err != nil {
		return err
	}
	if g.Size == 0 {
		return fault.New(fault.Invalid, "it is empty; attach the file again")
	}
	if in.As == "file" {
		return r.begins(g, in)
	}
	return r.probe(ctx, g, in.As)
}

func (r *run) putText(g *given, body io.Reader, most int64) error {
	b, err := io.ReadAll(io.LimitReader(body, most+1))
	if err != nil {
		return fmt.Errorf("read a text: %w", err)
	}
	if int64(len(b)) > most {
		return fault.New(fault.TooLarge, "it is over %d KiB; give a shorter text", most>>10)
	}
	if !utf8.Valid(b) {
		return fault.New(fault.Invalid, "its characters are not UTF-8; save it as UTF-8")
	}
	g.Text = strings.Map(func(c rune) rune {
		if c == '\n' || c == '\t' || c >= ' ' && c != 0x7f {
			return c
		}
		return -1
	}, strings.ReplaceAll(strings.TrimPrefix(string(b), "\ufeff"), "\r\n", "\n"))
	if strings.TrimSpace(g.Text) == "" {
		return fault.New(fault.Invalid, "the text is empty; give some words")
	}
	g.Size, err = r.box.Put(g.File, strings.NewReader(g.Text), 4*most)
	return err
}

func (r *run) begins(g *given, in input) error {
	f, err := r.box.Open(g.File)
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, 1024)
	n, _ := io.ReadFull(f, head)
	if !strings.Contains(string(head[:n]), in.Starts) {
		return fault.New(fault.Invalid, "it is not %s, whatever its name says; attach another file", in.What)
	}
	return nil
}

// name makes the fault say which input it is about.
func name(err error, g *given, portName string) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind == fault.Canceled || f.Kind == fault.Unavailable {
		return err
	}
	named := *f
	if named.Subject = g.Name; g.Name == "" {
		named.Subject = "input " + portName
	}
	return &named
}

// base is a file name without its ending, safe to be part of another.
func base(name, portName string) string {
	name = filepath.Base(strings.TrimSuffix(name, filepath.Ext(name)))
	name = strings.Map(func(c rune) rune {
		if c < ' ' || strings.ContainsRune(`/\:*?"<>|`, c) {
			return -1
		}
		return c
	}, name)
	if name = strings.Trim(name, ". "); name == "" {
		return portName
	}
	if len(name) > 80 {
		name = strings.ToValidUTF8(name[:80], "")
	}
	return name
}

// work works out the values.
func (r *run) work() error {
	r.V = map[string]string{}
	for _, v := range r.Values {
		s, err := v.Of.in(r)
		if err != nil {
			return err
		}
		if len(v.Map) > 0 || v.Else != nil {
			mapped, ok := v.Map[s]
			if !ok {
				r.Item = s
				if v.Else == nil {
					say, err := v.Say.in(r)
					return errors.Join(err, fault.About(r.Model.String(), fault.Invalid, "%s", say))
				}
				if mapped, err = v.Else.in(r); err != nil {
					return err
				}
			}
			s = mapped
		}
		r.V[v.Name] = s
	}
	return nil
}

// Glob finds files of the box, in order.
func (r *run) Glob(pattern string) []string {
	found, _ := filepath.Glob(filepath.Join(r.box.Dir(), filepath.Base(pattern)))
	for i, f := range found {
		found[i] = filepath.Base(f)
	}
	slices.Sort(found)
	return found
}

// Blank reports whether a file of the box has nothing but space in it.
func (r *run) Blank(file string) (bool, error) {
	b, err := r.file(file)
	return strings.TrimSpace(string(b)) == "", err
}

// Said reports whether a program of the steps so far has complained in these words.
func (r *run) Said(words string) bool { return strings.Contains(r.said.String(), words) }

func (r *run) usage() (u engine.Usage) {
	for name, list := range r.All {
		for _, in := range list {
			switch r.Manifest.In[name].As {
			case "text":
				u.Characters += int64(utf8.RuneCountInString(in.Text))
			case "image":
				u.Pictures++
			default:
				u.Seconds += in.Seconds
			}
		}
	}
	return u
}

// give opens the outputs.
func (r *run) give() (port.Values, error) {
	out := port.Values{}
	for _, spec := range r.task.Out {
		o, ok := r.Out[spec.Name]
		if !ok {
			continue
		}
		pattern, err := o.File.in(r)
		if err != nil {
			return nil, err
		}
		files := r.Glob(pattern)
		if len(files) == 0 || len(files) > 1 && !spec.Many {
			return nil, fault.About(r.Model.String(), fault.Invalid,
				"it made nothing of this input; check that the file is complete, or try another")
		}
		for i, file := range files {
			r.Item, r.Index = file, i+1
			v, err := r.value(spec, o, file)
			if err != nil {
				return nil, err
			}
			out[spec.Name] = append(out[spec.Name], v)
		}
	}
	return out, nil
}

const maxInline = 16 << 20

func (r *run) value(spec port.Spec, o output, file string) (port.Value, error) {
	media, err := o.Media.in(r)
	if err != nil {
		return port.Value{}, err
	}
	name, err := o.Name.in(r)
	if err != nil {
		return port.Value{}, err
	}
	v := port.Value{Type: spec.Type, Media: media, Name: name}
	if o.Sure != nil {
		sure, err := o.Sure.in(r)
		if err != nil {
			return port.Value{}, err
		}
		v.Sure = number(sure)
	}
	f, err := r.box.Open(file)
	if err != nil {
		return v, err
	}
	defer f.Close()
	if !o.Text {
		info, err := f.Stat()
		if err != nil {
			return v, fmt.Errorf("measure an output: %w", err)
		}
		v.Size = info.Size()
		v.Body = func() (io.ReadCloser, error) { return r.box.Open(file) }
		return v, nil
	}
	b, err := io.ReadAll(io.LimitReader(f, maxInline+1))
	if err != nil {
		return v, fmt.Errorf("read an output: %w", err)
	}
	if len(b) > maxInline {
		return v, fault.About(r.Model.String(), fault.TooLarge, "it wrote over %d MiB of text; give it a smaller input", maxInline>>20)
	}
	v.Text = strings.TrimSpace(strings.ToValidUTF8(string(b), "\ufffd"))
	v.Size = int64(len(v.Text))
	return v, nil
}
