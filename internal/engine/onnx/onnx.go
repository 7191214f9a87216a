// Package onnx runs models in ONNX files by ONNX Runtime, for tasks with typed
// inputs and outputs: what goes before and after the computation is as the files
// beside the model say (config.json, tokenizer.json, preprocessor_config.json).
// It is loaded by workers alone: a native library can end its process.
package onnx

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/graph"
	"github.com/tenonhub/tenon/internal/engine/onnx/pixel"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// Options say what is loaded and how.
type Options struct {
	Path      string // the ONNX file; what belongs to it is in its folder
	Task      string // in Tenon's vocabulary
	Libraries string // the folder of ONNX Runtime
	Threads   int    // that compute; 0 is one to a processor
}

// Facts are what is known of a loaded model.
type Facts struct {
	Task         string
	Architecture string
	Bytes        int64 // of the model's files
	Context      int   // tokens of a text at most; 0 is no model of texts
}

// Model is a loaded model. It is safe for concurrent use; Close it once nothing
// is asked any more.
type Model struct {
	facts Facts
	about config
	work  work
	net
	second *net // of a model that is two, one behind the other
	mapped [][]byte
	hands  pixel.Hands
}

// net is a loaded file.
type net struct {
	session *runtime.Session
	queue   *queue
	says    map[string]string // of itself
}

func (n *net) close() {
	if n.queue != nil {
		n.queue.close()
	}
	if n.session != nil {
		n.session.Close()
	}
}

// work is what a task makes of its inputs.
type work interface {
	run(ctx context.Context, m *Model, req engine.Request) (port.Values, engine.Usage, error)
}

// works make the work of a task, which knows the model's files and graph.
var works = map[string]func(m *Model, dir string) (work, error){
	"text-classification":      newClassifier,
	"token-classification":     newFinder,
	"question-answering":       newReader,
	"zero-shot-classification": newZeroShot,
	"feature-extraction":       newEmbedder,
	"sentence-similarity":      newRanker,
	"image-classification":     newSorter,
	"object-detection":         newDetector,
	"face-detection":           newFacer,
	"depth-estimation":         newGauger,
	"image-super-resolution":   newEnlarger,
	"image-segmentation":       newSegmenter,

	"audio-classification":           newListener,
	"optical-character-recognition":  newScribe,
	"zero-shot-image-classification": newMatcher,
	"image-feature-extraction":       newViewer,
}

// Open loads a model. Faults: Invalid for files that are not as they must be,
// Unavailable without the library.
func Open(ctx context.Context, o Options) (*Model, error) {
	m := &Model{facts: Facts{Task: o.Task}, hands: pixel.NewHands()}
	if err := m.open(ctx, o); err != nil {
		m.Close()
		return nil, err
	}
	return m, nil
}

func (m *Model) open(ctx context.Context, o Options) error {
	begin, ok := works[o.Task]
	if !ok {
		return fault.New(fault.Invalid, "models in ONNX files do not do %q here", o.Task)
	}
	dir := filepath.Dir(o.Path)
	if err := m.about.read(dir); err != nil {
		return err
	}
	m.facts.Architecture = m.about.architecture()
	if err := m.net.open(ctx, m, o); err != nil {
		return err
	}
	if o.Task == "optical-character-recognition" {
		o.Path = filepath.Join(dir, reading)
		m.second = &net{}
		if err := m.second.open(ctx, m, o); err != nil {
			return err
		}
	}
	var err error
	m.work, err = begin(m, dir)
	return err
}

// open loads a file of a model.
func (n *net) open(ctx context.Context, m *Model, o Options) error {
	g, files, err := m.look(o.Path)
	if err != nil {
		return err
	}
	n.says = g.Metadata
	model := files[filepath.Base(o.Path)]
	delete(files, filepath.Base(o.Path))
	n.session, err = runtime.Open(model, runtime.Options{Libraries: o.Libraries, Threads: o.Threads, External: files})
	if told, ok := errors.AsType[*runtime.Error](err); ok {
		err = fault.New(fault.Invalid, "ONNX Runtime does not take the model: %s", told.Message)
	}
	if err != nil {
		return err
	}
	n.queue, err = newQueue(ctx, n.session, g.Measures)
	return err
}

// look looks through the model, and maps it and the files that it names.
func (m *Model) look(path string) (graph.Model, map[string][]byte, error) {
	dir := filepath.Dir(path)
	sizes := map[string]int64{}
	found, err := os.ReadDir(dir)
	if err != nil {
		return graph.Model{}, nil, fmt.Errorf("look for the model: %w", err)
	}
	for _, e := range found {
		if info, err := os.Stat(filepath.Join(dir, e.Name())); err == nil && info.Mode().IsRegular() {
			sizes[e.Name()] = info.Size()
		}
	}
	files := map[string][]byte{}
	if files[filepath.Base(path)], err = m.mapFile(path); err != nil {
		return graph.Model{}, nil, err
	}
	g, err := graph.Read(files[filepath.Base(path)], sizes)
	if err != nil {
		return g, nil, err
	}
	for _, name := range g.External {
		if files[name], err = m.mapFile(filepath.Join(dir, name)); err != nil {
			return g, nil, err
		}
	}
	return g, files, nil
}

// mapFile maps a file, so that what is not needed is not read.
func (m *Model) mapFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the model: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("open the model: %w", err)
	}
	if info.Size() == 0 {
		return nil, nil
	}
	b, err := syscall.Mmap(int(f.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", filepath.Base(path), err)
	}
	m.mapped = append(m.mapped, b)
	m.facts.Bytes += info.Size()
	return b, nil
}

// Close waits for what was begun and gives the memory back.
func (m *Model) Close() {
	m.close()
	if m.second != nil {
		m.second.close()
	}
	for _, b := range m.mapped {
		_ = syscall.Munmap(b)
	}
}

// Facts are what is known of the model.
func (m *Model) Facts() Facts { return m.facts }

// Run does the model's task.
func (m *Model) Run(ctx context.Context, req engine.Request) (port.Values, engine.Usage, error) {
	if string(req.Task) != m.facts.Task {
		return nil, engine.Usage{}, fault.New(fault.Invalid, "this model does %s, and not %s", m.facts.Task, req.Task)
	}
	release, err := m.hold(ctx, req)
	if err != nil {
		return nil, engine.Usage{}, err
	}
	defer release()
	return m.work.run(ctx, m, req)
}

// hold waits until there is room for the picture of a request, if it has one: its colours,
// and what is made of them as large again, are in memory until it is answered.
func (m *Model) hold(ctx context.Context, req engine.Request) (release func(), err error) {
	v, ok := req.In.First("image")
	if !ok {
		return func() {}, nil
	}
	r, err := v.Open()
	if err != nil {
		return nil, fmt.Errorf("read the picture: %w", err)
	}
	defer r.Close()
	return m.hands.Take(ctx, r)
}

// wants reports whether the model has an input.
func (m *Model) wants(name string) bool {
	return slices.ContainsFunc(m.session.Inputs, func(p runtime.Port) bool { return p.Name == name })
}

// takes checks that the model's inputs are among those that its work makes, and
// has the ones that it must have.
func (m *Model) takes(known ...string) error {
	for _, p := range m.session.Inputs {
		if !slices.Contains(known, p.Name) {
			return fault.New(fault.Invalid, "the model wants the input %.80q, and for %s only %s are made here", p.Name, m.facts.Task, strings.Join(known, ", "))
		}
	}
	if !m.wants(known[0]) {
		return fault.New(fault.Invalid, "the model has no input %q, which %s needs", known[0], m.facts.Task)
	}
	return nil
}

// output is the place of the first of some outputs that the model has.
func (m *Model) output(names ...string) (int, error) {
	var has []string
	for _, p := range m.session.Outputs {
		has = append(has, p.Name)
	}
	for _, n := range names {
		i := slices.Index(has, n)
		if i >= 0 && m.session.Outputs[i].Type.Whole() {
			return 0, fault.New(fault.Invalid, "the model gives %q in whole numbers, and %s needs others", n, m.facts.Task)
		}
		if i >= 0 {
			return i, nil
		}
	}
	return 0, fault.New(fault.Invalid, "the model gives %.300s, and %s needs %s", strings.Join(has, ", "), m.facts.Task, strings.Join(names, " or "))
}
