package ref

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/fault"
)

// Path is the path of a file or folder in a repository, with slashes. It was
// parsed, so it stays inside the repository wherever it is written to.
type Path string

const (
	maxPath    = 4096 // bytes
	maxSegment = 255  // bytes, what file systems allow
)

// ParsePath parses the path of a file: relative, of visible characters, without
// empty parts, "." and "..", and without the names that git keeps for itself,
// also as Windows and macOS spell them. Nor does it take what Windows reads as
// something else: names of devices, and a point or space at the end.
func ParsePath(s string) (Path, error) {
	if s == "" || len(s) > maxPath {
		return "", fault.New(fault.Invalid, "a path in a repository has 1 to %d bytes, this one has %d", maxPath, len(s))
	}
	if !utf8.ValidString(s) {
		return "", fault.New(fault.Invalid, "path %q is not UTF-8", s)
	}
	for _, r := range s {
		if r == '\\' || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) {
			return "", fault.New(fault.Invalid, "path %q has the character %U in it: a backslash, or one that nobody sees", s, r)
		}
	}
	for part := range strings.SplitSeq(s, "/") {
		if part == "" || part == "." || part == ".." {
			return "", fault.New(fault.Invalid, "path %q is not relative and plain: it may not have empty parts, '.' and '..'", s)
		}
		if len(part) > maxSegment {
			return "", fault.New(fault.Invalid, "path %q has a part of %d bytes, at most %d are allowed", s, len(part), maxSegment)
		}
		if gits(part) {
			return "", fault.New(fault.Invalid, "path %q has the part %q, which git keeps for itself", s, part)
		}
		if strings.TrimRight(part, " .") != part || device(part) {
			return "", fault.New(fault.Invalid, "path %q has the part %q, which Windows takes for another name or for a device: rename it", s, part)
		}
	}
	return Path(s), nil
}

// gits reports whether a part of a path is, or is taken by some file system
// for, the folder .git.
func gits(part string) bool {
	low := strings.TrimRight(strings.ToLower(part), " .")
	low, _, _ = strings.Cut(low, ":") // a stream of NTFS
	return low == ".git" || low == "git~1"
}

// device reports whether Windows takes a part of a path for a device, or its
// beginning for the letter of a drive.
func device(part string) bool {
	if len(part) >= 2 && part[1] == ':' {
		return true
	}
	name, _, _ := strings.Cut(strings.ToLower(part), ".")
	switch name, _, _ = strings.Cut(name, ":"); strings.TrimRight(name, " ") {
	case "con", "prn", "aux", "nul", "conin$", "conout$":
		return true
	}
	number := strings.TrimLeft(name, "comlpt")
	return (strings.TrimSuffix(name, number) == "com" || strings.TrimSuffix(name, number) == "lpt") && strings.Contains("123456789¹²³", number) && number != ""
}

// ParseFolder is ParsePath for folders, where the empty path and "/" are the
// top, and a slash at either end does not count.
func ParseFolder(s string) (Path, error) {
	if s = strings.Trim(s, "/"); s == "" {
		return "", nil
	}
	return ParsePath(s)
}

// Parts are the names on the way to p; none for the top.
func (p Path) Parts() []string {
	if p == "" {
		return nil
	}
	return strings.Split(string(p), "/")
}

// Join is the path of name in the folder p.
func (p Path) Join(name string) Path {
	if p == "" {
		return Path(name)
	}
	return p + "/" + Path(name)
}

// Base is the last part of p.
func (p Path) Base() string { return string(p[strings.LastIndexByte(string(p), '/')+1:]) }
