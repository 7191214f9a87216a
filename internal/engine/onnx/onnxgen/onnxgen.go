// Package onnxgen makes the small ONNX models that tests run, of the seeds of their
// weights. A folder has model.onnx.seed for model.onnx: the same file without
// weights, each of which says in its doc_string what it is made of.
// engine/onnx/testdata/make/seeds.py writes it, and says how weights are made.
package onnxgen

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
)

const ending = ".seed"

// Lay copies a folder, with its models as they are whole.
func Lay(to, from string) error {
	files, err := Files(from)
	if err != nil {
		return err
	}
	for name, b := range files {
		p := filepath.Join(to, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(p, b, 0o600); err != nil {
			return err
		}
	}
	return nil
}

// Files are those of a folder by path, with its models as they are whole.
func Files(dir string) (map[string][]byte, error) {
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(p)))
		if err != nil {
			return err
		}
		whole, ok := strings.CutSuffix(p, ending)
		if !ok {
			files[p] = b
			return nil
		}
		if path.Ext(whole) != ".onnx" {
			files[whole], err = floats(string(b))
		} else {
			var beside map[string][]byte
			files[whole], beside, err = Fill(b)
			for name, b := range beside {
				files[path.Join(path.Dir(whole), name)] = b
			}
		}
		if err != nil {
			return fmt.Errorf("make %s in %s: %w", whole, dir, err)
		}
		return nil
	})
	return files, err
}

// floats are the numbers of a file that has nothing else: their recipe, and how many.
func floats(s string) ([]byte, error) {
	s = strings.TrimSpace(strings.TrimPrefix(s, mark))
	at := strings.LastIndexByte(s, ' ')
	n, err := strconv.Atoi(s[at+1:])
	if err != nil {
		return nil, err
	}
	return cook(s[:max(at, 0)], []int{n}, float)
}

// Fill makes a model of what is left of it without weights, and the files beside it
// that have some of them, by name.
func Fill(skeleton []byte) (model []byte, beside map[string][]byte, err error) {
	beside = map[string][]byte{}
	model, err = rewrite(skeleton, whole, func(b []byte) ([]byte, error) {
		t, err := read(b)
		if err != nil || t.recipe == "" {
			return b, err
		}
		data, err := cook(t.recipe, t.shape, t.kind)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		if t.file != "" {
			have := beside[t.file]
			if more := t.offset + len(data) - len(have); more > 0 {
				have = append(have, make([]byte, more)...)
			}
			copy(have[t.offset:], data)
			beside[t.file], data = have, nil
		}
		return t.with(data)
	})
	return model, beside, err
}
