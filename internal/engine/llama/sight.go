package llama

import (
	"context"
	"runtime"
	"slices"
	"unsafe"

	native "github.com/hybridgroup/yzma/pkg/llama"

	"github.com/tenonhub/tenon/internal/engine/llama/eyes"
	"github.com/tenonhub/tenon/internal/engine/llama/gguf"
	"github.com/tenonhub/tenon/internal/engine/llama/vision"
	"github.com/tenonhub/tenon/internal/fault"
)

// Sight is tokens of a prompt that stand for a picture or a part of one: in the prompt
// each is the view's negative number, so that prompts with the same picture begin alike.
type Sight struct {
	At int // the first
	*eyes.View
}

// end is the place after a sight.
func (s Sight) end() int { return s.At + s.Rows }

// see loads the projector of a model that sees. Where that cannot be, the model is run for text
// only, and says why.
func (m *Model) see(ctx context.Context) {
	if m.options.Eyes == "" || m.facts.Embedding {
		return
	}
	m.facts.Blind = func() string {
		head, err := gguf.Open(m.options.Eyes)
		if err == nil && head.Architecture != "clip" {
			err = fault.New(fault.Invalid, "the projector (mmproj) is a GGUF file of the architecture %.40q, and not clip", head.Architecture)
		}
		if err == nil && vision.Names(m.options.Libraries) == nil {
			return vision.Missing
		}
		if err == nil && m.options.Try != nil {
			err = m.options.Try(ctx, m.options.Libraries, m.options.Eyes)
		}
		if err == nil {
			err = eyes.Load(m.options.Libraries, libraries.log)
		}
		if err == nil {
			m.eyes, err = eyes.Open(eyes.Options{
				Path: m.options.Eyes, Model: m.model, Threads: m.options.Threads, Context: m.facts.Context, Why: libraries.complaint.take,
			})
		}
		if err != nil {
			_, why := fault.Of(err)
			return "this model is run for text only: " + why
		}
		m.facts.Sees, m.facts.Bytes = true, m.facts.Bytes+head.Bytes
		return ""
	}()
}

// TryEyes loads a projector alone. The library may end the process.
func TryEyes(dir, path string) error {
	if err := load(dir); err != nil {
		return err
	}
	if err := eyes.Load(dir, libraries.log); err != nil {
		return err
	}
	e, err := eyes.Open(eyes.Options{Path: path, Threads: 1, Context: 2 * eyes.Whole, Why: libraries.complaint.take})
	if err == nil {
		e.Close()
	}
	return err
}

// Look makes a prompt of texts and pictures: its tokens, and which of them stand
// for pictures. It does not hold up what is being answered.
func (m *Model) Look(ctx context.Context, actor string, parts []eyes.Part) (prompt []int32, sights []Sight, err error) {
	if m.eyes == nil {
		why := "this model reads texts alone, and sees no pictures"
		if m.facts.Blind != "" {
			why = m.facts.Blind
		}
		return nil, nil, fault.New(fault.Invalid, "%s", why)
	}
	bytes := 0
	for _, p := range parts {
		bytes += len(p.Text)
	}
	if err := m.Room(bytes); err != nil {
		return nil, nil, err
	}
	pieces, err := m.eyes.Look(ctx, actor, parts, m.facts.Context)
	if err != nil {
		return nil, nil, err
	}
	for _, p := range pieces {
		if p.View == nil {
			prompt = append(prompt, p.Tokens...)
			continue
		}
		sights = append(sights, Sight{len(prompt), p.View})
		for range p.View.Rows {
			prompt = append(prompt, p.View.ID)
		}
	}
	return prompt, sights, nil
}

// words are the tokens of a prompt that stand for texts.
func (r *Request) words() []int32 {
	if len(r.Sights) == 0 {
		return r.Prompt
	}
	return slices.DeleteFunc(slices.Clone(r.Prompt), func(t int32) bool { return t < 0 })
}

// sight is the one that token at is of.
func (r *Request) sight(at int) (Sight, bool) {
	for _, s := range r.Sights {
		if at >= s.At && at < s.end() {
			return s, true
		}
	}
	return Sight{}, false
}

// until is where the next sight begins after token at; end if there is none before.
func (r *Request) until(at, end int) int {
	for _, s := range r.Sights {
		if s.At >= at {
			return min(s.At, end)
		}
	}
	return end
}

// place is the position of a token: pictures may take fewer positions than tokens.
func (r *Request) place(at int) native.Pos {
	n := at
	for _, s := range r.Sights {
		if s.end() <= at {
			n += s.Span - s.Rows
		}
	}
	return native.Pos(n) //nolint:gosec // within the context
}

// apart is n, or less where a sight would be cut in two: what of it is in memory
// cannot be gone on with.
func (r *Request) apart(n int) int {
	if s, ok := r.sight(n); ok {
		return s.At
	}
	return n
}

// gazing is a slot whose next tokens stand for a picture: the one that came first.
// A step that computes them has no others, so the two kinds of steps take turns.
func (l *loop) gazing() (p part, ok bool) {
	for _, s := range l.slots {
		v, gazes := s.sight(s.past)
		if !gazes || !s.ready() || ok && p.came <= s.came {
			continue
		}
		n := v.end() - s.past
		if most := l.glance(); !v.AtOnce && n > most {
			n = most
		}
		p, ok = part{slot: s, n: n}, true
	}
	return p, ok
}

// gazes reports whether the slot's next tokens stand for a picture.
func (s *slot) gazes() bool {
	_, gazes := s.sight(s.past)
	return gazes
}

// glance is how many tokens of a picture a step has where it may have fewer than all.
func (l *loop) glance() int {
	if len(l.slots) > 1 {
		return l.pace.beside(0)
	}
	return l.pace.alone
}

// decode computes parts, or the one that stands for a picture.
func (l *loop) decode(parts []part, gazes bool) (status int32, err error) {
	if !gazes {
		l.fill(parts)
		return native.Decode(l.ctx, l.batch)
	}
	v, _ := parts[0].sight(parts[0].past)
	if v.AtOnce {
		native.SetCausalAttn(l.ctx, false)
		defer native.SetCausalAttn(l.ctx, true)
	}
	b := l.show(parts[0])
	status, err = native.Decode(l.ctx, b)
	runtime.KeepAlive(b)
	return status, err
}

// show makes a batch of p, which stands for a picture. It refers to memory of
// Go, which stays as it is until the batch was computed.
func (l *loop) show(p part) native.Batch {
	v, _ := p.sight(p.past)
	first, begin := p.past-v.At, p.place(v.At)
	planes := 1
	if v.Places != nil {
		planes = 4
	}
	width := l.eyes.Width()
	seq := &p.seq
	pos, count, whose, logits := make([]native.Pos, planes*p.n), make([]int32, p.n), make([]*native.SeqId, p.n+1), make([]int8, p.n)
	for i := range p.n {
		count[i], whose[i] = 1, seq
		if v.Places == nil {
			pos[i] = begin + native.Pos(first+i) //nolint:gosec // within the context
			continue
		}
		for k, at := range v.Places[first+i].At {
			if v.Places[first+i].Moves[k] {
				at += int32(begin)
			}
			pos[k*p.n+i] = native.Pos(at)
		}
	}
	p.row = -1
	if p.past+p.n == len(p.tokens) {
		p.row = int32(p.n - 1) //nolint:gosec // at most a batch
		logits[p.n-1] = 1
	}
	return native.Batch{BatchData: native.BatchData{
		NTokens: int32(p.n), Embd: unsafe.SliceData(v.Vectors[first*width:]), Pos: unsafe.SliceData(pos), NSeqId: unsafe.SliceData(count), //nolint:gosec // at most a batch
		SeqId: unsafe.SliceData(whose), Logits: unsafe.SliceData(logits),
	}}
}
