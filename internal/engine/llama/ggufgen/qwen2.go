package ggufgen

import (
	"fmt"
	"math"
)

// Shape is the size of a model in the form of Qwen2.
type Shape struct {
	Layers, Width, Heads, KVHeads, Inner int // Inner is the width of feed-forward layers
	Vocabulary                           int // tokens; the learnt ones are filled up with others
	Context                              int
	Type                                 Type // of matrices
	Pooling                              int  // 0 for text; 1 mean, 3 last: vectors of texts
	Ranks                                bool // texts are ranked: as Qwen3's rerankers
	Grid                                 bool // positions have rows and columns: as Qwen2-VL's
	Template                             string
}

// Tiny is a model of some hundred kilobytes, for tests.
var Tiny = Shape{
	Layers: 2, Width: 64, Heads: 4, KVHeads: 2, Inner: 128, Vocabulary: 512, Context: 4096, Type: F32, Template: ChatML,
}

// Half has the shape of Qwen2.5-0.5B: what speeds are measured with.
func Half(t Type) Shape {
	return Shape{
		Layers: 24, Width: 896, Heads: 14, KVHeads: 2, Inner: 4864, Vocabulary: 151936, Context: 32768, Type: t, Template: ChatML,
	}
}

// ChatML is the form of conversations that Qwen's models have, with tools.
const ChatML = `{%- if tools %}
    {{- '<|im_start|>system\n' }}
    {%- if messages[0].role == 'system' %}{{- messages[0].content + '\n\n' }}{%- endif %}
    {{- "# Tools\n\nYou may call one or more functions.\n\n<tools>" }}
    {%- for tool in tools %}
        {{- "\n" }}
        {{- tool | tojson }}
    {%- endfor %}
    {{- "\n</tools>\n\nFor each call return a JSON object within <tool_call></tool_call>.<|im_end|>\n" }}
{%- elif messages[0].role == 'system' %}
    {{- '<|im_start|>system\n' + messages[0].content + '<|im_end|>\n' }}
{%- endif %}
{%- for message in messages %}
    {%- if message.role == 'tool' %}
        {{- '<|im_start|>user\n<tool_response>\n' + message.content + '\n</tool_response><|im_end|>\n' }}
    {%- elif not (loop.first and message.role == 'system') %}
        {{- '<|im_start|>' + message.role + '\n' }}
        {%- if message.content %}{{- message.content }}{%- endif %}
        {%- for call in message.tool_calls or [] %}
            {{- '\n<tool_call>\n{"name": "' + call.function.name + '", "arguments": ' }}
            {{- call.function.arguments | tojson }}
            {{- '}\n</tool_call>' }}
        {%- endfor %}
        {{- '<|im_end|>\n' }}
    {%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
    {{- '<|im_start|>assistant\n' }}
{%- endif %}
`

// special are the control words, which stand at the end of the vocabulary.
var special = []string{"<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"}

// The types of tokens.
const (
	normal  = 1
	control = 3
)

// Qwen2 writes a model of that shape to path.
func Qwen2(path string, seed uint64, s Shape) error {
	return write(path, seed, about(seed, s), tensors(s))
}

// about is what a file says of its model.
func about(seed uint64, s Shape) []fact {
	name := "qwen2"
	if s.Ranks {
		name, s.Pooling = "qwen3", 4
	}
	if s.Grid {
		name = "qwen2vl"
	}
	facts := append([]fact{
		{"general.architecture", name},
		{"general.name", fmt.Sprintf("Random %d", seed)},
		{"general.file_type", fileType(s.Type)},
		{name + ".block_count", u32(s.Layers)},
		{name + ".context_length", u32(s.Context)},
		{name + ".embedding_length", u32(s.Width)},
		{name + ".feed_forward_length", u32(s.Inner)},
		{name + ".attention.head_count", u32(s.Heads)},
		{name + ".attention.head_count_kv", u32(s.KVHeads)},
		{name + ".attention.layer_norm_rms_epsilon", float32(1e-6)},
		{name + ".rope.freq_base", float32(1e6)},
	}, vocabulary(s)...)
	if s.Pooling != 0 {
		facts = append(facts, fact{name + ".pooling_type", u32(s.Pooling)})
	}
	if s.Ranks {
		facts = append(facts, fact{name + ".classifier.output_labels", []string{"yes", "no"}},
			fact{"tokenizer.chat_template.rerank", "<|im_start|>query: {query} document: {document}<|im_end|>"})
	}
	if s.Grid {
		half := int32(s.Width / s.Heads / 2) //nolint:gosec // small
		facts = append(facts, fact{name + ".rope.dimension_sections", []int32{half - 2*(half*3/8), half * 3 / 8, half * 3 / 8, 0}})
	}
	if s.Template != "" {
		facts = append(facts, fact{"tokenizer.chat_template", s.Template})
	}
	return facts
}

func u32(n int) uint32 { return uint32(n) } //nolint:gosec // sizes of models

// fileType is the number of a file whose matrices are of type t.
func fileType(t Type) uint32 {
	return map[Type]uint32{F32: 0, Q4_0: 2, Q8_0: 7}[t]
}

func vocabulary(s Shape) []fact {
	tokens, merges := learn(corpus, min(200, s.Vocabulary-256-len(special)))
	for i := 0; len(tokens) < s.Vocabulary-len(special); i++ {
		tokens = append(tokens, fmt.Sprintf("w%05d", i))
	}
	kinds := make([]int32, 0, s.Vocabulary)
	for range tokens {
		kinds = append(kinds, normal)
	}
	first := len(tokens)
	for _, word := range special {
		tokens, kinds = append(tokens, word), append(kinds, control)
	}
	return []fact{
		{"tokenizer.ggml.model", "gpt2"},
		{"tokenizer.ggml.pre", "qwen2"},
		{"tokenizer.ggml.tokens", tokens},
		{"tokenizer.ggml.token_type", kinds},
		{"tokenizer.ggml.merges", merges},
		{"tokenizer.ggml.bos_token_id", u32(first)},
		{"tokenizer.ggml.padding_token_id", u32(first)},
		{"tokenizer.ggml.eos_token_id", u32(first + 2)},
		{"tokenizer.ggml.fim_pre_token_id", u32(first + 3)},
		{"tokenizer.ggml.fim_suf_token_id", u32(first + 4)},
		{"tokenizer.ggml.fim_mid_token_id", u32(first + 5)},
		{"tokenizer.ggml.add_bos_token", false},
	}
}

// tensors spreads weights so that what goes through them keeps its size.
func tensors(s Shape) (l []tensor) {
	matrix := func(name string, in, out int) {
		l = append(l, tensor{name: name + ".weight", kind: s.Type, shape: []int{in, out}, spread: 1 / math.Sqrt(float64(in))})
	}
	norm := func(name string) {
		l = append(l, tensor{name: name + ".weight", shape: []int{s.Width}, mean: 1, spread: 0.1})
	}
	bias := func(name string, n int) {
		l = append(l, tensor{name: name + ".bias", shape: []int{n}, spread: 0.1})
	}
	head := s.Width / s.Heads
	kv := head * s.KVHeads
	matrix("token_embd", s.Width, s.Vocabulary)
	norm("output_norm")
	if s.Ranks {
		l = append(l, tensor{name: "cls.output.weight", shape: []int{s.Width, 2}, spread: 1 / math.Sqrt(float64(s.Width))})
	}
	for i := range s.Layers {
		at := fmt.Sprintf("blk.%d.", i)
		norm(at + "attn_norm")
		matrix(at+"attn_q", s.Width, s.Width)
		bias(at+"attn_q", s.Width)
		matrix(at+"attn_k", s.Width, kv)
		bias(at+"attn_k", kv)
		matrix(at+"attn_v", s.Width, kv)
		bias(at+"attn_v", kv)
		matrix(at+"attn_output", s.Width, s.Width)
		if s.Ranks {
			l = append(l, tensor{name: at + "attn_q_norm.weight", shape: []int{head}, mean: 1, spread: 0.1},
				tensor{name: at + "attn_k_norm.weight", shape: []int{head}, mean: 1, spread: 0.1})
		}
		norm(at + "ffn_norm")
		matrix(at+"ffn_gate", s.Width, s.Inner)
		matrix(at+"ffn_up", s.Width, s.Inner)
		matrix(at+"ffn_down", s.Inner, s.Width)
	}
	return l
}

// LoRA writes an adapter for a model of shape s, of the given rank, that
// changes its answers a good deal.
func LoRA(path string, seed uint64, s Shape, rank int) error { return LoRAOf(path, "", seed, s, rank) }

// LoRAOf is LoRA for an adapter that says where the model is that it belongs to, if
// base is not empty.
func LoRAOf(path, base string, seed uint64, s Shape, rank int) error {
	var l []tensor
	for i := range s.Layers {
		name := fmt.Sprintf("blk.%d.attn_output.weight", i)
		l = append(l,
			tensor{name: name + ".lora_a", shape: []int{s.Width, rank}, spread: 1 / math.Sqrt(float64(s.Width))},
			tensor{name: name + ".lora_b", shape: []int{rank, s.Width}, spread: 1})
	}
	facts := []fact{
		{"general.type", "adapter"},
		{"general.architecture", "qwen2"},
		{"adapter.type", "lora"},
		{"adapter.lora.alpha", float32(2 * rank)},
	}
	if base != "" {
		facts = append(facts, fact{"general.base_model.0.repo_url", base})
	}
	return write(path, seed, facts, l)
}

// Split writes a model of shape s as two files, of which the first has no
// tensors, and gives the path of the first: stem-00001-of-00002.gguf.
func Split(stem string, seed uint64, s Shape) (string, error) {
	all := tensors(s)
	part := func(n int, facts []fact, l []tensor) (string, error) {
		path := fmt.Sprintf("%s-%05d-of-00002.gguf", stem, n+1)
		return path, write(path, seed, append(facts, fact{"split.no", uint16(n)}, fact{"split.count", uint16(2)}, fact{"split.tensors.count", int32(len(all))}), l) //nolint:gosec // a few
	}
	if _, err := part(1, nil, all); err != nil {
		return "", err
	}
	return part(0, about(seed, s), nil)
}
