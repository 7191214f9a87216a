package inference

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// parameters are the names that clients have for those of tasks.
var parameters = map[string]string{"src_lang": "source", "tgt_lang": "target", "candidate_labels": "labels", "hypothesis_template": "template", "negative_prompt": "negative", "num_inference_steps": "steps", "guidance_scale": "guidance"}

// idle are the values, as JSON, with which parameters that nothing here heeds change nothing;
// with others they are refused, so that nobody takes an answer for what was asked for.
var idle = map[string][]string{
	"multi_label": {"false"}, "truncation": {"false", `"do_not_truncate"`}, "padding": {"false", `"do_not_pad"`}, "sequential": {"false"},
	"clean_up_tokenization_spaces": {"true", "false"}, "aggregation_strategy": {`"simple"`}, "align_to_words": {"true"},
	"handle_impossible_answer": {"false"}, "generate_parameters": {"{}"}, "generation_parameters": {"{}"}, "encoding_format": {`"float"`},
	"truncation_direction": {`"right"`, `"Right"`}, "best_of": {"1"}, "watermark": {"false"}, "decoder_input_details": {"false"}, "use_cache": {"true", "false"},
	"num_return_sequences": {"1"}, "top_k": {"1"},
}

// further are what is heeded beside the parameters of a task, by its tag.
var further = map[string][]string{
	"automatic-speech-recognition": {"return_timestamps"},
	"token-classification":         {"ignore_labels"},
	"feature-extraction":           {"normalize", "dimensions", "truncate"},
	"text-generation":              {"details", "return_full_text", "do_sample", "top_n_tokens", "grammar", "adapter_id"},
}

// forms are what values of those must be.
var forms = map[string]struct {
	words string
	is    func(v any) bool
}{
	"ignore_labels": {"a list", is[[]any]}, "normalize": {"true or false", is[bool]}, "truncate": {"true or false", is[bool]},
	"details": {"true or false", is[bool]}, "return_full_text": {"true or false", is[bool]}, "do_sample": {"true or false", is[bool]},
	"output_format": {"a text", is[string]}, "output_compression": {"a number", is[float64]},
	"return_timestamps": {`true, false or "word"`, func(v any) bool { return is[bool](v) || v == "word" }},
}

func is[T any](v any) bool { _, ok := v.(T); return ok }

// beside is what is heeded beside the parameters of a task.
func beside(t task.Task) []string {
	l := slices.Clone(further[t.Tag])
	if t.Out[0].Type == port.Image {
		l = append(l, "output_format", "output_compression")
	}
	return l
}

// heed puts the parameters of a request where its task has them.
func (in *input) heed(t task.Task) error {
	for given, v := range in.raw {
		name := given
		if to := parameters[name]; to != "" {
			name = to
		}
		spec, isInput := t.Input(name)
		switch {
		case v == nil:
		case isInput && spec.Type == port.Text:
			in.values[name] = []port.Value{port.NewText(fmt.Sprint(v))}
		case slices.ContainsFunc(t.Params, func(p task.Param) bool { return p.Name == name }):
			in.params[name] = value(v)
		case slices.Contains(beside(t), given) && forms[given].is != nil && !forms[given].is(v):
			return fault.New(fault.Invalid, "the parameter %s is %.60v; it is %s", given, v, forms[given].words)
		case !in.known(t, given, v):
			return fault.New(fault.Invalid, "the parameter %s is not heeded by models of %s: leave it out%s", given, t.ID, others(t))
		}
	}
	if t.ID == callee.Transcribes && in.raw["return_timestamps"] == "word" {
		in.params["words"] = true
	}
	return nil
}

// known reports whether a parameter that is none of a task is heeded, or changes nothing.
func (in *input) known(t task.Task, name string, v any) bool {
	_, sampling := sampled[name]
	b, err := json.Marshal(v)
	n, number := v.(float64)
	return slices.Contains(beside(t), name) || t.ID == callee.Chats && sampling || err == nil && slices.Contains(idle[name], string(b)) ||
		name == "top_k" && number && n >= 1 && (t.Out[0].Type == port.Labels || t.Out[0].Type == port.Boxes)
}

// others are the parameters that a task has.
func others(t task.Task) string {
	l := beside(t)
	for _, p := range t.Params {
		l = append(l, p.Name)
	}
	if t.ID == callee.Chats {
		for name := range sampled {
			l = append(l, name)
		}
	}
	if len(l) == 0 {
		return ""
	}
	sort.Strings(l)
	return "; there are " + strings.Join(l, ", ")
}
