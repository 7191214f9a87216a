// Package runtime is the part of ONNX Runtime's C interface that running models
// on processors needs: sessions, and tensors of numbers. The library may crash
// the process on files that are not what they say: see package graph.
package runtime

import (
	"fmt"
	"path/filepath"
	"runtime"
	"sync"
	"unsafe"

	"github.com/ebitengine/purego"

	"github.com/tenonhub/tenon/internal/engine/onnx/library"
	"github.com/tenonhub/tenon/internal/fault"
)

// version is that of the C interface: what is used of it is there since then.
const version = 22

// The places of functions in the table of the C interface, which only grows.
const (
	getErrorMessage        = 2
	createEnv              = 3
	createSessionFromArray = 8
	run                    = 9
	createSessionOptions   = 10
	setIntraOpNumThreads   = 24
	setInterOpNumThreads   = 25
	sessionGetInputCount   = 30
	sessionGetOutputCount  = 31
	sessionGetInputType    = 33
	sessionGetOutputType   = 34
	sessionGetInputName    = 36
	sessionGetOutputName   = 37
	createRunOptions       = 39
	runOptionsSetTerminate = 46
	createTensorWithData   = 49
	isTensor               = 50
	getTensorMutableData   = 51
	castTypeInfoToTensor   = 55
	getTensorElementType   = 60
	getDimensionsCount     = 61
	getDimensions          = 62
	getTensorTypeAndShape  = 65
	createCPUMemoryInfo    = 69
	allocatorFree          = 76
	getAllocator           = 78
	releaseStatus          = 93
	releaseSession         = 95
	releaseValue           = 96
	releaseRunOptions      = 97
	releaseTypeInfo        = 98
	releaseTensorInfo      = 99
	releaseSessionOptions  = 100
	addSessionConfigEntry  = 130
	addExternalFromMemory  = 279
	functions              = 280
)

// library is what this process has loaded of ONNX Runtime: once.
type native struct {
	sync.Mutex
	dir       string
	table     *[functions]uintptr
	env       uintptr
	memory    uintptr // where tensors are
	allocator uintptr
}

var loaded native

// load loads ONNX Runtime from dir. Its digest is the caller's business.
func load(dir string) error {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return fmt.Errorf("find the library: %w", err)
	}
	l := &loaded
	l.Lock()
	defer l.Unlock()
	if l.dir == dir {
		return nil
	}
	if l.dir != "" {
		return fault.New(fault.Conflict, "ONNX Runtime was loaded from another folder already")
	}
	lib, err := purego.Dlopen(filepath.Join(dir, library.File), purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, "ONNX Runtime cannot be loaded; it needs the Debian package libstdc++6 and what `tenon engine install` installs")
	}
	var base func() *struct{ api, version uintptr }
	purego.RegisterLibFunc(&base, lib, "OrtGetApiBase")
	var api func(uint32) *[functions]uintptr
	purego.RegisterFunc(&api, base().api)
	if l.table = api(version); l.table == nil {
		return fault.New(fault.Unavailable, "this ONNX Runtime does not have version %d of its interface: run `tenon engine install`", version)
	}
	if err := l.begin(); err != nil {
		return err
	}
	l.dir = dir
	return nil
}

func (l *native) begin() error {
	const onlyErrors = 3
	if err := l.make(createEnv, &l.env, onlyErrors, text("tenon")); err != nil {
		return err
	}
	const arena, usual = 1, 0
	if err := l.make(createCPUMemoryInfo, &l.memory, arena, usual); err != nil {
		return err
	}
	return l.make(getAllocator, &l.allocator)
}

// text is a string as C has it.
func text(s string) *byte { return unsafe.SliceData(append([]byte(s), 0)) }

// call calls a function that tells by a status whether it went well. An argument
// is a number, an address that C knows, or a pointer to memory of Go's.
func (l *native) call(f int, args ...any) error {
	words := make([]uintptr, len(args))
	var pins runtime.Pinner
	defer pins.Unpin()
	for i, a := range args {
		switch a := a.(type) {
		case int:
			words[i] = uintptr(a) //nolint:gosec // counts and codes
		case uintptr:
			words[i] = a
		case *byte:
			words[i] = pin(&pins, a)
		case *uintptr:
			words[i] = pin(&pins, a)
		case *int64:
			words[i] = pin(&pins, a)
		case *int32:
			words[i] = pin(&pins, a)
		case **byte:
			words[i] = pin(&pins, a)
		default:
			panic(fmt.Sprintf("runtime: an argument is a %T", a))
		}
	}
	status, _, _ := purego.SyscallN(l.table[f], words...)
	if status == 0 {
		return nil
	}
	said, _, _ := purego.SyscallN(l.table[getErrorMessage], status)
	message := goText(said)
	purego.SyscallN(l.table[releaseStatus], status)
	return &Error{message}
}

func pin[T any](p *runtime.Pinner, a *T) uintptr {
	if a == nil {
		return 0
	}
	p.Pin(a)
	return uintptr(unsafe.Pointer(a)) //nolint:gosec // pinned for the call
}

// make calls a function whose last argument is where it puts what it makes.
func (l *native) make(f int, out *uintptr, args ...any) error {
	return l.call(f, append(args, out)...)
}

// free calls a function that only gives something back.
func (l *native) free(f int, what uintptr) {
	if what != 0 {
		purego.SyscallN(l.table[f], what)
	}
}

// Error is what ONNX Runtime says of what went wrong.
type Error struct{ Message string }

func (e *Error) Error() string { return "ONNX Runtime: " + e.Message }

// maxText is how long a text of C's may be, in bytes.
const maxText = 4096

// goText copies a text of C's.
func goText(p uintptr) string {
	if p == 0 {
		return ""
	}
	at := *(*unsafe.Pointer)(unsafe.Pointer(&p)) //nolint:gosec // an address that C gave
	b := make([]byte, 0, 128)
	for i := range maxText {
		c := *(*byte)(unsafe.Add(at, i)) //nolint:gosec // up to the zero
		if c == 0 {
			break
		}
		b = append(b, c)
	}
	return string(b)
}
