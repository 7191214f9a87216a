package chart

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// svg writes a canvas as SVG with real text.
type svg struct{ b bytes.Buffer }

const svgFonts = `'Liberation Sans','Helvetica Neue',Arial,'Noto Sans CJK SC','PingFang SC','Microsoft YaHei',sans-serif`

func newSVG(title string) *svg {
	s := &svg{}
	fmt.Fprintf(&s.b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" width="%g" height="%g" font-family="%s" role="img">`+"\n", width, height, width, height, svgFonts)
	fmt.Fprintf(&s.b, "<title>%s</title>\n", escape(title))
	s.rect(0, 0, width, height, 0, paper)
	return s
}

func (s *svg) bytes() []byte { return append(s.b.Bytes(), "</svg>\n"...) }

func escape(t string) string {
	var b strings.Builder
	clean := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' {
			return ' '
		}
		return r
	}, t)
	_ = xml.EscapeText(&b, []byte(clean)) // a strings.Builder never fails
	return b.String()
}

func n(v float64) string {
	return strings.TrimSuffix(strings.TrimRight(strconv.FormatFloat(v, 'f', 2, 64), "0"), ".")
}

func (s *svg) rect(x, y, w, h, round float64, fill string) {
	r := ""
	if round > 0 {
		r = ` rx="` + n(round) + `"`
	}
	fmt.Fprintf(&s.b, `<rect x="%s" y="%s" width="%s" height="%s"%s fill="%s"/>`+"\n", n(x), n(y), n(w), n(h), r, fill)
}

func (s *svg) line(pts []point, st stroke) {
	var at strings.Builder
	for i, p := range pts {
		if i > 0 {
			at.WriteByte(' ')
		}
		at.WriteString(n(p.x) + "," + n(p.y))
	}
	fmt.Fprintf(&s.b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="%s" stroke-linejoin="round" stroke-linecap="round"/>`+"\n", at.String(), st.color, n(st.width))
}

func (s *svg) dot(at point, r float64, fill string, opacity float64) {
	o := ""
	if opacity > 0 && opacity < 1 {
		o = ` fill-opacity="` + n(opacity) + `"`
	}
	fmt.Fprintf(&s.b, `<circle cx="%s" cy="%s" r="%s" fill="%s"%s/>`+"\n", n(at.x), n(at.y), n(r), fill, o)
}

func (s *svg) wedge(center point, r, from, to float64, fill string) {
	var at strings.Builder
	for i, p := range wedgeOutline(center, r, from, to) {
		if i > 0 {
			at.WriteByte(' ')
		}
		at.WriteString(n(p.x) + "," + n(p.y))
	}
	fmt.Fprintf(&s.b, `<polygon points="%s" fill="%s" stroke="%s" stroke-width="1.5" stroke-linejoin="round"/>`+"\n", at.String(), fill, paper)
}

func (s *svg) text(at point, t string, l lettering) {
	anchor := [...]string{"start", "middle", "end"}[l.align]
	extra := ""
	if l.bold {
		extra = ` font-weight="bold"`
	}
	if l.turn != 0 {
		extra += fmt.Sprintf(` transform="rotate(%s %s %s)"`, n(-l.turn), n(at.x), n(at.y))
	}
	fmt.Fprintf(&s.b, `<text x="%s" y="%s" font-size="%s" fill="%s" text-anchor="%s"%s>%s</text>`+"\n", n(at.x), n(at.y), n(l.size), l.color, anchor, extra, escape(t))
}
