// Package installed finds the shared libraries of the engines of workers. It loads
// and installs none.
package installed

import (
	"fmt"
	"os"

	llama "github.com/tenonhub/tenon/internal/engine/llama/library"
	onnx "github.com/tenonhub/tenon/internal/engine/onnx/library"
	speech "github.com/tenonhub/tenon/internal/engine/speech/library"
)

// Libraries is the folder of the libraries that an engine was built for, of those that
// are kept at root, and their names; empty if they are not installed.
func Libraries(root, engine string) (dir string, names []string) {
	switch engine {
	case "llama":
		dir, names = llama.Folder(root), llama.Names()
	case "onnx", "diffusion":
		dir, names = onnx.Folder(root), onnx.Names()
	case "speech":
		dir, names = speech.Folder(root), speech.Names()
	}
	if _, err := os.Stat(dir); err != nil {
		return "", nil
	}
	return dir, names
}

// Lacks is what root lacks for an engine; empty is nothing.
func Lacks(root, engine string) string {
	if dir, _ := Libraries(root, engine); dir != "" {
		return ""
	}
	if engine == "diffusion" {
		engine = "onnx" // its parts are ONNX files
	}
	return fmt.Sprintf("the libraries of %s are not installed: run `tenon engine install %s`", engine, engine)
}
