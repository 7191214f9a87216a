// Package llama runs GGUF models with llama.cpp's shared libraries, without cgo:
// one loop that computes all requests together over one memory of tokens. It
// runs in a process of its own, since a fault of the libraries ends it.
//
// A step of the loop puts into one batch a token of every answer that goes on
// and a piece of the prompts that are still to be read, so that a long prompt
// holds up nobody for long. What was computed stays in memory until room is
// needed: a request that begins like an earlier one, or like one that is being
// answered, takes that beginning over.
package llama

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"strings"

	native "github.com/hybridgroup/yzma/pkg/llama"

	"github.com/tenonhub/tenon/internal/engine/llama/eyes"
	"github.com/tenonhub/tenon/internal/engine/llama/gguf"
	"github.com/tenonhub/tenon/internal/fault"
)

// Options say how a model is run. Zero values are chosen.
type Options struct {
	Path      string            // a GGUF file
	Eyes      string            // its projector (mmproj), a GGUF file; empty is none
	Libraries string            // the folder of llama.cpp's libraries
	Threads   int               // 0 is as many as there are processors
	Context   int               // tokens that all requests share; 0 is what it was trained for, at most 8,192
	Slots     int               // requests that are answered at a time; 0 is 8
	Draft     int               // tokens that are drafted in a step where answers are few; 0 is 15, less is none
	Adapters  map[string]string // LoRA adapters, files by the names that requests give
	Room      int64             // bytes of adapters that come while the model is there; 0 is 256 MiB
	Progress  func(share float64)
	Try       func(ctx context.Context, libraries, eyes string) error // has a process of its own try TryEyes, which the library may end; nil is nothing
}

// Facts are what is known of a loaded model.
type Facts struct {
	Head        gguf.Head
	Description string
	Parameters  int64
	Bytes       int64 // of its weights
	Context     int   // tokens of one request, at most
	Trained     int
	Vocabulary  int
	Slots       int
	Embedding   bool   // it makes vectors and no text
	Rerank      bool   // … which rank texts
	Infill      bool   // it has the words to fill a gap
	Sees        bool   // … pictures
	Blind       string // why it sees none, where it has a projector
	BOS, EOS    string
}

// Model is a loaded model. It is safe for concurrent use.
type Model struct {
	facts    Facts
	options  Options
	model    native.Model
	vocab    native.Vocab
	ctx      native.Context
	memory   native.Memory
	pool     uintptr // the threads that compute
	adapters adapters
	eyes     *eyes.Eyes // nil if it sees nothing
	sharing  bool       // beginnings can be taken over

	inbox chan *job
	wake  chan struct{}
	work  chan func(*loop) // what is to be done between two steps
	stop  context.CancelFunc
	done  chan struct{}
	meter meter
	watch func(j *job, logits []float32) // sees what each token is chosen from; of tests
}

// Open loads a model. A file that is not sound is refused before the library
// sees it.
func Open(ctx context.Context, o Options) (*Model, error) {
	head, err := gguf.Open(o.Path)
	if err != nil {
		return nil, err
	}
	if head.Type == "adapter" {
		return nil, fault.New(fault.Invalid, "this GGUF file is an adapter and no model; load the model that it belongs to with it")
	}
	if err := load(o.Libraries); err != nil {
		return nil, err
	}
	if o.Threads <= 0 {
		o.Threads = runtime.NumCPU()
	}
	if o.Slots <= 0 {
		o.Slots = 8
	}
	if o.Room <= 0 {
		o.Room = maxAdapters
	}
	if o.Draft == 0 {
		o.Draft = drafted
	}
	if o.Draft > maxDraft {
		return nil, fault.New(fault.Invalid, "drafts of %d tokens are more than the %d that there can be", o.Draft, maxDraft)
	}
	if o.Slots > maxSlots {
		return nil, fault.New(fault.Invalid, "%d slots are more than the %d that there can be", o.Slots, maxSlots)
	}
	m := &Model{options: o, inbox: make(chan *job, 64), wake: make(chan struct{}, 1), work: make(chan func(*loop)), done: make(chan struct{})}
	m.facts.Head, m.facts.Slots = head, o.Slots
	began := make(chan error)
	life, stop := context.WithCancel(context.WithoutCancel(ctx))
	m.stop = stop
	go m.live(ctx, life, began)
	if err := <-began; err != nil {
		stop()
		return nil, err
	}
	return m, nil
}

// Close ends what is being answered and gives the memory back.
func (m *Model) Close() {
	m.stop()
	<-m.done
}

// Facts are what is known of the model.
func (m *Model) Facts() Facts { return m.facts }

// live loads the model, serves until life ends, and frees it: all on one
// thread, whose helpers llama.cpp keeps.
func (m *Model) live(ctx, life context.Context, began chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(m.done)
	defer m.free()
	err := m.open(ctx)
	began <- err
	if err != nil {
		return
	}
	if m.facts.Embedding {
		newEmbedder(m).serve(life)
		return
	}
	l := newLoop(m)
	l.serve(life)
}

func (m *Model) free() {
	if m.ctx != 0 {
		_ = native.Free(m.ctx)
	}
	libraries.pools.stop(m.pool)
	if m.eyes != nil {
		m.eyes.Close()
	}
	if m.model != 0 {
		_ = native.ModelFree(m.model) // and its adapters
	}
}

func (m *Model) open(ctx context.Context) (err error) {
	p := native.ModelDefaultParams()
	p.SetProgressCallback(func(share float32, _ uintptr) uint8 {
		if m.options.Progress != nil {
			m.options.Progress(float64(share))
		}
		if ctx.Err() != nil {
			return 0
		}
		return 1
	})
	p.LoadMode = native.LoadModeMmap // the pages of the file, which are in memory still where it was loaded before
	libraries.complaint.take()
	if m.model, err = native.ModelLoadFromFile(m.options.Path, p); err != nil {
		return refused("load the model")
	}
	m.vocab = native.ModelGetVocab(m.model)
	m.learn()
	m.see(ctx)
	return m.begin()
}

// refused says that llama.cpp would not do something, and what it said.
func refused(what string) error {
	if why := libraries.complaint.take(); why != "" {
		return fault.New(fault.Invalid, "llama.cpp cannot %s: %s", what, why)
	}
	return fault.New(fault.Invalid, "llama.cpp cannot %s", what)
}

// learn asks the library for facts.
func (m *Model) learn() {
	f := &m.facts
	f.Description = native.ModelDesc(m.model)
	f.Parameters = bounded(native.ModelNParams(m.model))
	f.Bytes = bounded(native.ModelSize(m.model))
	f.Trained = int(native.ModelNCtxTrain(m.model))
	f.Vocabulary = int(native.VocabNTokens(m.vocab))
	f.Embedding = f.Head.Pooling > 0 || native.ModelHasEncoder(m.model) && !native.ModelHasDecoder(m.model)
	f.Rerank = f.Head.Pooling == int(native.PoolingTypeRank)
	f.Infill = native.VocabFIMPre(m.vocab) >= 0 && native.VocabFIMSuf(m.vocab) >= 0 && native.VocabFIMMid(m.vocab) >= 0
	f.BOS, f.EOS = m.word(native.VocabBOS(m.vocab)), m.word(native.VocabEOS(m.vocab))
	if f.Context = m.options.Context; f.Context <= 0 {
		f.Context = min(max(f.Trained, 512), 8192)
	}
	m.sharing = !native.ModelIsRecurrent(m.model) && !native.ModelIsHybrid(m.model)
}

func bounded(n uint64) int64 { return int64(min(n, math.MaxInt64)) } //nolint:gosec // bounded

func (m *Model) word(t native.Token) string {
	if t < 0 {
		return ""
	}
	return native.VocabGetText(m.vocab, t)
}

// begin makes the memory of tokens.
func (m *Model) begin() (err error) {
	p := native.ContextDefaultParams()
	p.NCtx, p.NSeqMax, p.KVUnified = uint32(m.facts.Context), m.sequences(), 1       //nolint:gosec // positive
	p.NThreads, p.NThreadsBatch = int32(m.options.Threads), int32(m.options.Threads) //nolint:gosec // positive
	p.NBatch, p.NUbatch = most, most
	if m.eyes != nil && m.eyes.AtOnce() {
		p.NBatch, p.NUbatch = eyes.Whole, eyes.Whole
	}
	p.NoPerf = 1
	if m.facts.Embedding {
		p.Embeddings = 1
		p.NBatch = uint32(min(m.facts.Context, maxEmbedded)) //nolint:gosec // positive
		p.NUbatch = p.NBatch
	}
	if m.ctx, err = native.InitFromModel(m.model, p); err != nil {
		return refused(fmt.Sprintf("make room for %d tokens", m.facts.Context))
	}
	if m.memory, err = native.GetMemory(m.ctx); err != nil {
		return fmt.Errorf("find the memory: %w", err)
	}
	if m.pool = libraries.pools.start(m.options.Threads); m.pool != 0 {
		native.AttachThreadpool(m.ctx, m.pool, 0)
	}
	m.facts.Context = min(m.facts.Context, int(native.NCtxSeq(m.ctx)))
	return m.adopt()
}

// longest is the most bytes that a token of a prompt is taken to stand for: a
// text that is longer than that cannot fit, and is not taken apart.
const longest = 256

// Tokenize takes a text apart. Words in it that are the model's control words
// are taken for those if control is set.
func (m *Model) Tokenize(text string, control bool) ([]int32, error) {
	return m.tokenize(text, true, control)
}

// Words is Tokenize without what stands about a text, and without control words.
func (m *Model) Words(text string) ([]int32, error) { return m.tokenize(text, false, false) }

// Amid is Tokenize of a text that stands amid others.
func (m *Model) Amid(text string) ([]int32, error) { return m.tokenize(text, false, true) }

// ErrContext is what faults wrap of a prompt that the context has no room for.
var ErrContext = eyes.ErrContext

// Room says whether a text of so many bytes cannot fit, without looking at it.
func (m *Model) Room(bytes int) error {
	if bytes > longest*m.facts.Context {
		return fault.Wrap(ErrContext, fault.TooLarge, "the prompt has %d bytes, which cannot be within the %d tokens of this model's context", bytes, m.facts.Context)
	}
	return nil
}

func (m *Model) tokenize(text string, frame, control bool) ([]int32, error) {
	if err := m.Room(len(text)); err != nil {
		return nil, err
	}
	text = strings.ReplaceAll(text, "\x00", "�") // the library would take it for the end
	if text == "" {
		return nil, nil
	}
	tokens := native.Tokenize(m.vocab, text, frame, control)
	out := make([]int32, len(tokens))
	for i, t := range tokens {
		out[i] = int32(t)
	}
	return out, nil
}

// Piece is what a token stands for, which may be a part of a character. The
// model's control words stand for nothing, unless control is set.
func (m *Model) Piece(token int32, control bool) []byte {
	b := make([]byte, 64)
	n := native.TokenToPiece(m.vocab, native.Token(token), b, 0, control)
	if n < 0 {
		b = make([]byte, -n)
		n = native.TokenToPiece(m.vocab, native.Token(token), b, 0, control)
	}
	return b[:max(n, 0)]
}

// Control finds the model's tokens for filling a gap: before, after, between.
func (m *Model) Control() (prefix, suffix, middle int32) {
	return int32(native.VocabFIMPre(m.vocab)), int32(native.VocabFIMSuf(m.vocab)), int32(native.VocabFIMMid(m.vocab))
}

// Pair puts a question and a text that may answer it into the form in which the
// model ranks them.
func (m *Model) Pair(query, text string) ([]int32, error) {
	if form := native.ModelChatTemplate(m.model, "rerank"); form != "" {
		return m.Tokenize(strings.NewReplacer("{query}", query, "{document}", text).Replace(form), true)
	}
	var out []int32
	add := func(t native.Token) {
		if t >= 0 {
			out = append(out, int32(t))
		}
	}
	for i, part := range []string{query, text} {
		tokens, err := m.Words(part)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			add(native.VocabBOS(m.vocab))
		} else {
			add(native.VocabSEP(m.vocab))
		}
		out = append(out, tokens...)
		add(native.VocabEOS(m.vocab))
	}
	return out, nil
}
