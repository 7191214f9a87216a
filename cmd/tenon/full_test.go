package main

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// fill takes what a disk has but so many MiB, and returns what gives it back.
func fill(t *testing.T, dir string, left int64) (free func()) {
	t.Helper()
	filler := filepath.Join(dir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for again := true; again; again = errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EINTR) { // the server may write meanwhile
		var st syscall.Statfs_t
		err = syscall.Statfs(dir, &st)
		if n := int64(st.Bavail)*int64(st.Bsize) - left<<20; err == nil && n > 0 { //nolint:unconvert // their types differ among systems
			err = syscall.Fallocate(int(f.Fd()), 0, 0, n)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := os.Remove(filler); err != nil {
			t.Fatal(err)
		}
	}
}

// carried is a bundle of the repository acme/far, which has a large file.
func carried(t *testing.T) []byte {
	t.Helper()
	dir := t.TempDir()
	data, folder, to := filepath.Join(dir, "data"), filepath.Join(dir, "far"), filepath.Join(dir, "far.tar")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "far.bin"), bytes.Repeat([]byte("far"), 1<<20), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"org", "create", "acme"}, {"push", "acme/far", folder}, {"bundle", "export", "acme/far", "-o", to}} {
		if out, err := tenon(t, data, nil, args...).CombinedOutput(); err != nil {
			t.Fatalf("tenon %v: %v\n%s", args, err, out)
		}
	}
	b, err := os.ReadFile(to)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A bundle that does not fit on the disk is refused, and a server that is killed while
// nothing is left has all that it had when there is room again.
func TestAServerIsKilledOnAFullDisk(t *testing.T) {
	t.Parallel()
	bundle := carried(t)
	dir := small(t, "220")
	m := newMaker(t, serve(t, filepath.Join(dir, "data")))
	m.must("POST", "/api/repos/create", `{"name":"voice"}`)
	m.must("POST", "/api/models/admin/voice/commit/main", lines("a.txt", "kept"))
	var free func()
	for _, c := range []struct {
		left int64 // MiB
		why  string
	}{{100, "MiB of it are kept free"}, {0, "no space is left on the disk"}} {
		free = fill(t, dir, c.left)
		status, reply, err := m.send("POST", "/api/tenon/v1/bundle", bytes.NewReader(bundle))
		if err != nil || status == http.StatusOK || !strings.Contains(string(reply), c.why) {
			t.Errorf("a bundle when %d MiB are left: %d %s, %v", c.left, status, reply, err)
		}
		if status, reply, err := m.send("GET", "/api/models/acme/far", http.NoBody); err != nil || status != http.StatusNotFound {
			t.Errorf("the half of a bundle is seen: %d %s, %v", status, reply, err)
		}
		if c.left > 0 {
			free()
		}
	}
	h := &half{r: bytes.NewReader(bundle[:len(bundle)/2]), sent: make(chan struct{}), end: make(chan struct{})}
	ended := make(chan error, 1)
	go func() {
		_, _, err := m.send("POST", "/api/tenon/v1/bundle", h)
		ended <- err
	}()
	select {
	case <-h.sent:
	case err := <-ended: // it was refused before the half of it came
		ended <- err
	}
	m.stop(os.Kill)
	close(h.end)
	<-ended

	// On a full disk it starts, or says why it does not.
	out, err := tenon(t, m.data, nil, "ls", "admin/voice").CombinedOutput()
	if err != nil && !strings.Contains(string(out), "no space is left on the disk") || err == nil && !strings.Contains(string(out), "a.txt") {
		t.Errorf("on a full disk: %v, %s", err, out)
	}
	free()
	m = &maker{serve(t, m.data), m.token}
	if b, err := os.ReadFile(filepath.Join(m.clone(t), "a.txt")); err != nil || string(b) != "kept" {
		t.Errorf("what was acknowledged is %q, %v", b, err)
	}
	if left, err := filepath.Glob(filepath.Join(m.data, "bundle-*")); err != nil || len(left) > 0 {
		t.Errorf("of the half of a bundle is left %v, %v", left, err)
	}
	if status, reply, err := m.send("POST", "/api/tenon/v1/bundle", bytes.NewReader(bundle)); err != nil || status != http.StatusOK {
		t.Errorf("with room the bundle is told %d %s, %v", status, reply, err)
	}
	if got := m.must("GET", "/acme/far/resolve/main/far.bin", ""); len(got) != 3<<20 {
		t.Errorf("its file has %d bytes", len(got))
	}
}
