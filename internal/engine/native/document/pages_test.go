package document_test

import (
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"strings"
	"testing"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/native/document"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// numbered is a PDF of n pages, of which each says its number behind a word.
func numbered(n int, word string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, a ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(at))
		fmt.Fprintf(&b, format, a...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 2 0 R>>")
	kids := ""
	for i := range n {
		kids += fmt.Sprintf("%d 0 R ", 4+2*i)
	}
	object("<</Type/Pages/Count %d/Kids[%s]>>", n, kids)
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	for i := range n {
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F 3 0 R>>>>/Contents %d 0 R>>", 5+2*i)
		s := fmt.Sprintf("BT /F 24 Tf 40 100 Td (%s%d) Tj ET", word, i+1)
		object("<</Length %d>>stream\n%s\nendstream", len(s), s)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", o)
	}
	fmt.Fprintf(&b, "trailer<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

func attached(t port.Type, name string, b []byte) port.Value {
	return port.Value{Type: t, Name: name, Size: int64(len(b)), Body: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
}

func does(t *testing.T, model string, id task.ID, in port.Values, p task.Params) (port.Values, error) {
	t.Helper()
	def, err := task.Lookup(string(id))
	if err != nil {
		t.Fatal(err)
	}
	if p, err = def.Complete(p); err != nil {
		t.Fatal(err)
	}
	return document.New()(t.Context(), engine.Request{Model: ref.Model{Owner: "tenon", Name: model}, Task: id, In: in, Params: p})
}

// program is what a program of poppler says of a PDF.
func program(t *testing.T, b []byte, name string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), name, args...)
	cmd.Stdin = bytes.NewReader(b)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return string(out)
}

func words(t *testing.T, v port.Value) string {
	t.Helper()
	b, err := v.Read(1 << 24)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(strings.Fields(program(t, b, "pdftotext", "-", "-")), " ")
}

func pages(b []byte, name string) port.Values {
	return port.Values{"document": {attached(port.Document, name, b)}}
}

// TestPages: pages are taken, dropped, turned, parted and joined, with their words.
func TestPages(t *testing.T) {
	t.Parallel()
	six := numbered(6, "p")
	for said, want := range map[string]string{
		"2-4": "p2 p3 p4", "1, 3,5": "p1 p3 p5", "5-": "p5 p6", "last": "p6", "last 2": "p5 p6", "first 3": "p1 p2 p3", "odd": "p1 p3 p5", "even": "p2 p4 p6", "6,1": "p6 p1", "第2到3页": "p2 p3", "all": "p1 p2 p3 p4 p5 p6",
	} {
		out, err := does(t, "take-pages", "document-pages", pages(six, "a.pdf"), task.Params{"pages": said})
		if err != nil {
			t.Errorf("%s: %v", said, err)
			continue
		}
		v, _ := out.First("document")
		if got := words(t, v); got != want || v.Name != "a-pages.pdf" || v.Media != "application/pdf" {
			t.Errorf("%s: %q in %s, want %q", said, got, v.Name, want)
		}
	}
	out, err := does(t, "take-pages", "document-pages", pages(six, "a.pdf"), task.Params{"pages": "2, 5-6", "drop": true})
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := out.First("document"); words(t, v) != "p1 p3 p4" {
		t.Errorf("dropped: %q", words(t, v))
	}
	if out, err = does(t, "turn-pages", "document-rotation", pages(six, "a.pdf"), task.Params{"degrees": -90.0, "pages": "2"}); err != nil {
		t.Fatal(err)
	}
	v, _ := out.First("document")
	b, err := v.Read(1 << 24)
	if err != nil {
		t.Fatal(err)
	}
	if got := program(t, b, "pdfinfo", "-l", "3", "-"); strings.Count(got, "rot:   270") != 1 || !strings.Contains(got, "Page    2 rot:   270") {
		t.Errorf("turned: %s", got)
	}
	if out, err = does(t, "split-pages", "document-splitting", pages(six, "a.pdf"), task.Params{"every": 4.0}); err != nil {
		t.Fatal(err)
	}
	if l := out["documents"]; len(l) != 2 || words(t, l[0]) != "p1 p2 p3 p4" || words(t, l[1]) != "p5 p6" || l[1].Name != "a-pages-005-006.pdf" {
		t.Errorf("split: %+v", l)
	}
	if out, err = does(t, "split-pages", "document-splitting", pages(numbered(3, "q"), "b.pdf"), nil); err != nil {
		t.Fatal(err)
	}
	if l := out["documents"]; len(l) != 3 || words(t, l[2]) != "q3" || l[2].Name != "b-page-003.pdf" {
		t.Errorf("split: %+v", l)
	}
	if out, err = does(t, "join-pages", "document-joining", port.Values{"documents": {attached(port.Document, "b.pdf", numbered(2, "q")), attached(port.Document, "a.pdf", six)}}, nil); err != nil {
		t.Fatal(err)
	}
	if v, _ := out.First("document"); words(t, v) != "q1 q2 p1 p2 p3 p4 p5 p6" || v.Name != "b-joined.pdf" {
		t.Errorf("joined: %q in %s", words(t, v), v.Name)
	}
}

func TestPagesThatCannotBeHad(t *testing.T) {
	t.Parallel()
	three := numbered(3, "p")
	var locked bytes.Buffer
	if err := api.Encrypt(bytes.NewReader(three), &locked, model.NewAESConfiguration("secret", "other", 256)); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		b     []byte
		pages string
		says  string
	}{
		"too far":  {three, "2-9", "no page 9: it has 3"},
		"unclear":  {three, "the nice ones", "not understood"},
		"reversed": {three, "3-1", "not understood"},
		"no PDF":   {[]byte("PK\x03\x04 a docx"), "1", "no PDF file"},
		"empty":    {nil, "1", "no PDF file"},
		"cut":      {three[:len(three)/3], "1", "damaged"},
		"locked":   {locked.Bytes(), "1", "protected by a password"},
	} {
		if _, err := does(t, "take-pages", "document-pages", pages(c.b, "a.pdf"), task.Params{"pages": c.pages}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "a.pdf") {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	if _, err := does(t, "take-pages", "document-pages", pages(three, "a.pdf"), task.Params{"pages": strings.Repeat("all,", 3000)}); !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "a.pdf") {
		t.Errorf("pages again and again: %v", err)
	}
	if _, err := does(t, "take-pages", "document-pages", pages(three, "a.pdf"), task.Params{"pages": "all", "drop": true}); !fault.Is(err, fault.Invalid) {
		t.Errorf("nothing left: %v", err)
	}
	if _, err := does(t, "turn-pages", "document-rotation", pages(three, "a.pdf"), task.Params{"degrees": 45.0}); !fault.Is(err, fault.Invalid) {
		t.Errorf("45 degrees: %v", err)
	}
	if _, err := does(t, "join-pages", "document-joining", port.Values{"documents": {attached(port.Document, "a.pdf", three), attached(port.Document, "b.docx", []byte("PK\x03\x04"))}}, nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "b.docx") {
		t.Errorf("a DOCX is joined: %v", err)
	}
}

// TestPagesOfPictures: each picture is a page of its size, in its colours.
func TestPagesOfPictures(t *testing.T) {
	t.Parallel()
	plain := func(w, h int, c int) *raster.Picture {
		p := raster.New(w, h)
		p.C[c] = p.C[c].Map(func(float32) float32 { return 1 })
		return p
	}
	in := port.Values{"images": {rastertest.JPEG(t, plain(200, 100, 0), "red.jpg"), rastertest.PNG(t, plain(120, 240, 2), "blue.png")}}
	for paper, size := range map[string][2]string{"fit": {"200 x 100 pts", "120 x 240 pts"}, "a4": {"595 x 842 pts (A4)", "595 x 842 pts (A4)"}} {
		out, err := does(t, "pictures-to-pdf", "images-to-document", in, task.Params{"paper": paper})
		if err != nil {
			t.Fatal(err)
		}
		v, _ := out.First("document")
		b, err := v.Read(1 << 24)
		if err != nil {
			t.Fatal(err)
		}
		said := strings.Join(strings.Fields(program(t, b, "pdfinfo", "-l", "2", "-")), " ")
		for i, want := range size {
			if !strings.Contains(said, fmt.Sprintf("Page %d size: %s", i+1, want)) {
				t.Errorf("%s: page %d is not %s: %s", paper, i+1, want, said)
			}
		}
		drawn := program(t, b, "pdftoppm", "-png", "-r", "72", "-f", "2", "-l", "2", "-singlefile", "-")
		f, err := raster.Open(attached(port.Image, "page.png", []byte(drawn)))
		if err != nil {
			t.Fatal(err)
		}
		p := f.Picture(1e6)
		if r, bl := p.C[0].At(p.W/2, p.H/2), p.C[2].At(p.W/2, p.H/2); r > 0.1 || bl < 0.9 || v.Name != "red.pdf" {
			t.Errorf("%s: the second page is %.2f red and %.2f blue in %s", paper, r, bl, v.Name)
		}
	}
	broken := port.Values{"images": {rastertest.PNG(t, plain(20, 20, 0), "a.png"), attached(port.Image, "b.png", []byte("nothing"))}}
	if _, err := does(t, "pictures-to-pdf", "images-to-document", broken, nil); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "b.png") {
		t.Errorf("a broken picture: %v", err)
	}
}
