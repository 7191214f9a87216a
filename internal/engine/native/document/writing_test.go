package document_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/document"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// laid reads a PDF word for word; without spaces, since lines are broken anywhere in Chinese.
func laid(t *testing.T, v port.Value) string {
	t.Helper()
	return regexp.MustCompile(`\s+`).ReplaceAllString(regexp.MustCompile(`\d+ ?/ ?\d+`).ReplaceAllString(words(t, v), ""), "")
}

// TestWriting: what is written as a document is read again word for word.
func TestWriting(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("The tenant pays the rent by the third day of each month, and not later. 租客每月三日前支付租金，不得拖延。", 60)
	marks := "# Terms of 租约\n\nThe **rent** is *1,000* euros.\n\n1. no pets\n2. no smoke\n   - nor fire\n\n| Room | Size |\n|---|---|\n| Hall | 12 m² |\n\n> quoted\n\n---\nend"
	for name, c := range map[string]struct{ file, text, want string }{
		"English": {"a.txt", "Dear Anna,\n\nit rains (again) – “so” it goes.", "DearAnna,itrains(again)–“so”itgoes."},
		"Chinese": {"信.txt", "尊敬的王先生：\n合同已签，2026年5月4日生效。", "尊敬的王先生：合同已签，2026年5月4日生效。"},
		"long":    {"b.txt", long, strings.ReplaceAll(long, " ", "")},
		"marks":   {"c.md", marks, "Termsof租约Therentis1,000euros.1.nopets2.nosmoke•norfireRoomSizeHall12m²quotedend"},
	} {
		in := port.Values{"text": {{Type: port.Text, Name: c.file, Text: c.text, Size: int64(len(c.text))}}}
		for _, format := range []string{"pdf", "docx", "html"} {
			out, err := does(t, "write-document", "document-writing", in, task.Params{"format": format})
			if err != nil {
				t.Errorf("%s as %s: %v", name, format, err)
				continue
			}
			v, _ := out.First("document")
			got := ""
			if format == "pdf" {
				got = laid(t, v)
			} else {
				b, err := v.Read(1 << 24)
				if err != nil {
					t.Fatal(err)
				}
				if got, err = document.Text(t.Context(), v.Name, b); err != nil {
					t.Fatal(err)
				}
				got = regexp.MustCompile(`\s+`).ReplaceAllString(got, "")
				got, c.want = strings.ReplaceAll(got, "|", ""), strings.ReplaceAll(c.want, "|", "")
			}
			if got != c.want || !strings.HasPrefix(v.Name, strings.TrimSuffix(strings.TrimSuffix(c.file, ".txt"), ".md")) {
				k := 0
				for k < min(len(got), len(c.want)) && got[k] == c.want[k] {
					k++
				}
				t.Errorf("%s as %s, %s, from byte %d:\n%.200q\nwant\n%.200q", name, format, v.Name, k, got[k:], c.want[k:])
			}
		}
	}
}

// TestWritingTables: a table is written with all its cells, its header on each page.
func TestWritingTables(t *testing.T) {
	t.Parallel()
	csv := "name,城市,amount\n"
	for i := range 300 {
		csv += fmt.Sprintf("row%d,上海,%d.50\n", i, i)
	}
	in := port.Values{"text": {{Type: port.Table, Name: "t.csv", Media: "text/csv", Text: csv, Size: int64(len(csv))}}}
	out, err := does(t, "write-document", "document-writing", in, task.Params{"title": "Sales"})
	if err != nil {
		t.Fatal(err)
	}
	v, _ := out.First("document")
	b, err := v.Read(1 << 24)
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Join(strings.Fields(program(t, b, "pdftotext", "-layout", "-", "-")), " ")
	for _, want := range []string{"Sales name 城市 amount row0 上海 0.50", "row299 上海 299.50"} {
		if !strings.Contains(got, want) {
			t.Errorf("%.300q … does not have %q", got, want)
		}
	}
	var pages int
	if _, err := fmt.Sscanf(regexp.MustCompile(`Pages:\s+\d+`).FindString(program(t, b, "pdfinfo", "-")), "Pages: %d", &pages); err != nil || pages < 4 || strings.Count(got, "城市") != pages {
		t.Errorf("%d pages, the header %d times, %v", pages, strings.Count(got, "城市"), err)
	}
	drawn := program(t, b, "pdftoppm", "-png", "-r", "60", "-singlefile", "-")
	f, err := raster.Open(attached(port.Image, "page.png", []byte(drawn)))
	if err != nil {
		t.Fatal(err)
	}
	dark := 0
	p := f.Picture(1e6)
	for _, c := range p.C[0].V {
		if c < 0.4 {
			dark++
		}
	}
	if dark < 2000 || dark > p.W*p.H/4 {
		t.Errorf("%d dark pixels of %d × %d: the letters are not drawn", dark, p.W, p.H)
	}
	if out, err = does(t, "write-document", "document-writing", in, task.Params{"format": "markdown"}); err != nil {
		t.Fatal(err)
	}
	if v, _ := out.First("document"); v.Name != "t.md" || !strings.Contains(textOf(t, v), "| name | 城市 | amount |\n| --- | --- | --- |\n| row0 | 上海 | 0.50 |\n") {
		t.Errorf("%s: %.200q", v.Name, textOf(t, v))
	}
	wide := strings.Repeat("c,", 30) + "c\n"
	in["text"][0] = port.Value{Type: port.Table, Name: "wide.csv", Media: "text/csv", Text: wide + wide}
	if _, err := does(t, "write-document", "document-writing", in, nil); !fault.Is(err, fault.TooLarge) || !strings.Contains(err.Error(), "wide.csv") {
		t.Errorf("a wide table: %v", err)
	}
}

func textOf(t *testing.T, v port.Value) string {
	t.Helper()
	b, err := v.Read(1 << 24)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// TestLettersThatNoFontHas: they are named, and the rest is written.
func TestLettersThatNoFontHas(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"en": "No font on this machine has these letters, and their places are blank: \U00013000.", "zh": "本机字体里没有这些字，文件中这些位置是空的：\U00013000。"} {
		out, err := does(t, "write-document", "document-writing", port.Values{"text": {port.NewText("a \U00013000 b")}}, task.Params{"language": lang})
		if err != nil {
			t.Fatal(err)
		}
		note, _ := out.First("note")
		if v, _ := out.First("document"); note.Text != want || v.Name != "text.pdf" || !strings.HasPrefix(words(t, v), "a") {
			t.Errorf("%s: %q, %s says %q", lang, note.Text, v.Name, words(t, v))
		}
	}
	for _, bad := range []port.Value{port.NewText(" \n"), {Type: port.Text, Name: "a.bin", Text: "\x00\x01\x02"}} {
		if _, err := does(t, "write-document", "document-writing", port.Values{"text": {bad}}, nil); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", bad.Text, err)
		}
	}
}
