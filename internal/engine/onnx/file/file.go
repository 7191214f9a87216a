// Package file loads ONNX files: each is judged before the library sees it, and
// mapped with the files that it names, so that what is not needed is not read.
package file

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/tenonhub/tenon/internal/engine/onnx/graph"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/fault"
)

// File is a loaded ONNX file. Close it when nothing runs in it any more.
type File struct {
	*runtime.Session
	Graph graph.Model
	Bytes int64 // of it and of the files that it names

	mapped [][]byte
}

// Options say how a file is loaded.
type Options struct {
	Libraries string // the folder of ONNX Runtime
	Threads   int    // that compute; 0 is one to a processor
}

// Open loads the file at path. Faults: Invalid for one that is not as it must be,
// Unavailable without the library.
func Open(path string, o Options) (*File, error) {
	f := &File{}
	if err := f.open(path, o); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (f *File) open(path string, o Options) error {
	dir := filepath.Dir(path)
	sizes, err := beside(dir)
	if err != nil {
		return err
	}
	model, err := f.mapFile(path)
	if err != nil {
		return err
	}
	if f.Graph, err = graph.Read(model, sizes); err != nil {
		return err
	}
	external := map[string][]byte{}
	for _, name := range f.Graph.External {
		if external[name], err = f.mapFile(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	f.Session, err = runtime.Open(model, runtime.Options{Libraries: o.Libraries, Threads: o.Threads, External: external})
	if told, ok := errors.AsType[*runtime.Error](err); ok {
		err = fault.New(fault.Invalid, "ONNX Runtime does not take the model: %s", told.Message)
	}
	return err
}

// beside are the sizes of the files in a folder.
func beside(dir string) (map[string]int64, error) {
	found, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("look for the model: %w", err)
	}
	sizes := map[string]int64{}
	for _, e := range found {
		if info, err := os.Stat(filepath.Join(dir, e.Name())); err == nil && info.Mode().IsRegular() {
			sizes[e.Name()] = info.Size()
		}
	}
	return sizes, nil
}

func (f *File) mapFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open the model: %w", err)
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("open the model: %w", err)
	}
	if info.Size() == 0 {
		return nil, nil
	}
	b, err := syscall.Mmap(int(file.Fd()), 0, int(info.Size()), syscall.PROT_READ, syscall.MAP_PRIVATE)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", filepath.Base(path), err)
	}
	f.mapped = append(f.mapped, b)
	f.Bytes += info.Size()
	return b, nil
}

// Close gives the memory back.
func (f *File) Close() {
	if f.Session != nil {
		f.Session.Close()
	}
	for _, b := range f.mapped {
		_ = syscall.Munmap(b)
	}
	f.mapped = nil
}
