package ggufgen

import (
	"fmt"
	"math"
	"strings"
)

// The sizes of Mamba's layers beside those of its shape.
const (
	conv  = 4  // tokens that a layer looks back at
	state = 16 // numbers that it remembers, for each of its width
)

// Mamba writes a model of that shape that remembers a state instead of all tokens.
func Mamba(path string, seed uint64, s Shape) error {
	inner, rank := 2*s.Width, max(s.Width/16, 1)
	facts := append([]fact{
		{"general.architecture", "mamba"},
		{"general.name", fmt.Sprintf("Random %d", seed)},
		{"general.file_type", fileType(s.Type)},
		{"mamba.block_count", u32(s.Layers)},
		{"mamba.context_length", u32(s.Context)},
		{"mamba.embedding_length", u32(s.Width)},
		{"mamba.feed_forward_length", u32(0)},
		{"mamba.attention.head_count", u32(0)},
		{"mamba.attention.layer_norm_rms_epsilon", float32(1e-6)},
		{"mamba.ssm.conv_kernel", u32(conv)},
		{"mamba.ssm.inner_size", u32(inner)},
		{"mamba.ssm.state_size", u32(state)},
		{"mamba.ssm.time_step_rank", u32(rank)},
		{"tokenizer.chat_template", s.Template},
	}, vocabulary(s)...)
	var l []tensor
	add := func(name string, mean, spread float64, shape ...int) {
		l = append(l, tensor{name: name, shape: shape, mean: mean, spread: spread})
	}
	matrix := func(name string, in, out int) {
		l = append(l, tensor{name: name + ".weight", kind: s.Type, shape: []int{in, out}, spread: 1 / math.Sqrt(float64(in))})
	}
	matrix("token_embd", s.Width, s.Vocabulary)
	add("output_norm.weight", 1, 0.1, s.Width)
	for i := range s.Layers {
		at := fmt.Sprintf("blk.%d.", i)
		add(at+"attn_norm.weight", 1, 0.1, s.Width)
		matrix(at+"ssm_in", s.Width, 2*inner)
		add(at+"ssm_conv1d.weight", 0, 0.5, conv, inner)
		add(at+"ssm_conv1d.bias", 0, 0.1, inner)
		matrix(at+"ssm_x", inner, rank+2*state)
		add(at+"ssm_dt.weight", 0, 1/math.Sqrt(float64(rank)), rank, inner)
		add(at+"ssm_dt.bias", 0, 0.1, inner)
		add(at+"ssm_a", -1, 0.5, state, inner)
		add(at+"ssm_d", 1, 0.1, inner)
		matrix(at+"ssm_out", inner, s.Width)
	}
	return write(path, seed, facts, l)
}

// BERT writes a model of that shape that makes vectors of texts, each token of
// which sees all others, with a vocabulary of whole words and letters.
func BERT(path string, seed uint64, s Shape) error {
	words, kinds := pieces(s.Vocabulary)
	facts := []fact{
		{"general.architecture", "bert"},
		{"general.name", fmt.Sprintf("Random %d", seed)},
		{"general.file_type", fileType(s.Type)},
		{"bert.block_count", u32(s.Layers)},
		{"bert.context_length", u32(s.Context)},
		{"bert.embedding_length", u32(s.Width)},
		{"bert.feed_forward_length", u32(s.Inner)},
		{"bert.attention.head_count", u32(s.Heads)},
		{"bert.attention.layer_norm_epsilon", float32(1e-12)},
		{"bert.attention.causal", false},
		{"bert.pooling_type", u32(max(s.Pooling, 1))},
		{"tokenizer.ggml.model", "bert"},
		{"tokenizer.ggml.pre", "jina-v2-en"},
		{"tokenizer.ggml.tokens", words},
		{"tokenizer.ggml.token_type", kinds},
		{"tokenizer.ggml.token_type_count", u32(2)},
		{"tokenizer.ggml.padding_token_id", u32(0)},
		{"tokenizer.ggml.unknown_token_id", u32(1)},
		{"tokenizer.ggml.bos_token_id", u32(2)},
		{"tokenizer.ggml.cls_token_id", u32(2)},
		{"tokenizer.ggml.eos_token_id", u32(3)},
		{"tokenizer.ggml.seperator_token_id", u32(3)}, // so it is spelt
		{"tokenizer.ggml.mask_token_id", u32(4)},
	}
	return write(path, seed, facts, reading(s))
}

// pieces are n words as the tokenizer of BERT has them: those that begin a word are marked.
func pieces(n int) (words []string, kinds []int32) {
	words = []string{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}
	for range words {
		kinds = append(kinds, control)
	}
	known := map[string]bool{}
	add := func(w string) {
		if len(words) < n && !known[w] {
			known[w], words, kinds = true, append(words, w), append(kinds, normal)
		}
	}
	for c := 'a'; c <= 'z'; c++ {
		add("▁" + string(c))
		add(string(c))
	}
	for w := range strings.FieldsSeq(corpus) {
		add("▁" + w)
	}
	for i := 0; len(words) < n; i++ {
		add(fmt.Sprintf("▁w%05d", i))
	}
	return words, kinds
}

// reading are the tensors of a model that reads a text from both sides.
func reading(s Shape) (l []tensor) {
	add := func(name string, mean, spread float64, shape ...int) {
		l = append(l, tensor{name: name, shape: shape, mean: mean, spread: spread})
	}
	matrix := func(name string, in, out int) {
		l = append(l, tensor{name: name + ".weight", kind: s.Type, shape: []int{in, out}, spread: 1 / math.Sqrt(float64(in))})
		add(name+".bias", 0, 0.1, out)
	}
	norm := func(name string) {
		add(name+".weight", 1, 0.1, s.Width)
		add(name+".bias", 0, 0.1, s.Width)
	}
	add("token_embd.weight", 0, 1, s.Width, s.Vocabulary)
	add("token_types.weight", 0, 0.1, s.Width, 2)
	add("position_embd.weight", 0, 0.1, s.Width, s.Context)
	norm("token_embd_norm")
	for i := range s.Layers {
		at := fmt.Sprintf("blk.%d.", i)
		for _, name := range []string{"attn_q", "attn_k", "attn_v", "attn_output"} {
			matrix(at+name, s.Width, s.Width)
		}
		norm(at + "attn_output_norm")
		matrix(at+"ffn_up", s.Width, s.Inner)
		matrix(at+"ffn_down", s.Inner, s.Width)
		norm(at + "layer_output_norm")
	}
	return l
}
