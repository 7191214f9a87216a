package llama

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	native "github.com/hybridgroup/yzma/pkg/llama"

	"github.com/tenonhub/tenon/internal/engine/llama/gguf"
	"github.com/tenonhub/tenon/internal/fault"
)

// Adapter is a LoRA adapter that a request is answered with.
type Adapter struct {
	Name  string
	Scale float64 // how strongly it counts; 1 is as it was made
}

// maxScale is how strongly an adapter may count, and maxWorn how many there may be in a request.
const maxScale, maxWorn = 100, 16

// maxAdapters is how many bytes the adapters may have together that came while the
// model is there.
const maxAdapters = 256 << 20

// adapter is one that is loaded.
type adapter struct {
	lora  native.AdapterLora
	bytes int64
	fixed bool   // it was named when the model was opened
	users int    // requests that are answered with it, or wait for that
	used  uint64 // when it last was asked for
}

// adapters are those of a model. They are loaded and freed by the loop alone.
type adapters struct {
	mu   sync.Mutex
	all  map[string]*adapter
	room int64
	asks uint64
}

// hold keeps adapters from being freed. What is not there is a fault of kind NotFound.
func (a *adapters) hold(l []Adapter) (release func(), err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, one := range l {
		if a.all[one.Name] == nil {
			return nil, fault.New(fault.NotFound, "this model has no adapter %q; it has %q", one.Name, a.fixed())
		}
	}
	a.asks++
	for _, one := range l {
		held := a.all[one.Name]
		held.users, held.used = held.users+1, a.asks
	}
	return func() {
		a.mu.Lock()
		defer a.mu.Unlock()
		for _, one := range l {
			a.all[one.Name].users--
		}
	}, nil
}

func (a *adapters) fixed() []string {
	var l []string
	for name, one := range a.all {
		if one.fixed {
			l = append(l, name)
		}
	}
	slices.Sort(l)
	return l
}

func (a *adapters) has(name string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.all[name] != nil
}

// add adds one that was loaded.
func (a *adapters) add(name string, one *adapter) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.all[name] = one
}

// spare takes out those that were asked for longest ago, and that nobody is answered with,
// until there is room for so many bytes more.
func (a *adapters) spare(bytes int64) (out []*adapter, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	sum := bytes
	var free []string
	for name, one := range a.all {
		if one.fixed {
			continue
		}
		sum += one.bytes
		if one.users == 0 {
			free = append(free, name)
		}
	}
	slices.SortFunc(free, func(x, y string) int { return cmp.Compare(a.all[x].used, a.all[y].used) })
	for ; sum > a.room && len(free) > 0; free = free[1:] {
		one := a.all[free[0]]
		delete(a.all, free[0])
		out, sum = append(out, one), sum-one.bytes
	}
	if sum > a.room {
		return out, fault.New(fault.Exhausted, "the adapters that are in use leave no room for one of %d bytes; ask again later", bytes)
	}
	return out, nil
}

// adopt loads the adapters that the model is opened with.
func (m *Model) adopt() error {
	m.adapters.all, m.adapters.room = map[string]*adapter{}, m.options.Room
	for _, name := range slices.Sorted(maps.Keys(m.options.Adapters)) {
		if err := m.wardrobe(name, m.options.Adapters[name], true); err != nil {
			return err
		}
	}
	return nil
}

// wardrobe loads an adapter.
func (m *Model) wardrobe(name, path string, fixed bool) error {
	head, err := gguf.Open(path)
	if err != nil {
		return err
	}
	if head.Type != "adapter" || head.Architecture != m.facts.Head.Architecture {
		return fault.New(fault.Invalid, "%s is no adapter for a model of the architecture %s", name, m.facts.Head.Architecture)
	}
	libraries.complaint.take()
	lora, err := native.AdapterLoraInit(m.model, path)
	if err != nil || lora == 0 {
		return refused("load the adapter " + name)
	}
	m.adapters.add(name, &adapter{lora: lora, bytes: head.Bytes, fixed: fixed})
	return nil
}

// Adapters are the names of the adapters that the model was opened with.
func (m *Model) Adapters() []string { return slices.Sorted(maps.Keys(m.options.Adapters)) }

// AdapterRoom is how many bytes an adapter may have that comes while the model is there.
func (m *Model) AdapterRoom() int64 { return m.options.Room }

// Has says whether the model has an adapter of that name.
func (m *Model) Has(name string) bool { return m.adapters.has(name) }

// Adopt loads an adapter while the model answers, between two steps. Its file is not
// needed afterwards. Others that nobody is answered with may make room for it.
func (m *Model) Adopt(ctx context.Context, name, path string) error {
	if m.facts.Embedding {
		return fault.New(fault.Invalid, "this model makes vectors, and takes no adapters")
	}
	head, err := gguf.Open(path)
	if err != nil {
		return err
	}
	if head.Bytes > m.options.Room {
		return fault.New(fault.TooLarge, "the adapter has %d bytes, and there is room for %d", head.Bytes, m.options.Room)
	}
	done := make(chan error, 1)
	select {
	case m.work <- func(l *loop) { done <- l.adopt(name, path, head.Bytes) }:
	case <-m.done:
		return errClosed
	case <-ctx.Done():
		return canceled(ctx)
	}
	select {
	case err := <-done:
		return err
	case <-m.done:
		return errClosed
	}
}

func (l *loop) adopt(name, path string, bytes int64) error {
	if l.adapters.has(name) {
		return nil
	}
	out, err := l.adapters.spare(bytes)
	if len(out) > 0 {
		if err := adapt(l.ctx, nil, nil); err != nil {
			return err
		}
		l.worn = ""
	}
	for _, one := range out {
		_ = native.AdapterLoraFree(one.lora)
	}
	if err != nil {
		return err
	}
	return l.wardrobe(name, path, false)
}

// worn are adapters in one order, without those that do not count, and a text that
// is the same for the same ones alone: what was computed with others is of no use.
func worn(l []Adapter) (kept []Adapter, key string, err error) {
	if len(l) > maxWorn {
		return nil, "", fault.New(fault.Invalid, "lora names %d adapters, at most %d are taken", len(l), maxWorn)
	}
	for _, a := range l {
		if math.IsNaN(a.Scale) || math.Abs(a.Scale) > maxScale {
			return nil, "", fault.New(fault.Invalid, "the scale of the adapter %s is %v, it must be in [-%d, %d]", a.Name, a.Scale, maxScale, maxScale)
		}
		if slices.ContainsFunc(kept, func(o Adapter) bool { return o.Name == a.Name }) {
			return nil, "", fault.New(fault.Invalid, "the adapter %s is named twice", a.Name)
		}
		if a.Scale != 0 {
			kept = append(kept, a)
		}
	}
	slices.SortFunc(kept, func(a, b Adapter) int { return strings.Compare(a.Name, b.Name) })
	for _, a := range kept {
		key += fmt.Sprintf("%q %v ", a.Name, a.Scale)
	}
	return kept, key, nil
}

// dress holds the adapters of j.
func (m *Model) dress(j *job) (err error) {
	if j.Adapters, j.worn, err = worn(j.Adapters); err == nil {
		j.release, err = m.adapters.hold(j.Adapters)
	}
	return err
}

// wear has the next step computed with the adapters of j.
func (l *loop) wear(j *job) error {
	if j.worn == l.worn {
		return nil
	}
	loras, scales := make([]native.AdapterLora, len(j.Adapters)), make([]float32, len(j.Adapters))
	l.adapters.mu.Lock()
	for i, a := range j.Adapters {
		loras[i], scales[i] = l.adapters.all[a.Name].lora, float32(a.Scale) // it is held
	}
	l.adapters.mu.Unlock()
	if err := adapt(l.ctx, loras, scales); err != nil {
		return err
	}
	l.worn = j.worn
	return nil
}
