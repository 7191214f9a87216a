package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A Child is a function of our own that runs confined, in a process of its
// own, with the box as its working directory. What it prints goes to the
// parent's Command.Stdout.
type Child func(ctx context.Context, args []string) error

const (
	nothing = "nothing" // the child that proves that a child can be had

	specFD, reportFD, lentFD = 3, 4, 5
)

// Main must be called first in main and in TestMain, before anything is read
// or started. In a process that the sandbox started it never returns: it
// confines the process and becomes the program or the child that was asked
// for. In any other it does nothing.
func Main(children map[string]Child) {
	if len(os.Args) != 2 || os.Args[1] != hidden {
		return
	}
	runtime.LockOSThread() // what is put on one thread must be on the one that goes on to exec
	in, report := os.NewFile(specFD, "spec"), os.NewFile(reportFD, "report")
	if in == nil || report == nil {
		return
	}
	fail := func(format string, args ...any) {
		fmt.Fprintf(report, format, args...)
		os.Exit(125)
	}
	unix.CloseOnExec(specFD)
	unix.CloseOnExec(reportFD)
	var s spec
	b, err := io.ReadAll(in)
	if err == nil {
		err = json.Unmarshal(b, &s)
	}
	if err != nil {
		fail("read the spec: %v", err)
	}
	if s.Spare {
		if err := s.settle(); err != nil {
			fail("settle: %v", err)
		}
	}
	f := children[s.Child]
	if s.Child == nothing {
		f = func(context.Context, []string) error { return nil }
	}
	if s.Child != "" && f == nil {
		fail("this program has no child %q; it must be given to sandbox.Main", s.Child)
	}
	every := s.Confined
	if !every {
		if every, err = confine(s); err != nil {
			fail("%v", err)
		}
	}
	switch {
	case s.Child == "":
		fail("run %s: %v", s.Program, execute(s))
	case !every:
		fail("start again: %v", again(s))
	}
	_, _ = in.Close(), report.Close()
	runtime.UnlockOSThread()
	os.Exit(call(f, s))
}

// replace puts a file in the place of a descriptor.
func replace(fd int, f *os.File) error {
	if err := unix.Dup3(int(f.Fd()), fd, 0); err != nil { //nolint:gosec // a descriptor
		return err
	}
	return f.Close()
}

// execute becomes the program. The limit of address space comes last, since
// this runtime has reserved more than programs are given: from then on it must
// not ask for memory. What exec needs is made before, nothing is collected, and
// there is nobody to start a thread for: one thread at a time runs, and it is
// not interrupted where a busy machine lets it wait between the two calls.
func execute(s spec) error {
	name, err := syscall.BytePtrFromString(s.Program)
	if err != nil {
		return err
	}
	argv, err := syscall.SlicePtrFromStrings(slices.Concat([]string{s.Program}, s.Args))
	if err != nil {
		return err
	}
	env, err := syscall.SlicePtrFromStrings(s.Env)
	if err != nil {
		return err
	}
	var limit unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_AS, &limit); err != nil {
		return fmt.Errorf("limit the memory: %w", err)
	}
	limit.Max = min(uint64(s.Limits.Address), limit.Max) //nolint:gosec // not below 0
	limit.Cur = limit.Max
	debug.SetGCPercent(-1)
	runtime.GOMAXPROCS(1)
	signal.Ignore(unix.SIGURG) // by which this runtime interrupts; a program ignores it anyway
	//nolint:gosec // the kernel takes pointers
	if _, _, e := unix.RawSyscall6(unix.SYS_PRLIMIT64, 0, unix.RLIMIT_AS, uintptr(unsafe.Pointer(&limit)), 0, 0, 0); e != 0 {
		return fmt.Errorf("limit the memory: %w", e)
	}
	//nolint:gosec // the kernel takes pointers
	_, _, e := unix.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(&argv[0])), uintptr(unsafe.Pointer(&env[0])))
	return e
}

// again becomes this program once more, so that all its threads descend from
// the one that is confined.
func again(s spec) error {
	s.Confined = true
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	var p [2]int
	if err := unix.Pipe2(p[:], unix.O_CLOEXEC); err != nil {
		return err
	}
	if _, err := unix.FcntlInt(uintptr(p[1]), unix.F_SETPIPE_SZ, len(b)+1); err != nil {
		return fmt.Errorf("pass %d bytes on: %w", len(b), err)
	}
	if _, err := unix.Write(p[1], b); err != nil {
		return err
	}
	if err := unix.Dup3(p[0], specFD, 0); err != nil {
		return err
	}
	if _, err := unix.FcntlInt(reportFD, unix.F_SETFD, 0); err != nil {
		return err
	}
	return syscall.Exec(self, []string{os.Args[0], hidden}, s.Env)
}

// call runs a function of our own; this runtime's reservations come on top of
// its memory.
func call(f Child, s spec) (status int) {
	debug.SetMemoryLimit(s.Limits.Memory / 10 * 9)
	if err := setLimit(unix.RLIMIT_DATA, s.Limits.Memory); err != nil {
		fmt.Fprintln(os.Stderr, "limit the memory:", err)
		return 1
	}
	defer func() {
		if p := recover(); p != nil {
			fmt.Fprintln(os.Stderr, "panic:", p)
			status = 2
		}
	}()
	if err := f(context.Background(), s.Args); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}
