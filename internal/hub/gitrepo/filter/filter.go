// Package filter writes a history anew without some files, between git fast-export
// and git fast-import.
package filter

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// Filter passes on what git fast-export writes of a history, without changes that
// bring doomed files: those remove what was there. Only commits that had such a
// change, and those after them, go on, all on one ref; they follow the others as
// these are.
type Filter struct {
	Ref    string
	Doomed map[string]bool // files, by the ids of their contents
	r      *bufio.Reader
	w      *bufio.Writer
	old    map[string]string // commits by their marks
	anew   map[string]string // those of them that are written anew
}

const ahead = 64 << 10 // bytes that are read and written at once

// Pass reads all, and ends when git says that this was all. It returns the commits that
// are written anew, by their marks.
func (f Filter) Pass(r io.Reader, w io.Writer) (anew map[string]string, err error) {
	f.r, f.w, f.old, f.anew = bufio.NewReaderSize(r, ahead), bufio.NewWriterSize(w, ahead), map[string]string{}, map[string]string{}
	err = f.pass()
	return f.anew, errors.Join(err, f.w.Flush())
}

// exported is a commit on its way.
type exported struct {
	mark, id      string
	head          bytes.Buffer // up to the message
	parents       []string     // lines: from, then merge
	gone, changed bytes.Buffer // lines of its files
	hit           bool         // a doomed file was among them
}

func (f Filter) pass() error {
	var c *exported
	for {
		line, err := f.r.ReadString('\n')
		if errors.Is(err, io.EOF) && line == "" {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read a history: %w", err)
		}
		verb, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		switch verb {
		case "commit", "reset", "tag", "done":
			if err := f.write(c); err != nil {
				return err
			}
			c = nil
		}
		switch {
		case verb == "commit":
			c = &exported{}
		case verb == "done" || verb == "feature":
			_, err = f.w.WriteString(line)
		case verb == "data":
			err = f.data(c, line, rest)
		case c != nil:
			f.line(c, verb, line, rest)
		}
		if err != nil {
			return fmt.Errorf("write a history anew: %w", err)
		}
	}
}

// line takes a line of a commit.
func (f Filter) line(c *exported, verb, line, rest string) {
	switch verb {
	case "mark":
		c.mark = rest
		c.head.WriteString(line)
	case "original-oid":
		c.id = rest
	case "from", "merge":
		c.parents = append(c.parents, line)
	case "D":
		c.gone.WriteString(line)
	case "M":
		if col := strings.SplitN(rest, " ", 3); len(col) == 3 && f.Doomed[col[1]] {
			c.hit = true
			c.gone.WriteString("D " + col[2] + "\n")
			return
		}
		c.changed.WriteString(line)
	case "":
	default: // author, committer, encoding
		c.head.WriteString(line)
	}
}

// data takes the message of a commit; that of a tag, which is written afterwards,
// goes nowhere.
func (f Filter) data(c *exported, line, rest string) error {
	n, err := strconv.ParseInt(rest, 10, 64)
	if err != nil {
		return fmt.Errorf("%q: %w", line, err)
	}
	to := io.Discard
	if c != nil {
		c.head.WriteString(line)
		to = &c.head
	}
	_, err = io.CopyN(to, f.r, n)
	return err //nolint:wrapcheck // pass does
}

// write passes a commit on if it is to be another one. What goes is said before
// what comes: git removes a file that gives way to a folder of its name last, and
// would read that as the end of the folder.
func (f Filter) write(c *exported) error {
	if c == nil {
		return nil
	}
	f.old[c.mark] = c.id
	for i, line := range c.parents {
		verb, mark, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if f.anew[mark] != "" {
			c.hit = true
			continue
		}
		id, ok := f.old[mark]
		if !ok {
			return fmt.Errorf("write a history anew: the commit %s follows %s, which is not there", c.id, mark)
		}
		c.parents[i] = verb + " " + id + "\n"
	}
	if !c.hit {
		return nil
	}
	f.anew[c.mark] = c.id
	if len(c.parents) == 0 {
		fmt.Fprintf(f.w, "reset %s\n", f.Ref)
	}
	fmt.Fprintf(f.w, "commit %s\n%s\n%s%s%s\n", f.Ref, c.head.Bytes(), strings.Join(c.parents, ""), c.gone.Bytes(), c.changed.Bytes())
	return f.w.Flush() //nolint:wrapcheck // of a pipe to git
}
