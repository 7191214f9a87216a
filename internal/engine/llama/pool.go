package llama

import (
	"fmt"
	"unsafe"

	"github.com/ebitengine/purego"
	native "github.com/hybridgroup/yzma/pkg/llama"
	"github.com/hybridgroup/yzma/pkg/loader"
	"github.com/jupiterrider/ffi"

	"github.com/tenonhub/tenon/internal/fault"
)

// pools makes and frees the threads that compute. Without threads that stay,
// llama.cpp starts new ones for each step, which have to wait for a processor.
type pools struct {
	complete  ffi.Fun // ggml_threadpool_params_init
	make, end uintptr // ggml_threadpool_new, ggml_threadpool_free
}

// poolParams is as large as ggml_threadpool_params: a mask of 512 processors and five
// small fields, that only the library reads and writes.
type poolParams [640]byte

func (p *pools) load(dir string) error {
	base, err := loader.LoadLibrary(dir, "ggml-base")
	if err != nil {
		return fmt.Errorf("load llama.cpp: %w", err)
	}
	if p.complete, err = base.Prep("ggml_threadpool_params_init", &ffi.TypeVoid, &ffi.TypePointer, &ffi.TypeSint32); err != nil {
		return fmt.Errorf("load llama.cpp: %w", err)
	}
	find, err := base.Prep("ggml_backend_reg_get_proc_address", &ffi.TypePointer, &ffi.TypePointer, &ffi.TypePointer)
	if err != nil {
		return fmt.Errorf("load llama.cpp: %w", err)
	}
	registry := native.GGMLBackendRegByName("CPU")
	if registry == 0 {
		return fault.New(fault.Unavailable, "llama.cpp has nothing that computes on this processor: its libraries are for x86-64")
	}
	for name, to := range map[string]*uintptr{"ggml_threadpool_new\x00": &p.make, "ggml_threadpool_free\x00": &p.end} {
		text := unsafe.StringData(name)
		//nolint:gosec // the library takes addresses of pointers
		find.Call(unsafe.Pointer(to), unsafe.Pointer(&registry), unsafe.Pointer(&text))
		if *to == 0 {
			return fault.New(fault.Unavailable, "llama.cpp's libraries have no %s", name[:len(name)-1])
		}
	}
	return nil
}

// start starts n threads less one, which is the one that asks; 0 is none.
func (p *pools) start(n int) uintptr {
	params, threads := new(poolParams), int32(n)                            //nolint:gosec // a few
	p.complete.Call(nil, unsafe.Pointer(&params), unsafe.Pointer(&threads)) //nolint:gosec // the library takes addresses of pointers
	pool, _, _ := purego.SyscallN(p.make, uintptr(unsafe.Pointer(params)))  //nolint:gosec // it is read at once
	return pool
}

func (p *pools) stop(pool uintptr) {
	if pool != 0 {
		purego.SyscallN(p.end, pool)
	}
}
