// Package installed finds the shared libraries of the engines of workers. It loads
// and installs none.
package installed

import (
	"fmt"
	"os"

	llama "github.com/tenonhub/tenon/internal/engine/llama/library"
	"github.com/tenonhub/tenon/internal/engine/llama/vision"
	onnx "github.com/tenonhub/tenon/internal/engine/onnx/library"
	speech "github.com/tenonhub/tenon/internal/engine/speech/library"
	"github.com/tenonhub/tenon/internal/hub/running"
)

// Libraries is the folder of the libraries that an engine was built for, of those that
// are kept at root, and their names; empty if they are not installed.
func Libraries(root, engine string) (dir string, names []string) {
	switch engine {
	case "llama":
		dir = llama.Folder(root)
		names = append(llama.Names(), vision.Names(dir)...)
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

// Sight is what models of llama see pictures with, as an engine of its own.
const Sight = "vision"

// Needed is what must be installed for a task of an engine's model: itself, or what its
// models see with.
func Needed(engine, task string) string {
	if engine == "llama" && running.Looks(task) {
		return Sight
	}
	return engine
}

// Lacks is what root lacks for an engine; empty is nothing.
func Lacks(root, engine string) string {
	if engine == Sight {
		if vision.Names(llama.Folder(root)) == nil {
			return vision.Missing
		}
		return ""
	}
	if dir, _ := Libraries(root, engine); dir != "" {
		return ""
	}
	if engine == "diffusion" {
		engine = "onnx" // its parts are ONNX files
	}
	return fmt.Sprintf("the libraries of %s are not installed: run `tenon engine install %s`", engine, engine)
}

// Mark tells apart workers that were started with what an engine may have beside its
// libraries, and without.
func Mark(root, engine string) string {
	if engine == "llama" && Lacks(root, Sight) == "" {
		return " sees"
	}
	return ""
}
