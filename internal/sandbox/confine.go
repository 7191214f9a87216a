package sandbox

import (
	"fmt"
	"math"
	"os"

	"golang.org/x/sys/unix"
)

// readable is what a confined process may read and run besides its own
// program: the system, without homes, secrets and most of /etc and /var.
var readable = []string{
	"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/opt",
	"/etc/alternatives", "/etc/fonts", "/etc/ld.so.cache", "/etc/localtime", "/etc/mime.types", "/etc/papersize",
	"/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/perl", "/etc/ImageMagick-6", "/var/cache/fontconfig", "/sys/devices/system/cpu",
	"/dev/urandom", "/dev/random", "/dev/zero", "/dev/fd",
	"/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/proc/sys/vm/overcommit_memory",
	"/sys/kernel/mm/transparent_hugepage/hpage_pmd_size",
}

// confine puts the process under everything but the limit of memory. It
// reports whether every thread is: if not, the calling thread must go on to
// exec.
func confine(s spec) (every bool, err error) {
	unix.Umask(0o077)
	if err := os.Chdir(s.Dir); err != nil {
		return false, fmt.Errorf("enter the box: %w", err)
	}
	if err := bound(s); err != nil {
		return false, err
	}
	set, err := ruleset(s)
	if err != nil {
		return false, err
	}
	if s.Program != "" {
		err = restrictOne(set)
	} else {
		every, err = restrict(set)
	}
	if err != nil {
		return false, err
	}
	if set >= 0 {
		_ = unix.Close(set)
	}
	return every, filter(s.Listen)
}

func bound(s spec) error {
	type rlimit struct {
		what     string
		resource int
		most     int64
	}
	limits := []rlimit{
		{"core files", unix.RLIMIT_CORE, 0},
		{"written files", unix.RLIMIT_FSIZE, s.Limits.Disk},
		{"open files", unix.RLIMIT_NOFILE, int64(s.Limits.Files)},
		{"locked memory", unix.RLIMIT_MEMLOCK, 0},
		{"message queues", unix.RLIMIT_MSGQUEUE, 0},
	}
	if !s.Limits.Endless {
		limits = append(limits, rlimit{"processor time", unix.RLIMIT_CPU, int64(math.Ceil(s.Limits.CPU.Seconds()))})
	}
	if s.Counted {
		limits = append(limits, rlimit{"processes", unix.RLIMIT_NPROC, int64(s.Limits.Processes)})
	}
	for _, l := range limits {
		if err := setLimit(l.resource, l.most); err != nil {
			return fmt.Errorf("limit %s: %w", l.what, err)
		}
	}
	return nil
}

func setLimit(resource int, most int64) error {
	var now unix.Rlimit
	if err := unix.Getrlimit(resource, &now); err != nil {
		return err
	}
	n := min(uint64(most), now.Max) //nolint:gosec // not below 0
	return unix.Setrlimit(resource, &unix.Rlimit{Cur: n, Max: n})
}
