// Package vision gets libmtmd, by which llama.cpp sees pictures: no package has it
// for the release whose libraries models run with, so it is built of that
// release's source, and lies beside them.
package vision

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/library"
	llama "github.com/tenonhub/tenon/internal/engine/llama/library"
	"github.com/tenonhub/tenon/internal/fault"
)

// The files of the library: itself, and the digest that it had when it was built.
const (
	file = "libmtmd.so"
	sum  = "libmtmd.sum"
)

// Missing is why a model that could see pictures sees none where the library is not.
const Missing = "llama.cpp's libmtmd, which sees pictures, is not installed, so this model is run for text only: run `tenon engine install vision`, which builds it"

// Names are the files that an engine loads beside llama.cpp's libraries in dir;
// none if they are not there.
func Names(dir string) []string {
	for _, name := range []string{file, sum} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			return nil
		}
	}
	return []string{file, sum}
}

// Check says whether the library in dir is the one that was built; none at all is right, too.
func Check(dir string) error {
	if Names(dir) == nil {
		return nil
	}
	want, err := os.ReadFile(filepath.Join(dir, sum))
	if err != nil {
		return fmt.Errorf("check libmtmd: %w", err)
	}
	got, err := digest(filepath.Join(dir, file))
	if err != nil {
		return err
	}
	if strings.TrimSpace(string(want)) != got {
		return fault.New(fault.Invalid, "%s in %s is not the one that was built: remove it and run `tenon engine install vision`", file, dir)
	}
	return nil
}

func digest(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fmt.Errorf("check libmtmd: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", fmt.Errorf("check libmtmd: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// source is what the library is built of: the source of llama.cpp as a bundle of git.
func source() library.Set {
	return library.Set{
		Engine: "source", Title: "llama.cpp's source", Package: "node-llama-cpp", Version: llama.Version, Inside: "package/llama/",
		Integrity: "bltIipuWmc123H7tMIgDGKSsSrhmhlQYeVUC48XTjVW7XGJJiJJyCdlTMzQ/LiWoPkGDpcL4FviDpgw7qfTiDw==",
		Sums:      "5f5d1105d5df040738d87b8290e5d17e7362131cdcfdb0831618e0ea528b4a51  " + bundle + "\n",
	}
}

const bundle = "gitRelease.bundle"

// Install puts the library beside llama.cpp's under root, which are installed if
// they are not: from a folder that has one of the same release, or by building it, which tells how many of
// its files are compiled. One that is there is left alone. It returns the folder.
func Install(ctx context.Context, root, from string, compiled func(done, of int)) (string, error) {
	root, err := filepath.Abs(root) // compilers are run elsewhere
	if err != nil {
		return "", fmt.Errorf("install libmtmd: %w", err)
	}
	dir, err := llama.Install(ctx, root, "")
	if err != nil {
		return "", err
	}
	if Names(dir) != nil {
		return dir, Check(dir)
	}
	work, err := os.MkdirTemp(root, ".building-")
	if err != nil {
		return "", fmt.Errorf("install libmtmd: %w", err)
	}
	defer os.RemoveAll(work)
	made := filepath.Join(from, file)
	switch _, err := os.Stat(made); {
	case from == "":
		b := build{work: work, libraries: dir, compiled: compiled}
		if made, err = b.run(ctx); err != nil {
			return "", err
		}
	case errors.Is(err, os.ErrNotExist):
		return "", fault.New(fault.NotFound, "%s has no %s; name the folder with the one that was built for %s %s", from, file, llama.Package, llama.Version)
	case err != nil:
		return "", fmt.Errorf("install libmtmd: %w", err)
	}
	return dir, put(made, dir, work)
}

// put copies the library to dir: it is there as a whole or not at all.
func put(made, dir, work string) error {
	in, err := os.Open(made)
	if err != nil {
		return fmt.Errorf("install libmtmd: %w", err)
	}
	defer in.Close()
	copied := filepath.Join(work, "copied")
	out, err := os.OpenFile(copied, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fmt.Errorf("install libmtmd: %w", err)
	}
	_, err = io.Copy(out, in)
	if err := errors.Join(err, out.Close()); err != nil {
		return fmt.Errorf("install libmtmd: %w", err)
	}
	is, err := digest(copied)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, sum), []byte(is+"\n"), 0o644); err != nil { //nolint:gosec // it is no secret
		return fmt.Errorf("install libmtmd: %w", err)
	}
	if err := os.Rename(copied, filepath.Join(dir, file)); err != nil {
		return fmt.Errorf("install libmtmd: %w", err)
	}
	return nil
}
