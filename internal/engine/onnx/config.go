package onnx

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// maxSettings is how large a file beside a model may be, in bytes: the largest
// vocabularies take some tens of megabytes.
const maxSettings = 128 << 20

// config is what is used of config.json.
type config struct {
	Architectures []string          `json:"architectures"`
	Type          string            `json:"model_type"`
	Labels        map[string]string `json:"id2label"`
	Problem       string            `json:"problem_type"`
	Positions     int               `json:"max_position_embeddings"`
	Pad           *int64            `json:"pad_token_id"`
	Text          struct {          // of a model of texts and pictures
		Positions int `json:"max_position_embeddings"`
	} `json:"text_config"`
	Vision struct {
		Size int `json:"image_size"`
	} `json:"vision_config"`
}

// settings reads a JSON file of dir into v; ok is whether it is there.
func settings(dir, name string, v any) (ok bool, err error) {
	f, err := os.Open(filepath.Join(dir, name))
	if errors.Is(err, os.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("read %s: %w", name, err)
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxSettings+1))
	if err != nil {
		return false, fmt.Errorf("read %s: %w", name, err)
	}
	if len(b) > maxSettings {
		return false, fault.New(fault.Invalid, "the model's %s has more than %d MB", name, maxSettings>>20)
	}
	if raw, ok := v.(*[]byte); ok {
		*raw = b
		return true, nil
	}
	if err := json.Unmarshal(b, v); err != nil {
		return false, fault.New(fault.Invalid, "the model's %s is not as it must be: %v", name, err)
	}
	return true, nil
}

func (c *config) read(dir string) error {
	_, err := settings(dir, "config.json", c)
	return err
}

func (c *config) architecture() string {
	if c.Type == "" && len(c.Architectures) > 0 {
		return c.Architectures[0]
	}
	return c.Type
}

// label is the name of a class.
func (c *config) label(i int) string {
	if s := c.Labels[strconv.Itoa(i)]; s != "" {
		return s
	}
	return "LABEL_" + strconv.Itoa(i)
}

// known is the name of a class, of a model whose classes are named.
func (c *config) known(i int) (string, error) {
	if len(c.Labels) > 0 && c.Labels[strconv.Itoa(i)] == "" {
		return "", fault.New(fault.Invalid, "the model finds its class %d, and config.json names %d without it (id2label)", i, len(c.Labels))
	}
	return c.label(i), nil
}

// class is the place of the class that f is true of; -1 is none.
func (c *config) class(f func(name string) bool) int {
	var l []int
	for k, name := range c.Labels {
		if i, err := strconv.Atoi(k); err == nil && f(strings.ToLower(name)) {
			l = append(l, i)
		}
	}
	if len(l) == 0 {
		return -1
	}
	return slices.Min(l)
}

// roberta are models whose positions begin behind that of the filling token.
var roberta = []string{"roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "mpnet", "longformer", "ibert", "xmod", "luke", "data2vec-text", "roberta-prelayernorm"}

// most is how many tokens a text may have; 0 is not said.
func (c *config) most() int {
	if c.Positions > 8 && slices.Contains(roberta, c.Type) {
		return c.Positions - 2
	}
	return max(c.Positions, c.Text.Positions, 0)
}
