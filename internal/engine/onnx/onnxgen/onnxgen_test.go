package onnxgen

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/tenonhub/tenon/internal/checkout"
	onnxgraph "github.com/tenonhub/tenon/internal/engine/onnx/graph"
)

// TestWeightsArePythonsToTheLastBit: of every kind, in the file, beside it, and in graphs within it.
func TestWeightsArePythonsToTheLastBit(t *testing.T) {
	t.Parallel()
	to := t.TempDir()
	if err := Lay(to, "testdata"); err != nil {
		t.Fatal(err)
	}
	sums, err := os.ReadFile(filepath.Join(to, "sums.txt"))
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"sums.txt"}
	for line := range strings.Lines(string(sums)) {
		want, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		b, err := os.ReadFile(filepath.Join(to, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := sha256.Sum256(b); hex.EncodeToString(got[:]) != want {
			t.Errorf("%s of %d bytes is not what Python wrote", name, len(b))
		}
		names = append(names, name)
	}
	files, err := Files("testdata")
	if got := slices.Sorted(maps.Keys(files)); err != nil || len(names) != 4 || !slices.Equal(got, slices.Sorted(slices.Values(names))) {
		t.Errorf("the folder has %q, %v; want %q", got, err, names)
	}
	m, err := onnxgraph.Read(files["sample.onnx"], map[string]int64{"sample.onnx_data": int64(len(files["sample.onnx_data"]))})
	if err != nil || len(m.Inputs) != 2 || len(m.External) != 1 {
		t.Errorf("the model is read as %+v, %v", m, err)
	}
}

func TestWhatNoModelIsMadeOfIsSaid(t *testing.T) {
	t.Parallel()
	for want, b := range map[string][]byte{
		"no name, scale":    tensorOf(float, "seed: a 1", 3),
		"no scale":          tensorOf(float, "seed: a 1 x", 3),
		"of type 7":         tensorOf(7, "seed: a 1 0", 3),
		"are transposed":    tensorOf(float, "seed: a 1 0 transposed", 3),
		`no value at "3=1"`: tensorOf(float, "seed: a 1 0 3=1", 3),
		"unexpected EOF":    {0x3a, 9},
	} {
		if _, _, err := Fill(b); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %s: %v", want, err)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "voices.bin.seed"), []byte("seed: a 1 0 many"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Lay(t.TempDir(), dir); err == nil || !strings.Contains(err.Error(), "voices.bin") {
		t.Errorf("a file of so many numbers: %v", err)
	}
}

// tensorOf is a model of one tensor.
func tensorOf(kind uint64, doc string, n uint64) []byte {
	t := protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), n)
	t = protowire.AppendVarint(protowire.AppendTag(t, 2, protowire.VarintType), kind)
	return sized(nil, 7, sized(nil, 5, sized(t, 12, []byte(doc))))
}

// most is how many numbers a kept file may have for one tensor.
const most = 16

// TestNoWeightsAreKept: of every model in a folder of the tests' files there is no
// more than what is made of seeds when they run.
func TestNoWeightsAreKept(t *testing.T) {
	t.Parallel()
	root, seeds := checkout.Root(t), 0
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(root, p)
		name = filepath.ToSlash(name)
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == ".git" || d.Name() == ".cache" || d.Name() == "node_modules"):
			return filepath.SkipDir
		case d.IsDir() || !strings.Contains("/"+name, "/testdata/"):
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		if _, err := onnxgraph.Read(b, nil); err != nil && !strings.Contains(name, ".onnx") {
			return nil
		}
		if strings.HasSuffix(name, ending) {
			seeds++
		}
		if n, err := written(b, whole); err != nil || n > most { // of what is beside a model too, which cannot be read
			t.Errorf("%s has %d numbers of one tensor written out, %v; at most %d may be", name, n, err, most)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seeds == 0 {
		t.Error("no model was found that is made of seeds")
	}
}

// written is the most numbers that any tensor of a message has with it: whole ones of
// 64 bits, which are shapes and places, truths and names do not count.
func written(b []byte, kind int) (most int, err error) {
	if kind == tensor {
		t, err := read(b)
		if err != nil || t.kind == 7 || t.kind == 8 || t.kind == 9 || t.recipe != "" && !has(b) {
			return 0, err
		}
		n := 1
		for _, d := range t.shape {
			n *= d
		}
		return n, nil
	}
	floats := 0 // of an attribute
	err = each(b, func(e field) error {
		n := 0
		if in, ok := inside[kind][e.number]; ok {
			n, err = written(e.body, in)
		} else if kind == attribute && e.number == 7 {
			floats += max(len(e.body)/4, 1)
		}
		most = max(most, n, floats)
		return err
	})
	return most, err
}

// has says whether a tensor has numbers, of whatever form.
func has(b []byte) (found bool) {
	_ = each(b, func(e field) error {
		found = found || e.number == 4 || e.number == 5 || e.number == 7 || e.number == 9 || e.number == 10 || e.number == 11
		return nil
	})
	return found
}

func TestWrittenNumbersAreFound(t *testing.T) {
	t.Parallel()
	files, err := Files("testdata")
	if err != nil {
		t.Fatal(err)
	}
	skeleton, err := os.ReadFile(filepath.Join("testdata", "sample.onnx.seed"))
	if err != nil {
		t.Fatal(err)
	}
	for want, b := range map[int][]byte{600: files["sample.onnx"], 2: tensorOf(float, "", 2), 0: tensorOf(float, "seed: a 1 0", 99)} {
		if n, err := written(b, whole); err != nil || n != want {
			t.Errorf("%d numbers are written, %v; want %d", n, err, want)
		}
	}
	if n, err := written(skeleton, whole); err != nil || n > most {
		t.Errorf("%d numbers are written, %v", n, err)
	}
}
