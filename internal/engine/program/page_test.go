package program_test

import (
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/program"
	"github.com/tenonhub/tenon/internal/port"
)

func testdata(t *testing.T, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("../../../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// table is tesseract's table of a picture, its words looked for everywhere.
func table(t *testing.T, name string) program.Page {
	t.Helper()
	path := "p" + name[strings.LastIndex(name, "."):]
	b := testdata(t, name)
	return program.ParsePage(string(tool(t, "o.tsv", "sh", "-c", `cat > `+path+` < "$0"; tesseract `+path+` o -l eng+chi_sim --psm 11 tsv`, onDisk(t, file(port.Image, name, b)))))
}

// TestSignsInPhotosAreNoText tells pages from lakes: what stands on a page is
// legible, what is read into water and grass is not.
func TestSignsInPhotosAreNoText(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]string{"page_en.jpg": "Harbour Museum", "page_zh.jpg": "停水通知", "lake.jpg": "", "fruit.jpg": "", "shore_left.jpg": "", "poster.jpg": ""} {
		p := table(t, name)
		got := p.Legible()
		t.Logf("%s: confidence %.2f, %d legible letters", name, p.Sure(), len([]rune(got)))
		switch {
		case says == "" && got != "":
			t.Errorf("%s: %q is no text", name, got)
		case !strings.Contains(got, says):
			t.Errorf("%s: got %q, want %q in it", name, got, says)
		case (p.Sure() > 0.7) != (says != ""):
			t.Errorf("%s: the confidence is %.2f", name, p.Sure())
		}
	}
}

// TestScrapsAreNoText: two letters that a photo of fur is sure of, among a hundred that it is
// not, are no text; on a page of their own, and in longer words, they are.
func TestScrapsAreNoText(t *testing.T) {
	t.Parallel()
	fur := strings.Repeat("5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t30\tqwe\n", 30)
	for line, want := range map[string][2]string{"NS": {"", "NS"}, "EXIT": {"EXIT", "EXIT"}, "出口": {"出口", "出口"}, "24": {"24", "24"}} {
		said := "5\t1\t2\t1\t1\t1\t0\t0\t9\t9\t92\t" + line + "\n"
		if got := [2]string{program.ParsePage(fur + said).Legible(), program.ParsePage(said).Legible()}; got != want {
			t.Errorf("%s: in fur and alone it reads %q, want %q", line, got, want)
		}
	}
}

// TestOneColourNeedsMoreLetters: three letters in the red of a picture are no text.
func TestOneColourNeedsMoreLetters(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{"iil": "", "EXIT": "EXIT", "出口": "", "注意安全": "注意安全"} {
		page := program.ParsePage("5\t1\t2\t1\t1\t1\t0\t0\t9\t9\t92\t" + line + "\n")
		if got := page.In(program.Tints[0]); got != want || page.In("") != line {
			t.Errorf("%s: it reads %q, want %q, and %q in full colour", line, got, want, page.In(""))
		}
	}
}

func TestReadingsSayHowSureTheyAre(t *testing.T) {
	t.Parallel()
	said := func(v port.Value) float64 { return run(t, "pocketsphinx", one("audio", v), nil)["text"][0].Sure }
	noisy := convert(t, testdata(t, "call.wav"), "n.wav", "-f", "lavfi", "-i", "anoisesrc=c=white:a=0.05:r=16000:d=16", "-filter_complex", "[0][1]amix=2:duration=first:normalize=0")
	clear, drowned := said(file(port.Audio, "call.wav", testdata(t, "call.wav"))), said(file(port.Audio, "noisy.wav", noisy))
	read := run(t, "tesseract", one("image", file(port.Image, "page.jpg", testdata(t, "page_en.jpg"))), nil)["text"][0].Sure
	t.Logf("clear speech %.2f, the same in noise %.2f, a page %.2f", clear, drowned, read)
	if clear < 0.7 || clear > 1 || drowned <= 0 || drowned > 0.6 || read < 0.9 || read > 1 {
		t.Errorf("clear speech %.2f, the same in noise %.2f, a page %.2f", clear, drowned, read)
	}
}

func FuzzPage(f *testing.F) {
	f.Add("5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t96.5\tHarbour\n5\t1\t1\t1\t1\t2\t0\t0\t9\t9\t12\t~\n")
	f.Add("level\tpage_num\n5\t\t\t\t\t\t\t\t\t\tNaN\tx\n5\t1\t1\t1\t1\t1\t0\t0\t9\t9\t-1\t \n")
	f.Fuzz(func(t *testing.T, tsv string) {
		p := program.ParsePage(tsv)
		if s := p.Sure(); !(s >= 0 && s <= 1.0001) {
			t.Errorf("the confidence is %v", s)
		}
		if len(p.Legible()) > 2*len(tsv) {
			t.Error("more is legible than is there")
		}
	})
}
