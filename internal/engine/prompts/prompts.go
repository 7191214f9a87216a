// Package prompts chooses what is put before a text that a vector is made of, as the
// files of sentence-transformers beside a model say.
package prompts

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// The files, by their paths from the model's folder on.
const (
	File    = "config_sentence_transformers.json"
	Pooling = "1_Pooling/config.json"
)

// Set is the prompts of a model; the zero value is none.
type Set struct {
	Named   map[string]string `json:"prompts"`
	Default *string           `json:"default_prompt_name"` // nil is none
	Apart   bool              `json:"-"`                   // a vector is made of what follows the prompt alone
}

// Read reads the files in a model's folder. Faults: Invalid.
func Read(dir string) (p Set, err error) {
	if err := read(dir, File, &p); err != nil {
		return p, err
	}
	if p.Default != nil && kinds[*p.Default] == nil { // those of kinds are empty where they are not named
		if _, ok := p.Named[*p.Default]; !ok {
			return p, fault.New(fault.Invalid, "the model's %s names the prompt %.80q for all texts, and has none of that name", File, *p.Default)
		}
	}
	var said struct {
		Include *bool `json:"include_prompt"`
	}
	err = read(dir, Pooling, &said)
	p.Apart = said.Include != nil && !*said.Include
	return p, err
}

const maxFile = 1 << 20 // bytes

// read reads a JSON file into v, if it is there.
func read(dir, name string, v any) error {
	f, err := os.Open(filepath.Join(dir, name))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > maxFile {
		return fault.New(fault.Invalid, "the model's %s has more than %d MB", name, maxFile>>20)
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fault.New(fault.Invalid, "the model's %s is not as it must be: %v", name, err)
	}
	return nil
}

// kinds are the names that prompts have for a kind of text, the usual one first.
var kinds = map[string][]string{"query": {"query"}, "document": {"document", "passage", "corpus"}}

// Before is what is put before a text: nothing, where its kind is said and the model has
// no prompt for that. Fault: Invalid for a name that is not there.
func (p Set) Before(a worker.Prompt) (string, error) {
	if a.Text != nil {
		return *a.Text, nil
	}
	if a.Name != "" {
		text, ok := p.Named[a.Name]
		switch {
		case ok:
			return text, nil
		case len(p.Named) == 0:
			return "", fault.New(fault.Invalid, "prompt_name is %.80q, and the model has no prompts: put before the text what its card wants there", a.Name)
		}
		return "", fault.New(fault.Invalid, "prompt_name is %.80q, and the model has no prompt of that name; its prompts are %.500s", a.Name, strings.Join(slices.Sorted(maps.Keys(p.Named)), ", "))
	}
	for _, name := range kinds[a.Kind] {
		if text, ok := p.Named[name]; ok {
			return text, nil
		}
	}
	if p.Default == nil || a.Kind != "" {
		return "", nil
	}
	return p.Named[*p.Default], nil
}

// Asked is what the parameters of a request say.
func Asked(p task.Params) worker.Prompt {
	a := worker.Prompt{Name: p.Text("prompt_name"), Kind: p.Text("text_type")}
	if text, ok := p["prompt"].(string); ok {
		a.Text = &text
	}
	return a
}
