package compose

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"strings"
)

const (
	docxTypes = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/></Types>`
	docxRels  = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`
	docxOwn   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`
	space     = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"`
	borders   = `<w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblBorders><w:top w:val="single" w:sz="4" w:color="999999"/><w:left w:val="single" w:sz="4" w:color="999999"/><w:bottom w:val="single" w:sz="4" w:color="999999"/><w:right w:val="single" w:sz="4" w:color="999999"/><w:insideH w:val="single" w:sz="4" w:color="999999"/><w:insideV w:val="single" w:sz="4" w:color="999999"/></w:tblBorders></w:tblPr>`
)

// DOCX writes d as a Word document.
func DOCX(d Document) ([]byte, error) {
	var body strings.Builder
	if d.Title != "" {
		body.WriteString(para(`<w:pStyle w:val="Heading1"/>`, []Span{{Text: d.Title}}))
	}
	for _, b := range d.Blocks {
		switch b.Kind {
		case Heading:
			body.WriteString(para(fmt.Sprintf(`<w:pStyle w:val="Heading%d"/>`, min(b.Level, 6)), b.Spans))
		case Item:
			at := 360 * (b.Level + 1)
			body.WriteString(para(fmt.Sprintf(`<w:ind w:left="%d" w:hanging="360"/>`, at), append([]Span{{Text: b.Mark + "\t"}}, b.Spans...)))
		case Quote:
			body.WriteString(para(`<w:ind w:left="480"/>`, b.Spans))
		case Rule:
			body.WriteString(para(`<w:pBdr><w:bottom w:val="single" w:sz="6" w:color="999999"/></w:pBdr>`, nil))
		case Table:
			body.WriteString(tableXML(b.Rows))
		case Paragraph, Code:
			body.WriteString(para("", b.Spans))
		}
	}
	doc := `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:document ` + space + `><w:body>` + body.String() + `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="0" w:footer="0" w:gutter="0"/></w:sectPr></w:body></w:document>`
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range [][2]string{{"[Content_Types].xml", docxTypes}, {"_rels/.rels", docxRels}, {"word/_rels/document.xml.rels", docxOwn}, {"word/styles.xml", styles()}, {"word/document.xml", doc}} {
		w, err := z.Create(f[0])
		if err == nil {
			_, err = w.Write([]byte(f[1]))
		}
		if err != nil {
			return nil, fmt.Errorf("write a DOCX: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write a DOCX: %w", err)
	}
	return out.Bytes(), nil
}

func styles() string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:styles ` + space + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Microsoft YaHei" w:cs="Calibri"/><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="300" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>`)
	for i := range 6 {
		fmt.Fprintf(&b, `<w:style w:type="paragraph" w:styleId="Heading%[1]d"><w:name w:val="heading %[1]d"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="%[2]d"/></w:pPr><w:rPr><w:b/><w:sz w:val="%[3]d"/></w:rPr></w:style>`, i+1, i, max(24, 40-6*i))
	}
	return b.String() + `</w:styles>`
}

func para(properties string, spans []Span) string {
	var b strings.Builder
	b.WriteString("<w:p>")
	if properties != "" {
		b.WriteString("<w:pPr>" + properties + "</w:pPr>")
	}
	for _, s := range spans {
		b.WriteString("<w:r>")
		style := ""
		if s.Mono {
			style += `<w:rFonts w:ascii="Consolas" w:hAnsi="Consolas"/>`
		}
		if s.Bold {
			style += "<w:b/>"
		}
		if s.Italic {
			style += "<w:i/>"
		}
		if style != "" {
			b.WriteString("<w:rPr>" + style + "</w:rPr>")
		}
		for i, line := range strings.Split(s.Text, "\n") {
			if i > 0 {
				b.WriteString("<w:br/>")
			}
			for k, part := range strings.Split(line, "\t") {
				if k > 0 {
					b.WriteString("<w:tab/>")
				}
				b.WriteString(`<w:t xml:space="preserve">` + escaped(part) + "</w:t>")
			}
		}
		b.WriteString("</w:r>")
	}
	return b.String() + "</w:p>"
}

// escaped is a text in XML, without what XML has no letters for.
func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s))
	return strings.ReplaceAll(b.String(), "\uFFFD", "")
}

func tableXML(rows [][]string) string {
	var b strings.Builder
	b.WriteString("<w:tbl>" + borders)
	columns := 0
	for _, r := range rows {
		columns = max(columns, len(r))
	}
	for i, r := range rows {
		b.WriteString("<w:tr>")
		for k := range columns {
			text := ""
			if k < len(r) {
				text = r[k]
			}
			b.WriteString("<w:tc>" + para("", []Span{{Text: text, Bold: i == 0}}) + "</w:tc>")
		}
		b.WriteString("</w:tr>")
	}
	return b.String() + "</w:tbl><w:p/>"
}

// HTML writes d as a page of its own.
func HTML(d Document) []byte {
	var b strings.Builder
	title := ""
	if d.Title != "" {
		title = "<title>" + html.EscapeString(d.Title) + "</title>"
	}
	fmt.Fprintf(&b, "<!doctype html>\n<html><head><meta charset=\"utf-8\">%s<style>body{font:16px/1.6 sans-serif;max-width:46em;margin:2em auto;padding:0 1em}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.3em .6em;text-align:left}</style></head><body>\n", title)
	if d.Title != "" {
		fmt.Fprintf(&b, "<h1>%s</h1>\n", html.EscapeString(d.Title))
	}
	for _, x := range d.Blocks {
		tag := "p"
		switch x.Kind {
		case Heading:
			tag = fmt.Sprintf("h%d", min(x.Level, 6))
		case Item:
			fmt.Fprintf(&b, "<p style=\"margin:.2em 0 .2em %dem\">%s %s</p>\n", 2*(x.Level+1), html.EscapeString(x.Mark), inline(x.Spans))
			continue
		case Quote:
			tag = "blockquote"
		case Code:
			tag = "pre"
		case Rule:
			b.WriteString("<hr>\n")
			continue
		case Table:
			b.WriteString("<table>\n")
			for i, r := range x.Rows {
				b.WriteString("<tr>")
				for _, c := range r {
					fmt.Fprintf(&b, "<%[1]s>%[2]s</%[1]s>", map[bool]string{true: "th", false: "td"}[i == 0], html.EscapeString(c))
				}
				b.WriteString("</tr>\n")
			}
			b.WriteString("</table>\n")
			continue
		case Paragraph:
			if len(x.Spans) == 1 && x.Spans[0].Text == "" {
				continue
			}
		}
		fmt.Fprintf(&b, "<%[1]s>%[2]s</%[1]s>\n", tag, inline(x.Spans))
	}
	b.WriteString("</body></html>\n")
	return []byte(b.String())
}

func inline(l []Span) string {
	var b strings.Builder
	for _, s := range l {
		text := strings.ReplaceAll(html.EscapeString(s.Text), "\n", "<br>")
		for tag, is := range map[string]bool{"b": s.Bold, "i": s.Italic, "code": s.Mono} {
			if is && text != "" {
				text = "<" + tag + ">" + text + "</" + tag + ">"
			}
		}
		b.WriteString(text)
	}
	return b.String()
}

// Markdown writes d as Markdown.
func Markdown(d Document) []byte {
	var b strings.Builder
	if d.Title != "" {
		b.WriteString("# " + d.Title + "\n\n")
	}
	for _, x := range d.Blocks {
		for i, r := range x.Rows {
			b.WriteString("| " + strings.Join(r, " | ") + " |\n")
			if i == 0 {
				b.WriteString("|" + strings.Repeat(" --- |", len(r)) + "\n")
			}
		}
		if x.Kind != Table {
			b.WriteString(plain(x.Spans) + "\n")
		}
	}
	return []byte(b.String())
}
