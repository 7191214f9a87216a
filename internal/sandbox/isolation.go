package sandbox

import (
	"errors"
	"os"
	"sync"
	"syscall"

	"github.com/tenonhub/tenon/internal/fault"
)

// isolation is what the kernel and our rights let us put around a child.
type isolation struct {
	flags uintptr // namespaces, for clone
	user  bool    // flags has a user namespace
	uid   int     // the host's user and group that the child runs as, or -1 for ours
}

const (
	nobody = 65534
	apart  = syscall.CLONE_NEWPID | syscall.CLONE_NEWNET | syscall.CLONE_NEWIPC
)

// strongest finds the strongest isolation that works here, once.
var strongest = sync.OnceValues(func() (isolation, error) {
	if len(os.Args) == 2 && os.Args[1] == hidden { // a child that did not become one would start itself again and again
		return isolation{}, errors.New("sandbox.Main must be called first in main and in TestMain")
	}
	var failures []error
	for _, how := range candidates(os.Geteuid()) {
		err := probe(how)
		if err == nil {
			return how, nil
		}
		failures = append(failures, err)
	}
	return isolation{}, fault.Wrap(errors.Join(failures...), fault.Unavailable,
		"this machine does not let Tenon start a confined process; look in the log for why")
})

func candidates(euid int) []isolation {
	if euid != 0 {
		return []isolation{
			{flags: apart | syscall.CLONE_NEWUSER, user: true, uid: -1},
			{uid: -1},
		}
	}
	return []isolation{
		{flags: apart | syscall.CLONE_NEWUSER, user: true, uid: nobody},
		{flags: apart, uid: nobody},
		{uid: nobody},
		{uid: -1},
	}
}

func probe(how isolation) error {
	b, err := newBox(Limits{}, how)
	if err != nil {
		return err
	}
	defer b.Close()
	return b.try()
}

// attributes puts a new process under i, in a process group of its own.
func (i isolation) attributes() *syscall.SysProcAttr {
	a := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL, Cloneflags: i.flags}
	if i.uid >= 0 {
		a.Credential = &syscall.Credential{Uid: uint32(i.uid), Gid: uint32(i.uid)} //nolint:gosec // a user number
	}
	if !i.user {
		return a
	}
	host, hostGroup := i.uid, i.uid
	if i.uid < 0 {
		host, hostGroup = os.Geteuid(), os.Getegid()
	}
	// Inside it is nobody in any case, so that the exec drops every capability.
	a.Credential = &syscall.Credential{Uid: nobody, Gid: nobody, NoSetGroups: true}
	a.UidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: host, Size: 1}}
	a.GidMappings = []syscall.SysProcIDMap{{ContainerID: nobody, HostID: hostGroup, Size: 1}}
	return a
}
