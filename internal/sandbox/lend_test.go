package sandbox_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/sandbox"
)

// attend reads a file that it was lent, listens on a socket in its box, tries
// what it may not, says so to whoever connects, and ends when it is told to.
func attend(ctx context.Context, args []string) error {
	ctx, stop := signal.NotifyContext(ctx, syscall.SIGTERM)
	defer stop()
	said, err := os.ReadFile("lent/in/here/file")
	if err != nil {
		return err
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "unix", "socket")
	if err != nil {
		return err
	}
	if c, err := (&net.Dialer{}).DialContext(ctx, "unix", args[0]); err == nil || errors.Is(err, syscall.ECONNREFUSED) {
		return fmt.Errorf("it could connect a socket of somebody else's: %v, %w", c, err)
	}
	if _, err := (&net.ListenConfig{}).ListenPacket(ctx, "unixgram", "datagrams"); err == nil {
		return errors.New("it could make a socket of another type")
	}
	if _, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0"); err == nil {
		return errors.New("it could listen on a network")
	}
	if err := syscall.Setpgid(0, 0); !errors.Is(err, syscall.EPERM) {
		return fmt.Errorf("it could leave its group, which is counted and killed: %w", err)
	}
	c, err := ln.Accept()
	if err != nil {
		return err
	}
	if _, err := c.Write(said); err != nil {
		return err
	}
	<-ctx.Done()
	return c.Close()
}

func TestWhatServesReadsWhatItIsLentAndEndsWhenToldTo(t *testing.T) {
	t.Parallel()
	dir := t.TempDir() // that no other user may enter
	file, others := filepath.Join(dir, "weights"), filepath.Join(dir, "s")
	if err := os.WriteFile(file, []byte("weights"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o700); err != nil { //nolint:gosec // a directory needs its x bit
		t.Fatal(err)
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "unix", others)
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	for _, b := range sandbox.Weaker(sandbox.Limits{Endless: true, Wall: time.Millisecond}) {
		end, over := make(chan struct{}), make(chan error, 1)
		go func() {
			_, err := b.Run(t.Context(), sandbox.Command{
				Child: "attend", Args: []string{others}, Listen: true, End: end, Lend: []sandbox.Lent{{Name: "lent/in/here/file", Path: file}},
			})
			over <- err
		}()
		if got, err := hear(t.Context(), filepath.Join(b.Dir(), "socket"), over); err != nil || got != "weights" {
			t.Errorf("it says %q, %v", got, err)
		}
		close(end)
		if err := <-over; err != nil {
			t.Errorf("it ended with %v", err)
		}
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	}
}

// hear reads from a socket as soon as it is there.
func hear(ctx context.Context, socket string, over chan error) (string, error) {
	for {
		select {
		case err := <-over:
			over <- err
			return "", err
		case <-time.After(5 * time.Millisecond):
		}
		c, err := (&net.Dialer{}).DialContext(ctx, "unix", socket)
		if err != nil {
			continue
		}
		defer c.Close()
		b := make([]byte, 100)
		n, err := c.Read(b)
		return string(b[:n]), err
	}
}
