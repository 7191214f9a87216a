// Package library says which shared library ONNX Runtime is.
package library

import (
	"context"
	_ "embed"

	"github.com/tenonhub/tenon/internal/engine/library"
)

// Package is what the library is taken from; its version is that of ONNX Runtime.
const (
	Package = "onnxruntime-node"
	Version = "1.30.0"
)

// File is the library's name in its folder.
const File = "libonnxruntime.so.1"

//go:embed sums.txt
var sums string

func set() library.Set {
	return library.Set{
		Engine: "onnx", Title: "ONNX Runtime", Package: Package, Version: Version, Sums: sums, Inside: "package/bin/napi-v6/linux/x64/",
		Integrity: "twhs1C2C/BFkz1yc5OY0KIU2GUq6DURO7hD4bx5Q2Qy3nAMJwRXW8xU3NVczE29VA9lolLOYepoD8fjTGOfIqw==",
	}
}

// Folder is where it is, of the engines that are kept at root.
func Folder(root string) string { return set().Folder(root) }

// Names are what the folder has for the engine to load.
func Names() []string { return set().Names() }

// Check says whether dir has the library, as it must be.
func Check(dir string) error { return set().Check(dir) }

// Install makes its folder under root: see library.Set.
func Install(ctx context.Context, root, from string) (string, error) {
	return set().Install(ctx, root, from)
}
