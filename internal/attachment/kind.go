package attachment

import (
	"bytes"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// kind is a kind of file that comments may have.
type kind struct {
	media, ending string
	most          int64 // bytes
	begins        func(head []byte) bool
}

const (
	maxFile  = 10 << 20 // bytes of a picture or a sound
	maxVideo = 50 << 20
	headSize = 16 // bytes that tell kinds apart
)

// kinds are what the clients of the hub send.
var kinds = []kind{
	{"image/png", ".png", maxFile, starts("\x89PNG\r\n\x1a\n")},
	{"image/jpeg", ".jpg", maxFile, starts("\xff\xd8\xff")},
	{"image/gif", ".gif", maxFile, starts("GIF87a", "GIF89a")},
	{"image/webp", ".webp", maxFile, holds("RIFF", "WEBP")},
	{"video/mp4", ".mp4", maxVideo, isMPEG4},
	{"video/quicktime", ".mov", maxVideo, isMPEG4},
	{"video/webm", ".webm", maxVideo, starts("\x1a\x45\xdf\xa3")},
	{"audio/mpeg", ".mp3", maxFile, isMP3},
	{"audio/wav", ".wav", maxFile, holds("RIFF", "WAVE")},
}

// others are names of kinds that some programs have.
var others = map[string]string{"image/jpg": "image/jpeg", "audio/mp3": "audio/mpeg", "audio/x-wav": "audio/wav", "audio/wave": "audio/wav", "audio/vnd.wave": "audio/wav"}

func starts(with ...string) func([]byte) bool {
	return func(head []byte) bool {
		return slices.ContainsFunc(with, func(s string) bool { return bytes.HasPrefix(head, []byte(s)) })
	}
}

// holds is of files in a container that is named first, and what is in it after its size.
func holds(container, what string) func([]byte) bool {
	return func(head []byte) bool {
		return len(head) >= 12 && string(head[:4]) == container && string(head[8:12]) == what
	}
}

// isMPEG4 is of MPEG-4 and what it was made from: the first box, after its size.
func isMPEG4(head []byte) bool {
	return len(head) >= 8 && slices.Contains([]string{"ftyp", "moov", "mdat", "wide", "free", "skip"}, string(head[4:8]))
}

// isMP3 is of what begins with a tag, or with a frame.
func isMP3(head []byte) bool {
	return bytes.HasPrefix(head, []byte("ID3")) || len(head) >= 2 && head[0] == 0xff && head[1]&0xe0 == 0xe0
}

// kindOf finds the kind of a file by the name of its media type and its first bytes.
func kindOf(media string, head []byte) (kind, error) {
	media = strings.ToLower(media)
	if other, ok := others[media]; ok {
		media = other
	}
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.media == media })
	if i < 0 {
		var names []string
		for _, k := range kinds {
			names = append(names, k.media)
		}
		return kind{}, fault.New(fault.Invalid, "%.40q cannot be attached: say in Content-Type which of these it is: %s", media, strings.Join(names, ", "))
	}
	if !kinds[i].begins(head) {
		return kind{}, fault.New(fault.Invalid, "the file does not begin as %s does: send it as what it is", media)
	}
	return kinds[i], nil
}
