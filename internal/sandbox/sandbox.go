// Package sandbox runs programs, and functions of our own, on input that
// nobody trusts: under limits of time, memory, disk, files and processes, in a
// temporary directory of their own, without a network, and killed as a whole.
// It knows nothing of models. It works on Linux, as root or not.
//
//	server ──re-executes itself──▶ child: rlimits, Landlock, seccomp ──exec──▶ program
//	   │  spec on fd 3, set-up errors on fd 4    └─ or runs a Child of Main
//	   └─ watches the process group: wall time, memory, disk, processes; kills it
//
// Where the kernel lets us, the child is the first process of a user, PID,
// network and IPC namespace of its own, so that it cannot leave anything
// behind; as root it runs as nobody. Elsewhere the seccomp filter still refuses
// sockets and new process groups, and the group is killed as one.
package sandbox

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
)

// Limits bound one run. A zero field takes the default of Complete.
type Limits struct {
	Wall      time.Duration // from start to end
	Endless   bool          // neither Wall nor CPU bounds a run: it serves until it is told to end
	CPU       time.Duration // processor time of each process
	Memory    int64         // bytes of memory of all together
	Address   int64         // bytes of address space of each process; as many as of memory
	Disk      int64         // bytes written to the box
	Files     int           // open files of each process
	Processes int           // processes and threads of all together
}

// Complete fills in the defaults: a minute, twice that of processor time on
// each core that a process may keep busy, 1 GiB of memory, 1 GiB of disk.
func (l Limits) Complete() Limits {
	if l.Wall <= 0 {
		l.Wall = time.Minute
	}
	if l.CPU <= 0 {
		l.CPU = 8 * l.Wall
	}
	if l.Memory <= 0 {
		l.Memory = 1 << 30
	}
	if l.Address <= 0 {
		l.Address = l.Memory
	}
	if l.Disk <= 0 {
		l.Disk = 1 << 30
	}
	if l.Files <= 0 {
		l.Files = 256
	}
	if l.Processes <= 0 {
		l.Processes = 256
	}
	return l
}

// Box is a temporary directory that runs share. It is not safe for concurrent
// runs. Close it.
type Box struct {
	dir  string
	how  isolation
	uses Limits
}

const prefix = "tenon-box-"

// New makes a box whose runs are under the limits l. Close removes it.
func New(l Limits) (*Box, error) {
	how, err := strongest()
	if err != nil {
		return nil, err
	}
	return newBox(l, how)
}

func newBox(l Limits, how isolation) (*Box, error) {
	dir, err := os.MkdirTemp("", prefix+strconv.Itoa(os.Getpid())+"-")
	if err != nil {
		return nil, onDisk(fmt.Errorf("make a box: %w", err))
	}
	b := &Box{dir: dir, how: how, uses: l.Complete()}
	if err := b.giveAway(dir); err != nil {
		_ = os.RemoveAll(dir)
		return nil, fmt.Errorf("make a box: %w", err)
	}
	return b, nil
}

// Dir is the directory of the box: the working directory of its runs.
func (b *Box) Dir() string { return b.dir }

// Close removes the box and what is in it.
func (b *Box) Close() error {
	if os.RemoveAll(b.dir) == nil {
		return nil
	}
	// A run may have taken its own directories' permissions away.
	_ = filepath.WalkDir(b.dir, func(p string, d fs.DirEntry, _ error) error {
		if d != nil && d.IsDir() {
			_ = os.Chmod(p, 0o700) //nolint:gosec // a directory needs its x bit
		}
		return nil
	})
	return os.RemoveAll(b.dir)
}

// Put writes a file into the box, at most limit bytes of r, and returns how
// many it wrote. A longer r is a fault of kind TooLarge.
func (b *Box) Put(name string, r io.Reader, limit int64) (int64, error) {
	if !filepath.IsLocal(name) {
		return 0, fmt.Errorf("put %q into a box: it is outside", name)
	}
	f, err := os.OpenFile(filepath.Join(b.dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return 0, onDisk(fmt.Errorf("put into a box: %w", err))
	}
	n, err := io.Copy(f, io.LimitReader(r, limit+1))
	err = errors.Join(err, f.Close())
	switch {
	case err != nil:
		return n, onDisk(fmt.Errorf("put %s into a box: %w", name, err))
	case n > limit:
		return n, fault.New(fault.TooLarge, "it is over %s; send a smaller one", size(limit))
	}
	return n, b.giveAway(f.Name())
}

// Open opens a regular file of the box for reading. Links out of the box are
// not followed.
func (b *Box) Open(name string) (*os.File, error) {
	root, err := os.OpenRoot(b.dir)
	if err != nil {
		return nil, fmt.Errorf("open a box: %w", err)
	}
	defer root.Close()
	info, err := root.Lstat(name)
	if err != nil {
		return nil, fmt.Errorf("open %s of a box: %w", name, err)
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("open %s of a box: it is %s, not a regular file", name, info.Mode().Type())
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, fmt.Errorf("open %s of a box: %w", name, err)
	}
	return f, nil
}

func (b *Box) giveAway(path string) error {
	if b.how.uid < 0 {
		return nil
	}
	return os.Lchown(path, b.how.uid, b.how.uid)
}

// Sweep removes the boxes of processes that are gone, such as a server that
// was killed. It returns how many there were.
func Sweep() (int, error) {
	found, err := filepath.Glob(filepath.Join(os.TempDir(), prefix+"*"))
	if err != nil {
		return 0, fmt.Errorf("sweep boxes: %w", err)
	}
	removed := 0
	for _, dir := range found {
		pid, _, _ := strings.Cut(strings.TrimPrefix(filepath.Base(dir), prefix), "-")
		owner, err := strconv.Atoi(pid)
		if err != nil || owner <= 0 || !errors.Is(syscall.Kill(owner, 0), syscall.ESRCH) {
			continue
		}
		if err := (&Box{dir: dir}).Close(); err == nil {
			removed++
		}
	}
	return removed, nil
}

func onDisk(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return fault.Wrap(err, fault.Exhausted, "the disk of %s is full; make room there or set TMPDIR to a larger one", os.TempDir())
	}
	return err
}

// size writes a number of bytes for people.
func size(n int64) string {
	switch {
	case n >= 1<<30 && n%(1<<30) == 0:
		return fmt.Sprintf("%d GiB", n>>30)
	case n >= 1<<20:
		return fmt.Sprintf("%d MiB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d KiB", n>>10)
	}
	return fmt.Sprintf("%d bytes", n)
}
