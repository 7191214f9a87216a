package fleet

import (
	"fmt"
	"io"
	"time"

	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// Load is what a worker is to hold: a model, and how it runs it.
type Load struct {
	Model  ref.Model
	Engine string   // of the worker: llama, onnx, speech
	ID     string   // of the model, whatever its name; one load of it is held, the last that was asked for. Empty is none
	Key    string   // loads of one key are the same, and share a worker
	Copy   int      // which of several workers that hold the same; the first is 0
	Files  []File   // its weights; the first is the one that the engine is given
	Args   []string // for the engine, beyond its files
	Memory int64    // bytes that it takes, as far as that is known before

	Adapters []Adapter // that a call is answered with, beyond the model; the worker is the same without
}

// Adapter is a LoRA adapter of a model.
type Adapter struct {
	Name  string // as people know it
	ID    string // the same for the same file alone
	Path  string // of its GGUF file, on this machine
	Scale float64
}

// File is a file that a worker may read, under a name of its own.
type File struct {
	Name string
	Path string // on this machine
}

// Call is what a worker is asked.
type Call struct {
	Path  string // such as /v1/chat/completions
	Body  []byte // JSON
	Actor string // on whose behalf
	Copy  *int   // the one of several workers that is asked, if it is there; nil is any

	// Stream opens bytes that are sent in place of Body, as they are read; it may be
	// opened again for another worker. Nil is none.
	Stream func() (io.ReadCloser, error)
}

// Answered is the header of an answer that says which copy gave it.
const Answered = "Tenon-Copy"

// Stage is how far a worker is.
type Stage string

// The stages of a worker.
const (
	Queued  Stage = "queued"  // it waits for memory, or for its time after it has failed
	Loading Stage = "loading" // its process reads the weights
	Ready   Stage = "ready"
	Ending  Stage = "ending" // it finishes what it has begun
)

// Worker is a worker as it is now.
type Worker struct {
	Model  ref.Model     `json:"model"`
	Engine string        `json:"engine"`
	Stage  Stage         `json:"stage"`
	PID    int           `json:"pid,omitempty"`
	Needs  int64         `json:"needs"`            // bytes that are set apart for it
	Users  int           `json:"users"`            // requests that it has now
	Served int64         `json:"served"`           // requests that it has begun to answer
	Pinned bool          `json:"pinned,omitempty"` // it makes room for no other, and stays when it is idle
	Since  time.Time     `json:"since"`
	Used   time.Time     `json:"used"` // last
	Health worker.Health `json:"health"`
}

// Size writes a number of bytes of memory, in the units that machines have it in.
func Size(n int64) string {
	if n >= 1<<30 {
		return fmt.Sprintf("%.1f GiB", float64(n)/(1<<30))
	}
	return fmt.Sprintf("%d MiB", (n+1<<20-1)>>20)
}
