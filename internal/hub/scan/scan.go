// Package scan looks into files for what could harm those who open them:
// pickles that import more than data needs, archives that reach out of their
// folder, and secrets in text. It runs nothing, and what it reads may be hostile.
package scan

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"slices"
)

// Level says how bad a finding is.
type Level string

// The levels, from good to bad.
const (
	Safe       Level = "safe"
	Suspicious Level = "suspicious" // not known to be safe
	Dangerous  Level = "dangerous"
)

// Import is a global that a pickle names.
type Import struct {
	Module string `json:"module"`
	Name   string `json:"name"`
	Level  Level  `json:"level"`
}

// Note is something else that was found.
type Note struct {
	What  string `json:"what"`
	Line  int    `json:"line,omitempty"` // of a text, from 1
	Level Level  `json:"level"`
}

// Report is what was found in a file.
type Report struct {
	Pickle  bool     `json:"pickle,omitempty"` // it is one, or has one in it
	Imports []Import `json:"imports,omitempty"`
	Notes   []Note   `json:"notes,omitempty"`
}

// Level is that of the worst finding.
func (r Report) Level() Level {
	worst := Safe
	for _, l := range r.Imports {
		worst = worse(worst, l.Level)
	}
	for _, n := range r.Notes {
		worst = worse(worst, n.Level)
	}
	return worst
}

// Empty reports whether there is nothing to tell.
func (r Report) Empty() bool { return !r.Pickle && len(r.Imports) == 0 && len(r.Notes) == 0 }

func worse(a, b Level) Level {
	rank := func(l Level) int { return slices.Index([]Level{Safe, Suspicious, Dangerous}, l) }
	if cmp.Compare(rank(a), rank(b)) >= 0 {
		return a
	}
	return b
}

// maxFindings bounds a report: who has so many is bad enough.
const maxFindings = 200

func (r *Report) add(i Import) {
	if !slices.Contains(r.Imports, i) && len(r.Imports) < maxFindings {
		r.Imports = append(r.Imports, i)
	}
}

func (r *Report) note(l Level, what string) {
	if n := (Note{What: what, Level: l}); !slices.Contains(r.Notes, n) && len(r.Notes) < maxFindings {
		r.Notes = append(r.Notes, n)
	}
}

// File looks into a file of size bytes. An error is that the file could not be
// read: then nothing is known of it.
func File(f io.ReaderAt, size int64) (Report, error) {
	s, at := scanner{budget: maxUnpacked}, &witness{at: f}
	s.look(io.NewSectionReader(at, 0, size), size, 0)
	if at.err != nil {
		return Report{}, fmt.Errorf("look into a file: %w", at.err)
	}
	return s.Report, nil
}

// witness remembers how reading failed: those who read a format take what cannot
// be read for what is damaged.
type witness struct {
	at  io.ReaderAt
	err error
}

func (w *witness) ReadAt(p []byte, off int64) (int, error) {
	n, err := w.at.ReadAt(p, off)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		w.err = cmp.Or(w.err, err)
	}
	return n, err
}

// Content looks into a small file, for secrets too.
func Content(b []byte) Report {
	r, _ := File(bytes.NewReader(b), int64(len(b))) // memory can be read
	r.secrets(b)
	return r
}
