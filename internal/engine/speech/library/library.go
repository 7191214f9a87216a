// Package library says which shared libraries sherpa-onnx is.
package library

import (
	"context"
	_ "embed"

	"github.com/tenonhub/tenon/internal/engine/library"
)

// Package is what the libraries are taken from; its version is that of sherpa-onnx.
const (
	Package = "sherpa-onnx-linux-x64"
	Version = "1.13.8"
)

// The names of the libraries in their folder: sherpa-onnx and the ONNX Runtime
// that it was built for.
const (
	File    = "libsherpa-onnx-c-api.so"
	Runtime = "libonnxruntime.so"
)

//go:embed sums.txt
var sums string

func set() library.Set {
	return library.Set{
		Engine: "speech", Title: "sherpa-onnx", Package: Package, Version: Version, Sums: sums, Inside: "package/",
		// As the package of ONNX Runtime's own binding looks for it.
		Links:     map[string]string{"libonnxruntime.so.1": Runtime},
		Integrity: "6plnhjagsSeTntCgnlag86hWbs/uZE9Crms1LgOb68/1nKsIQjMd+WG519m+aPwT6TrsBOiEMzrx41t8sL5L5g==",
	}
}

// Folder is where they are, of the engines that are kept at root.
func Folder(root string) string { return set().Folder(root) }

// Names are what the folder has for the engine to load.
func Names() []string { return set().Names() }

// Check says whether dir has the libraries, as they must be.
func Check(dir string) error { return set().Check(dir) }

// Install makes their folder under root: see library.Set.
func Install(ctx context.Context, root, from string) (string, error) {
	return set().Install(ctx, root, from)
}
