package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// watch is what the machine and the programs that are measured have computed so far,
// in ticks of the kernel.
type watch struct {
	pids       []int
	busy, idle int64
	own        int64
}

func newWatch(sides ...*side) watch {
	w := watch{pids: []int{os.Getpid()}}
	for _, s := range sides {
		w.pids = append(w.pids, s.cmd.Process.Pid)
	}
	w.busy, w.idle = machine()
	w.own = computed(w.pids)
	return w
}

// others is the share of the machine that other programs have had since.
func (w watch) others() float64 {
	busy, idle := machine()
	all := busy - w.busy + idle - w.idle
	if all <= 0 {
		return 0
	}
	return max(0, float64(busy-w.busy-(computed(w.pids)-w.own))/float64(all))
}

func machine() (busy, idle int64) {
	b, err := os.ReadFile("/proc/stat")
	if err != nil {
		return 0, 0
	}
	line, _, _ := strings.Cut(string(b), "\n")
	for i, f := range strings.Fields(line)[1:] {
		n, _ := strconv.ParseInt(f, 10, 64)
		switch {
		case i == 3 || i == 4: // idle, and waiting for the disk
			idle += n
		case i < 8: // guests are counted in what is before
			busy += n
		}
	}
	return busy, idle
}

func computed(pids []int) (n int64) {
	for _, pid := range pids {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil {
			continue
		}
		_, after, _ := strings.Cut(string(b), ") ")
		f := strings.Fields(after)
		for _, t := range f[min(11, len(f)):min(15, len(f))] { // as user and as system, its own and that of children that have ended
			ticks, _ := strconv.ParseInt(t, 10, 64)
			n += ticks
		}
	}
	return n
}
