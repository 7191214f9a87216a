package main

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/tenonhub/tenon/sdk"
)

// small is a folder on a disk of its own of so many MB.
func small(t *testing.T, mb string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "disk")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size="+mb+"m"); err != nil {
		t.Skipf("a small disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
	return dir
}

// TestAFullDisk fills the disk of the data folder, as much as 128 MB of which
// are held back from files so that the database has room.
func TestAFullDisk(t *testing.T) {
	t.Parallel()
	dir := small(t, "140")
	s := serve(t, filepath.Join(dir, "data"))
	s.well()
	_, err := s.Ask(t.Context(), sdk.Ask{Text: "Summarise it", Files: []sdk.File{file("long.txt", strings.Repeat("Many words. ", 2<<20))}})
	if err == nil || !strings.Contains(err.Error(), "long.txt: ") || !strings.Contains(err.Error(), "free some space") {
		t.Errorf("a file larger than the disk: %v", err)
	}
	s.well()

	// Now somebody else takes the rest.
	filler := filepath.Join(dir, "filler")
	f, err := os.Create(filler)
	if err != nil {
		t.Fatal(err)
	}
	block := make([]byte, 64<<10)
	for err == nil {
		_, err = f.Write(block)
	}
	for err = nil; err == nil; {
		_, err = f.Write(block[:512])
	}
	if !errors.Is(err, syscall.ENOSPC) {
		t.Fatal(err)
	}
	_ = f.Close() // it is full
	var refused error
	for range 200 { // what the database has in hand may take a few more
		if _, refused = s.Ask(t.Context(), sdk.Ask{Text: strings.Repeat("many words ", 5000), Plan: true}); refused != nil {
			break
		}
	}
	if refused == nil || !strings.Contains(refused.Error(), "no space is left on the disk") {
		t.Errorf("a request when nothing is left: %v", refused)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	s.well()
}
