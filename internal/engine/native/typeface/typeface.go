// Package typeface finds the letters that words are drawn with: Liberation Sans, which is in
// the program, and for other scripts the fonts of this machine. It draws nothing itself.
package typeface

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// Face is a chain of fonts: the first that has a rune draws it. Liberation
// Sans (SIL Open Font License) comes with the program; fonts for other
// scripts are looked for on the machine when a text needs them.
type Face struct {
	own   func() *sfnt.Font
	other func() []*sfnt.Font
}

var (
	regular = Face{embedded(liberationsansregular.TTF), sync.OnceValue(func() []*sfnt.Font { return installed(false) })}
	bold    = Face{embedded(liberationsansbold.TTF), sync.OnceValue(func() []*sfnt.Font { return installed(true) })}
)

func embedded(ttf []byte) func() *sfnt.Font {
	return sync.OnceValue(func() *sfnt.Font {
		f, err := sfnt.Parse(ttf)
		if err != nil {
			panic("typeface: the embedded font is broken: " + err.Error())
		}
		return f
	})
}

// fontFolders are where systems keep fonts.
var fontFolders = []string{"/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", `C:\Windows\Fonts`}

// wanted are the beginnings of file names of fonts with Chinese letters, best
// first, and of a font with many other scripts.
var wanted = []string{"notosanscjk", "notosanssc", "sourcehansans", "msyh", "pingfang", "wqy-microhei", "wqy-zenhei", "droidsansfallback", "hiragino sans gb", "simhei", "simsun", "uming", "dejavusans"}

// installed opens the fonts of this machine that a text may need. Their
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

// Of is the regular face, or the bold one.
func Of(heavy bool) Face {
	if heavy {
		return bold
	}
	return regular
}

// Find returns the font and glyph of a rune; the glyph is 0 when none has it.
func (t Face) Find(b *sfnt.Buffer, r rune) (*sfnt.Font, sfnt.GlyphIndex) {
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

// Advance is how far a glyph moves on, for letters of the given size.
func Advance(b *sfnt.Buffer, f *sfnt.Font, g sfnt.GlyphIndex, size float64) float64 {
	const em = 1000
	a, err := f.GlyphAdvance(b, g, fixed.I(em), font.HintingNone)
	if err != nil {
		return size / 2
	}
	return float64(a) / 64 / em * size
}

// Measure returns the width of a text.
func Measure(s string, size float64, heavy bool) (w float64) {
	face := Of(heavy)
	var b sfnt.Buffer
	for _, r := range s {
		f, g := face.Find(&b, r)
		if g == 0 && r > 0x2E80 {
			w += size
			continue
		}
		w += Advance(&b, f, g, size)
	}
	return w
}

// Shorten cuts a text to a width, with an ellipsis.
func Shorten(s string, size, most float64) string {
	if Measure(s, size, false) <= most {
		return s
	}
	rs := []rune(s)
	for n := min(len(rs)-1, 80); n > 0; n-- {
		if t := strings.TrimSpace(string(rs[:n])) + "…"; Measure(t, size, false) <= most {
			return t
		}
	}
	return "…"
}

// Wrap divides a line into lines that are so wide at the most: between words, between
// Chinese characters, and in a word where that alone is wider. The lines are stretches of
// runes; the spaces between two lines are in neither.
func Wrap(line []rune, most float64, width func(i int) float64) (lines [][2]int) {
	from, last, wide := 0, 0, 0.0 // where the line begins and may end, and how wide it is
	for i := 0; i < len(line); i++ {
		r := line[i]
		w := width(i)
		if i > from && wide+w > most && !unicode.IsSpace(r) && !strings.ContainsRune(closing, r) {
			cut := i
			if last > from {
				cut = last
			}
			end := cut
			for end > from && unicode.IsSpace(line[end-1]) {
				end--
			}
			lines = append(lines, [2]int{from, end})
			from, wide = cut, 0
			for k := from; k < i; k++ {
				wide += width(k)
			}
		}
		wide += w
		if next := i + 1; unicode.IsSpace(r) || r == '-' || next < len(line) && (r > 0x2E80 || line[next] > 0x2E80) && !strings.ContainsRune(opening, r) && !strings.ContainsRune(closing, line[next]) {
			last = next
		}
	}
	return append(lines, [2]int{from, len(line)})
}

// Marks that no line begins with, or ends in.
const (
	closing = "，。、；：？！）》」』”’…,.;:?!)]}%"
	opening = "（《「『“‘([{"
)
