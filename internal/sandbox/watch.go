package sandbox

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"
)

// How often a group is looked at: what serves for hours, more seldom.
const (
	tick     = 50 * time.Millisecond
	calmTick = time.Second
)

// watcher stops a process group that goes over what no rlimit bounds: wall
// time, and memory, disk and processes of all together.
type watcher struct {
	quit  chan struct{}
	done  chan error // why the group was killed, or nil
	group int
}

// watch watches a group until it is stopped. When end is closed, its first
// process is told to end.
func (b *Box) watch(ctx context.Context, group int, end <-chan struct{}) *watcher {
	w := &watcher{quit: make(chan struct{}), done: make(chan error, 1), group: group}
	before := used(b.dir)
	go func() {
		late, look := b.clocks()
		defer late.Stop()
		defer look.Stop()
		for {
			var why error
			select {
			case <-w.quit:
				w.done <- nil
				return
			case <-ctx.Done():
				why = context.Cause(ctx)
			case <-end:
				_ = syscall.Kill(group, syscall.SIGTERM) // it may have ended
				end = nil
			case <-late.C:
				why = errWall
			case <-look.C:
				why = over(b.uses, census(group), used(b.dir)-before)
			}
			if why != nil {
				_ = syscall.Kill(-group, syscall.SIGKILL)
				w.done <- why
				return
			}
		}
	}()
	return w
}

// clocks tell when a run is over its time, and when it is looked at. The caller
// stops them.
func (b *Box) clocks() (late *time.Timer, look *time.Ticker) {
	if !b.uses.Endless {
		return time.NewTimer(b.uses.Wall), time.NewTicker(tick)
	}
	late = time.NewTimer(time.Hour)
	late.Stop() // it never fires
	return late, time.NewTicker(calmTick)
}

// stop ends the watch after the first process of the group has been waited
// for, kills what it left running, and says why the group was killed, if it was.
func (w *watcher) stop() error {
	close(w.quit)
	why := <-w.done
	_ = syscall.Kill(-w.group, syscall.SIGKILL)
	return why
}

func over(l Limits, now population, written int64) error {
	switch {
	case now.memory > l.Memory:
		return errMemory
	case now.threads > l.Processes:
		return errProcesses
	case written > l.Disk:
		return errDisk
	}
	return nil
}

type population struct {
	threads int
	memory  int64 // bytes of their own in memory; pages of files, such as of the program itself, do not count
}

// census counts the members of a process group. It looks at every process of
// the machine many times a second, so it opens nothing of those of other groups.
func census(group int) (p population) {
	proc, err := os.Open("/proc")
	if err != nil {
		return p
	}
	defer proc.Close()
	names, _ := proc.Readdirnames(-1)
	for _, name := range names {
		pid, err := strconv.Atoi(name)
		if err != nil {
			continue
		}
		if of, err := syscall.Getpgid(pid); err != nil || of != group {
			continue
		}
		b, err := os.ReadFile(filepath.Join("/proc", name, "stat"))
		if err != nil {
			continue // it has ended
		}
		// The name of the program, in brackets, may hold anything.
		f := bytes.Fields(b[bytes.LastIndexByte(b, ')')+1:])
		if len(f) < 22 {
			continue
		}
		threads, _ := strconv.Atoi(string(f[17]))
		p.threads += threads
		p.memory += own(name)
	}
	return p
}

// own returns the bytes in memory that a process does not share with files.
func own(pid string) int64 {
	b, err := os.ReadFile(filepath.Join("/proc", pid, "statm"))
	f := bytes.Fields(b)
	if err != nil || len(f) < 3 {
		return 0 // it has ended
	}
	resident, _ := strconv.ParseInt(string(f[1]), 10, 64)
	shared, _ := strconv.ParseInt(string(f[2]), 10, 64)
	return (resident - shared) * int64(os.Getpagesize())
}

// used sums the sizes of the files under dir.
func used(dir string) (n int64) {
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return nil //nolint:nilerr // it has just been removed
		}
		if info, err := d.Info(); err == nil {
			n += info.Size()
		}
		return nil
	})
	return n
}
