// Package library says which shared libraries llama.cpp is.
package library

import (
	"context"
	_ "embed"

	"github.com/tenonhub/tenon/internal/engine/library"
)

// Package is what the libraries are taken from.
const (
	Package = "@node-llama-cpp/linux-x64"
	Version = "3.22.1"
	Release = "v0.5.0" // of llama.cpp
)

//go:embed sums.txt
var sums string

func set() library.Set {
	return library.Set{
		Engine: "llama", Title: "llama.cpp", Package: Package, Version: Version, Sums: sums,
		Integrity: "5uCCDNqWCNfaAm8aR/Uzxbo4HBpKgNF91kCHPepKhgMgV2OAmatoefbOlMihsqCiH2Od35E/eUHQCFbfRBJuOg==",
		Links:     map[string]string{"libllama.so": "libllama.v0.5.0.so", "libggml.so": "libggml.v0.5.0.so"},
	}
}

// Folder is where they are, of the engines that are kept at root.
func Folder(root string) string { return set().Folder(root) }

// Names are what the folder has for the engine to load.
func Names() []string { return set().Names() }

// Check says whether dir has all libraries, as they must be.
func Check(dir string) error { return set().Check(dir) }

// Install makes their folder under root: see library.Set.
func Install(ctx context.Context, root, from string) (string, error) {
	return set().Install(ctx, root, from)
}
