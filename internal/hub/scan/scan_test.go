package scan_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/hub/scan"
)

// What Python's pickle writes for an object that calls os.system("id") when it
// is read, in each protocol, and for data.
var evil = map[string]string{
	"protocol 0":             "cposix\nsystem\np0\n(Vid\np1\ntp2\nRp3\n.",
	"protocol 1":             "cposix\nsystem\nq\x00(X\x02\x00\x00\x00idq\x01tq\x02Rq\x03.",
	"protocol 2":             "\x80\x02cposix\nsystem\nq\x00X\x02\x00\x00\x00idq\x01\x85q\x02Rq\x03.",
	"protocol 3":             "\x80\x03cposix\nsystem\nq\x00X\x02\x00\x00\x00idq\x01\x85q\x02Rq\x03.",
	"protocol 4":             "\x80\x04\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94.",
	"protocol 5":             "\x80\x05\x95\x1d\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x94\x8c\x06system\x94\x93\x94\x8c\x02id\x94\x85\x94R\x94.",
	"through the memo":       "\x80\x04\x8c\x05posix\x94\x8c\x06system\x94]h\x00h\x01\x93\x8c\x02id\x85R.",
	"a name by INST":         "(Vid\nios\nsystem\n.",
	"a name in parts":        "\x80\x04\x8c\x08builtins\x8c\x08str.join\x93\x8c\x00\x85R\x8c\x06system\x93\x8c\x02id\x85R.",
	"cut off after the call": "\x80\x02cposix\nsystem\nX\x02\x00\x00\x00id\x85R",
	"then nonsense":          "cposix\nsystem\n(Vid\ntR\xff",
	"a popped decoy":         "\x80\x04\x8c\x02os\x8c\x06system\x8c\x0bcollections\x8c\x0bOrderedDict00\x93.",
	"an extension":           "\x80\x02\x82\x01)R.",
	"an escaped name":        "Vpos\\u0069x\nVsystem\n\x93(Vid\ntR.",
	"a dotted name":          "\x80\x04\x8c\x05torch\x8c\x12serialization.load\x93)R.",
	"a second pickle":        "\x80\x02}q\x00.\x80\x02cos\nsystem\nX\x02\x00\x00\x00id\x85R.",
}

func zipped(t *testing.T, files map[string]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, content := range files {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(content))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarred(t *testing.T, name, content string) string {
	t.Helper()
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	w := tar.NewWriter(z)
	err := w.WriteHeader(&tar.Header{Name: name, Size: int64(len(content)), Mode: 0o600})
	if err == nil {
		_, err = w.Write([]byte(content))
	}
	if err != nil || w.Close() != nil || z.Close() != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestADangerousPickleIsFound(t *testing.T) {
	t.Parallel()
	for name, content := range evil {
		for how, file := range map[string]string{
			"plain": content, "in an archive of PyTorch": zipped(t, map[string]string{"archive/data.pkl": content, "archive/data/0": "\x00\x01"}),
			"in a tar": tarred(t, "a/b.pkl", content), "in a zip in a zip": zipped(t, map[string]string{"in.zip": zipped(t, map[string]string{"x": content})}),
			"in an array": "\x93NUMPY\x01\x00\x1c\x00{'descr': '|O', 'shape': ()}" + content,
		} {
			if r := scan.Content([]byte(file)); r.Level() != scan.Dangerous || !r.Pickle {
				t.Errorf("%s, %s: %+v", name, how, r)
			}
		}
	}
}

func TestDataIsSafe(t *testing.T) {
	t.Parallel()
	tensor := "\x80\x02ccollections\nOrderedDict\nq\x00)Rq\x01X\x01\x00\x00\x00wq\x02ctorch._utils\n_rebuild_tensor_v2\nq\x03((X\x07\x00\x00\x00storageq\x04ctorch\nFloatStorage\nq\x05X\x01\x00\x00\x000q\x06X\x03\x00\x00\x00cpuq\x07K\x01tq\x08QK\x00K\x01\x85q\tK\x01\x85q\n\x89h\x00)Rq\x0btq\x0cRq\rs."
	for name, c := range map[string]struct {
		content string
		pickle  bool
		imports []string
	}{
		"a tensor":          {tensor, true, []string{"collections.OrderedDict", "torch._utils._rebuild_tensor_v2", "torch.FloatStorage"}},
		"a file of PyTorch": {zipped(t, map[string]string{"m/data.pkl": tensor, "m/version": "3\n"}), true, []string{"collections.OrderedDict"}},
		"an old one":        {"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03." + tensor + "\x00\x01\x02", true, []string{"torch.FloatStorage"}},
		"a list":            {"(lp0\nVcos\np1\na.", false, nil},
		"a text":            {"cat\ndog\nRabbit\n", false, nil},
		"a program":         {"import os\nos.system('id')\n", false, nil},
		"JSON":              {`{"a": [1, 2]}`, false, nil},
		"nothing":           {"", false, nil},
		"numbers":           {"\x93NUMPY\x01\x00\x1c\x00{'descr': '<f4','shape': ()} \x80\x02", false, nil},
		"a tar of texts":    {tarred(t, "a/b.txt", "hello"), false, nil},
		"a cut archive":     {zipped(t, map[string]string{"a": "b"})[:40], false, nil},
	} {
		r := scan.Content([]byte(c.content))
		if r.Pickle != c.pickle || r.Level() == scan.Dangerous || c.pickle && r.Level() != scan.Safe {
			t.Errorf("%s: %+v", name, r)
		}
		for _, want := range c.imports {
			if !slices.ContainsFunc(r.Imports, func(i scan.Import) bool { return i.Module+"."+i.Name == want }) {
				t.Errorf("%s: %s is missing in %+v", name, want, r.Imports)
			}
		}
	}
	if r := scan.Content([]byte("\x80\x02csklearn.svm\nSVC\n)R.")); r.Level() != scan.Suspicious {
		t.Errorf("what is not known: %+v", r)
	}
}

func TestAnArchiveThatLeavesItsFolderIsFound(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../evil", "/etc/passwd", "a/../../evil", `..\evil`, "C:/evil"} {
		for how, file := range map[string]string{"tar": tarred(t, name, "x"), "zip": zipped(t, map[string]string{name: "x"})} {
			if r := scan.Content([]byte(file)); r.Level() != scan.Dangerous {
				t.Errorf("%s in a %s: %+v", name, how, r)
			}
		}
	}
}

func TestASecretIsFoundWithItsLine(t *testing.T) {
	t.Parallel()
	for what, token := range map[string]string{
		"a token of Hugging Face": "hf_" + strings.Repeat("aB", 17), "a token of Tenon": "hf_tenon_" + strings.Repeat("x", 43), "a token of GitHub": "ghp_" + strings.Repeat("a1", 18),
		"a key of AWS": "AKIA" + strings.Repeat("A", 16), "a private key": "-----BEGIN RSA PRIVATE KEY-----",
	} {
		r := scan.Content(fmt.Appendf(nil, "# words\n\nkey = %s\n", token))
		if len(r.Notes) != 1 || r.Notes[0].What != what || r.Notes[0].Line != 3 || r.Level() != scan.Suspicious {
			t.Errorf("%s: %+v", what, r)
		}
	}
	if r := scan.Content([]byte("hf_model sk-learn AKIA ghp_x")); !r.Empty() {
		t.Errorf("words: %+v", r)
	}
}

func FuzzContent(f *testing.F) {
	for _, content := range evil {
		f.Add([]byte(content))
	}
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("\x1f\x8b\x08"))
	f.Add([]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if r := scan.Content(b); len(r.Imports) > 200 || r.Empty() && r.Level() != scan.Safe {
			t.Errorf("%+v", r)
		}
	})
}

// torn is a file of which what comes after some bytes cannot be read.
type torn struct {
	text string
	good int64
}

var errTorn = errors.New("the disk is torn")

func (f torn) ReadAt(p []byte, off int64) (int, error) {
	if off+int64(len(p)) > f.good {
		return 0, errTorn
	}
	return strings.NewReader(f.text).ReadAt(p, off)
}

func TestWhatCannotBeReadIsNotTakenForHarmless(t *testing.T) {
	t.Parallel()
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	w, err := z.Create("data.pkl")
	if err == nil {
		_, err = w.Write([]byte(evil["protocol 2"]))
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"a pickle": evil["protocol 2"] + strings.Repeat("x", 1<<20), "an archive": archive.String()} {
		for _, good := range []int64{0, int64(min(512, len(text)/2))} {
			if r, err := scan.File(torn{text, good}, int64(len(text))); !errors.Is(err, errTorn) {
				t.Errorf("%s of which %d bytes can be read: %+v, %v", name, good, r, err)
			}
		}
		if _, err := scan.File(strings.NewReader(text), int64(len(text))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
