// Package compose writes texts and tables as documents: PDF, DOCX, HTML and Markdown. A text
// in Markdown has its headings, lists, tables and emphasis; another is written line by line.
package compose

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	tables "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/text"
)

// Kind is what a block is.
type Kind int

// The kinds of blocks.
const (
	Paragraph Kind = iota
	Heading
	Item
	Quote
	Code
	Rule
	Table
)

// Span is a stretch of words in one style.
type Span struct {
	Text         string
	Bold, Italic bool
	Mono         bool
}

// Block is a part of a document.
type Block struct {
	Kind  Kind
	Level int    // of a heading from 1, of an item from 0
	Mark  string // of an item: • or its number
	Spans []Span
	Rows  [][]string // of a table, the first its header
}

// Document is a title and blocks.
type Document struct {
	Title  string
	Blocks []Block
}

// marked are lines that only Markdown has.
var marked = regexp.MustCompile(`(?m)^#{1,6} \S|^\s*\|?\s*:?-{3,}:?\s*\|[\s:|-]*$|^` + "```" + `|\*\*[^*\s][^*\n]*\*\*`)

// Text is a document of a text: Markdown where it is said to be or looks like it.
func Text(s string, markdown bool) Document {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	if markdown || marked.MatchString(s) {
		return Document{Blocks: parsed([]byte(s))}
	}
	var d Document
	for line := range strings.SplitSeq(strings.Trim(s, "\n"), "\n") {
		d.Blocks = append(d.Blocks, Block{Spans: []Span{{Text: strings.TrimRight(strings.ReplaceAll(line, "\t", "    "), " ")}}})
	}
	return d
}

// Grid is a document of a table.
func Grid(rows [][]string) Document {
	return Document{Blocks: []Block{{Kind: Table, Rows: rows}}}
}

func parsed(src []byte) (l []Block) {
	root := goldmark.New(goldmark.WithExtensions(extension.Table, extension.Strikethrough)).Parser().Parse(text.NewReader(src))
	p := parser{src: src}
	p.blocks(root, 0)
	return p.out
}

type parser struct {
	src []byte
	out []Block
}

func (p *parser) blocks(n ast.Node, depth int) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Heading:
			p.out = append(p.out, Block{Kind: Heading, Level: c.Level, Spans: p.spans(c, Span{})})
		case *ast.Paragraph, *ast.TextBlock:
			kind := Paragraph
			if _, quoted := n.(*ast.Blockquote); quoted {
				kind = Quote
			}
			p.out = append(p.out, Block{Kind: kind, Spans: p.spans(c, Span{})})
		case *ast.List:
			p.list(c, depth)
		case *ast.FencedCodeBlock, *ast.CodeBlock:
			p.code(c)
		case *ast.ThematicBreak:
			p.out = append(p.out, Block{Kind: Rule})
		case *tables.Table:
			b := Block{Kind: Table}
			for r := c.FirstChild(); r != nil; r = r.NextSibling() {
				var row []string
				for cell := r.FirstChild(); cell != nil; cell = cell.NextSibling() {
					row = append(row, plain(p.spans(cell, Span{})))
				}
				b.Rows = append(b.Rows, row)
			}
			p.out = append(p.out, b)
		case *ast.HTMLBlock:
		default:
			p.blocks(c, depth)
		}
	}
}

func (p *parser) list(l *ast.List, depth int) {
	number := l.Start
	for item := l.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "•"
		if l.IsOrdered() {
			mark = strings.TrimSpace(itoa(number)) + "."
			number++
		}
		at := len(p.out)
		p.blocks(item, depth+1)
		if at < len(p.out) && p.out[at].Kind == Paragraph {
			p.out[at].Kind, p.out[at].Level, p.out[at].Mark = Item, depth, mark
		}
	}
}

func (p *parser) code(n ast.Node) {
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		p.out = append(p.out, Block{Kind: Code, Spans: []Span{{Text: strings.TrimRight(string(line.Value(p.src)), "\n"), Mono: true}}})
	}
}

func (p *parser) spans(n ast.Node, style Span) (l []Span) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		next := style
		switch c := c.(type) {
		case *ast.Text:
			next.Text = string(c.Segment.Value(p.src))
			if c.HardLineBreak() {
				next.Text += "\n"
			} else if c.SoftLineBreak() {
				next.Text += " "
			}
			l = append(l, next)
		case *ast.String:
			next.Text = string(c.Value)
			l = append(l, next)
		case *ast.AutoLink:
			next.Text = string(c.URL(p.src))
			l = append(l, next)
		case *ast.RawHTML:
		default:
			switch c := c.(type) {
			case *ast.Emphasis:
				next.Bold, next.Italic = style.Bold || c.Level > 1, style.Italic || c.Level == 1
			case *ast.CodeSpan:
				next.Mono = true
			}
			l = append(l, p.spans(c, next)...)
		}
	}
	return l
}

func plain(l []Span) string {
	var b strings.Builder
	for _, s := range l {
		b.WriteString(s.Text)
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}
