package dialogue

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/wire/object"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// notOffered is what conversations may be asked for elsewhere, and what to do here.
var notOffered = []struct{ name, instead string }{
	{"functions", "it is the older form of tools: give tools, and tool_choice"},
	{"function_call", "it is the older form of tool_choice: give tools, and tool_choice"},
	{"web_search_options", "the models here search nothing; leave it out"},
	{"moderation", "nothing is judged on the way: ask /v1/moderations about what is said"},
	{"tool_prompt", "tools are told to a model as its own template does it: say the rest in a system message"},
}

// offered says what of a request no model of this machine does, so that nobody takes an
// answer without it for one with it. Connected servers say that themselves.
func offered(req object.Object) error {
	for _, one := range notOffered {
		if v := req.Get(one.name); v != nil && string(v) != "null" {
			return refused(one.name, "%s is not offered: %s", one.name, one.instead)
		}
	}
	if v := string(req.Get("verbosity")); v == `"low"` || v == `"high"` {
		return refused("verbosity", "verbosity is not offered: say in a system message how long an answer is to be, or bound it with max_tokens")
	}
	var kinds []string
	if v := req.Get("modalities"); v != nil && json.Unmarshal(v, &kinds) != nil {
		return refused("modalities", "modalities must be an array of strings")
	}
	if slices.ContainsFunc(kinds, func(k string) bool { return k != "text" }) {
		return refused("modalities", "modalities asks for %q, and this model answers with text alone: leave modalities and audio out, and have /v1/audio/speech speak what it says", kinds)
	}
	return nil
}

// assists says what of a request the assistant does not do: it writes an answer of its own
// form, and calls nobody's functions. How tokens are chosen is the business of its models.
func assists(req openai.ChatRequest) error {
	const words = "the assistant answers in words of its own, once: leave %s out, or ask a language model"
	var how string
	forced := len(req.ToolChoice) > 0 && (json.Unmarshal(req.ToolChoice, &how) != nil || how == "required")
	for name, asked := range map[string]bool{
		"response_format": req.ResponseFormat != nil && req.ResponseFormat.Type != "text", "n": req.N > 1, "logprobs": req.LogProbs, "tool_choice": forced,
	} {
		if asked {
			return refused(name, words, name)
		}
	}
	return nil
}

// refused is an error about a parameter.
func refused(param, format string, args ...any) error {
	return &openai.Error{Message: fmt.Sprintf(format, args...), Param: param, Code: "unsupported_parameter"}
}

// Wrong is the fault of a parameter of OpenAI's API whose value cannot be taken.
func Wrong(param, format string, args ...any) error {
	e := &openai.Error{Message: fmt.Sprintf(format, args...), Param: param, Code: "invalid_value"}
	return fault.Wrap(e, fault.Invalid, "%s", e.Message)
}

// Unoffered is the fault of a parameter of OpenAI's API that nothing here heeds.
func Unoffered(param, format string, args ...any) error {
	e := refused(param, format, args...)
	return fault.Wrap(e, fault.Invalid, "%v", e)
}
