package worker

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/llama/grammar"
	"github.com/tenonhub/tenon/internal/fault"
)

// form finds the grammar of the answer, in the format or call that q asks for.
func (q *chatRequest) form(template string) (string, error) {
	forced, err := q.forced()
	if err != nil {
		return "", err
	}
	if q.offers() && !strings.Contains(template, "tools") {
		return "", fault.New(fault.Invalid, "this model's form of conversations (tokenizer.chat_template) knows no tools")
	}
	asked := 0
	out := q.Grammar
	if out != "" {
		asked++
	}
	if len(forced) > 0 {
		asked++
		if out, err = grammar.Call(forced, callForm(template)); err != nil {
			return "", about("tools", err)
		}
	}
	if q.Format != nil && q.Format.Type != "text" {
		asked++
		if out, err = q.format(); err != nil {
			return "", err
		}
	}
	if asked > 1 {
		return "", fault.New(fault.Invalid, "an answer has one form: ask for a response_format, a grammar, or a call that is forced")
	}
	return out, nil
}

// about names the parameter that is wrong, if one is.
func about(param string, err error) error {
	if kind, msg := fault.Of(err); err != nil && kind == fault.Invalid {
		return wrong(param, "invalid_value", "%s", msg)
	}
	return err
}

func (q *chatRequest) format() (string, error) {
	switch {
	case q.Format.Type == "json_object":
		return grammar.JSON(), nil
	case q.Format.Type == "json_schema" && q.Format.Schema != nil && q.Format.Schema.Schema != nil:
		out, err := grammar.Schema(q.Format.Schema.Schema)
		return out, about("response_format", err)
	}
	return "", wrong("response_format", "invalid_value", "response_format must be text, json_object, or json_schema with a schema")
}

// allow leaves the tools that are allowed by the choice of some, and how they are to be
// chosen; of tools it knows functions.
func (q *chatRequest) allow() error {
	for i, t := range q.Tools {
		if named(t) == "" {
			return wrong(fmt.Sprintf("tools[%d]", i), "invalid_value", "a tool is no function with a name: %.200s", t)
		}
	}
	var some struct {
		Type    string `json:"type"`
		Allowed struct {
			Mode  string            `json:"mode"`
			Tools []json.RawMessage `json:"tools"`
		} `json:"allowed_tools"`
	}
	if json.Unmarshal(q.ToolChoice, &some) != nil || some.Type == "" || some.Type == "function" {
		return nil //nolint:nilerr // a word, or one function
	}
	if m := some.Allowed.Mode; some.Type != "allowed_tools" || m != "auto" && m != "required" {
		return wrong("tool_choice", "invalid_value", "tool_choice is of type %.60q, it must be function, or allowed_tools with the mode auto or required", some.Type)
	}
	var left []json.RawMessage
	for _, a := range some.Allowed.Tools {
		at := slices.IndexFunc(q.Tools, func(t json.RawMessage) bool { return named(t) == named(a) })
		if at < 0 {
			return wrong("tool_choice", "invalid_value", "tool_choice allows %.60q, which is none of the tools", named(a))
		}
		left = append(left, q.Tools[at])
	}
	q.Tools, q.ToolChoice = left, json.RawMessage(strconv.Quote(some.Allowed.Mode))
	return nil
}

// named is the name of a function; empty of what is none.
func named(tool json.RawMessage) string {
	var t struct {
		Function struct {
			Name string `json:"name"`
		} `json:"function"`
	}
	_ = json.Unmarshal(tool, &t) // then it has no name
	return t.Function.Name
}

// callForm is how the model of a template writes a call.
func callForm(template string) grammar.Form {
	switch {
	case strings.Contains(template, "[TOOL_CALLS]"):
		return grammar.Form{Before: "[TOOL_CALLS]", Arguments: "arguments", List: true}
	case strings.Contains(template, "<tool_call>") || !strings.Contains(template, "parameters"):
		return grammar.Form{Before: "<tool_call>\n", After: "\n</tool_call>", Arguments: "arguments"}
	default: // Llama
		return grammar.Form{Arguments: "parameters"}
	}
}

// forced are the functions of which one must be called.
func (q *chatRequest) forced() ([]grammar.Function, error) {
	var how string
	var one struct {
		Function struct {
			Name string `json:"name"`
		} `json:"function"`
	}
	switch err := json.Unmarshal(q.ToolChoice, &how); {
	case q.ToolChoice == nil, err == nil && (how == "" || how == "auto" || how == "none"): // null, too
		return nil, nil
	case err == nil && how != "required":
		return nil, wrong("tool_choice", "invalid_value", "tool_choice is %q, it must be auto, none, required, or name a function", how)
	case err != nil && json.Unmarshal(q.ToolChoice, &one) != nil:
		return nil, wrong("tool_choice", "invalid_value", "tool_choice must be auto, none, required, or name a function")
	}
	var all []grammar.Function
	for _, t := range q.Tools {
		var tool struct {
			Function struct {
				Name       string          `json:"name"`
				Parameters json.RawMessage `json:"parameters"`
			} `json:"function"`
		}
		if err := json.Unmarshal(t, &tool); err != nil {
			return nil, wrong("tools", "invalid_value", "a tool is no function with a name: %.200s", t)
		}
		if f := tool.Function; one.Function.Name == "" || one.Function.Name == f.Name {
			all = append(all, grammar.Function{Name: f.Name, Parameters: f.Parameters})
		}
	}
	if len(all) == 0 {
		return nil, wrong("tool_choice", "invalid_value", "tool_choice wants a call of %q, which is none of the tools", one.Function.Name)
	}
	return all, nil
}
