package chart

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// typeface is a chain of fonts: the first that has a rune draws it. Liberation
// Sans (SIL Open Font License) comes with the program; fonts for other
// scripts are looked for on the machine when a text needs them.
type typeface struct {
	own   func() *sfnt.Font
	other func() []*sfnt.Font
}

var (
	regular = typeface{embedded(liberationsansregular.TTF), sync.OnceValue(func() []*sfnt.Font { return installed(false) })}
	bold    = typeface{embedded(liberationsansbold.TTF), sync.OnceValue(func() []*sfnt.Font { return installed(true) })}
)

func embedded(ttf []byte) func() *sfnt.Font {
	return sync.OnceValue(func() *sfnt.Font {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic("chart: the embedded font is broken: " + err.Error())
		}
		return f
	})
}

// fontFolders are where systems keep fonts.
var fontFolders = []string{"/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", `C:\Windows\Fonts`}

// wanted are the beginnings of file names of fonts with Chinese letters, best
// first, and of a font with many other scripts.
var wanted = []string{"notosanscjk", "notosanssc", "sourcehansans", "msyh", "pingfang", "wqy-microhei", "wqy-zenhei", "droidsansfallback", "hiragino sans gb", "simhei", "simsun", "uming", "dejavusans"}

// installed opens the fonts of this machine that a chart may need. Their
// files stay open for the life of the process.
func installed(heavy bool) (fonts []*sfnt.Font) {
	best := map[string]string{}
	for _, dir := range fontFolders {
		_ = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil //nolint:nilerr // a folder that cannot be read has no fonts for us
			}
			name := strings.ToLower(d.Name())
			for _, w := range wanted {
				if !strings.HasPrefix(name, w) || strings.Contains(name, "mono") || strings.Contains(name, "oblique") || strings.Contains(name, "condensed") {
					continue
				}
				if best[w] == "" || strings.Contains(name, "bold") == heavy && !strings.Contains(name, "light") {
					best[w] = p
				}
			}
			return nil
		})
	}
	for _, w := range wanted {
		if p := best[w]; p != "" {
			if f := openFont(p); f != nil {
				fonts = append(fonts, f)
			}
		}
	}
	return fonts
}

// openFont opens a font or, of a collection, the one for simplified Chinese.
func openFont(path string) *sfnt.Font {
	file, err := os.Open(path) //nolint:gosec // a font of the system
	if err != nil {
		return nil
	}
	c, err := sfnt.ParseCollectionReaderAt(file)
	if err != nil {
		_ = file.Close()
		return nil
	}
	first := (*sfnt.Font)(nil)
	for i := range c.NumFonts() {
		f, err := c.Font(i)
		if err != nil {
			continue
		}
		if first == nil {
			first = f
		}
		if name, err := f.Name(nil, sfnt.NameIDFull); err == nil && (strings.Contains(name, " SC") || strings.Contains(name, "GB")) {
			return f
		}
	}
	return first
}

// find returns the font and glyph of a rune; the glyph is 0 when none has it.
func (t typeface) find(b *sfnt.Buffer, r rune) (*sfnt.Font, sfnt.GlyphIndex) {
	if g, err := t.own().GlyphIndex(b, r); err == nil && g != 0 {
		return t.own(), g
	}
	if r < 0x80 {
		return t.own(), 0
	}
	for _, f := range t.other() {
		if g, err := f.GlyphIndex(b, r); err == nil && g != 0 {
			return f, g
		}
	}
	return t.own(), 0
}

// advance is how far a glyph moves on, for letters of the given size.
func advance(b *sfnt.Buffer, f *sfnt.Font, g sfnt.GlyphIndex, size float64) float64 {
	const em = 1000
	a, err := f.GlyphAdvance(b, g, fixed.I(em), font.HintingNone)
	if err != nil {
		return size / 2
	}
	return float64(a) / 64 / em * size
}

// measure returns the width of a text.
func measure(s string, size float64, heavy bool) (w float64) {
	face := regular
	if heavy {
		face = bold
	}
	var b sfnt.Buffer
	for _, r := range s {
		f, g := face.find(&b, r)
		if g == 0 && r > 0x2E80 {
			w += size
			continue
		}
		w += advance(&b, f, g, size)
	}
	return w
}

// shorten cuts a text to a width, with an ellipsis.
func shorten(s string, size, most float64) string {
	if measure(s, size, false) <= most {
		return s
	}
	rs := []rune(s)
	for n := min(len(rs)-1, 80); n > 0; n-- {
		if t := strings.TrimSpace(string(rs[:n])) + "…"; measure(t, size, false) <= most {
			return t
		}
	}
	return "…"
}
