package vision

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/fault"
)

// folders are what of the source the library needs.
var folders = []string{"tools/mtmd", "include", "ggml/include", "vendor"}

// patterns are the files that are compiled, and left out those that are no part
// of the library or of seeing.
var (
	patterns = []string{"tools/mtmd/clip.cpp", "tools/mtmd/*.cpp", "tools/mtmd/models/*.cpp", "vendor/hash/hash.cpp", "vendor/hash/sha256/sha256.c", "vendor/hash/xxhash/xxhash.c"}
	left     = []string{"mtmd-cli.cpp", "deprecation-warning.cpp", "mtmd-helper-gen.cpp"}
)

// flags are those of all files. Nothing that the library computes is computed
// by it itself, but for making pictures smaller.
var flags = []string{
	"-O1", "-w", "-fPIC", "-DNDEBUG", "-DGGML_SHARED", "-DLLAMA_SHARED", "-DLLAMA_BUILD", "-DGGML_BACKEND_SHARED", "-DGGML_BACKEND_DL",
	"-Iinclude", "-Iggml/include", "-Ivendor", "-Ivendor/hash", "-Itools/mtmd", "-I.",
}

// build builds the library.
type build struct {
	work      string // a folder for it
	libraries string // the folder of llama.cpp's
	compiled  func(done, of int)
}

// run gives where the library then lies.
func (b *build) run(ctx context.Context) (string, error) {
	for _, program := range []string{"git", "g++"} {
		if _, err := exec.LookPath(program); err != nil {
			return "", fault.New(fault.Unavailable, "%s, with which libmtmd is built, is not installed: install the Debian package %s, or name a folder that has one with --from", program, program)
		}
	}
	from, err := source().Install(ctx, b.work, "")
	if err != nil {
		return "", err
	}
	tree := filepath.Join(b.work, "tree")
	if err := b.command(ctx, "", "git", "clone", "--quiet", "--no-checkout", filepath.Join(from, bundle), tree); err != nil {
		return "", err
	}
	if err := b.command(ctx, tree, "git", slices.Concat([]string{"checkout", "--quiet", "HEAD", "--"}, folders)...); err != nil {
		return "", err
	}
	objects, err := b.compile(ctx, tree)
	if err != nil {
		return "", err
	}
	made := filepath.Join(b.work, file)
	args := slices.Concat([]string{"-shared", "-o", made}, objects, []string{
		"-L" + b.libraries, "-lllama", "-lggml", "-lggml-base", "-lpthread", "-Wl,-z,defs", "-Wl,-rpath,$ORIGIN", "-Wl,-rpath-link," + b.libraries,
	})
	return made, b.command(ctx, tree, "g++", args...)
}

// compile compiles as many files at a time as there are processors.
func (b *build) compile(ctx context.Context, tree string) (objects []string, err error) {
	var files []string
	for _, p := range patterns {
		l, err := fs.Glob(os.DirFS(tree), p)
		if err != nil || len(l) == 0 {
			return nil, fault.New(fault.Invalid, "the source of llama.cpp has no %s", p)
		}
		for _, f := range l {
			if !slices.Contains(left, path.Base(f)) && !slices.Contains(files, f) {
				files = append(files, f)
			}
		}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	turns := make(chan struct{}, runtime.NumCPU())
	var all sync.WaitGroup
	var mu sync.Mutex
	done := 0
	for _, f := range files {
		turns <- struct{}{}
		objects = append(objects, f+".o")
		all.Go(func() {
			defer func() { <-turns }()
			if err := b.one(ctx, tree, f); err != nil {
				cancel(err)
				return
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			b.compiled(done, len(files))
		})
	}
	all.Wait()
	return objects, context.Cause(ctx)
}

// one compiles a file.
func (b *build) one(ctx context.Context, tree, f string) error {
	args := slices.Clone(flags)
	if strings.HasSuffix(f, ".cpp") {
		args = append(args, "-std=c++17")
	} else {
		args = append(args, "-x", "c")
	}
	return b.command(ctx, tree, "g++", append(args, "-c", f, "-o", f+".o")...)
}

// command runs a program in dir.
func (b *build) command(ctx context.Context, dir, program string, args ...string) error {
	if err := context.Cause(ctx); err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && len(out) > 0 {
		return fault.Wrap(exit, fault.Unavailable, "libmtmd cannot be built: %s says: %.800s", program, out)
	}
	return fmt.Errorf("build libmtmd with %s: %w", program, err)
}
