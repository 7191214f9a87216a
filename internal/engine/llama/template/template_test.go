package template_test

import (
	"os"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/ggufgen"
	"github.com/tenonhub/tenon/internal/engine/llama/template"
	"github.com/tenonhub/tenon/internal/fault"
)

func TestMain(m *testing.M) {
	template.Main()
	os.Exit(m.Run())
}

type object = map[string]any

func render(t *testing.T, source string, values object) (string, error) {
	t.Helper()
	r := template.New(source)
	t.Cleanup(r.Close)
	return r.Render(t.Context(), values)
}

func TestAConversationInTheModelsForm(t *testing.T) {
	t.Parallel()
	got, err := render(t, ggufgen.ChatML, object{
		"messages": []object{
			{"role": "system", "content": "Be brief."},
			{"role": "user", "content": "What is 2 < 3 & why?"},
			{"role": "assistant", "content": "", "tool_calls": []object{{"function": object{"name": "f", "arguments": map[string]any{"b": "<ü>", "a": 1}}}}},
			{"role": "tool", "content": "true"},
		},
		"tools":                 []object{{"type": "function", "function": object{"name": "f"}}},
		"add_generation_prompt": true,
	})
	want := `<|im_start|>system
Be brief.

# Tools

You may call one or more functions.

<tools>
{"function": {"name": "f"}, "type": "function"}
</tools>

For each call return a JSON object within <tool_call></tool_call>.<|im_end|>
<|im_start|>user
What is 2 < 3 & why?<|im_end|>
<|im_start|>assistant

<tool_call>
{"name": "f", "arguments": {"a": 1, "b": "<ü>"}}
</tool_call><|im_end|>
<|im_start|>user
<tool_response>
true
</tool_response><|im_end|>
<|im_start|>assistant
`
	if err != nil || got != want {
		t.Errorf("%v\n%s\nnot\n%s", err, got, want)
	}
}

// TestBlanksAboutBlocks: as Python's jinja2 does it with trim_blocks and
// lstrip_blocks, with which the makers of models write their templates.
func TestBlanksAboutBlocks(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"a\n{% if true %}\nb\n{% endif %}\nc":          "a\nb\nc",
		"a\n  {% if true %}\n  b\n  {% endif %}\nc":    "a\n  b\nc",
		"a {% if true %} b {% endif %} c":              "a  b  c",
		"{# note #}\nx":                                "x",
		"  {# note #}\n  {{ 'y' }}\n":                  "  y\n",
		"{{ 'a' }}\n{{ 'b' }}":                         "a\nb",
		"{% if true %}\n\nb{% endif %}":                "\nb",
		"x  {%- if true -%}  b  {%- endif %}\n\nc":     "xb\nc",
		"a\n{% if true -%}\n{%- endif %}b":             "a\nb",
		"a\n{% if true -%}{%- endif -%}\n b":           "a\nb",
		"{#- it's a \"note -#}\n x":                    "x",
		"a:{\n  {%- if true %}b{% endif %}}":           "a:{b}",
		"{{ -1 }} {{- 2 }}":                            "-12",
		"{{ '{% if %}' }}":                             "{% if %}",
		"{{ 'tojson' }} {{ [1, 'é'] | tojson }}":       `tojson [1, "é"]`,
		"{{ {'b': 1, 'a': none} | tojson(indent=2) }}": "{\n  \"b\": 1,\n  \"a\": null\n}",
	} {
		if got, err := render(t, source, object{}); err != nil || got != want {
			t.Errorf("%q gives %q (%v), not %q", source, got, err, want)
		}
	}
}

func TestWhatATemplateRefuses(t *testing.T) {
	t.Parallel()
	_, err := render(t, "{{ raise_exception('only pairs') }}", object{})
	if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "only pairs") {
		t.Errorf("%v", err)
	}
	r := template.New("{% if %}")
	t.Cleanup(r.Close)
	for range 2 {
		if _, err := r.Render(t.Context(), object{}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a template that is none: %v", err)
		}
	}
}

// TestWildTemplatesAreStopped, and the next conversation is put into its form.
func TestWildTemplatesAreStopped(t *testing.T) {
	t.Parallel()
	loop := strings.Repeat("{% for x in range(99999) %}", 6) + strings.Repeat("{% endfor %}", 6)
	for name, wild := range map[string]string{
		"a loop":    loop,
		"recursion": "{% macro f(x) %}{{ f(x) }}{% endmacro %}{{ f(1) }}",
		"memory":    "{% set ns = namespace(s='0123456789') %}{% for i in range(60) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := template.New("{% if wild %}" + wild + "{% endif %}tame")
			t.Cleanup(r.Close)
			if _, err := r.Render(t.Context(), object{"wild": true}); !fault.Is(err, fault.Invalid) {
				t.Errorf("it ends with %v", err)
			}
			if got, err := r.Render(t.Context(), object{"wild": false}); err != nil || got != "tame" {
				t.Errorf("the next: %q, %v", got, err)
			}
		})
	}
}
