package dialogue

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/tenonhub/tenon/internal/wire/object"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// notOffered are what conversations may be asked for elsewhere, and what to do here.
var notOffered = map[string]string{
	"functions":          "it is the older form of tools: give tools, and tool_choice",
	"function_call":      "it is the older form of tool_choice: give tools, and tool_choice",
	"thinking_budget":    "a model thinks as long as it does: turn that off with enable_thinking, or bound the whole answer with max_tokens",
	"web_search_options": "the models here search nothing; leave it out",
}

// offered says what of a request no model of this machine does, so that nobody takes an
// answer without it for one with it. Connected servers say that themselves.
func offered(req object.Object) error {
	for _, name := range []string{"functions", "function_call", "thinking_budget", "web_search_options"} {
		if v := req.Get(name); v != nil && string(v) != "null" {
			return refused(name, "%s is not offered: %s", name, notOffered[name])
		}
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

// refused is an error about a parameter.
func refused(param, format string, args ...any) error {
	return &openai.Error{Message: fmt.Sprintf(format, args...), Param: param, Code: "unsupported_parameter"}
}
