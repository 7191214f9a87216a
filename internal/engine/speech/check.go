package speech

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"github.com/tenonhub/tenon/internal/engine/onnx/graph"
	"github.com/tenonhub/tenon/internal/fault"
)

// part is a file that a kind of model needs.
type part struct {
	name  string
	ports []ports // of which it has one; nil is not an ONNX file
	needs []need
}

// ports are the inputs and outputs of a graph: by their names in their order, or
// at least so many.
type ports struct {
	in, out   []string
	ins, outs int
}

// need is what the metadata of a file must say.
type need struct {
	key  string
	form func(string) bool
}

const maxNumber = 1 << 24

func number(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n >= 0 && n < maxNumber
}

func numbers(s string) bool {
	return !slices.ContainsFunc(strings.Split(s, ","), func(s string) bool { return !number(s) })
}

func fractions(s string) bool {
	return !slices.ContainsFunc(strings.Split(s, ","), func(s string) bool {
		_, err := strconv.ParseFloat(strings.TrimSpace(s), 32)
		return err != nil
	})
}

func words(s string) bool { return strings.TrimSpace(s) != "" }

// files are those of a model, and what they say.
type files struct {
	dir    string
	sizes  map[string]int64
	graphs map[string]graph.Model
	bytes  int64
}

func (f files) path(name string) string { return filepath.Join(f.dir, name) }
func (f files) has(name string) bool    { _, ok := f.sizes[name]; return ok }

// exists reports whether a file is there, also in a folder.
func (f files) exists(name string) bool {
	info, err := os.Stat(f.path(name))
	return err == nil && info.Mode().IsRegular()
}

// names are those of the files, in order.
func (f files) names() []string { return slices.Sorted(maps.Keys(f.sizes)) }

func (f files) text(name, key string) string { return f.graphs[name].Metadata[key] }

// number is a number of the metadata; 0 is not said.
func (f files) number(name, key string) int {
	n, _ := strconv.Atoi(f.text(name, key))
	return n
}

func (f files) texts(name, key string) (l []string) {
	if s := f.text(name, key); s != "" {
		l = strings.Split(s, ",")
	}
	return l
}

// list are the numbers of a list of the metadata.
func (f files) list(name, key string) (l []float64) {
	for _, s := range f.texts(name, key) {
		n, err := strconv.ParseFloat(strings.TrimSpace(s), 64)
		if err != nil {
			return nil
		}
		l = append(l, n)
	}
	return l
}

// width is the last dimension of the first output; 0 is not said.
func (f files) width(name string) int {
	l := f.graphs[name].Outputs
	if len(l) == 0 || len(l[0].Shape) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(l[0].Shape[len(l[0].Shape)-1])
	return n
}

// judge looks through the files of a model, and has ONNX Runtime itself load each
// graph once: sherpa-onnx ends the process on one that it does not take.
func judge(k kind, o Options) (files, error) {
	dir := filepath.Dir(o.Path)
	f := files{dir: dir, sizes: map[string]int64{}, graphs: map[string]graph.Model{}}
	found, err := os.ReadDir(dir)
	if err != nil {
		return f, fmt.Errorf("look for the model: %w", err)
	}
	for _, e := range found {
		if info, err := os.Stat(f.path(e.Name())); err == nil && info.Mode().IsRegular() {
			f.sizes[e.Name()] = info.Size()
			f.bytes += info.Size()
		}
	}
	parts := k.parts
	if f.has(detectorName) {
		beside := sileroParts[0]
		beside.name = detectorName
		parts = append(slices.Clone(parts), beside)
	}
	for _, p := range parts {
		if !f.has(p.name) {
			return f, fault.New(fault.Invalid, "the model has no %s", p.name)
		}
		if p.ports != nil {
			if err := f.judge(p, o); err != nil {
				return f, err
			}
		}
	}
	if k.check == nil {
		return f, nil
	}
	return f, k.check(f)
}

func (f files) judge(p part, o Options) error {
	b, done, err := mapped(f.path(p.name))
	if err != nil {
		return err
	}
	defer done()
	g, err := graph.Read(b, f.sizes)
	if err != nil {
		return about(p.name, err)
	}
	f.graphs[p.name] = g
	for _, n := range p.needs {
		said, ok := g.Metadata[n.key]
		if !ok || said == "" {
			return wrong(p.name, "its metadata has no %s", n.key)
		}
		if !n.form(said) {
			return wrong(p.name, "its metadata has the %s %.80q", n.key, said)
		}
	}
	if !slices.ContainsFunc(p.ports, func(w ports) bool { return w.fit(g) }) {
		return wrong(p.name, "it takes %s and gives %s", list(g.Inputs), list(g.Outputs))
	}
	return f.try(p.name, b, g, o)
}

func (w ports) fit(g graph.Model) bool {
	same := func(want []string, got []graph.Port) bool {
		return want == nil || slices.EqualFunc(want, got, func(n string, p graph.Port) bool { return p.Name == n })
	}
	return same(w.in, g.Inputs) && same(w.out, g.Outputs) && (w.ins == 0 || len(g.Inputs) == w.ins) && len(g.Outputs) >= w.outs
}

func list(l []graph.Port) string {
	s := make([]string, len(l))
	for i, p := range l {
		s[i] = p.Name
	}
	return fmt.Sprintf("%.200q", strings.Join(s, ", "))
}

// try has a graph loaded and given back.
func (f files) try(name string, b []byte, g graph.Model, o Options) error {
	outside := map[string][]byte{}
	for _, e := range g.External {
		b, done, err := mapped(f.path(e))
		if err != nil {
			return err
		}
		defer done()
		outside[e] = b
	}
	return about(name, o.Try(o.Libraries, b, outside))
}

// mapped maps a file until done is called.
func mapped(path string) (b []byte, done func(), err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, fmt.Errorf("open the model: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return nil, func() {}, err
	}
	b, err = syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		return nil, nil, fmt.Errorf("map %s: %w", filepath.Base(path), err)
	}
	return b, func() { _ = syscall.Munmap(b) }, nil
}

// about names the file that a fault is about.
func about(name string, err error) error {
	if kind, message := fault.Of(err); err != nil && kind == fault.Invalid {
		return wrong(name, "%s", message)
	}
	return err
}

// wrong is the fault of a file that does not say what its kind of model must.
func wrong(name, format string, args ...any) error {
	return fault.New(fault.Invalid, "sherpa-onnx does not take %s: %s", name, fmt.Sprintf(format, args...))
}

// canceled is the fault of who has left.
func canceled(err error) error { return fault.Wrap(err, fault.Canceled, "canceled") }
