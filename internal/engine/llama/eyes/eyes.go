// Package eyes turns pictures into what a language model reads in their place:
// vectors, made by llama.cpp's libmtmd from a projector's file (mmproj). It judges
// no files, and computes nothing that the model itself does.
package eyes

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"syscall"

	native "github.com/hybridgroup/yzma/pkg/llama"
	"github.com/hybridgroup/yzma/pkg/mtmd"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/queue"
)

// Options say with what a model sees.
type Options struct {
	Path    string // the projector's file, which was judged
	Model   native.Model
	Threads int
	Context int           // tokens that a request may have
	Why     func() string // takes what the library has complained of last
}

// Whole is how many tokens a picture may have at most that the model reads at once, where
// its projector wants that: what comes first in it then knows what comes last.
const Whole = 2048

// Eyes are a loaded projector. They are safe for concurrent use; one request at a
// time is looked at, those of actors in turn.
type Eyes struct {
	o     Options
	ctx   mtmd.Context
	width int // numbers of a vector
	mrope bool
	line  *queue.Line
	shut  bool // it was put away; whoever has a place in the line reads it
	memory
}

// loaded is whether this process has loaded the library, which can be done once, and
// the thread that looks, which is there as long as that.
var loaded struct {
	sync.Mutex
	dir  string
	work chan func()
}

// Load loads the library from the folder where llama.cpp was loaded from; log is
// a C function that hears what it says.
func Load(dir string, log uintptr) error {
	loaded.Lock()
	defer loaded.Unlock()
	if loaded.dir == dir {
		return nil
	}
	if err := mtmd.Load(dir); err != nil {
		return fault.Wrap(err, fault.Unavailable, "llama.cpp's libmtmd cannot be loaded: remove it and run `tenon engine install vision`")
	}
	mtmd.LogSet(log)
	loaded.dir, loaded.work = dir, make(chan func())
	go attend(loaded.work)
	return nil
}

// Open loads a projector that belongs to a model.
func Open(o Options) (*Eyes, error) {
	p := mtmd.ContextParamsDefault()
	p.UseGPU, p.PrintTimings, p.Threads = false, false, int32(o.Threads) //nolint:gosec // a few
	if most := min(o.Context/2, Whole); most < usual {
		p.ImageMaxTokens = int32(most) //nolint:gosec // small
	}
	o.Why()
	ctx, err := mtmd.InitFromFile(o.Path, o.Model, p)
	if err != nil {
		return nil, fault.New(fault.Invalid, "llama.cpp cannot use this projector (mmproj) with this model: %s", o.Why())
	}
	if !mtmd.SupportVision(ctx) {
		_ = mtmd.Free(ctx)
		return nil, fault.New(fault.Invalid, "this projector (mmproj) is for sounds, and sees no pictures")
	}
	e := &Eyes{
		o: o, ctx: ctx, width: int(native.ModelNEmbdInp(o.Model)), mrope: mtmd.DecodeUseMRope(ctx),
		line: queue.New(1),
	}
	return e, nil
}

// usual is how many tokens a picture has at most where a projector takes any size,
// unless it is said otherwise.
const usual = 4096

// Close gives the memory back. Who waits to look is refused.
func (e *Eyes) Close() {
	leave, _ := e.line.Enter(context.Background(), queue.Ask{What: "the model's eyes"}) // it waits for as long as it takes
	defer leave()
	e.shut = true
	_ = mtmd.Free(e.ctx)
}

// Width is how many numbers a vector has.
func (e *Eyes) Width() int { return e.width }

// AtOnce reports whether the model must read a picture's tokens at once.
func (e *Eyes) AtOnce() bool { return mtmd.DecodeUseNonCausal(e.ctx, 0) }

// yields is by how much those who answer come before those who look: a
// step of an answer is short, and somebody waits for it.
const yields = 5

// attend looks at pictures, on a thread of its own whose helpers yield to others.
func attend(work <-chan func()) {
	runtime.LockOSThread() // for good: what is yielded cannot be taken back
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, syscall.Gettid(), yields)
	for f := range work {
		f()
	}
}

// Look reads texts and pictures: what a model is to read, in their order. A
// prompt of room tokens or more is refused before its pictures are looked at, which
// takes long. Faults: Invalid, TooLarge, Canceled.
func (e *Eyes) Look(ctx context.Context, actor string, parts []Part, room int) (pieces []Piece, err error) {
	leave, err := e.line.Enter(ctx, queue.Ask{Who: actor, What: "the model's eyes"})
	if err != nil {
		return nil, fmt.Errorf("look at pictures: %w", err)
	}
	defer leave()
	if e.shut {
		return nil, fault.New(fault.Unavailable, "the model was put away")
	}
	done := make(chan struct{})
	loaded.work <- func() {
		defer close(done)
		pieces, err = e.look(ctx, parts, room)
	}
	<-done
	return pieces, err
}
