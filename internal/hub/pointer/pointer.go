// Package pointer reads and writes the files that stand in git for bytes that are
// kept outside of it.
package pointer

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/blob"
)

// Pointer stands in a git repository for bytes that are kept outside of it, as
// Git LFS writes it.
type Pointer struct {
	Digest blob.Digest `json:"digest"`
	Size   int64       `json:"size"` // bytes
}

// Max is the size in bytes that the file of a pointer is below.
const Max = 1024

const version = "version https://git-lfs.github.com/spec/v1\n"

// Text is the file that stands for p.
func (p Pointer) Text() []byte {
	return fmt.Appendf(nil, "%soid sha256:%v\nsize %d\n", version, p.Digest, p.Size)
}

// Parse reports whether a file is a pointer, and where to. Keys of
// extensions between the version and the digest are passed over.
func Parse(b []byte) (p Pointer, ok bool) {
	rest, ok := bytes.CutPrefix(b, []byte(version))
	if !ok || len(b) >= Max {
		return Pointer{}, false
	}
	var digest, size bool
	for line := range strings.Lines(string(rest)) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch {
		case key == "oid" && !digest:
			hex, sha := strings.CutPrefix(value, "sha256:")
			d, err := blob.ParseDigest(hex)
			if digest = sha && err == nil; !digest {
				return Pointer{}, false
			}
			p.Digest = d
		case key == "size" && !size:
			n, err := strconv.ParseInt(value, 10, 64)
			if size = err == nil && n >= 0 && !strings.HasPrefix(value, "+"); !size {
				return Pointer{}, false
			}
			p.Size = n
		case !strings.HasPrefix(key, "ext-"):
			return Pointer{}, false
		}
	}
	return p, digest && size
}
