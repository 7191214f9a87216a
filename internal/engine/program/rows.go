package program

import (
	"context"
	"strconv"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/sandbox"
)

// rows reads pictures again, as one block of lines, where tesseract took the
// prices of a bill for a column of their own: beside its label an amount is worth
// more. What it read before stands where it is less sure of the rows.
func rows(ctx context.Context, r *run) error {
	if len(r.Glob("page.tsv")) == 0 {
		return nil
	}
	b, err := r.file("page.tsv")
	if err != nil || !torn(string(b)) {
		return err
	}
	source, pack := r.In["image"].File, r.V["pack"]
	if len(r.Glob("pages.txt")) > 0 {
		source, pack = "pages.txt", "eng+chi_sim"
	}
	args := []string{source, "rows", "-l", pack, "--psm", "6", "txt", "tsv"}
	if _, err := r.box.Run(ctx, sandbox.Command{Program: "tesseract", Args: args, Wall: r.wall, Read: r.Read, Env: r.Env}); err != nil {
		return ctx.Err() // what was read before stands
	}
	words, err := r.file("rows.txt")
	if err != nil {
		return err
	}
	table, err := r.file("rows.tsv")
	if err != nil || ParsePage(string(table)).Sure() < ParsePage(string(b)).Sure()-lessSure {
		return err
	}
	if err := r.replace("page.txt", string(words)); err != nil {
		return err
	}
	return r.replace("page.tsv", string(table))
}

// lessSure is how much confidence rows may cost.
const lessSure = 0.02

// row is a line of tesseract's table with where it lies.
type row struct {
	page, block string
	top, bottom int
	letters     bool
}

// torn reports whether lines of nothing but figures lie beside lines of words
// that are in another block, more often than words do.
func torn(tsv string) bool {
	var lines []row
	last := ""
	for line := range strings.Lines(tsv) {
		f := strings.SplitN(strings.TrimRight(line, "\r\n"), "\t", 12)
		if len(f) != 12 || f[0] != "5" || strings.TrimSpace(f[11]) == "" {
			continue
		}
		top, err := strconv.Atoi(f[7])
		height, wrong := strconv.Atoi(f[9])
		if err != nil || wrong != nil {
			continue
		}
		if at := strings.Join(f[1:5], " "); at != last {
			last, lines = at, append(lines, row{f[1], f[2], top, top + height, false})
		}
		l := &lines[len(lines)-1]
		l.top, l.bottom = min(l.top, top), max(l.bottom, top+height)
		l.letters = l.letters || strings.ContainsFunc(f[11], unicode.IsLetter)
	}
	figures, words := 0, 0
	for i, a := range lines {
		for _, b := range lines[:i] {
			if a.page != b.page || a.block == b.block || 2*(min(a.bottom, b.bottom)-max(a.top, b.top)) < min(a.bottom-a.top, b.bottom-b.top) {
				continue
			}
			switch {
			case a.letters != b.letters:
				figures++
			case a.letters:
				words++
			}
		}
	}
	return figures >= 2 && figures > words
}
