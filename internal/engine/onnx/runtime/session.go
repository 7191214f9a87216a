package runtime

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync"
	"unsafe"

	"github.com/tenonhub/tenon/internal/fault"
)

// Options say how a model is loaded.
type Options struct {
	Libraries string            // the folder of the library
	Threads   int               // that compute; 0 is one to a processor
	External  map[string][]byte // what stands in files beside the model, by their names in it
}

// Port is an input or output of a model.
type Port struct {
	Name  string
	Type  Type
	Shape []int64 // -1 is any
}

// Session is a loaded model. Run is safe for concurrent use; Close is not.
type Session struct {
	Inputs, Outputs []Port

	l     *native
	at    uintptr
	names []*byte // of inputs, then of outputs
}

// Open loads the model in b, which stays as it is until Close.
func Open(b []byte, o Options) (*Session, error) {
	if err := load(o.Libraries); err != nil {
		return nil, err
	}
	l := &loaded
	var options uintptr
	if err := l.make(createSessionOptions, &options); err != nil {
		return nil, err
	}
	defer l.free(releaseSessionOptions, options)
	if o.Threads == 0 {
		o.Threads = runtime.NumCPU()
	}
	for _, f := range []func() error{
		func() error { return l.call(setIntraOpNumThreads, options, o.Threads) },
		func() error { return l.call(setInterOpNumThreads, options, 1) },
		// Threads that wait by turning would take the processor from others.
		func() error {
			return l.call(addSessionConfigEntry, options, text("session.intra_op.allow_spinning"), text("0"))
		},
		func() error { return l.external(options, o.External) },
	} {
		if err := f(); err != nil {
			return nil, err
		}
	}
	s := &Session{l: l}
	if err := l.make(createSessionFromArray, &s.at, l.env, unsafe.SliceData(b), len(b), options); err != nil {
		return nil, err
	}
	if err := s.describe(); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// external lends the library what stands in files beside a model.
func (l *native) external(options uintptr, files map[string][]byte) error {
	var pins runtime.Pinner
	defer pins.Unpin()
	for name, b := range files {
		n, size := text(name), int64(len(b))
		pins.Pin(n)                                        // what is given is where n is, and n is an address of Go's
		at := uintptr(unsafe.Pointer(unsafe.SliceData(b))) //nolint:gosec // lent for the call
		if err := l.call(addExternalFromMemory, options, &n, &at, &size, 1); err != nil {
			return err
		}
	}
	return nil
}

// Close gives the model's memory back.
func (s *Session) Close() { s.l.free(releaseSession, s.at) }

func (s *Session) describe() (err error) {
	if s.Inputs, err = s.ports(sessionGetInputCount, sessionGetInputName, sessionGetInputType); err == nil {
		s.Outputs, err = s.ports(sessionGetOutputCount, sessionGetOutputName, sessionGetOutputType)
	}
	for _, p := range slices.Concat(s.Inputs, s.Outputs) {
		s.names = append(s.names, text(p.Name))
	}
	return err
}

func (s *Session) ports(count, name, kind int) ([]Port, error) {
	var n uintptr
	if err := s.l.make(count, &n, s.at); err != nil {
		return nil, err
	}
	l := make([]Port, n)
	for i := range l {
		var at, info uintptr
		if err := s.l.make(name, &at, s.at, i, s.l.allocator); err != nil {
			return nil, err
		}
		l[i].Name = goText(at)
		if err := s.l.call(allocatorFree, s.l.allocator, at); err != nil {
			return nil, err
		}
		if err := s.l.make(kind, &info, s.at, i); err != nil {
			return nil, err
		}
		err := s.l.typeOf(&l[i], info)
		s.l.free(releaseTypeInfo, info)
		if err != nil {
			return nil, err
		}
	}
	return l, nil
}

func (l *native) typeOf(p *Port, info uintptr) (err error) {
	var tensor uintptr // a part of info
	if err := l.make(castTypeInfoToTensor, &tensor, info); err != nil {
		return err
	}
	if tensor == 0 {
		return fault.New(fault.Invalid, "%q is no tensor, and nothing else is given to models or taken from them", p.Name)
	}
	p.Type, p.Shape, err = l.shape(tensor)
	return err
}

func (l *native) shape(info uintptr) (t Type, shape []int64, err error) {
	var kind int32
	if err := l.call(getTensorElementType, info, &kind); err != nil {
		return 0, nil, err
	}
	var n uintptr
	if err := l.make(getDimensionsCount, &n, info); err != nil || n == 0 {
		return Type(kind), nil, err
	}
	shape = make([]int64, n)
	return Type(kind), shape, l.call(getDimensions, info, unsafe.SliceData(shape), int(n)) //nolint:gosec // a handful
}

// Run gives the model its inputs, in their order, and returns its outputs. It
// ends early when ctx does.
func (s *Session) Run(ctx context.Context, in []Tensor) ([]Tensor, error) {
	if err := ctx.Err(); err != nil {
		return nil, fault.Wrap(err, fault.Canceled, "canceled")
	}
	if len(in) != len(s.Inputs) {
		return nil, fmt.Errorf("run a model: %d inputs, it has %d", len(in), len(s.Inputs))
	}
	values := make([]uintptr, len(in)+len(s.Outputs))
	defer func() {
		for _, v := range values {
			s.l.free(releaseValue, v)
		}
	}()
	var pins runtime.Pinner
	defer pins.Unpin()
	for i, x := range in {
		if err := s.input(&values[i], x, s.Inputs[i], &pins); err != nil {
			return nil, err
		}
	}
	var options uintptr
	if err := s.l.make(createRunOptions, &options); err != nil {
		return nil, err
	}
	defer s.l.free(releaseRunOptions, options)
	stop := s.watch(ctx, options)
	err := s.run(options, values, &pins)
	stop()
	if ctx.Err() != nil {
		return nil, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	}
	if err != nil {
		return nil, err
	}
	return s.outputs(values[len(in):])
}

// watch has a run end when ctx does, until stop is called.
func (s *Session) watch(ctx context.Context, options uintptr) (stop func()) {
	var mu sync.Mutex
	over := false
	off := context.AfterFunc(ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		if !over {
			_ = s.l.call(runOptionsSetTerminate, options)
		}
	})
	return func() {
		off()
		mu.Lock()
		defer mu.Unlock()
		over = true
	}
}

func (s *Session) input(to *uintptr, x Tensor, p Port, pins *runtime.Pinner) error {
	b, err := x.bytes(p.Type)
	if err != nil {
		return fmt.Errorf("give %q: %w", p.Name, err)
	}
	at := unsafe.SliceData(b)
	pins.Pin(at)
	return s.l.make(createTensorWithData, to, s.l.memory, at, Len(x.Shape)*p.Type.size(), unsafe.SliceData(x.Shape), len(x.Shape), int(p.Type))
}

func (s *Session) run(options uintptr, values []uintptr, pins *runtime.Pinner) error {
	for _, n := range s.names {
		pins.Pin(n)
	}
	n := len(s.Inputs)
	return s.l.call(run, s.at, options, unsafe.SliceData(s.names[:n]), unsafe.SliceData(values[:n]), n,
		unsafe.SliceData(s.names[n:]), len(s.Outputs), unsafe.SliceData(values[n:]))
}

// outputs copies what a model has made.
func (s *Session) outputs(values []uintptr) ([]Tensor, error) {
	l := make([]Tensor, len(values))
	for i, v := range values {
		var is int32
		if err := s.l.call(isTensor, v, &is); err != nil {
			return nil, err
		}
		if is == 0 {
			return nil, fault.New(fault.Invalid, "%q is no tensor", s.Outputs[i].Name)
		}
		var info, at uintptr
		if err := s.l.make(getTensorTypeAndShape, &info, v); err != nil {
			return nil, err
		}
		t, shape, err := s.l.shape(info)
		s.l.free(releaseTensorInfo, info)
		if err != nil {
			return nil, err
		}
		if err := s.l.make(getTensorMutableData, &at, v); err != nil {
			return nil, err
		}
		if l[i], err = read(*(*unsafe.Pointer)(unsafe.Pointer(&at)), t, shape); err != nil { //nolint:gosec // an address that C gave
			return nil, fmt.Errorf("take %q: %w", s.Outputs[i].Name, err)
		}
		for _, f := range l[i].Floats {
			if math.IsNaN(float64(f)) {
				return nil, fault.New(fault.Unavailable, "the model computed something that is no number (%s)", s.Outputs[i].Name)
			}
		}
	}
	return l, nil
}
