package llama

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"
	native "github.com/hybridgroup/yzma/pkg/llama"
	"github.com/hybridgroup/yzma/pkg/loader"
	"github.com/jupiterrider/ffi"

	"github.com/tenonhub/tenon/internal/fault"
)

// libraries is what this process has loaded of llama.cpp: it can be loaded once.
var libraries struct {
	sync.Mutex
	dir         string
	setAdapters ffi.Fun
	complaint   complaint
	log         uintptr // C's way to it
	pools       pools
}

// load loads llama.cpp from dir. Its digests are the caller's business.
func load(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("find the libraries: %w", err)
	}
	l := &libraries
	l.Lock()
	defer l.Unlock()
	if l.dir == dir {
		return nil
	}
	if l.dir != "" {
		return fault.New(fault.Conflict, "llama.cpp was loaded from another folder already")
	}
	if err := native.Load(dir); err != nil {
		return fault.Wrap(err, fault.Unavailable, "llama.cpp cannot be loaded; it needs the Debian package libffi8 and what `tenon engine install` installs")
	}
	lib, err := loader.LoadLibrary(dir, "llama")
	if err != nil {
		return fmt.Errorf("load llama.cpp: %w", err)
	}
	// The binding refuses an empty list of adapters, which is how none are set.
	l.setAdapters, err = lib.Prep("llama_set_adapters_lora", &ffi.TypeSint32, &ffi.TypePointer, &ffi.TypePointer, &ffi.TypeUint64, &ffi.TypePointer)
	if err != nil {
		return fmt.Errorf("load llama.cpp: %w", err)
	}
	l.log = purego.NewCallback(l.complaint.log)
	native.LogSet(l.log)
	native.Init()
	if err := l.pools.load(dir); err != nil {
		return err
	}
	l.dir = dir
	return nil
}

// adapt makes ctx compute with these adapters and no others.
func adapt(ctx native.Context, adapters []native.AdapterLora, scales []float32) error {
	n, list, by := uint64(len(adapters)), unsafe.SliceData(adapters), unsafe.SliceData(scales)
	var status ffi.Arg
	//nolint:gosec // the library takes addresses of pointers
	libraries.setAdapters.Call(unsafe.Pointer(&status), unsafe.Pointer(&ctx), unsafe.Pointer(&list), unsafe.Pointer(&n), unsafe.Pointer(&by))
	if int32(status) != 0 { //nolint:gosec // it is an int32
		return fmt.Errorf("set the adapter: llama.cpp says %d", int32(status)) //nolint:gosec // it is an int32
	}
	return nil
}

// complaint is the last that llama.cpp logged as an error.
type complaint struct {
	sync.Mutex
	text string
}

func (c *complaint) log(level int32, text *byte, _ uintptr) uintptr {
	if level == int32(native.LogLevelError) && text != nil {
		c.Lock()
		c.text = strings.TrimSpace(cString(text))
		c.Unlock()
	}
	return 0
}

// take gives the last complaint and forgets it.
func (c *complaint) take() string {
	c.Lock()
	defer c.Unlock()
	s := c.text
	c.text = ""
	return s
}

// cString copies a string that ends with a zero byte, of a thousand bytes at most.
func cString(p *byte) string {
	b := make([]byte, 0, 128)
	for ; len(b) < 1000; p = (*byte)(unsafe.Add(unsafe.Pointer(p), 1)) { //nolint:gosec // up to the zero
		if *p == 0 {
			break
		}
		b = append(b, *p)
	}
	return string(b)
}
