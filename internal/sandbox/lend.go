package sandbox

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// Lent is a file that a run reads under a name in its box, wherever it lies: the
// user that the run is may not enter its folder. A link to a file beside it is
// one in the box, too.
type Lent struct{ Name, Path string }

// lentPath is where a process that was lent files opens the ith.
func lentPath(i int) string { return "/proc/self/fd/" + strconv.Itoa(lentFD+i) }

// lend opens files and puts links to them into the box, which lead where a
// process has them open. The caller closes them. Where the run is another user
// than the owner of a file, others may read that from now on: its folder keeps
// them out as before.
func (b *Box) lend(l []Lent) (files []*os.File, err error) {
	for _, e := range l {
		if !filepath.IsLocal(e.Name) {
			return files, fmt.Errorf("lend %q to a box: it is outside", e.Name)
		}
		to, err := os.Readlink(e.Path)
		if err != nil || filepath.Base(to) != to {
			f, err := os.Open(e.Path)
			if err != nil {
				return files, fmt.Errorf("lend a file to a box: %w", err)
			}
			to, files = lentPath(len(files)), append(files, f)
			if err := b.open(f); err != nil {
				return files, fmt.Errorf("lend %s to a box: %w", e.Path, err)
			}
		}
		name := filepath.Join(b.dir, e.Name)
		if err := b.folder(filepath.Dir(name)); err != nil {
			return files, onDisk(fmt.Errorf("lend to a box: %w", err))
		}
		err = os.Symlink(to, name)
		if errors.Is(err, syscall.EEXIST) {
			err = fmt.Errorf("two files have the name %s", e.Name)
		}
		if err != nil {
			return files, onDisk(fmt.Errorf("lend to a box: %w", err))
		}
	}
	return files, nil
}

// folder makes a folder of the box, and those that it is in, if it is not there.
func (b *Box) folder(dir string) error {
	err := os.Mkdir(dir, 0o700)
	if errors.Is(err, syscall.EEXIST) {
		return nil
	}
	if errors.Is(err, syscall.ENOENT) && dir != b.dir {
		if err := b.folder(filepath.Dir(dir)); err != nil {
			return err
		}
		err = os.Mkdir(dir, 0o700)
	}
	if err != nil {
		return err
	}
	return b.giveAway(dir)
}

// open lets the user of the box read a file, and run it if its owner may.
func (b *Box) open(f *os.File) error {
	info, err := f.Stat()
	if err != nil || b.how.uid < 0 {
		return err
	}
	want := info.Mode().Perm() | 0o444
	if want&0o100 != 0 {
		want |= 0o011
	}
	if want == info.Mode().Perm() {
		return nil
	}
	return f.Chmod(want)
}

func closeAll(files []*os.File) {
	for _, f := range files {
		_ = f.Close() // they were only read
	}
}
