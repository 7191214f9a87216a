// Package page takes, drops, turns, parts and joins the pages of PDF files, and makes PDF
// files of pictures. The pages stay as they are: nothing is drawn anew. It is the home of pdfcpu.
package page

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/tenonhub/tenon/internal/fault"
)

// What is worked on at the most.
const (
	MostPages    = 5000
	MostParts    = 500 // files that a PDF is split into
	MostJoined   = 100
	MostPictures = 300
)

// File is a PDF file by its name.
type File struct {
	Name  string
	Bytes []byte
}

// settings are pdfcpu's, without its folder of settings.
var settings = sync.OnceValue(func() *model.Configuration {
	api.DisableConfigDir()
	c := model.NewDefaultConfiguration()
	c.ValidationMode = model.ValidationRelaxed
	c.Offline = true
	return c
})

func configured() *model.Configuration {
	c := *settings()
	return &c
}

// Count is how many pages f has. A file that is no PDF, damaged or locked is a fault.
func (f File) Count() (int, error) {
	if i := bytes.Index(f.Bytes[:min(len(f.Bytes), 1024)], []byte("%PDF-")); i < 0 {
		return 0, fault.About(f.Name, fault.Invalid, "this is no PDF file, and only those have pages that can be taken; write it as a PDF first")
	}
	n, err := api.PageCount(bytes.NewReader(f.Bytes), configured())
	if err != nil {
		return 0, f.wrong(err)
	}
	if n > MostPages {
		return 0, fault.About(f.Name, fault.TooLarge, "it has %d pages, and at most %d are worked on", n, MostPages)
	}
	return n, nil
}

// wrong is the fault for what pdfcpu says.
func (f File) wrong(err error) error {
	said := err.Error()
	if errors.Is(err, pdfcpu.ErrWrongPassword) || errors.Is(err, pdfcpu.ErrEncrypted) || strings.Contains(said, "password") || strings.Contains(said, "encrypt") || strings.Contains(said, "permission") {
		return fault.About(f.Name, fault.Invalid, "it is protected by a password; save it without one and attach it again")
	}
	return &fault.Error{Kind: fault.Invalid, Subject: f.Name, Msg: "it is damaged or no PDF that can be changed; print it to a PDF file and attach that", Err: err}
}

// Pages are the numbers of the pages that words name in a file of n pages, in their order:
// “2-5”, “1, 3, 7-”, “last”, “last 2”, “first 3”, “odd”, “even”, “all”.
func Pages(words string, n int) ([]int, error) {
	var l []int
	words = strings.NewReplacer("，", ",", "、", ",", ";", ",", "–", "-", "—", "-", "~", "-", " to ", "-", "至", "-", "到", "-", "页", "", "第", "").Replace(strings.ToLower(words))
	for part := range strings.SplitSeq(words, ",") {
		part = strings.TrimSpace(part)
		from, to, step, err := stretch(part, n)
		if err != nil {
			return nil, err
		}
		for i := from; i <= to; i += step {
			l = append(l, i)
		}
		if len(l) > MostPages {
			return nil, fault.New(fault.TooLarge, "at most %d pages are taken", MostPages)
		}
	}
	return l, nil
}

func stretch(part string, n int) (from, to, step int, err error) {
	unclear := fault.New(fault.Invalid, "the pages %q are not understood; say them as 2-5, or 1, 3, 7", part)
	switch part {
	case "all", "":
		return 1, n, 1, nil
	case "odd":
		return 1, n, 2, nil
	case "even":
		return 2, n, 2, nil
	case "last":
		return n, n, 1, nil
	case "first":
		return 1, 1, 1, nil
	}
	number := func(s string) int {
		s = strings.TrimSpace(s)
		if s == "last" || s == "end" {
			return n
		}
		k, err := strconv.Atoi(s)
		if err != nil || k < 1 {
			return 0
		}
		return k
	}
	if s, ok := strings.CutPrefix(part, "last "); ok {
		if k := number(s); k > 0 {
			return max(1, n-k+1), n, 1, nil
		}
		return 0, 0, 0, unclear
	}
	if s, ok := strings.CutPrefix(part, "first "); ok {
		if k := number(s); k > 0 {
			return 1, min(k, n), 1, nil
		}
		return 0, 0, 0, unclear
	}
	a, b, ranged := strings.Cut(part, "-")
	from = number(a)
	to = from
	if ranged {
		if to = number(b); strings.TrimSpace(b) == "" {
			to = n
		}
	}
	switch {
	case from == 0 || to == 0 || to < from:
		return 0, 0, 0, unclear
	case to > n:
		return 0, 0, 0, fault.New(fault.Invalid, "there is no page %d: it has %d", to, n)
	}
	return from, to, 1, nil
}

// chosen are pages as pdfcpu takes them.
func chosen(pages []int) (l []string) {
	for _, p := range pages {
		l = append(l, strconv.Itoa(p))
	}
	return l
}

// named are the pages that words name in f.
func (f File) named(words string) ([]int, int, error) {
	n, err := f.Count()
	if err != nil {
		return nil, 0, err
	}
	pages, err := Pages(words, n)
	if e, ok := errors.AsType[*fault.Error](err); ok {
		return nil, n, fault.About(f.Name, e.Kind, "%s", e.Msg)
	}
	return pages, n, err
}

// Take is a file of the pages that words name, in the order in which they are named.
func (f File) Take(words string) ([]byte, error) {
	pages, _, err := f.named(words)
	if err != nil {
		return nil, err
	}
	return f.collect(pages)
}

// Drop is the file without the pages that words name.
func (f File) Drop(words string) ([]byte, error) {
	pages, n, err := f.named(words)
	if err != nil {
		return nil, err
	}
	gone := map[int]bool{}
	for _, p := range pages {
		gone[p] = true
	}
	var rest []int
	for i := 1; i <= n; i++ {
		if !gone[i] {
			rest = append(rest, i)
		}
	}
	if len(rest) == 0 {
		return nil, fault.About(f.Name, fault.Invalid, "no page would be left of its %d", n)
	}
	return f.collect(rest)
}

func (f File) collect(pages []int) ([]byte, error) {
	if len(pages) == 0 {
		return nil, fault.About(f.Name, fault.Invalid, "it has no such page")
	}
	var b bytes.Buffer
	if err := api.Collect(bytes.NewReader(f.Bytes), &b, chosen(pages), configured()); err != nil {
		return nil, f.wrong(err)
	}
	return b.Bytes(), nil
}

// Turn turns the pages that words name clockwise by quarter turns.
func (f File) Turn(degrees int, words string) ([]byte, error) {
	if degrees%90 != 0 {
		return nil, fault.About(f.Name, fault.Invalid, "pages are turned by 90, 180 or 270 degrees, not by %d", degrees)
	}
	pages, _, err := f.named(words)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := api.Rotate(bytes.NewReader(f.Bytes), &b, ((degrees%360)+360)%360, chosen(pages), configured()); err != nil {
		return nil, f.wrong(err)
	}
	return b.Bytes(), nil
}

// Part is one of the files that a file is split into, with its pages.
type Part struct {
	From, To int
	Bytes    []byte
}

// Split parts a file into files of so many pages each.
func (f File) Split(every int) ([]Part, error) {
	n, err := f.Count()
	if err != nil {
		return nil, err
	}
	every = max(1, every)
	if parts := (n + every - 1) / every; parts > MostParts {
		return nil, fault.About(f.Name, fault.TooLarge, "that would be %d files, and at most %d are made; put more pages into each", parts, MostParts)
	}
	var l []Part
	for from := 1; from <= n; from += every {
		to := min(n, from+every-1)
		var pages []int
		for p := from; p <= to; p++ {
			pages = append(pages, p)
		}
		b, err := f.collect(pages)
		if err != nil {
			return nil, err
		}
		l = append(l, Part{from, to, b})
	}
	return l, nil
}

// Join is one file of the pages of several.
func Join(files []File) ([]byte, error) {
	if len(files) < 2 {
		return nil, fault.New(fault.Invalid, "at least two PDF files are joined; attach the others too")
	}
	if len(files) > MostJoined {
		return nil, fault.New(fault.TooLarge, "at most %d files are joined, and there are %d", MostJoined, len(files))
	}
	var all []io.ReadSeeker
	pages := 0
	for _, f := range files {
		n, err := f.Count()
		if err != nil {
			return nil, err
		}
		if pages += n; pages > MostPages {
			return nil, fault.About(f.Name, fault.TooLarge, "with it there are over %d pages", MostPages)
		}
		all = append(all, bytes.NewReader(f.Bytes))
	}
	var b bytes.Buffer
	if err := api.MergeRaw(all, &b, false, configured()); err != nil {
		return nil, files[0].wrong(fmt.Errorf("join: %w", err))
	}
	return b.Bytes(), nil
}

// Picture makes a file of pictures, each on a page: as large as the picture (fit), or in the
// middle of a sheet of paper (a4, letter).
func Picture(pictures []io.Reader, paper string) ([]byte, error) {
	imp := pdfcpu.DefaultImportConfig()
	switch paper {
	case "a4", "letter":
		imp.PageSize = map[string]string{"a4": "A4", "letter": "Letter"}[paper]
		imp.PageDim, imp.UserDim = types.PaperSize[imp.PageSize], true
		imp.Pos, imp.Scale = types.Center, 0.94
	default:
		imp.Pos = types.Full
	}
	var b bytes.Buffer
	if err := api.ImportImages(nil, &b, pictures, imp, configured()); err != nil {
		return nil, fmt.Errorf("make a PDF file of pictures: %w", err)
	}
	return b.Bytes(), nil
}
