// Package hub is where models, datasets and apps are published: git
// repositories with rules about who may read and change them. It keeps nothing
// itself: git repositories, tables and large files are behind interfaces.
package hub

import (
	"crypto/rand"
	"encoding/hex"
	"regexp"

	"github.com/tenonhub/tenon/internal/fault"
)

// ID names a repository for good, also when it is renamed: 24 lower-case
// hexadecimal digits. It is never given a second time.
type ID string

var id = regexp.MustCompile(`^[0-9a-f]{24}$`)

// NewID makes an ID.
func NewID() ID {
	var b [12]byte
	_, _ = rand.Read(b[:]) // it never fails
	return ID(hex.EncodeToString(b[:]))
}

// ParseID parses 24 lower-case hexadecimal digits.
func ParseID(s string) (ID, error) {
	if !id.MatchString(s) {
		return "", fault.New(fault.Invalid, "%.80q is not the id of a repository: 24 lower-case hexadecimal digits", s)
	}
	return ID(s), nil
}
