package speech

import (
	"slices"

	"github.com/tenonhub/tenon/internal/engine/speech/runtime"
)

func transducer(f files, to *runtime.OnlineFiles) {
	to.Encoder, to.Decoder, to.Joiner = f.path(encoderName), f.path(decoderName), f.path(joinerName)
}

var (
	chunks = []need{
		{"encoder_dims", numbers},
		{"num_encoder_layers", numbers},
		{"cnn_module_kernels", numbers},
		{"left_context_len", numbers},
		{"T", number},
		{"decode_chunk_len", number},
		{"query_head_dims", numbers},
		{"value_head_dims", numbers},
		{"num_heads", numbers},
	}
	streamingParts = []part{
		{name: encoderName, ports: []ports{{outs: 2}}, needs: chunks},
		{name: decoderName, ports: []ports{{ins: 1}}, needs: []need{{"vocab_size", number}, {"context_size", number}}},
		{name: joinerName, ports: []ports{{ins: 2}}},
	}
	streamingCTCParts = []part{{name: modelName, ports: []ports{{outs: 2}}, needs: chunks}}
	keywordParts      = append(slices.Clone(streamingParts), part{name: keywordsName})
)

// maxState is how many numbers a model may keep between two pieces of sound.
const maxState = 1 << 26

// checkStreaming checks what a model says that it keeps between two pieces of
// sound: the library makes room for that, and gives it back as inputs.
func checkStreaming(f files) error {
	name := encoderName
	if f.has(modelName) {
		name = modelName
	}
	layers, total, numbers := f.list(name, "num_encoder_layers"), 0, 0.0
	for _, key := range []string{"encoder_dims", "query_head_dims", "value_head_dims", "num_heads", "cnn_module_kernels", "left_context_len"} {
		if len(f.list(name, key)) != len(layers) {
			return wrong(name, "its %s has %d numbers, and its num_encoder_layers %d", key, len(f.list(name, key)), len(layers))
		}
	}
	for i, n := range layers {
		total += int(n)
		of := func(key string) float64 { return f.list(name, key)[i] }
		heads, left, width := of("num_heads"), of("left_context_len"), of("encoder_dims")
		numbers += n * (left*heads*(of("query_head_dims")+2*of("value_head_dims")) + left*width + width*of("cnn_module_kernels"))
	}
	if numbers > maxState {
		return wrong(name, "it keeps %g numbers between two pieces of sound, and %d are the most", numbers, maxState)
	}
	g := f.graphs[name]
	const ofLayer, others = 6, 3 // tensors that a layer keeps; the sound, what precedes the layers, and a count
	if want := total*ofLayer + others; len(g.Inputs) != want || len(g.Outputs) != want {
		return wrong(name, "it has %d inputs and %d outputs, and %d layers have %d", len(g.Inputs), len(g.Outputs), total, want)
	}
	if t, step := f.number(name, "T"), f.number(name, "decode_chunk_len"); t < 1 || step < 1 || step > t || t > 1<<14 {
		return wrong(name, "it hears %d frames at a time, %d of them new", t, step)
	}
	if name == modelName {
		return f.covers(f.width(name))
	}
	if n := f.number(decoderName, "context_size"); n < 1 || n > 64 {
		return wrong(decoderName, "its context has %d tokens", n)
	}
	return f.covers(f.number(decoderName, "vocab_size"))
}
