package diffusion

import (
	"cmp"
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/onnx/runtime"
	"github.com/tenonhub/tenon/internal/engine/onnx/tokenizer"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub/diffusers"
)

// reader is a part that reads prompts.
type reader struct {
	*network
	words  *tokenizer.Tokenizer
	most   int   // tokens of a prompt
	fill   int64 // what a short one is filled up with
	hidden int   // the output with what each token means
	pooled int   // the output with what all mean together; -1 is none
}

// What prompts may be.
const (
	usualTokens = 77
	maxPrompt   = 64 << 10 // bytes that are cut into tokens: no model reads a hundredth of them
)

// texts loads the readers of the model.
func (m *Model) texts(ctx context.Context, dir folder) ([]*reader, error) {
	parts := [][2]string{{diffusers.Text, diffusers.Tokenizer}}
	if m.layout.Large {
		parts = append(parts, [2]string{diffusers.Text2, diffusers.Tokenizer2})
	}
	var l []*reader
	for i, p := range parts {
		n, err := m.network(ctx, dir, p[0], "input_ids")
		if err != nil {
			return nil, err
		}
		r := &reader{network: n, hidden: n.output("last_hidden_state"), pooled: -1}
		if m.layout.Large {
			r.hidden = n.lastButOne()
		}
		if m.layout.Large && i > 0 {
			if r.pooled = n.output("text_embeds"); r.pooled < 0 {
				return nil, fault.New(fault.Invalid, "the model's %s gives no text_embeds, which models with two of them need", p[0])
			}
		}
		if r.hidden < 0 {
			return nil, fault.New(fault.Invalid, "the model's %s does not give what the prompt means: last_hidden_state, or hidden_states where there are two", p[0])
		}
		if err := r.vocabulary(dir, p[1]); err != nil {
			return nil, err
		}
		l = append(l, r)
	}
	return l, nil
}

// lastButOne is the output of the last layer but one.
func (n *network) lastButOne() int {
	last, at := -1, map[int]int{}
	for i, p := range n.Outputs {
		if s, ok := strings.CutPrefix(p.Name, "hidden_states."); ok {
			if k, err := strconv.Atoi(s); err == nil {
				last, at[k] = max(last, k), i
			}
		}
	}
	if i, ok := at[last-1]; ok {
		return i
	}
	return -1
}

// vocabulary reads how prompts are cut into tokens.
func (r *reader) vocabulary(dir folder, part string) error {
	b, err := dir.Read(part + "/tokenizer.json")
	if err != nil {
		return err
	}
	if b != nil {
		r.words, err = tokenizer.Read(b)
	} else {
		var vocab, merges []byte
		if vocab, err = dir.must(part + "/vocab.json"); err != nil {
			return err
		}
		if merges, err = dir.must(part + "/merges.txt"); err != nil {
			return err
		}
		r.words, err = tokenizer.CLIP(vocab, merges)
	}
	if err != nil {
		return err
	}
	return r.filling(dir, part)
}

// token is a token as settings write it: its text, or an object with that.
type token string

func (t *token) UnmarshalJSON(b []byte) error {
	var o struct {
		Content string `json:"content"`
	}
	if json.Unmarshal(b, (*string)(t)) == nil {
		return nil
	}
	err := json.Unmarshal(b, &o)
	*t = token(o.Content)
	return err
}

// filling finds what prompts are filled up with, and to how many tokens.
func (r *reader) filling(dir folder, part string) error {
	var said struct {
		Pad token   `json:"pad_token"`
		Max float64 `json:"model_max_length"`
	}
	for _, name := range []string{"special_tokens_map.json", "tokenizer_config.json"} {
		b, err := dir.Read(part + "/" + name)
		if err != nil {
			return err
		}
		if b != nil && json.Unmarshal(b, &said) != nil {
			return fault.New(fault.Invalid, "the model's %s/%s is not as it must be", part, name)
		}
	}
	var ok bool
	if r.fill, ok = r.words.Find(cmp.Or(string(said.Pad), "<|endoftext|>")); !ok {
		return fault.New(fault.Invalid, "the model's %s has no token %.80q, which prompts are filled up with", part, said.Pad)
	}
	if r.most = usualTokens; said.Max > 0 && said.Max < usualTokens {
		r.most = int(said.Max)
	}
	if p, _ := r.input("input_ids"); len(p.Shape) == 2 && p.Shape[1] > 0 {
		r.most = int(p.Shape[1])
	}
	if around := r.words.Around(false); r.most <= around {
		return fault.New(fault.Invalid, "the model's %s leaves no room for a prompt: it takes %d tokens", part, r.most)
	}
	return nil
}

// read is what a prompt means: of each token, and of all together where the reader
// says that. Kept is how much of the prompt was read, in bytes, tokens how many it has.
func (r *reader) read(ctx context.Context, prompt string) (each, all runtime.Tensor, kept, tokens int, err error) {
	text := prompt
	if len(text) > maxPrompt {
		cut := maxPrompt
		for cut > 0 && !utf8.RuneStart(text[cut]) {
			cut--
		}
		text = text[:cut]
	}
	l, err := r.words.Cut(ctx, text)
	if err != nil {
		return each, all, 0, 0, err
	}
	kept = len(prompt)
	if room := r.most - r.words.Around(false); len(l) > room {
		l = l[:room]
		kept = l[room-1].End
	}
	items := r.words.Put(l)
	x := runtime.Tensor{Shape: []int64{1, int64(r.most)}, Ints: make([]int64, r.most)}
	for i := range x.Ints {
		if x.Ints[i] = r.fill; i < len(items) {
			x.Ints[i] = items[i].ID
		}
	}
	out, err := r.run(ctx, map[string]runtime.Tensor{"input_ids": x})
	if err != nil {
		return each, all, 0, 0, err
	}
	if each = out[r.hidden]; len(each.Shape) != 3 || each.Shape[0] != 1 || int(each.Shape[1]) != r.most || each.Floats == nil {
		return each, all, 0, 0, fault.New(fault.Invalid, "the model's %s gives %v for a prompt of %d tokens", r.part, each.Shape, r.most)
	}
	if r.pooled >= 0 {
		all = out[r.pooled]
	}
	return each, all, kept, len(items), nil
}
