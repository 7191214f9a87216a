// Package machine says what there is to work with: processors and memory.
package machine

import (
	"bufio"
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Slots is how many calls of an engine run at once.
func Slots() int { return max(4, runtime.NumCPU()) }

// Memory is how many bytes of memory this machine, or the group of processes
// that Tenon is in, has; 0 where that is not told.
func Memory() int64 {
	total := field("/proc/meminfo", "MemTotal:") << 10
	if b, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if most, err := strconv.ParseInt(strings.TrimSpace(string(b)), 10, 64); err == nil && (total == 0 || most < total) {
			return most
		}
	}
	return total
}

// field is the number after a name in a file of the kernel; 0 if there is none.
func field(file, name string) int64 {
	f, err := os.Open(file)
	if err != nil {
		return 0
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if words := strings.Fields(lines.Text()); len(words) > 1 && words[0] == name {
			n, _ := strconv.ParseInt(words[1], 10, 64)
			return n
		}
	}
	return 0
}
