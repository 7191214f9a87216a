package onnx

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/engine/onnx/tokenizer"
	"github.com/tenonhub/tenon/internal/fault"
)

// maxText is how long a text may be, in bytes.
const maxText = 4 << 20

// texts is what the works over texts have in common.
type texts struct {
	*tokenizer.Tokenizer
	most  int   // tokens that the model takes
	exact int   // tokens that it takes, if it takes no fewer
	pad   int64 // the token that fills
}

// maxExact is how many tokens a model may want that takes no fewer.
const maxExact = 1 << 17

// usual is how many tokens are taken where nothing says how many may be.
const usual = 512

// textInputs are what is given of texts.
var textInputs = []string{"input_ids", "attention_mask", "token_type_ids", "position_ids"}

// newTexts reads how texts are cut; more are inputs beside those of texts.
func newTexts(m *Model, dir string, more ...string) (t texts, err error) {
	if err := m.takes(append(slices.Clone(textInputs), more...)...); err != nil {
		return t, err
	}
	var b []byte
	ok, err := settings(dir, "tokenizer.json", &b)
	if err != nil {
		return t, err
	}
	if !ok {
		return t, fault.New(fault.Invalid, "there is no tokenizer.json beside the model, which says how texts are cut")
	}
	if t.Tokenizer, err = tokenizer.Read(b); err != nil {
		return t, err
	}
	var said struct {
		Most float64 `json:"model_max_length"` // a very large number where it is not known
	}
	if _, err := settings(dir, "tokenizer_config.json", &said); err != nil {
		return t, err
	}
	t.most = m.about.most()
	if said.Most > 8 && said.Most < 1<<20 && (t.most == 0 || int(said.Most) < t.most) {
		t.most = int(said.Most)
	}
	if t.most == 0 {
		t.most = usual
	}
	for _, p := range m.session.Inputs {
		if slices.Contains(more, p.Name) {
			continue
		}
		if len(p.Shape) != 2 {
			return t, fault.New(fault.Invalid, "the model's input %q has %d dimensions, it must have two", p.Name, len(p.Shape))
		}
		if n := int(p.Shape[1]); n > maxExact {
			return t, fault.New(fault.Invalid, "the model wants %d tokens each time, at most %d are given", n, maxExact)
		} else if n > 0 {
			t.exact, t.most = n, min(t.most, n)
		}
	}
	if m.about.Pad != nil {
		t.pad = *m.about.Pad
	}
	if t.most <= t.Around(true) {
		return t, fault.New(fault.Invalid, "the model takes %d tokens, too few for a text", t.most)
	}
	m.facts.Context = t.most
	return t, nil
}

// number is what an input has at i of items.
func (t *texts) number(input string, items []tokenizer.Item, i int) int64 {
	switch {
	case i >= len(items) && input == "input_ids":
		return t.pad
	case i >= len(items):
		return 0
	}
	switch input {
	case "input_ids":
		return items[i].ID
	case "attention_mask":
		return 1
	case "token_type_ids":
		return items[i].Type
	}
	return int64(i)
}

// row is what the model is given of items.
func (t *texts) row(m *Model, items []tokenizer.Item) *row {
	r := &row{}
	n := max(len(items), t.exact)
	for _, p := range m.session.Inputs {
		x := runtime.Tensor{Shape: []int64{int64(n)}, Ints: make([]int64, n)}
		for i := range x.Ints {
			x.Ints[i] = t.number(p.Name, items, i)
		}
		r.in, r.fill = append(r.in, x), append(r.fill, t.number(p.Name, nil, 0))
	}
	return r
}

// together are all texts as one input has them, filled to the longest.
func (t *texts) together(input string, all [][]tokenizer.Item) runtime.Tensor {
	n := t.exact
	for _, items := range all {
		n = max(n, len(items))
	}
	x := runtime.Tensor{Shape: []int64{int64(len(all)), int64(n)}}
	for _, items := range all {
		for i := range n {
			x.Ints = append(x.Ints, t.number(input, items, i))
		}
	}
	return x
}

// compute computes what the model gives of each list of items.
func (t *texts) compute(ctx context.Context, m *Model, all [][]tokenizer.Item) ([][]runtime.Tensor, engine.Usage, error) {
	var u engine.Usage
	rows := make([]*row, len(all))
	for i, items := range all {
		rows[i] = t.row(m, items)
		u.TokensIn += int64(len(items))
	}
	out, err := m.queue.ask(ctx, rows)
	return out, u, err
}

// perToken is how many bytes of a text are read for each token that the model takes.
const perToken = 64

// start cuts as much of a text as the model may take, so that of a long one the
// rest is not cut for nothing.
func (t *texts) start(ctx context.Context, s string) ([]tokenizer.Token, error) {
	if most := perToken * t.most; len(s) > most {
		for most > 0 && !utf8.RuneStart(s[most]) {
			most--
		}
		s = s[:most]
	}
	return t.Cut(ctx, s)
}

// one is a text as the model takes it; what is too long is left out at the end.
func (t *texts) one(ctx context.Context, s string) ([]tokenizer.Item, error) {
	tokens, err := t.start(ctx, s)
	if err != nil {
		return nil, err
	}
	return t.Put(tokens[:min(len(tokens), t.most-t.Around(false))]), nil
}

// pairs are a text with each of others as the model takes them.
func (t *texts) pairs(ctx context.Context, a string, others []string) ([][]tokenizer.Item, error) {
	first, err := t.start(ctx, a)
	if err != nil {
		return nil, err
	}
	all := make([][]tokenizer.Item, len(others))
	for i, b := range others {
		second, err := t.start(ctx, b)
		if err != nil {
			return nil, err
		}
		all[i] = t.two(first, second)
	}
	return all, nil
}

// two is a pair of texts; of what is too long the longer is shortened first.
func (t *texts) two(first, second []tokenizer.Token) []tokenizer.Item {
	for over := len(first) + len(second) + t.Around(true) - t.most; over > 0; over-- {
		if len(first) > len(second) {
			first = first[:len(first)-1]
		} else {
			second = second[:len(second)-1]
		}
	}
	return t.Put(first, second)
}

// overlap is how many tokens of a long text are in two of its windows.
const overlap = 128

// windows are the parts of a text that the model takes, each with what stands
// before them; the parts overlap.
func (t *texts) windows(ctx context.Context, before []tokenizer.Token, s string) (all [][]tokenizer.Item, err error) {
	tokens, err := t.Cut(ctx, s)
	if err != nil {
		return nil, err
	}
	around := t.Around(before != nil)
	room := t.most - around - len(before)
	if before != nil && room < min(t.most/2, len(tokens)) {
		before = before[:min(len(before), max(t.most/2-around, 0))]
		room = t.most - around - len(before)
	}
	step := max(room-min(overlap, room/2), 1)
	for from := 0; ; from += step {
		to := min(from+room, len(tokens))
		if before != nil {
			all = append(all, t.Put(before, tokens[from:to]))
		} else {
			all = append(all, t.Put(tokens[from:to]))
		}
		if to == len(tokens) {
			return all, nil
		}
	}
}

// text reads an input that must not be empty.
func text(req engine.Request, name string) (string, error) {
	v, ok := req.In.First(name)
	if !ok {
		return "", fault.New(fault.Invalid, "%s needs the input %s", req.Task, name)
	}
	b, err := v.Read(maxText)
	if err != nil {
		return "", fault.Wrap(err, fault.TooLarge, "the %s is longer than %d MB", name, maxText>>20)
	}
	s := strings.ToValidUTF8(string(b), "\ufffd")
	if strings.TrimSpace(s) == "" {
		return "", fault.New(fault.Invalid, "the %s is empty; give %s something to work on", name, req.Task)
	}
	return s, nil
}
