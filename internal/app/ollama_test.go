package app_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"testing"

	"github.com/tenonhub/tenon/internal/nodetest"
	"github.com/tenonhub/tenon/internal/pythontest"
	"github.com/tenonhub/tenon/sdk"
)

func TestOllamaForPython(t *testing.T) {
	t.Parallel()
	python := pythontest.Interpreter(t, "inference")
	callable(t).script(t, python, "ollama_client.py")
}

func TestOllamaForNode(t *testing.T) {
	t.Parallel()
	node, modules := nodetest.Modules(t, "inference")
	c := callable(t)
	c.publish(t, "admin/pulled", map[string][]byte{"model.gguf": append([]byte("GGUF"), make([]byte, 4092)...)})
	c.script(t, node, "ollama_client.mjs", "MODULES="+modules, "REPO=admin/pulled")
}

// publish makes a repository of a model with large files.
func (c called) publish(t *testing.T, name string, content map[string][]byte) {
	t.Helper()
	client := sdk.New(c.url, c.token, &http.Client{})
	if err := client.CreateRepo(t.Context(), "model", name, false); err != nil {
		t.Fatal(err)
	}
	files, large := []sdk.Local{}, map[string]bool{}
	for path, b := range content {
		sum := sha256.Sum256(b)
		f := sdk.Local{Path: path, Size: int64(len(b)), SHA256: hex.EncodeToString(sum[:]), Sample: b[:min(len(b), 512)], Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}
		files, large[path] = append(files, f), true
		if _, err := client.Upload(t.Context(), "model", name, f, func(r io.Reader) io.Reader { return r }); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := client.Commit(context.WithoutCancel(t.Context()), "model", name, "files", files, large); err != nil {
		t.Fatal(err)
	}
}
