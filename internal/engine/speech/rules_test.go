package speech_test

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/speech"
	"github.com/tenonhub/tenon/internal/engine/speech/librarytest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// rule is a transducer of one state as OpenFst writes it, which reads the letter
// from as another, and all others as they are.
func rule(from, to byte) []byte {
	text := func(b []byte, s string) []byte {
		return append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
	} //nolint:gosec // short
	b := binary.LittleEndian.AppendUint32(nil, 0x7eb2fdd6)
	b = text(text(b, "vector"), "standard")
	b = binary.LittleEndian.AppendUint32(b, 2) // version
	b = binary.LittleEndian.AppendUint32(b, 0) // flags
	const letters = 255
	for _, n := range []uint64{3, 0, 1, letters} { // properties, where it begins, states, arcs
		b = binary.LittleEndian.AppendUint64(b, n)
	}
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(0))
	b = binary.LittleEndian.AppendUint64(b, letters)
	for c := uint32(1); c <= letters; c++ {
		out := c
		if byte(c) == from {
			out = uint32(to)
		}
		for _, n := range []uint32{c, out, math.Float32bits(0), 0} {
			b = binary.LittleEndian.AppendUint32(b, n)
		}
	}
	return b
}

func TestVoicesReadByTheirRules(t *testing.T) {
	t.Parallel()
	say := func(dir, text string) (int64, error) {
		out, _, err := open(t, dir, "vits").Say(t.Context(), port.Values{"text": {port.NewText(text)}}, nil, func(float64, string) error { return nil })
		v, _ := out.First("audio")
		return v.Size, err
	}
	dir := librarytest.Lay(t, "vits-lexicon")
	without, err := say(dir, "xello world")
	if err != nil {
		t.Fatal(err)
	}
	want, err := say(dir, "hello world")
	if err != nil || without >= want {
		t.Fatalf("%d bytes, and %d without the word: %v", want, without, err)
	}
	if err := os.WriteFile(filepath.Join(dir, "number.fst"), rule('x', 'h'), 0o600); err != nil {
		t.Fatal(err)
	}
	if got, err := say(dir, "xello world"); err != nil || got != want {
		t.Errorf("%d bytes, want %d: %v", got, want, err)
	}
}

// TestVoicesThatLieAreRefused: the library would end the process on each of them.
func TestVoicesThatLieAreRefused(t *testing.T) {
	t.Parallel()
	whole := rule('a', 'b')
	number := func(at int, n byte) []byte { b := append([]byte(nil), whole...); b[at] = n; return b }
	for name, c := range map[string]struct {
		file string
		b    []byte
		want string
	}{
		"no rule":         {"rule.fst", []byte("no fst at all"), "rule.fst: it is no finite-state transducer"},
		"an empty rule":   {"rule.fst", nil, "rule.fst: it is no finite-state transducer"},
		"a cut rule":      {"rule.fst", whole[:len(whole)-9], "rule.fst: it is cut short"},
		"another type":    {"rule.fst", []byte(strings.Replace(string(whole), "vector", "vectoR", 1)), `type "vectoR"`},
		"no such state":   {"rule.fst", number(len(whole)-4, 9), "leads from 255 to 255 at the state 9, and it has 1"},
		"a rule's start":  {"rule.fst", number(4+4+6+4+8+4+4+8, 7), "it begins at its state 7"},
		"no tables":       {"rule.fst", number(4+4+6+4+8+4, 1), "its table of symbols is none"},
		"no phonemes":     {"espeak-ng-data/phontab", nil, "the model has no espeak-ng-data/phontab"},
		"another version": {"espeak-ng-data/phondata", []byte("\x01\x02\x03\x04\x05\x06\x07\x08"), "espeak-ng-data/phondata: it is not of espeak-ng"},
		"cut phonemes":    {"espeak-ng-data/phontab", []byte("\x82\x00\x00\x00\x23\x00"), "espeak-ng-data/phontab: it is cut short"},
		"two letters":     {"tokens.txt", []byte("a 1\nbc 2\n"), `its line 2 has "bc"`},
		"a letter twice":  {"tokens.txt", []byte("a 1\nb 2\na 3\n"), `its line 3 has "a"`},
		"no letter":       {"tokens.txt", []byte("<PAD> 0\na 1\n"), `its line 1 has "<PAD>"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := piper(t)
			if err := os.WriteFile(filepath.Join(dir, c.file), c.b, 0o600); err != nil {
				t.Fatal(err)
			}
			if _, err := speech.Open(options(t, dir, "vits")); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	dir := piper(t)
	if err := os.Remove(filepath.Join(dir, "espeak-ng-data", "intonations")); err != nil {
		t.Fatal(err)
	}
	if _, err := speech.Open(options(t, dir, "vits")); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "no espeak-ng-data/intonations") {
		t.Errorf("%v", err)
	}
}

// piper lays out a voice that reads by espeak-ng, as Piper's do.
func piper(t *testing.T) string {
	t.Helper()
	dir := librarytest.Lay(t, "vits")
	path := filepath.Join(dir, "model.onnx")
	b, err := os.ReadFile(path)
	said := strings.NewReplacer("tests", "piper", "frontend", "frontenx").Replace(string(b))
	if err == nil {
		err = os.WriteFile(path, []byte(said), 0o600)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "tokens.txt"), []byte("  0\na 1\nb 2\n<BLNK> 3\n"), 0o600)
	}
	if err == nil {
		err = os.CopyFS(filepath.Join(dir, "espeak-ng-data"), os.DirFS(librarytest.Phonemes(t)))
	}
	if err != nil || said == string(b) {
		t.Fatal(err)
	}
	return dir
}

// TestAVoiceOfPiperIsTaken has it judged alone: a process has one folder of espeak-ng's
// data, and that of another test goes on being needed.
func TestAVoiceOfPiperIsTaken(t *testing.T) {
	t.Parallel()
	if err := speech.Judge(options(t, piper(t), "vits")); err != nil {
		t.Error(err)
	}
}

func FuzzRules(f *testing.F) {
	f.Add(rule('a', 'b'))
	f.Add([]byte("no fst at all"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if err := speech.CheckFST(b); err != nil && !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
	})
}

func FuzzPhonemes(f *testing.F) {
	if b, err := os.ReadFile(filepath.Join(librarytest.Phonemes(f), "phontab")); err == nil {
		f.Add(b)
	}
	f.Add([]byte("\x01\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if speech.WholeTables(b) && len(b) < 4+4+32 {
			t.Errorf("%d bytes are whole", len(b))
		}
	})
}
