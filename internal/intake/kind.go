package intake

import (
	"bytes"
	_ "embed" // the kinds of files
	"encoding/json"
	"fmt"
	"io"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/gabriel-vasile/mimetype"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// kind is a kind of file. Without a Type it is not taken, and Mend says what
// the user can do.
type kind struct {
	Media   []string  `json:"media"`
	Type    port.Type `json:"type"`
	What    string    `json:"what"`
	Mend    string    `json:"mend"`
	Endings []string  `json:"endings"`
}

//go:embed kinds.json
var source []byte

var kinds = sync.OnceValue(func() (l []kind) {
	if err := json.Unmarshal(source, &l); err != nil {
		panic(fmt.Sprintf("intake: read the kinds: %v", err)) // a programmer's mistake
	}
	return l
})

func (k kind) refuse(name string) error {
	if k.Mend == "" {
		return fault.About(name, fault.Invalid, "this is no kind of file that can be read; attach a text, picture, "+
			"recording, video, table (CSV, XLSX) or document (PDF, DOCX, HTML)")
	}
	return fault.About(name, fault.Invalid, "this is %s; %s", k.What, k.Mend)
}

func kindOfMedia(media string) kind {
	if i := slices.IndexFunc(kinds(), func(k kind) bool { return slices.Contains(k.Media, media) }); i >= 0 {
		return kinds()[i]
	}
	k := kind{Media: []string{media}}
	switch family, _, _ := strings.Cut(media, "/"); family {
	case "image":
		k.Type, k.What = port.Image, "a picture ("+media+")"
	case "audio":
		k.Type, k.What = port.Audio, "a recording ("+media+")"
	case "video":
		k.Type, k.What = port.Video, "a video ("+media+")"
	}
	return k
}

func kindOfEnding(end string) (kind, bool) {
	i := slices.IndexFunc(kinds(), func(k kind) bool { return slices.Contains(k.Endings, end) })
	if i < 0 {
		return kind{}, false
	}
	return kinds()[i], true
}

// ending is what follows the last dot of a name, in lower case.
func ending(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Ext(name), "."))
}

// judge finds f's kind and media type. Signatures of two or three letters also
// begin ordinary words, so what reads as text is text, unless it is a PDF.
func (f *File) judge(head []byte, r io.ReadSeeker) (kind, error) {
	media := detect(head)
	if charset, ok := charsetOf(head, f.Size > int64(len(head))); ok && media != "application/pdf" {
		if kindOfMedia(media).Type == "" || plain(head) || marked(head) != "" {
			return f.judgeText(head, charset), nil
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		opened, err := f.openZip(r)
		if err != nil {
			return kind{}, err
		}
		media = opened
	case slices.Contains(containers, media):
		sound, err := f.soundOnly(media, head, r)
		if err != nil {
			return kind{}, err
		}
		media = sound
	}
	f.Media = media
	return kindOfMedia(media), nil
}

// judgeText tells the kinds of text apart. A name that belongs to a text
// decides, except that a web page saved as a table is a web page.
func (f *File) judgeText(head []byte, charset string) kind {
	text := decodeHead(head, charset)
	sniffed := bare(mimetype.Detect(text).String())
	if looksLikePage(text) {
		sniffed = "text/html"
	}
	k := kindOfMedia(sniffed)
	named, ok := kindOfEnding(ending(f.Name))
	textual := ok && (named.Type == port.Text || named.Type == port.Table || sniffed == "text/plain" && named.Media[0] == "text/html")
	switch {
	case sniffed == "text/html" && named.Type != port.Text, sniffed == "text/rtf", sniffed == "image/svg+xml":
	case textual && strings.HasPrefix(named.Media[0], "text/"), textual && named.Type == port.Text:
		k = named
	case textual: // a table of text under the name of a workbook
		if k.Type != port.Table {
			k = kindOfMedia("text/plain")
		}
	case k.Type == "" || k.Type == port.Table && bytes.Count(text, []byte("\n")) < 3:
		k = kindOfMedia("text/plain")
	}
	f.Media = k.Media[0]
	if k.Type == port.Text || k.Type == port.Table {
		f.Charset = charset
		f.Media += "; charset=utf-8"
	}
	return k
}

// detect names the media type of a binary file.
func detect(head []byte) string {
	media := bare(mimetype.Detect(head).String())
	switch {
	case media != "application/octet-stream":
	case len(head) > 376 && head[0] == 0x47 && head[188] == 0x47 && head[376] == 0x47:
		return "video/mp2t"
	case netpbm.Match(head):
		return "image/x-portable-anymap"
	}
	return media
}

// netpbm is the beginning of a binary picture of that family: P4, P5 or P6 and a size.
var netpbm = regexp.MustCompile(`^P[456]\s+\d+\s+\d+\s`)

func looksLikePage(text []byte) bool {
	start := bytes.ToLower(bytes.TrimSpace(text[:min(len(text), 512)]))
	return bytes.HasPrefix(start, []byte("<!doctype html")) || bytes.HasPrefix(start, []byte("<html"))
}

func bare(media string) string {
	media, _, _ = strings.Cut(media, ";")
	return media
}
