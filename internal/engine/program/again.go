package program

import (
	"context"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/sandbox"
)

// Tints are filters of ffmpeg that make light words on a coloured ground dark on
// light or light on dark: in full colour tesseract sees no edge there.
var Tints = []string{"format=gray", "format=gbrp,extractplanes=r", "format=gbrp,extractplanes=b"}

// fewest is how many letters must be legible in one colour of a picture in which
// nothing was read.
const fewest = 4

// In is what is legible in a picture, or in one colour of it where that is enough.
func (p Page) In(tint string) string {
	if words := p.Legible(); tint == "" || utf8.RuneCountInString(words) >= fewest {
		return words
	}
	return ""
}

// again reads a picture in which nothing was read by one of its colours after
// another, and keeps the first that has words for certain.
func again(ctx context.Context, r *run) error {
	b, err := r.file("page.tsv")
	if err != nil || ParsePage(string(b)).Legible() != "" {
		return err
	}
	for i, tint := range Tints {
		base := "tint" + string(rune('0'+i))
		for _, args := range [][]string{
			{"ffmpeg", "-nostdin", "-v", "error", "-i", r.In["image"].File, "-frames:v", "1", "-vf", tint, base + ".png"},
			{"tesseract", base + ".png", base, "-l", r.V["pack"], "--psm", "11", "tsv"},
		} {
			if _, err := r.box.Run(ctx, sandbox.Command{Program: args[0], Args: args[1:], Wall: r.wall, Read: r.Read, Env: r.Env}); err != nil {
				return ctx.Err() // what was read before stands
			}
		}
		if b, err = r.file(base + ".tsv"); err != nil {
			return err
		}
		if words := ParsePage(string(b)).In(tint); words != "" {
			if err := r.replace("page.txt", words); err != nil {
				return err
			}
			return r.replace("page.tsv", string(b))
		}
	}
	return nil
}
