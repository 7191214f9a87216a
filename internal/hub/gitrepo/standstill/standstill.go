// Package standstill has a group of processes stand still, so that it is known which files its
// leader has open before it is killed.
package standstill

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"
)

// patience is how long a process may take to stand still: it ends the call of the system that
// it is in.
const patience = time.Second

// Files has the group of the process pid stand still, and gives the files that this one has
// open; none where the system does not tell.
func Files(pid int) (l []string) {
	tick := time.NewTicker(100 * time.Microsecond)
	defer tick.Stop()
	for end := time.Now().Add(patience); runs(pid) && time.Now().Before(end); <-tick.C {
		if syscall.Kill(-pid, syscall.SIGSTOP) != nil {
			return nil
		}
	}
	open, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid)) // the pattern is a good one
	for _, fd := range open {
		if file, err := os.Readlink(fd); err == nil {
			l = append(l, file)
		}
	}
	return l
}

// runs reports whether a process computes, or is in a call of the system.
func runs(pid int) bool {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, state, _ := bytes.Cut(b, []byte(") "))
	return err == nil && len(state) > 0 && bytes.IndexByte([]byte("RSD"), state[0]) >= 0
}
