package intake

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	_ "image/gif"  // for the size of a picture
	_ "image/jpeg" // for the size of a picture
	_ "image/png"  // for the size of a picture
	"io"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// examine looks for what would hurt those who decode the file later.
func (f *File) examine(head []byte, r io.ReadSeeker, limits Limits) error {
	switch {
	case f.Type == port.Image && f.Media != "image/svg+xml":
		return f.examinePicture(r, limits.Pixels)
	case bytes.HasPrefix(head, []byte("RIFF")):
		return f.examineRIFF(head)
	}
	return nil
}

func (f *File) examinePicture(r io.ReadSeeker, most int64) error {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return fmt.Errorf("read %s: %w", f.Name, err)
	}
	c, _, err := image.DecodeConfig(io.LimitReader(r, 16<<20))
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF):
		return fault.About(f.Name, fault.Invalid, "the picture is cut off in its first bytes; attach it again")
	case err != nil:
		return nil //nolint:nilerr // a form that only its engine knows
	case int64(c.Width)*int64(c.Height) > most:
		return fault.About(f.Name, fault.TooLarge, "the picture has %d × %d pixels, and at most %d million are taken; make it smaller",
			c.Width, c.Height, most/1e6)
	}
	return nil
}

// examineRIFF compares the length that a WAV, AVI or WebP states with what is
// there. Programs that write to a pipe state 0 or the largest number.
func (f *File) examineRIFF(head []byte) error {
	if len(head) < 12 {
		return nil
	}
	stated := int64(binary.LittleEndian.Uint32(head[4:])) + 8
	if f.Media == "audio/wav" && f.Size <= 44 {
		return fault.About(f.Name, fault.Invalid, "the recording has a header and no sound; attach it again")
	}
	if stated > 8 && stated < 0xffffff00 && stated > f.Size+1 && f.Notice == "" {
		f.Notice = fmt.Sprintf("%s is cut off: %d of %d bytes are there; attach the whole file", f.Name, f.Size, stated)
	}
	return nil
}

// Office files are zips: what they hold is told by the names inside.
var office = []struct{ entry, media string }{
	{"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
	{"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	{"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"},
}

const (
	maxEntries  = 20_000
	maxUnpacked = 1 << 30 // bytes
	maxRatio    = 200     // unpacked to packed, above a size that nobody minds
	harmless    = 64 << 20
)

// openZip tells an office file from an archive, and refuses one that unpacks to
// far more than it weighs. Its sizes are claims: who unpacks it limits too.
func (f *File) openZip(r io.ReadSeeker) (string, error) {
	z, err := zip.NewReader(readerAt{r}, f.Size)
	if err != nil {
		return "", fault.About(f.Name, fault.Invalid, "the file is cut off or damaged: its table of contents is missing; attach it again")
	}
	var unpacked uint64
	media := "application/zip"
	for _, e := range z.File {
		if unpacked += min(e.UncompressedSize64, 1<<50); unpacked > 1<<60 {
			break
		}
		for _, o := range office {
			if strings.HasPrefix(e.Name, o.entry) && media == "application/zip" && has(z, "[Content_Types].xml") {
				media = o.media
			}
		}
		if e.Name == "mimetype" {
			media = entryText(e, media)
		}
	}
	bomb := unpacked > maxUnpacked || unpacked > harmless && unpacked > maxRatio*uint64(f.Size)
	if media != "application/zip" && (bomb || len(z.File) > maxEntries) {
		return "", fault.About(f.Name, fault.TooLarge, "the file unpacks to %d MB in %d parts, which is too much; save it again or attach less of it",
			unpacked>>20, len(z.File))
	}
	return media, nil
}

func has(z *zip.Reader, name string) bool {
	for _, e := range z.File {
		if e.Name == name {
			return true
		}
	}
	return false
}

// entryText reads the media type that OpenDocument and EPUB files carry inside.
func entryText(e *zip.File, otherwise string) string {
	r, err := e.Open()
	if err != nil {
		return otherwise
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, 100))
	if err != nil || !plain(b) {
		return otherwise
	}
	return strings.TrimSpace(string(b))
}

// readerAt is for one reader at a time.
type readerAt struct{ io.ReadSeeker }

func (r readerAt) ReadAt(p []byte, off int64) (int, error) {
	if _, err := r.Seek(off, io.SeekStart); err != nil {
		return 0, err
	}
	n, err := io.ReadFull(r, p)
	if errors.Is(err, io.ErrUnexpectedEOF) {
		err = io.EOF
	}
	return n, err
}
