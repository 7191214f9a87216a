package document_test

import (
	"archive/zip"
	"bytes"
	"context"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/engine/native/document"
	"github.com/tenonhub/tenon/internal/engine/native/image/raster/rastertest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

func packed(tb testing.TB, files map[string]string) string {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, text := range files {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

const word = `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body>
<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>Lease</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">The rent is </w:t></w:r><w:del><w:r><w:delText>900</w:delText></w:r></w:del><w:r><w:t>1,000 euros</w:t></w:r><w:r><w:br/><w:t>每月支付。</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>no pets</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:r><w:t>no smoke</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Room</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Size</w:t></w:r></w:p></w:tc></w:tr>
<w:tr><w:tc><w:p><w:r><w:t>Hall</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>12 m²</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<w:p><mc:AlternateContent><mc:Choice><w:r><w:t>Signed</w:t></w:r></mc:Choice><mc:Fallback><w:r><w:t>Signed</w:t></w:r></mc:Fallback></mc:AlternateContent></w:p></w:body></w:document>`

const page = `<!doctype html><html><head><title>News — The Site</title><style>p{}</style></head><body>
<nav><a href=/>Home</a> <a href=/a>All</a></nav><div class="sidebar">Ads here</div>
<article><h1>Rain  at
last</h1><p>It rained <b>all</b> night.<br>Farmers smile.</p><script>alert(1)</script>
<ul><li>north: 10&nbsp;mm</li><li>south<ol><li>coast</li><li>hills</li></ol></li></ul>
<table><tr><th>Town</th><th>mm</th></tr><tr><td>Aba</td><td>10</td></tr></table>
<pre>a  b
c</pre><p hidden>secret</p><p>The rain came from the west and moved over the plain through the whole night, and many people stayed up to hear it fall on the roofs after the long dry months of the year.</p></article><footer>© Site</footer></body></html>`

func gbk(t *testing.T, s string) string {
	t.Helper()
	out, err := simplifiedchinese.GBK.NewEncoder().String(s)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ in, want string }{
		"lease.docx": {
			packed(t, map[string]string{"word/document.xml": word, "[Content_Types].xml": "<Types/>"}),
			"Lease\n\nThe rent is 1,000 euros\n每月支付。\n\n- no pets\n- no smoke\n\nRoom\tSize\nHall\t12 m²\n\nSigned",
		},
		"talk.pptx": {packed(t, map[string]string{
			"ppt/presentation.xml":   "<p/>",
			"ppt/slides/slide10.xml": `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>Last</a:t></a:r></a:p></p:sld>`,
			"ppt/slides/slide2.xml":  `<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:r><a:t>Second </a:t></a:r><a:r><a:t>slide</a:t></a:r></a:p></p:sld>`,
		}), "Second slide\n\nLast"},
		"note.odt": {
			packed(t, map[string]string{
				"mimetype":    "application/vnd.oasis.opendocument.text",
				"content.xml": `<o:d xmlns:o="o" xmlns:text="t" xmlns:table="b"><o:automatic-styles>x</o:automatic-styles><text:h>Plan</text:h><text:p>Go<text:s/>home <text:span>now</text:span></text:p><text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list><table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table></o:d>`,
			}),
			"Plan\n\nGo home now\n\n- one\n- two\n\na\tb",
		},
		"book.epub": {packed(t, map[string]string{
			"META-INF/container.xml": `<container><rootfiles><rootfile full-path="O/b.opf"/></rootfiles></container>`,
			"O/b.opf":                `<package><manifest><item id="2" href="two.xhtml"/><item id="1" href="one%20a.xhtml"/></manifest><spine><itemref idref="1"/><itemref idref="2"/></spine></package>`,
			"O/two.xhtml":            "<html><body><p>Then.</p></body></html>", "O/one a.xhtml": "<html><body><h1>First</h1></body></html>",
		}), "First\n\nThen."},
		"page.html": {page, "Rain at last\n\nIt rained all night.\nFarmers smile.\n\n- north: 10 mm\n- south\n  1. coast\n  2. hills\n\nTown\tmm\nAba\t10\n\na  b\nc\n\n" +
			"The rain came from the west and moved over the plain through the whole night, and many people stayed up to hear it fall on the roofs after the long dry months of the year."},
		"declared.html": {"<html><head><meta charset=gbk><title>" + gbk(t, "通知") + "</title></head><body><p>" + gbk(t, "明天放假") + "</p></body></html>", "通知\n\n明天放假"},
		"read.md": {
			"---\ntitle: x\n---\n# Big *day*\nSee [the site](http://x.y) and `code_name`.\n\n> quoted **words**\n\n* one\n* [x] two\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```go\nx := *p\n```\n![a cat](c.png) snake_case_name\n",
			"Big day\n\nSee the site and code_name.\n\nquoted words\n\n- one\n- two\n\na\tb\n1\t2\n\nx := *p\na cat snake_case_name",
		},
		"old.rtf": {`{\rtf1\ansi\ansicpg936{\fonttbl{\f0 Arial;}}\f0 Hello \b world\b0\'21\par ` + `\'c4\'e3\'ba\'c3 \u8364? ok\tab x}`, "Hello world!\n\n你好 € ok\tx"},
		"hello.eml": {
			"From: =?utf-8?B?546L5Lyf?= <w@x.cn>\r\nTo: a@b.c\r\nSubject: =?gbk?B?u+HS6Q==?=\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=q\r\n\r\n--q\r\nContent-Type: multipart/alternative; boundary=r\r\n\r\n--r\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nCaf=C3=A9 at ten=\r\n thirty.\r\n--r\r\nContent-Type: text/html\r\n\r\n<p>Other</p>\r\n--r--\r\n--q\r\nContent-Type: application/pdf\r\nContent-Disposition: attachment; filename=\"plan.pdf\"\r\n\r\nxx\r\n--q--\r\n",
			"From: 王伟 <w@x.cn>\nTo: a@b.c\nSubject: 会议\n\nCafé at ten thirty.\n\n[plan.pdf]",
		},
		"t.csv":       {"name;n\nA b;1\n", "name\tn\nA b\t1"},
		"zh.txt":      {gbk(t, "第一行\r\n\r\n\r\n第二行"), "第一行\n\n第二行"},
		"latin.txt":   {"na\xEFve caf\xE9\n", "naïve café"},
		"wide.txt":    {"\xFF\xFEh\x00i\x00", "hi"},
		"page as txt": {"<html><body><p>Hi</p></body></html>", "Hi"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := document.Text(t.Context(), name, []byte(c.in))
			if err != nil || got != c.want {
				t.Errorf("got %q, %v\nwant %q", got, err, c.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	bomb := packed(t, map[string]string{"word/document.xml": strings.Repeat(" ", 30<<20)})
	for name, c := range map[string]struct {
		in    string
		kind  fault.Kind
		words string
	}{
		"a.pdf":       {"%PDF-1.4", fault.Unavailable, "a.pdf: is a PDF; use tenon/pdftotext"},
		"a.docx":      {"PK\x03\x04 and no more", fault.Invalid, "damaged or cut short"},
		"b.docx":      {bomb, fault.Invalid, "zip bomb"},
		"c.zip":       {packed(t, map[string]string{"x.txt": "hi"}), fault.Invalid, "is a ZIP archive and no document"},
		"d.docx":      {packed(t, map[string]string{"word/document.xml": "<w:p><w:t>cut"}), fault.Invalid, "damaged in its part word/document.xml"},
		"e.docx":      {packed(t, map[string]string{"word/document.xml": "<w:p></w:p>"}), fault.Invalid, "has no text in it"},
		"empty.txt":   {"", fault.Invalid, "has no text in it"},
		"photo.docx":  {"\x89PNG\r\n", fault.Invalid, "a PNG picture, not a document"},
		"old.doc":     {"\xD0\xCF\x11\xE0", fault.Invalid, "old Microsoft Office file"},
		"program.txt": {"\x7FELF\x00\x01", fault.Invalid, "is a program"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := document.Text(t.Context(), name, []byte(c.in))
			if !fault.Is(err, c.kind) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("got %v, want a fault of kind %s with %q", err, c.kind, c.words)
			}
		})
	}
}

func TestModels(t *testing.T) {
	t.Parallel()
	if models, err := document.Models(); err != nil || len(models) < 1 {
		t.Fatalf("got %d models, %v", len(models), err)
	}
}

func TestContract(t *testing.T) {
	t.Parallel()
	all, err := document.Models()
	if err != nil {
		t.Fatal(err)
	}
	three := attached(port.Document, "a.pdf", numbered(3, "p"))
	for _, m := range all {
		in, p := port.Values{"document": {three}}, task.Params{}
		switch m.Task {
		case "document-text-extraction":
			in = port.Values{"document": {{Type: port.Document, Name: "p.html", Text: page}}}
		case "document-writing":
			in = port.Values{"text": {port.NewText("It rains. 下雨了。")}}
		case "document-pages":
			p["pages"] = "2"
		case "document-joining":
			in = port.Values{"documents": {three, three}}
		case "images-to-document":
			in = port.Values{"images": {rastertest.PNG(t, rastertest.Scene(60, 40, 1), "p.png")}}
		}
		def, err := task.Lookup(string(m.Task))
		if err != nil {
			t.Fatal(err)
		}
		if p, err = def.Complete(p); err != nil {
			t.Fatal(err)
		}
		t.Run(m.Ref.Name, func(t *testing.T) {
			t.Parallel()
			enginetest.Run(t, document.New(), engine.Request{Model: m.Ref, Task: m.Task, In: in, Params: p})
		})
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{word, page, "{\\rtf1 a}", "From: a\nSubject: b\nTo: c\n\nhi", "# a\n* b", "\xFF\xFEa"} {
		f.Add("a.html", []byte(s))
	}
	f.Add("a.md", []byte("**a** | b\n--|--\n"))
	f.Add("a.eml", []byte("Content-Type: multipart/mixed; boundary=q\n\n--q\n\nx\n--q--"))
	f.Fuzz(func(t *testing.T, name string, b []byte) {
		text, err := document.Text(context.Background(), name, b)
		if err == nil && (text == "" || strings.ToValidUTF8(text, "") != text) {
			t.Errorf("%q gave %q", b, text)
		}
	})
}

func FuzzWord(f *testing.F) {
	f.Add(word)
	f.Fuzz(func(t *testing.T, xml string) {
		_, err := document.Text(context.Background(), "a.docx", []byte(packed(t, map[string]string{"word/document.xml": xml})))
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q: %v", xml, err)
		}
	})
}
