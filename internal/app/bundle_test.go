package app_test

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
)

// TestABundleOfWhatIsLeft is of a repository that a large file was removed from,
// to which its history still points.
func TestABundleOfWhatIsLeft(t *testing.T) {
	t.Parallel()
	h := openHub(t, config(t))
	h.must(t, "POST", "/api/repos/create", `{"name":"voice","organization":"admin","private":true}`)
	h.lfs(t, "kept.bin", []byte("what is kept"))
	h.lfs(t, "gone.bin", []byte("what is removed"))
	h.must(t, "POST", "/api/models/admin/voice/lfs-files/batch", fmt.Sprintf(`{"deletions":{"sha":["%x"],"rewriteHistory":false}}`, sha256.Sum256([]byte("what is removed"))))
	file := h.must(t, "GET", "/api/tenon/v1/bundle?kind=model&repo=admin/voice", "")
	if !strings.Contains(file, "what is kept") || strings.Contains(file, "what is removed") {
		t.Errorf("the bundle of %d bytes has not what is left", len(file))
	}
	h.must(t, "DELETE", "/api/repos/delete", `{"name":"voice","organization":"admin","type":"model"}`)
	h.must(t, "POST", "/api/tenon/v1/bundle", file)
	if got := h.must(t, "GET", "/admin/voice/resolve/main/kept.bin", ""); got != "what is kept" {
		t.Errorf("the file that came with the bundle is %q", got)
	}
	if status, reply := h.send(t, "GET", "/admin/voice/resolve/main/gone.bin", ""); status != 503 || !strings.Contains(reply, "is not here") {
		t.Errorf("the file that was removed: %d %s", status, reply)
	}
}
