package worker

import (
	"encoding/json"
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
			return "", err
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

func (q *chatRequest) format() (string, error) {
	switch {
	case q.Format.Type == "json_object":
		return grammar.JSON(), nil
	case q.Format.Type == "json_schema" && q.Format.Schema != nil && q.Format.Schema.Schema != nil:
		return grammar.Schema(q.Format.Schema.Schema)
	}
	return "", fault.New(fault.Invalid, "response_format must be text, json_object, or json_schema with a schema")
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
		return nil, fault.New(fault.Invalid, "tool_choice is %q, it must be auto, none, required, or name a function", how)
	case err != nil && json.Unmarshal(q.ToolChoice, &one) != nil:
		return nil, fault.New(fault.Invalid, "tool_choice must be auto, none, required, or name a function")
	}
	var all []grammar.Function
	for _, t := range q.Tools {
		var tool struct {
			Function struct {
				Name       string          `json:"name"`
				Parameters json.RawMessage `json:"parameters"`
			} `json:"function"`
		}
		if err := json.Unmarshal(t, &tool); err != nil || tool.Function.Name == "" {
			return nil, fault.New(fault.Invalid, "a tool is no function with a name: %.200s", t)
		}
		if f := tool.Function; one.Function.Name == "" || one.Function.Name == f.Name {
			all = append(all, grammar.Function{Name: f.Name, Parameters: f.Parameters})
		}
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Invalid, "tool_choice wants a call of %q, which is none of the tools", one.Function.Name)
	}
	return all, nil
}
