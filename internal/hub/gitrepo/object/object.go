// Package object reads the objects of git: trees and commits, as git stores them.
package object

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
)

// Tree reads a tree object: "mode name\0" and 20 bytes of id for each entry.
func Tree(b []byte) (l []hub.Entry, err error) {
	for len(b) > 0 {
		e, n, err := Entry(b)
		if err != nil {
			return nil, err
		}
		l, b = append(l, e), b[n:]
	}
	return l, nil
}

// Entry reads the first entry of what is left of a tree object, and says how
// many bytes it has.
func Entry(b []byte) (e hub.Entry, size int, err error) {
	head, rest, ok := bytes.Cut(b, []byte{0})
	said, name, spaced := bytes.Cut(head, []byte{' '})
	n, err := strconv.ParseInt(string(said), 8, 32)
	if !ok || !spaced || err != nil || len(rest) < 20 || len(name) == 0 {
		return e, 0, errors.New("it is damaged")
	}
	return hub.Entry{Name: string(name), Mode: mode(n), OID: hub.OID(hex.EncodeToString(rest[:20]))}, len(head) + 1 + 20, nil
}

// Last finds for names in a folder the commits that last changed them. next gives one
// commit after the other, the newest first, and the folder as a tree object; in the end
// no commit and none.
func Last(names []string, next func() (hub.OID, []byte, error)) (map[string]hub.OID, error) {
	found, left := map[string]hub.OID{}, map[string]string{}
	for _, name := range names {
		left[name] = ""
	}
	for newer := hub.OID(""); len(left) > 0; {
		at, b, err := next()
		if err != nil {
			return nil, err
		}
		now, err := some(b, left)
		if err != nil {
			return nil, err
		}
		for name, was := range left {
			is := now[name]
			switch {
			case newer == "" && is != "":
				left[name] = is
			case newer == "":
				delete(left, name) // it is not there
			case is != was:
				found[name] = newer
				delete(left, name)
			}
		}
		if newer = at; at == "" {
			break
		}
	}
	return found, nil
}

// some is what a tree object says of some names: their modes and ids. Histories of
// large folders are read with it.
func some(b []byte, names map[string]string) (map[string]string, error) {
	found := map[string]string{}
	for len(b) > 0 {
		space, end := bytes.IndexByte(b, ' '), bytes.IndexByte(b, 0)
		if space < 0 || end < space || len(b) < end+21 {
			return nil, errors.New("it is damaged")
		}
		if _, ok := names[string(b[space+1:end])]; ok {
			found[string(b[space+1:end])] = string(b[:space]) + string(b[end:end+21])
		}
		b = b[end+21:]
	}
	return found, nil
}

// mode is the mode that git reads an old or odd one as.
func mode(n int64) hub.Mode {
	switch m := hub.Mode(n); {
	case m == hub.Link || m == hub.Module || m == hub.Folder:
		return m
	case m&0o111 != 0:
		return hub.Executable
	}
	return hub.File
}

// ByName is where the entries of a tree object begin, by their names: git has
// folders elsewhere among them.
func ByName(b []byte) (at []uint32, err error) {
	for from := 0; from < len(b); {
		_, n, err := Entry(b[from:])
		if err != nil {
			return nil, err
		}
		at = append(at, uint32(from)) //nolint:gosec // at most maxTree
		from += n
	}
	name := func(from uint32) []byte {
		head, _, _ := bytes.Cut(b[from:], []byte{0})
		_, name, _ := bytes.Cut(head, []byte{' '})
		return name
	}
	slices.SortFunc(at, func(x, y uint32) int { return bytes.Compare(name(x), name(y)) })
	return at, nil
}

// Commit reads a commit object: lines of headers, an empty one, the message.
func Commit(oid hub.OID, b []byte) (hub.Commit, error) {
	c := hub.Commit{ID: oid}
	head, message, _ := strings.Cut(string(b), "\n\n")
	c.Message = strings.ToValidUTF8(message, "\uFFFD")
	for line := range strings.Lines(head) {
		key, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch key {
		case "tree":
			c.Tree = hub.OID(value)
		case "parent":
			c.Parents = append(c.Parents, hub.OID(value))
		case "author":
			c.Author, c.Time = parsePerson(strings.ToValidUTF8(value, "\uFFFD"))
		}
	}
	if _, err := hub.ParseOID(string(c.Tree)); err != nil {
		return c, fmt.Errorf("commit %s is damaged: %w", oid, err)
	}
	return c, nil
}

// parsePerson reads "name <email> seconds zone"; what is missing stays empty.
func parsePerson(s string) (p hub.Person, t time.Time) {
	name, rest, _ := strings.Cut(s, "<")
	email, when, _ := strings.Cut(rest, ">")
	p = hub.Person{Name: strings.TrimSpace(name), Email: email}
	if col := strings.Fields(when); len(col) > 0 {
		if sec, err := strconv.ParseInt(col[0], 10, 64); err == nil {
			t = time.Unix(sec, 0).UTC()
		}
	}
	return p, t
}

// Kind is what kind of object an entry of a tree is.
func Kind(m hub.Mode) string {
	switch m {
	case hub.Folder:
		return "tree"
	case hub.Module:
		return "commit"
	case hub.File, hub.Executable, hub.Link:
	}
	return "blob"
}
