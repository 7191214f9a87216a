package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/tenonhub/tenon/internal/checkout"
)

// TestMakeRun runs scripts/run.sh as `make run` does: for the first time, again over what that
// left, and without a network. Each time the sample is answered, and a signal ends all of it.
func TestMakeRun(t *testing.T) {
	t.Parallel()
	root := checkout.Root(t)
	installed := exec.CommandContext(t.Context(), "sh", "-c", `sed 's/#.*//' scripts/debian-run.txt | xargs dpkg-query -W`)
	if installed.Dir = root; installed.Run() != nil {
		checkout.Missing(t, "the programs that models run are not all installed: `scripts/install.sh scripts/debian-run.txt` lets this test run")
	}
	data := t.TempDir()
	t.Run("the first start", func(t *testing.T) { makeRun(t, root, data, nil) })
	t.Run("the second start", func(t *testing.T) { makeRun(t, root, data, nil) })
	t.Run("a start without a network", func(t *testing.T) {
		how := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
		if uid, gid := os.Geteuid(), os.Getegid(); uid != 0 {
			how.Cloneflags |= syscall.CLONE_NEWUSER
			how.UidMappings = []syscall.SysProcIDMap{{ContainerID: uid, HostID: uid, Size: 1}}
			how.GidMappings = []syscall.SysProcIDMap{{ContainerID: gid, HostID: gid, Size: 1}}
			how.AmbientCaps = []uintptr{unix.CAP_NET_ADMIN} // for the loopback
		}
		if err := inAlone(t, how, "true").Run(); err != nil {
			t.Skipf("this machine lets nobody make a network of its own: %v", err)
		}
		makeRun(t, root, data, how)
	})
}

// aloneName is what this binary is started as to run a command with the loopback alone.
const aloneName = "tenon-alone"

// alone is the process in a network of its own, which becomes the command of its arguments.
func alone() {
	err := loopback()
	var path string
	if err == nil {
		path, err = exec.LookPath(os.Args[1])
	}
	if err == nil {
		err = syscall.Exec(path, os.Args[1:], os.Environ())
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// loopback brings up the only device that a new network has.
func loopback() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return fmt.Errorf("bring up the loopback: %w", err)
	}
	defer unix.Close(fd)
	device, err := unix.NewIfreq("lo")
	if err != nil {
		return fmt.Errorf("bring up the loopback: %w", err)
	}
	device.SetUint16(unix.IFF_UP)
	if err := unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, device); err != nil {
		return fmt.Errorf("bring up the loopback: %w", err)
	}
	all, err := net.Interfaces()
	if err == nil && len(all) != 1 {
		err = fmt.Errorf("the network has %d devices", len(all))
	}
	return err
}

// inAlone is a command in a network of its own.
func inAlone(t *testing.T, how *syscall.SysProcAttr, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), self, args...)
	cmd.Args[0] = aloneName
	group := *how
	group.Setpgid = true
	cmd.SysProcAttr = &group
	return cmd
}

// makeRun starts, waits for what the sample gives and for the address, and stops. With how it
// is in a network of its own.
func makeRun(t *testing.T, root, data string, how *syscall.SysProcAttr) {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "make", "run")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if how != nil {
		cmd = inAlone(t, how, "make", "run")
	}
	address := quietPort(t)
	cmd.Dir = root
	cmd.Env = slices.DeleteFunc(os.Environ(), func(s string) bool { return strings.HasPrefix(s, "TENON_") || strings.HasPrefix(s, "MAKE") })
	cmd.Env = append(cmd.Env, "TENON_DATA="+data, "TENON_LISTEN="+address)
	said := &buffer{want: "==> Tenon is ready: open http://" + address, seen: make(chan struct{})}
	ready := said.seen
	cmd.Stdout, cmd.Stderr = said, said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case <-ready:
	case err := <-ended:
		t.Fatalf("it ended: %v\n%s", err, said)
	case <-time.After(8 * patience): // the program may have to be built, beside other tests
		t.Errorf("it is not ready\n%s", said)
	}
	if how == nil && !t.Failed() {
		if err := answers(t.Context(), address); err != nil {
			t.Error(err)
		}
	}
	if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	select {
	case <-ended: // make tells of the signal
	case <-time.After(2 * patience):
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		t.Fatalf("it does not end\n%s", said)
	}
	for _, want := range []string{"==> a sample request: Read this contract", "Answer (contract.pdf):", "60 days (the text says: “Either party may terminate", "lake-watercolor.jpg (image/jpeg, "} {
		if !strings.Contains(said.String(), want) {
			t.Errorf("it does not say %q:\n%s", want, said)
		}
	}
	if strings.Contains(said.String(), "was not fulfilled") {
		t.Errorf("it says\n%s", said)
	}
	if err := answers(t.Context(), address); err == nil {
		t.Errorf("the server goes on at %s", address)
	}
	if _, err := os.Stat(filepath.Join(data, "server.json")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the server did not end in order: %v", err)
	}
}

// answers reports why a server does not answer.
func answers(ctx context.Context, address string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/healthz", nil)
	if err != nil {
		return err
	}
	client := http.Client{Timeout: patience}
	resp, err := client.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the health of the server: %s", resp.Status)
	}
	return nil
}

// quietPort is an address that is free, below those that the system gives to others.
func quietPort(t *testing.T) string {
	t.Helper()
	for range 100 {
		address := fmt.Sprintf("127.0.0.1:%d", 12000+rand.IntN(18000)) //nolint:gosec // no secret
		l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", address)
		if err == nil {
			_ = l.Close()
			return address
		}
	}
	t.Fatal("no port is free")
	return ""
}
