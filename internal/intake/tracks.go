package intake

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
)

// containers may hold sound without pictures.
var containers = []string{
	"video/mp4", "video/quicktime", "video/3gpp", "video/3gpp2", "video/x-m4v", "audio/mp4", "audio/x-m4a",
	"video/webm", "video/matroska", "video/x-ms-asf",
}

// soundOnly gives the media type of a container by the tracks that are in it.
func (f *File) soundOnly(media string, head []byte, r io.ReadSeeker) (string, error) {
	switch media {
	case "video/webm":
		return matroskaSound(head, media, "audio/webm"), nil
	case "video/matroska":
		return matroskaSound(head, media, "audio/x-matroska"), nil
	case "video/x-ms-asf":
		if k, ok := kindOfEnding(ending(f.Name)); ok && k.Type == port.Audio {
			return "audio/x-ms-wma", nil
		}
		return media, nil
	}
	index, err := f.movieIndex(r)
	switch {
	case err != nil:
		return "", err
	case handles(index, "vide"):
		if media == "audio/mp4" || media == "audio/x-m4a" {
			media = "video/mp4"
		}
	case handles(index, "soun"):
		media = "audio/mp4"
	}
	return media, nil
}

// matroskaSound: codec names stand in the track headers, ahead of the data.
func matroskaSound(head []byte, video, audio string) string {
	if !bytes.Contains(head, []byte("V_")) && bytes.Contains(head, []byte("A_")) {
		return audio
	}
	return video
}

// movieIndex finds the moov box of an MP4 family file, from which everything
// else is found; recorders write it last, so a cut file has none.
func (f *File) movieIndex(r io.ReadSeeker) ([]byte, error) {
	var header [16]byte
	for at, boxes := int64(0), 0; at+8 <= f.Size && boxes < 10_000; boxes++ {
		n, err := (readerAt{r}).ReadAt(header[:], at)
		if n < 8 {
			return nil, fmt.Errorf("read %s: %w", f.Name, err)
		}
		length, skip := int64(binary.BigEndian.Uint32(header[:4])), int64(8)
		switch {
		case length == 1 && n == 16:
			length, skip = int64(binary.BigEndian.Uint64(header[8:])), 16
		case length == 0:
			length = f.Size - at
		}
		if length < skip {
			break
		}
		if string(header[4:8]) == "moov" {
			index := make([]byte, min(length-skip, f.Size-at-skip, 16<<20))
			if _, err := (readerAt{r}).ReadAt(index, at+skip); err != nil {
				return nil, fmt.Errorf("read %s: %w", f.Name, err)
			}
			return index, nil
		}
		if length > f.Size-at {
			break
		}
		at += length
	}
	return nil, fault.About(f.Name, fault.Invalid, "the file is cut off: its index is missing; record or attach it again")
}

// handles reports whether an index has a track of a kind. A handler box is
// "hdlr", eight bytes, and the kind.
func handles(index []byte, kind string) bool {
	for {
		i := bytes.Index(index, []byte("hdlr"))
		if i < 0 || len(index) < i+16 {
			return false
		}
		if string(index[i+12:i+16]) == kind {
			return true
		}
		index = index[i+4:]
	}
}
