// Package folder saves the files that were made, under names that are free.
package folder

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/cli/terminal"
	"github.com/tenonhub/tenon/internal/intake"
	"github.com/tenonhub/tenon/sdk"
)

// Saved is an artefact on the disk. Size is in bytes.
type Saved struct {
	Path, Media string
	Size        int64
}

// Place is where the files of a run go. Into a folder that nobody has named go
// only the files that were asked for, not those that stand beside an answer.
type Place struct {
	Dir   string
	Named bool
}

// Of are the artefacts of a run that are to be saved, and the names of the others.
func (p Place) Of(run sdk.Run) (save []sdk.Value, left []string) {
	for _, v := range run.Artefacts {
		if !p.Named && slices.Contains(run.Beside, v.Name) {
			left = append(left, v.Name)
			continue
		}
		save = append(save, v)
	}
	return save, left
}

// Tell says where files are, and which were not saved. Where nobody has named
// the folder it is written out.
func (p Place) Tell(w io.Writer, files []Saved, left []string, lang string) {
	for _, f := range files {
		at := f.Path
		if whole, err := filepath.Abs(at); err == nil && !p.Named {
			at = whole
		}
		fmt.Fprintf(w, "→ %s (%s, %s)\n", at, f.Media, terminal.Bytes(f.Size))
	}
	if len(left) > 0 {
		fmt.Fprintf(w, terminal.Say(lang, "There is also %s; --out FOLDER saves it.\n", "另有 %s；加上 --out 文件夹 可以保存。\n"), strings.Join(left, terminal.Say(lang, ", ", "、")))
	}
}

// Paths are those of files.
func Paths(files []Saved) []string {
	var l []string
	for _, f := range files {
		l = append(l, f.Path)
	}
	return l
}

// Writable makes a folder for files, and sees whether they can be written.
func Writable(dir string) error {
	err := os.MkdirAll(dir, 0o777)
	if err != nil {
		return fmt.Errorf("the folder %s cannot be made: %w; name another with --out", dir, errors.Unwrap(err))
	}
	f, err := os.CreateTemp(dir, ".tenon-*")
	if err == nil {
		err = errors.Join(f.Close(), os.Remove(f.Name()))
	}
	if err != nil {
		return fmt.Errorf("nothing can be written in the folder %s: %w; name another with --out", dir, err)
	}
	return nil
}

// Save writes artefacts, into a folder that is made if need be. No file that is there is overwritten.
func (p Place) Save(ctx context.Context, c *sdk.Client, artefacts []sdk.Value) ([]Saved, error) {
	if len(artefacts) == 0 {
		return nil, nil
	}
	if err := os.MkdirAll(p.Dir, 0o777); err != nil {
		return nil, fmt.Errorf("make the folder for the files: %w", err)
	}
	var files []Saved
	for _, v := range artefacts {
		f, err := saveOne(ctx, c, p.Dir, v)
		if err != nil {
			return files, fmt.Errorf("save %s: %w", v.Name, err)
		}
		files = append(files, f)
	}
	return files, nil
}

func saveOne(ctx context.Context, c *sdk.Client, dir string, v sdk.Value) (Saved, error) {
	r, err := c.Open(ctx, v)
	if err != nil {
		return Saved{}, err
	}
	defer r.Close()
	f, err := create(dir, intake.Name(v.Name))
	if err != nil {
		return Saved{}, err
	}
	n, err := io.Copy(f, r)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return Saved{}, err
	}
	media, _, _ := strings.Cut(v.Media, ";")
	return Saved{f.Name(), media, n}, nil
}

// create makes a new file: name, or name-2, name-3, … if that is taken.
func create(dir, name string) (*os.File, error) {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for k := 1; k < 10000; k++ {
		if k > 1 {
			name = fmt.Sprintf("%s-%d%s", stem, k, ext)
		}
		f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
	}
	return nil, fmt.Errorf("%s is taken ten thousand times in %s", name, dir)
}
