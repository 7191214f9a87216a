package document

import (
	"bytes"
	"context"
	"strconv"
	"strings"
	"unicode/utf8"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"

	own "github.com/tenonhub/tenon/internal/engine/native/charset"
	"github.com/tenonhub/tenon/internal/expression"
	"github.com/tenonhub/tenon/internal/fault"
)

// html returns the main text of a page: without scripts, menus, forms, side
// bars and what is hidden.
func html(ctx context.Context, b []byte) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", fault.Wrap(err, fault.Canceled, "canceled")
	}
	page := decodePage(b)
	root, err := xhtml.Parse(strings.NewReader(page))
	if err != nil {
		return bareText(page), nil //nolint:nilerr // nested too deeply; its words are better than nothing
	}
	title, body := "", (*xhtml.Node)(nil)
	each(root, func(n *xhtml.Node) {
		switch {
		case n.DataAtom == atom.Title && title == "" && n.Parent.DataAtom == atom.Head:
			title = strings.Join(strings.Fields(inner(n)), " ")
		case n.DataAtom == atom.Body && body == nil:
			body = n
		}
	})
	if body == nil {
		return title, nil
	}
	text := mainText(body)
	if title != "" && !hasHeading(body) && !strings.HasPrefix(text, title) {
		text = title + "\n\n" + text
	}
	return text, nil
}

// decodePage finds the encoding of a page: a mark, what the page declares,
// else what the bytes look like.
func decodePage(b []byte) string {
	if enc, _, certain := charset.DetermineEncoding(b, ""); certain && !utf8.Valid(b) {
		if out, err := enc.NewDecoder().Bytes(b); err == nil {
			return string(out)
		}
	}
	text, _ := own.Decode(b)
	return text
}

// mainText takes the article of a page when it names one, else the page
// without what looks like its frame, else all of it.
func mainText(body *xhtml.Node) string {
	all := render(body, false)
	best := ""
	each(body, func(n *xhtml.Node) {
		if n.DataAtom == atom.Main || n.DataAtom == atom.Article || attr(n, "role") == "main" {
			if t := render(n, true); len(t) > len(best) {
				best = t
			}
		}
	})
	if len(best) >= 200 && len(best)*5 >= len(all) {
		return best
	}
	if t := render(body, true); len(t)*10 >= len(all)*3 || len(t) >= 2000 {
		return t
	}
	return all
}

func hasHeading(body *xhtml.Node) (has bool) {
	each(body, func(n *xhtml.Node) { has = has || n.DataAtom == atom.H1 })
	return has
}

func each(n *xhtml.Node, f func(*xhtml.Node)) {
	for d := range n.Descendants() {
		f(d)
	}
}

func attr(n *xhtml.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// inner is all text under n.
func inner(n *xhtml.Node) string {
	var b strings.Builder
	each(n, func(d *xhtml.Node) {
		if d.Type == xhtml.TextNode {
			b.WriteString(d.Data)
		}
	})
	return b.String()
}

var frame = expression.New(`(?i)(^|[\s_-])(nav|navbar|navigation|menu|sidebar|side-bar|footer|breadcrumbs?|cookies?|cookie-banner|consent|share|sharing|social|advert|advertisement|ads|promo|newsletter|subscribe|popup|modal|related|recommended|pagination|skip-link|toolbar)($|[\s_-])`)

// dropped reports whether an element is never text to read and, when strict,
// whether it looks like the frame of a page.
func dropped(n *xhtml.Node, strict bool) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Template, atom.Svg, atom.Head, atom.Iframe, atom.Object, atom.Canvas, atom.Select, atom.Button, atom.Datalist, atom.Math:
		return true
	case atom.Nav, atom.Footer, atom.Aside, atom.Form, atom.Dialog:
		return strict
	default: // its attributes may tell
	}
	for _, a := range n.Attr {
		switch v := strings.ToLower(a.Val); a.Key {
		case "hidden":
			return true
		case "aria-hidden":
			if v == "true" {
				return true
			}
		case "style":
			if v = strings.ReplaceAll(v, " ", ""); strings.Contains(v, "display:none") || strings.Contains(v, "visibility:hidden") {
				return true
			}
		case "role":
			if strict && (v == "navigation" || v == "banner" || v == "contentinfo" || v == "complementary" || v == "search" || v == "menu") {
				return true
			}
		case "class", "id":
			if strict && n.DataAtom != atom.Body && n.DataAtom != atom.Article && n.DataAtom != atom.Main && frame.MatchString(v) {
				return true
			}
		}
	}
	return strict && links(n)
}

// links reports whether n is a list of links, such as a menu.
func links(n *xhtml.Node) bool {
	if n.DataAtom != atom.Ul && n.DataAtom != atom.Ol {
		return false
	}
	count, linked := 0, 0
	each(n, func(d *xhtml.Node) {
		if d.DataAtom == atom.A {
			count++
			linked += len(strings.TrimSpace(inner(d)))
		}
	})
	return count >= 4 && linked*10 >= len(strings.Join(strings.Fields(inner(n)), " "))*8
}

// pageWriter writes the elements of a page as text.
type pageWriter struct {
	writer
	line   strings.Builder // of the paragraph being read
	strict bool
	pre    int
	list   []int // the number of the next item of each open list; -1 has dashes
}

func render(n *xhtml.Node, strict bool) string {
	w := &pageWriter{strict: strict}
	w.children(n)
	w.flush(2)
	return w.String()
}

// flush ends the paragraph and asks for a gap before the next.
func (w *pageWriter) flush(gap int) {
	if s := strings.TrimSpace(w.line.String()); s != "" {
		w.add(s)
	}
	w.line.Reset()
	w.gap(gap)
}

func (w *pageWriter) children(n *xhtml.Node) {
	for c := range n.ChildNodes() {
		switch c.Type {
		case xhtml.TextNode:
			w.words(c.Data)
		case xhtml.ElementNode:
			if !dropped(c, w.strict) {
				w.element(c)
			}
		default:
		}
	}
}

// words adds text with its white space folded, as a browser does.
func (w *pageWriter) words(s string) {
	if w.pre > 0 {
		w.line.WriteString(s)
		return
	}
	fields := strings.Fields(s)
	if len(fields) == 0 {
		w.space()
		return
	}
	if s[0] <= ' ' {
		w.space()
	}
	w.line.WriteString(strings.Join(fields, " "))
	if s[len(s)-1] <= ' ' {
		w.space()
	}
}

func (w *pageWriter) space() {
	if l := w.line.String(); l != "" && l[len(l)-1] != ' ' && l[len(l)-1] != '\n' {
		w.line.WriteByte(' ')
	}
}

func (w *pageWriter) element(n *xhtml.Node) {
	switch n.DataAtom {
	case atom.Br:
		w.line.WriteByte('\n')
	case atom.Hr:
		w.flush(2)
	case atom.Ul, atom.Ol, atom.Menu:
		first := -1
		if n.DataAtom == atom.Ol {
			first = 1
		}
		gap := 2
		if len(w.list) > 0 {
			gap = 1
		}
		w.flush(gap)
		w.list = append(w.list, first)
		w.children(n)
		w.list = w.list[:len(w.list)-1]
		w.flush(gap)
	case atom.Li:
		w.item(n)
	case atom.Table:
		w.flush(2)
		w.table(n)
		w.flush(2)
	case atom.Pre, atom.Textarea:
		w.flush(2)
		w.pre++
		w.children(n)
		w.pre--
		w.flush(2)
	case atom.Dt, atom.Dd, atom.Option:
		w.flush(1)
		w.children(n)
		w.flush(1)
	case atom.Div, atom.Section, atom.Article, atom.Main, atom.Header, atom.Footer, atom.Nav, atom.Aside, atom.Form, atom.Fieldset, atom.Address, atom.Details, atom.Summary,
		atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Figure, atom.Figcaption, atom.Dl, atom.Body, atom.Caption, atom.Center:
		gap := 2
		if len(w.list) > 0 {
			gap = 1
		}
		w.flush(gap)
		w.children(n)
		w.flush(gap)
	default:
		w.children(n)
	}
}

func (w *pageWriter) item(n *xhtml.Node) {
	w.flush(1)
	mark, depth := "- ", len(w.list)
	if depth > 0 && w.list[depth-1] > 0 {
		mark = strconv.Itoa(w.list[depth-1]) + ". "
		w.list[depth-1]++
	}
	sub := &pageWriter{strict: w.strict, list: append([]int{}, w.list...)}
	if depth == 0 {
		sub.list = []int{-1}
	}
	sub.children(n)
	sub.flush(1)
	if s := sub.String(); s != "" {
		w.add(strings.ReplaceAll(mark+s, "\n", "\n  "))
	}
	w.gap(1)
}

// table writes rows with tabs; a table that only lays out a page is read
// like other blocks.
func (w *pageWriter) table(n *xhtml.Node) {
	nested := false
	each(n, func(d *xhtml.Node) { nested = nested || d.DataAtom == atom.Table })
	if nested {
		w.children(n)
		return
	}
	for d := range n.Descendants() {
		if d.DataAtom == atom.Caption {
			w.block(render(d, w.strict))
		}
		if d.DataAtom != atom.Tr {
			continue
		}
		var cells []string
		for c := range d.ChildNodes() {
			if c.DataAtom == atom.Td || c.DataAtom == atom.Th {
				cells = append(cells, render(c, w.strict))
			}
		}
		w.row(cells)
	}
}

// bareText is the text between the tags of a page that cannot be parsed.
func bareText(page string) string {
	var b bytes.Buffer
	z := xhtml.NewTokenizer(strings.NewReader(page))
	skip := 0
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return b.String()
		case xhtml.StartTagToken:
			if name, _ := z.TagName(); string(name) == "script" || string(name) == "style" {
				skip++
			}
		case xhtml.EndTagToken:
			if name, _ := z.TagName(); skip > 0 && (string(name) == "script" || string(name) == "style") {
				skip--
			}
			b.WriteByte(' ')
		case xhtml.TextToken:
			if skip == 0 {
				b.Write(z.Text())
			}
		default:
		}
	}
}
