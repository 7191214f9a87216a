package program

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// Manifest says how a program is called as a model. Its strings are Go
// templates over a run: .P has the task's parameters ("" where one is left
// out), .In the first input of each port, .All all of them, .V the values.
type Manifest struct {
	Model  ref.Model
	Needs  []Need           // what must be installed
	Limits limits           // of each step
	Env    []string         // KEY=value, added to a clean environment
	Read   []string         // files and folders outside the system's that the programs read
	In     map[string]input // by port: how its values are checked and put into the box
	Values []named          // worked out in this order, before the steps
	Steps  []step
	Errors []rule
	Out    map[string]output // by port
}

// Need is something that must be installed: a program or a file.
type Need struct {
	Program string
	File    string
	Package string // the Debian package that has it
}

type limits struct {
	Time      time.Duration
	PerSecond time.Duration `yaml:"per_second"` // added to Time for each second of sound or film that comes in
	Memory    bytes
	Disk      bytes
	Processes int
}

// input says what a port takes: as is text, audio, video, image or file.
type input struct {
	As     string
	Most   bytes  // of one value; 1 GiB by default
	Starts string // what the bytes of a file begin with
	What   string // what such a file is called, for people
}

// named is a value: Of, or what Map has for it, or Else.
type named struct {
	Name string
	Of   words
	Map  map[string]string
	Else *words // Of of the unmapped value, in .Item; without it such a value is refused
	Say  words  // how it is refused
}

// step is one of: a need that depends on the values, a refusal, a file to
// write, a program to run, a processor of ours.
type step struct {
	When     *words // the step is left out where this gives nothing
	Need     *need
	Refuse   *words
	Write    string // the name of the file
	Text     words  // what is written
	Run      []arg
	Stdout   string // the file that the program's output goes to
	Progress *words // seconds that ffmpeg -progress pipe:1 counts up to
	Go       string // the name of a processor
}

type need struct{ Program, File, Package words }

// arg is one argument, or several: Args for every one of Each, or where When
// gives something; or the options and the name that ffmpeg reads an input by.
type arg struct {
	words
	Input string
	Each  string
	When  *words
	Args  []arg
}

// UnmarshalYAML reads a string or a mapping.
func (a *arg) UnmarshalYAML(unmarshal func(any) error) error {
	var s string
	if unmarshal(&s) == nil {
		return a.UnmarshalText([]byte(s))
	}
	var m struct {
		Input string
		Each  string
		When  *words
		Args  []arg
	}
	if err := unmarshal(&m); err != nil {
		return err
	}
	a.Input, a.Each, a.When, a.Args = m.Input, m.Each, m.When, m.Args
	return nil
}

// rule gives a failure whose words match a better message.
type rule struct {
	Match pattern
	Kind  fault.Kind // Invalid by default
	Say   string
}

type output struct {
	File  words // one file, or a pattern where the port gives many
	Media words
	Name  words
	Text  bool   // inline, without the space around it
	Sure  *words // how far the program trusts it, in (0, 1]; nothing is unknown
}

type pattern struct{ *regexp.Regexp }

func (p *pattern) UnmarshalText(b []byte) (err error) {
	p.Regexp, err = regexp.Compile(string(b))
	return err
}

// bytes is a number of bytes, written like 512MiB.
type bytes int64

func (n *bytes) UnmarshalText(b []byte) error {
	s := strings.TrimSpace(string(b))
	shift := 0
	for i, unit := range []string{"KiB", "MiB", "GiB"} {
		if rest, ok := strings.CutSuffix(s, unit); ok {
			s, shift = strings.TrimSpace(rest), 10*(i+1)
		}
	}
	v, err := strconv.ParseInt(s, 10, 32)
	if err != nil || v <= 0 {
		return fmt.Errorf("%q is no size such as 512MiB", b)
	}
	*n = bytes(v << shift)
	return nil
}

// model is a manifest with its card.
type model struct {
	Manifest
	card catalog.Model
	task task.Task
}

// Set is the models of a folder.
type Set struct{ models []*model }

// Models are the cards of the set.
func (s Set) Models() (cards []catalog.Model) {
	for _, m := range s.models {
		cards = append(cards, m.card)
	}
	return cards
}

// Read reads a folder of manifests (*.yaml), each with its card beside it
// (*.md of the same name).
func Read(files fs.FS) (Set, error) {
	cards, err := catalog.ReadCards(files, ".", "program")
	if err != nil {
		return Set{}, err
	}
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		return Set{}, fmt.Errorf("read manifests: %w", err)
	}
	var s Set
	for _, name := range names {
		m, err := readManifest(files, name, cards)
		if err != nil {
			return Set{}, fmt.Errorf("manifest %s: %w", path.Base(name), err)
		}
		s.models = append(s.models, m)
	}
	if len(s.models) != len(cards) {
		return Set{}, fault.New(fault.Invalid, "there are %d cards and %d manifests; each model needs one of both", len(cards), len(s.models))
	}
	return s, nil
}

func readManifest(files fs.FS, name string, cards []catalog.Model) (*model, error) {
	b, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, err
	}
	m := &model{}
	if err := yaml.UnmarshalWithOptions(b, &m.Manifest, yaml.Strict()); err != nil {
		return nil, fault.New(fault.Invalid, "%v", err)
	}
	for _, c := range cards {
		if c.Ref == m.Model {
			m.card = c
		}
	}
	if m.card.Task == "" {
		return nil, fault.New(fault.Invalid, "no card beside it is of the model %q", m.Model)
	}
	if m.task, err = task.Lookup(string(m.card.Task)); err != nil {
		return nil, err
	}
	return m, m.check()
}

// check holds a manifest against the ports of its task.
func (m *model) check() error {
	for _, spec := range m.task.In {
		if _, ok := m.In[spec.Name]; !ok {
			return fault.New(fault.Invalid, "it says nothing of the input %q of %s", spec.Name, m.task.ID)
		}
	}
	for name, in := range m.In {
		if _, ok := m.task.Input(name); !ok {
			return fault.New(fault.Invalid, "%s has no input %q", m.task.ID, name)
		}
		switch in.As {
		case "text", "audio", "video", "image", "file":
		default:
			return fault.New(fault.Invalid, "input %q is as %q, not text, audio, video, image or file", name, in.As)
		}
	}
	for name := range m.Out {
		if _, ok := m.task.Output(name); !ok {
			return fault.New(fault.Invalid, "%s has no output %q", m.task.ID, name)
		}
	}
	if _, ok := m.Out[m.task.Out[0].Name]; !ok {
		return fault.New(fault.Invalid, "it does not say where the output %q is", m.task.Out[0].Name)
	}
	for i, s := range m.Steps {
		if _, ok := processors[s.Go]; s.Go != "" && !ok {
			return fault.New(fault.Invalid, "step %d: there is no processor %q", i+1, s.Go)
		}
	}
	return nil
}
