package part_test

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob/part"
	"github.com/tenonhub/tenon/internal/fault"
)

func TestPartsAreJoined(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := part.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	save := func(n int, content string) string {
		t.Helper()
		tag, err := s.Save(t.Context(), "up", n, int64(len(content)), strings.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		return tag
	}
	save(2, "world")
	if _, err := s.Join("up", 2); !fault.Is(err, fault.Invalid) {
		t.Errorf("joined without part 1: %v", err)
	}
	if a, b := save(1, "wrong "), save(1, "hello "); a == b {
		t.Error("different parts have one tag")
	}
	for _, content := range []string{"short", "much too long"} {
		if _, err := s.Save(t.Context(), "up", 1, 6, strings.NewReader(content)); !fault.Is(err, fault.Invalid) {
			t.Errorf("%q was taken for 6 bytes: %v", content, err)
		}
	}
	r, err := s.Join("up", 2)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	if err != nil || string(b) != "hello world" || r.Close() != nil {
		t.Errorf("joined %q, %v", b, err)
	}
	save(1, "stays")
	if n, err := s.Sweep(time.Now().Add(-time.Hour)); n != 0 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if n, err := s.Sweep(time.Now().Add(time.Hour)); n != 1 || err != nil {
		t.Errorf("swept %d, %v", n, err)
	}
	if l, err := os.ReadDir(dir); err != nil || len(l) != 0 {
		t.Errorf("left %v, %v", l, err)
	}
}
