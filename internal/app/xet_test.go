package app_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"log/slog"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/pythontest"
)

// listen opens the program and has it serve on a port until stop is called.
func listen(t *testing.T, c app.Config) (h *hubbed, address string, stop func()) {
	t.Helper()
	a, err := app.Open(t.Context(), c, slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})))
	if err != nil {
		t.Fatal(err)
	}
	ln, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	client, closeClient := a.Inside(t.Context())
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx, ln) }()
	return &hubbed{a, client}, "http://" + ln.Addr().String(), func() {
		cancel()
		closeClient()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

// hf runs the command line of huggingface_hub, with nothing kept from before.
func (h *hubbed) hf(t *testing.T, address string, args ...string) {
	t.Helper()
	home := t.TempDir()
	cmd := exec.CommandContext(t.Context(), pythontest.Interpreter(t, "clients"), append([]string{"-m", "huggingface_hub.cli.hf"}, args...)...)
	cmd.Dir, cmd.Env = home, []string{"HOME=" + home, "LC_ALL=C.UTF-8", "NO_PROXY=*", "HF_ENDPOINT=" + address, "HF_TOKEN=" + h.Token(), "HF_HUB_DISABLE_UPDATE_CHECK=1"}
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("hf %v: %v\n%s", args, err, out)
	}
}

// lfs makes a commit with a large file that comes by Git LFS.
func (h *hubbed) lfs(t *testing.T, name string, content []byte) {
	t.Helper()
	oid := fmt.Sprintf("%x", sha256.Sum256(content))
	reply := h.must(t, "POST", "/admin/voice.git/info/lfs/objects/batch", fmt.Sprintf(`{"operation":"upload","objects":[{"oid":%q,"size":%d}]}`, oid, len(content)))
	_, rest, _ := strings.Cut(reply, `"href":"http://127.0.0.1`)
	href, _, _ := strings.Cut(rest, `"`)
	h.must(t, "PUT", strings.ReplaceAll(href, `\u0026`, "&"), string(content))
	h.must(t, "POST", "/api/models/admin/voice/commit/main", fmt.Sprintf(`{"key":"header","value":{"summary":"x"}}
{"key":"lfsFile","value":{"path":%q,"algo":"sha256","oid":%q,"size":%d}}`, name, oid, len(content)))
}

// stored is how many bytes the blob store has.
func stored(t *testing.T, c app.Config) (n int64) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(c.Data, "blobs"), func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			n += info.Size()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func noise(seed byte, size int) []byte {
	b := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(b) // never fails
	return b
}

func TestLargeFilesGoByXetInTheRunningProgram(t *testing.T) {
	t.Parallel()
	pythontest.Interpreter(t, "clients")
	c := config(t)
	first, second := noise(1, 3<<20), noise(2, 4<<20)
	before := openHub(t, c) // it does not serve, and ends before the view of a file is made
	before.must(t, "POST", "/api/repos/create", `{"name":"voice","organization":"admin","private":true}`)
	before.lfs(t, "first.bin", first)

	h, address, stop := listen(t, c)
	viewed := func() bool {
		return strings.Contains(h.must(t, "GET", "/api/models/admin/voice/tree/main", ""), `"xetHash":"`)
	}
	for tick, end := time.Tick(10*time.Millisecond), time.Now().Add(time.Minute); !viewed(); <-tick {
		if time.Now().After(end) {
			t.Fatal("what came whole cannot be read by Xet")
		}
	}
	there := stored(t, c)
	file := filepath.Join(t.TempDir(), "second.bin")
	if err := os.WriteFile(file, second, 0o600); err != nil {
		t.Fatal(err)
	}
	h.hf(t, address, "upload", "admin/voice", file)
	h.hf(t, address, "upload", "admin/voice", file, "copy.bin")
	if more := stored(t, c) - there; more < int64(len(second)) || more > int64(len(second))+64<<10 {
		t.Errorf("a file of %d bytes takes %d", len(second), more)
	}
	stop()

	h, address, stop = listen(t, c)
	defer stop()
	got := t.TempDir()
	h.hf(t, address, "download", "admin/voice", "--local-dir", got)
	for name, want := range map[string][]byte{"first.bin": first, "second.bin": second, "copy.bin": second} {
		b, err := os.ReadFile(filepath.Join(got, name))
		if err != nil || !bytes.Equal(b, want) {
			t.Errorf("%s was downloaded as %d other bytes, %v", name, len(b), err)
		}
		if reply := h.must(t, "GET", "/admin/voice/resolve/main/"+name, ""); reply != string(want) {
			t.Errorf("%s is served as %d other bytes", name, len(reply))
		}
	}

	h.must(t, "DELETE", "/api/repos/delete", `{"name":"voice","organization":"admin"}`)
	for _, step := range []struct {
		days int
		gone bool
	}{{9, false}, {27, false}, {29, false}, {30, true}} { // a week, then four after it was last used, then what is not mentioned
		if err := h.Sweep(t.Context(), time.Now().AddDate(0, 0, step.days)); err != nil {
			t.Fatal(err)
		}
		if n := stored(t, c); (n == 0) != step.gone {
			t.Errorf("after %d days %d bytes are left", step.days, n)
		}
	}
}
