// Package hub is where models, datasets and apps are published: git
// repositories with rules about who may read and change them. It keeps nothing
// itself: git repositories, tables and large files are behind interfaces.
package hub

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
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

// Kind is what a repository holds. Names of different kinds do not meet.
type Kind string

// The kinds.
const (
	Model   Kind = "model"
	Dataset Kind = "dataset"
	Space   Kind = "space"
)

// ParseKind parses a kind, in the singular.
func ParseKind(s string) (Kind, error) {
	switch k := Kind(s); k {
	case Model, Dataset, Space:
		return k, nil
	}
	return "", fault.New(fault.Invalid, "%q is no kind of repository: it is model, dataset or space", s)
}

// Repo is what is known of a repository without opening it.
type Repo struct {
	ID      ID
	Kind    Kind
	Name    ref.Repo
	Private bool
	Gate    Gate
	Creator ref.Owner
	Created time.Time
	Updated time.Time // when its content changed last
	Head    OID       // where its main branch was then
	// Upstream is where a mirror comes from, by its name in the settings; empty
	// for what was made here.
	Upstream string

	Downloads int64
	Likes     int64
	Trend     int64 // see package trend
}

// Subject names the repository in faults and in the audit log.
func (r Repo) Subject() string { return string(r.Kind) + " " + r.Name.String() }

// What is not there: a fault of kind NotFound may wrap one of these.
var (
	ErrNoRepo     = errors.New("no such repository")
	ErrNoRevision = errors.New("no such revision")
	ErrNoEntry    = errors.New("no such file or folder")
)

// Missing is a fault of kind NotFound that tells what is not there.
func Missing(what error, format string, args ...any) error {
	return fault.Wrap(what, fault.NotFound, "%s", fmt.Sprintf(format, args...))
}
