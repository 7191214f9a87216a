package app_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/nodetest"
	"github.com/tenonhub/tenon/internal/pythontest"
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
	publish(t, c.client(), "admin/pulled", false, map[string][]byte{"model.gguf": append([]byte("GGUF"), make([]byte, 4092)...)})
	c.script(t, node, "ollama_client.mjs", "MODULES="+modules, "REPO=admin/pulled")
}
