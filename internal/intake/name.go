package intake

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Ending is the usual ending of file names of a media type, with its dot, or "".
func Ending(media string) string {
	if k := kindOfMedia(bare(media)); len(k.Endings) > 0 {
		return "." + k.Endings[0]
	}
	return ""
}

const (
	maxRunes = 120
	maxBytes = 240 // file systems take 255
)

// Name makes a file name that is safe to store under and to show: the last part
// of a path, without control, invisible and reserved characters, at most 120
// characters with its ending. It is never empty, "." or "..".
func Name(raw string) string {
	raw = strings.TrimRight(strings.ToValidUTF8(raw, "_"), `/\`)
	raw = raw[strings.LastIndexAny(raw, `/\`)+1:]
	name := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || unicode.Is(unicode.Cs, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		case strings.ContainsRune(`<>:"|?*/\`, r) || r == utf8.RuneError:
			return '_'
		}
		return r
	}, norm.NFC.String(raw))
	name = strings.Trim(strings.Join(strings.Fields(name), " "), ". ")
	stem, _, _ := strings.Cut(name, ".")
	switch {
	case name == "":
		return "file"
	case slices.Contains(devices, strings.ToUpper(strings.TrimSpace(stem))):
		name = "_" + name
	}
	return shorten(name, 0)
}

// Windows opens a device for a file of such a name, whatever its ending.
var devices = []string{
	"CON", "PRN", "AUX", "NUL", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
	"LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
}

// Unique is Name(raw), numbered where that is one of taken, letters' case
// aside: "photo.jpg", "photo-2.jpg", …
func Unique(raw string, taken []string) string {
	name := Name(raw)
	used := map[string]bool{}
	for _, t := range taken {
		used[strings.ToLower(t)] = true
	}
	for i := 2; ; i++ {
		if !used[strings.ToLower(name)] {
			return name
		}
		mark := fmt.Sprintf("-%d", i)
		full := shorten(Name(raw), len(mark))
		end := path.Ext(full)
		name = strings.TrimSuffix(full, end) + mark + end
	}
}

// shorten cuts the stem of a name so that room more bytes fit in.
func shorten(name string, room int) string {
	end := path.Ext(name)
	if len(end) > 20 || end == name {
		end = ""
	}
	stem := strings.TrimSuffix(name, end)
	fits := func() bool {
		return utf8.RuneCountInString(stem)+utf8.RuneCountInString(end)+room <= maxRunes && len(stem)+len(end)+room <= maxBytes
	}
	for !fits() {
		_, n := utf8.DecodeLastRuneInString(stem)
		stem = stem[:len(stem)-n]
	}
	return strings.TrimRight(stem, ". ") + end
}
