package onnx_test

import (
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx"
	"github.com/tenonhub/tenon/internal/engine/onnx/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// scribe lays the files of a model that reads as a worker is given them.
func scribe(t *testing.T) string {
	t.Helper()
	dir, files := t.TempDir(), librarytest.Files(t, "lines")
	for from, to := range map[string]string{"ch_tiny_det.onnx": "det.onnx", "ch_tiny_rec.onnx": "rec.onnx", "ppocr_keys.txt": "dict.txt"} {
		if err := os.WriteFile(filepath.Join(dir, to), files[from], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "det.onnx")
}

func TestTextInPicturesIsRead(t *testing.T) {
	t.Parallel()
	m, err := onnx.Open(t.Context(), onnx.Options{Path: scribe(t), Task: "optical-character-recognition", Libraries: librarytest.Folder(t), Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	v := show(t, m, nil, sample(t, "page.png"))["text"][0]
	want := sights(t, "lines").Lines
	var text string
	sure := 0.0
	for i, l := range want {
		switch {
		case i == 0:
		case l.Corners[0][1]-want[i-1].Corners[0][1] < 10 && l.Corners[0][0] > want[i-1].Corners[0][0]:
			text += " "
		default:
			text += "\n"
		}
		text += l.Text
		sure += l.Sure / float64(len(want))
	}
	if v.Text != text || len(want) != 4 || v.Sure < sure-0.02 || v.Sure > sure+0.02 {
		t.Errorf("%q, sure by %g, want %q by %g", v.Text, v.Sure, text, sure)
	}
	empty := show(t, m, nil, corner(t, sample(t, "page.png"), 100, 8))["text"][0]
	if empty.Text != "" || empty.Type != port.Text {
		t.Errorf("of nothing: %+v", empty)
	}
}

// TestCharactersMayBeInTheModel: as RapidOCR's have them.
func TestCharactersMayBeInTheModel(t *testing.T) {
	t.Parallel()
	path := scribe(t)
	list, err := os.ReadFile(filepath.Join(filepath.Dir(path), "dict.txt"))
	if err != nil {
		t.Fatal(err)
	}
	sized := func(field byte, b []byte) []byte {
		return append(binary.AppendUvarint([]byte{field<<3 | 2}, uint64(len(b))), b...)
	}
	model := append(librarytest.Files(t, "lines")["ch_tiny_rec.onnx"], sized(14, append(sized(1, []byte("character")), sized(2, list)...))...)
	if err := errors.Join(os.WriteFile(filepath.Join(filepath.Dir(path), "rec.onnx"), model, 0o600), os.Remove(filepath.Join(filepath.Dir(path), "dict.txt"))); err != nil {
		t.Fatal(err)
	}
	m, err := onnx.Open(t.Context(), onnx.Options{Path: path, Task: "optical-character-recognition", Libraries: librarytest.Folder(t), Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.Close)
	if v := show(t, m, nil, sample(t, "page.png"))["text"][0]; !strings.Contains(v.Text, sights(t, "lines").Lines[1].Text) {
		t.Errorf("%q", v.Text)
	}
}

func TestAModelThatReadsMustBeWhole(t *testing.T) {
	t.Parallel()
	for says, spoil := range map[string]func(dir string) error{
		"no list of characters":     func(dir string) error { return os.Remove(filepath.Join(dir, "dict.txt")) },
		"tells 43 characters apart": func(dir string) error { return os.WriteFile(filepath.Join(dir, "dict.txt"), []byte("a\nb\n"), 0o600) },
		"must have one input, of pictures": func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "rec.onnx"), librarytest.Files(t, "mean")["onnx/model.onnx"], 0o600)
		},
		"the ONNX file is damaged": func(dir string) error { return os.Truncate(filepath.Join(dir, "rec.onnx"), 100) },
	} {
		path := scribe(t)
		if err := spoil(filepath.Dir(path)); err != nil {
			t.Fatal(err)
		}
		m, err := onnx.Open(t.Context(), onnx.Options{Path: path, Task: "optical-character-recognition", Libraries: librarytest.Folder(t), Threads: 1})
		if err == nil {
			m.Close()
		}
		if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("want %s: %v", says, err)
		}
	}
}

// longer is a WAV file with so many bytes of samples, with silence after its own.
func longer(b []byte, n int) []byte {
	const head = 44
	b = append(slices.Clone(b), make([]byte, n+head-len(b))...)
	binary.LittleEndian.PutUint32(b[40:], uint32(n))
	return b
}

func TestSoundsAreClassified(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"sounds-wav2vec2", "sounds-ast"} {
		m := open(t, name, "audio-classification")
		ask := func(b []byte) (port.Values, engine.Usage, error) {
			return m.Run(t.Context(), engine.Request{Task: "audio-classification", In: port.Values{"audio": {file(port.Audio, b)}}})
		}
		out, u, err := ask(sample(t, "chirp.wav"))
		if err != nil || differs(u.Seconds, 0.3) {
			t.Fatalf("%s: %+v, %v", name, u, err)
		}
		scored(t, name, labels(t, out), sights(t, name).Scores)
		for what, bad := range map[string][]byte{"does not begin like one": []byte("ID3"), "it has no samples": sample(t, "chirp.wav")[:44]} {
			if _, _, err := ask(bad); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), what) {
				t.Errorf("%s: %v", what, err)
			}
		}
	}
	long := longer(sample(t, "chirp.wav"), 31*16000*2)
	for name, says := range map[string]string{"sounds-wav2vec2": "more than 30 seconds", "sounds-ast": ""} {
		_, _, err := open(t, name, "audio-classification").Run(t.Context(), engine.Request{Task: "audio-classification", In: port.Values{"audio": {file(port.Audio, long)}}})
		if refused := says != ""; refused != fault.Is(err, fault.TooLarge) || refused && !strings.Contains(err.Error(), says) || !refused && err != nil {
			t.Errorf("31 seconds for %s: %v", name, err)
		}
	}
	path := librarytest.Lay(t, "sounds-ast")
	change(t, filepath.Join(filepath.Dir(path), "preprocessor_config.json"), "ASTFeatureExtractor", "ClapFeatureExtractor")
	m, err := onnx.Open(t.Context(), onnx.Options{Path: path, Task: "audio-classification", Libraries: librarytest.Folder(t), Threads: 1})
	if err == nil {
		m.Close()
	}
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "ClapFeatureExtractor") {
		t.Errorf("prepared otherwise: %v", err)
	}
}
