package catalog

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// front is the front matter of a card: the Hub's metadata, and under "tenon"
// what only Tenon reads.
type front struct {
	Language []string `yaml:"language"`
	Licence  string   `yaml:"license"`
	Tag      string   `yaml:"pipeline_tag"`
	Tags     []string `yaml:"tags"`
	Tenon    struct {
		Model   string              `yaml:"model"`
		Task    string              `yaml:"task"`
		Title   string              `yaml:"title"`
		Pairs   []string            `yaml:"pairs"`
		Rough   bool                `yaml:"rough"`
		Good    []string            `yaml:"good"`
		Fixed   map[string]any      `yaml:"fixed"`
		Only    map[string][]string `yaml:"only"`
		Reads   []string            `yaml:"reads"`
		Unread  []string            `yaml:"unread"`
		Quality float64             `yaml:"quality"`
		Speed   float64             `yaml:"speed"`
	} `yaml:"tenon"`
}

// ParseCard reads a model from its card: Markdown with YAML front matter in
// the Hub's form. The front matter must be complete.
func ParseCard(card []byte) (Model, error) {
	head, body, ok := bytes.Cut(bytes.TrimPrefix(card, []byte("---\n")), []byte("\n---\n"))
	if !ok || len(bytes.TrimSpace(body)) == 0 {
		return Model{}, fault.New(fault.Invalid, "the card has no front matter between two lines of '---', or no text under it")
	}
	var f front
	if err := yaml.UnmarshalWithOptions(head, &f, yaml.Strict()); err != nil {
		return Model{}, fault.New(fault.Invalid, "front matter of the card: %v", err)
	}
	m := Model{
		Title: f.Tenon.Title, Licence: f.Licence, Languages: f.Language, Pairs: f.Tenon.Pairs, Rough: f.Tenon.Rough, Good: f.Tenon.Good,
		Fixed: f.Tenon.Fixed, Only: f.Tenon.Only, Reads: f.Tenon.Reads, Unread: f.Tenon.Unread, Quality: f.Tenon.Quality, Speed: f.Tenon.Speed, Card: string(card),
	}
	var err error
	if m.Ref, err = ref.ParseModel(f.Tenon.Model); err != nil {
		return m, err
	}
	t, err := task.Lookup(f.Tenon.Task)
	switch {
	case err != nil:
		return m, err
	case m.Title == "" || m.Licence == "":
		return m, fault.About(m.Ref.String(), fault.Invalid, "its card needs a license and a tenon.title")
	case f.Tag != t.Tag:
		return m, fault.About(m.Ref.String(), fault.Invalid, "its card has pipeline_tag %q, and %s has %q", f.Tag, t.ID, t.Tag)
	case m.Quality <= 0 || m.Quality > 1 || m.Speed <= 0 || m.Speed > 1:
		return m, fault.About(m.Ref.String(), fault.Invalid, "its card needs tenon.quality and tenon.speed in (0, 1]")
	}
	m.Task = t.ID
	return m, nil
}

// ReadCards parses every .md file of a folder, as models of one engine.
func ReadCards(files fs.FS, dir, engine string) ([]Model, error) {
	entries, err := fs.ReadDir(files, dir)
	if err != nil {
		return nil, fmt.Errorf("read cards: %w", err)
	}
	var models []Model
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".md") {
			continue
		}
		b, err := fs.ReadFile(files, path.Join(dir, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("read card: %w", err)
		}
		m, err := ParseCard(b)
		if err != nil {
			return nil, fmt.Errorf("card %s: %w", e.Name(), err)
		}
		m.Engine = engine
		models = append(models, m)
	}
	return models, nil
}
