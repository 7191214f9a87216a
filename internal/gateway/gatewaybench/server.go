package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// server is a gateway in a process of its own.
type server struct {
	side
	cmd *exec.Cmd
	log bytes.Buffer
}

const patience = 30 * time.Second

// start runs a program and waits until it answers at its host.
func (s *server) start(ctx context.Context, path string) error {
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		return fmt.Errorf("start %s: %w", s.name, err)
	}
	for start := time.Now(); time.Since(start) < patience; {
		r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.host+path, nil)
		if err != nil {
			return err
		}
		resp, err := (&http.Client{}).Do(r)
		if err == nil {
			_ = resp.Body.Close() // that it answers is enough
			return nil
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return fmt.Errorf("%s does not answer after %v: %s", s.name, patience, s.log.String())
}

func (s *server) stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	_ = s.cmd.Wait()
}

// memory is what the process has of memory, in bytes.
func (s *server) memory() (int64, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, "VmRSS:"); ok {
			kib, err := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
			return kib << 10, err
		}
	}
	return 0, errors.New("the system does not tell the memory of a process")
}

// tick is the unit of the system's processor times.
const tick = 10 * time.Millisecond

// worked is the processor time that the process has used.
func (s *server) worked() (time.Duration, error) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.cmd.Process.Pid))
	if err != nil {
		return 0, err
	}
	_, rest, _ := strings.Cut(string(b), ") ") // its name may have spaces
	fields := strings.Fields(rest)
	if len(fields) < 13 {
		return 0, errors.New("the system does not tell the time of a process")
	}
	user, err := strconv.ParseInt(fields[11], 10, 64)
	system, e := strconv.ParseInt(fields[12], 10, 64)
	return time.Duration(user+system) * tick, errors.Join(err, e)
}

// settle waits until the program does nothing of its own, as it does after its
// first start.
func (s *server) settle(ctx context.Context) error {
	idle := 0
	for start := time.Now(); idle < 3 && time.Since(start) < patience; {
		before, err := s.worked()
		if err != nil {
			return err
		}
		select {
		case <-time.After(500 * time.Millisecond):
		case <-ctx.Done():
			return ctx.Err()
		}
		after, err := s.worked()
		if err != nil {
			return err
		}
		if idle++; after-before > tick {
			idle = 0
		}
	}
	return nil
}

// free is an address of this machine that nobody uses.
func free(ctx context.Context) (string, error) {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return ln.Addr().String(), ln.Close()
}

// tenon starts Tenon with the backend connected, and a user who has limits, so
// that what is counted for a user is counted.
func tenon(ctx context.Context, program, dir, backend string) (*server, error) {
	host, err := free(ctx)
	if err != nil {
		return nil, err
	}
	data := filepath.Join(dir, "tenon")
	env := append(os.Environ(), "TENON_DATA="+data, "TENON_LISTEN="+host, "TENON_LOG=warn", "TENON_CONFIG=")
	s := &server{side: side{name: "tenon", host: host, path: "/v1/chat/completions", model: "lab/instant"}}
	s.cmd = exec.CommandContext(ctx, program, "serve")
	s.cmd.Env = env
	if err := s.start(ctx, "/readyz"); err != nil {
		return nil, err
	}
	for _, args := range []string{
		"connect lab " + backend + " --model instant --task text-generation --local",
		"user add ann --no-password", "limit ann --requests 1000000000 --tokens 1000000000 --concurrent 4096",
		"token create --user ann --write",
	} {
		cmd := exec.CommandContext(ctx, program, strings.Fields(args)...)
		cmd.Env = env
		out, err := cmd.CombinedOutput()
		if err != nil {
			s.stop()
			return nil, fmt.Errorf("tenon %s: %w: %s", args, err, out)
		}
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		s.token = lines[len(lines)-1]
	}
	return s, s.settle(ctx)
}
