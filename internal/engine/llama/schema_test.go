package llama_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama"
	"github.com/tenonhub/tenon/internal/engine/llama/grammar"
)

// TestSchemas: what fits a schema can be said under its grammar, and nothing else.
func TestSchemas(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{}, nil)
	for schema, c := range map[string]struct{ fits, not []string }{
		`{"type": "object"}`:            {[]string{`{}`, `{"a": [1, {"b": null}], "c": -1.5e3}`, "{\n  \"a\": true\n}"}, []string{`[]`, `{"a"}`, `{"a": 01}`}},
		`{"type": "string"}`:            {[]string{`""`, `"aé\n\u00e9"`, `"\\"`}, []string{`a`, `"\x"`, `"a`}},
		`{"enum": ["a", 1, null]}`:      {[]string{`"a"`, `1`, `null`}, []string{`"b"`, `2`}},
		`{"const": {"a": 1}}`:           {[]string{`{"a": 1}`}, []string{`{"a": 2}`}},
		`{"type": ["integer", "null"]}`: {[]string{`-3`, `0`, `null`}, []string{`1.5`, `"1"`}},
		`{"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "boolean"}, "c": {"type": "string"}}, "required": ["b"]}`: {
			[]string{`{"b": true}`, `{"a": 1, "b": false}`, `{"a":1,"b":true,"c":"x"}`, `{"b": true, "c": ""}`},
			[]string{`{}`, `{"a": 1}`, `{"b": true, "a": 1}`, `{"b": true, "d": 1}`, `{"b": true,}`},
		},
		`{"properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "null"}}`: {
			[]string{`{}`, `{"a": 1}`, `{"a": 1, "x": null, "y": null}`, `{"x": null}`}, []string{`{"x": 1}`, `{"a": null, "b": 1}`},
		},
		`{"type": "object", "required": ["x"]}`: {[]string{`{"x": 1}`, `{"x": [], "y": 2}`}, []string{`{}`, `{"y": 2}`}},
		`{"type": "array", "items": {"type": "integer"}, "minItems": 2, "maxItems": 3}`: {
			[]string{`[1, 2]`, `[1,2,3]`, "[\n  1,\n  2\n]"}, []string{`[]`, `[1]`, `[1, 2, 3, 4]`, `["a", "b"]`},
		},
		`{"type": "array", "maxItems": 0}`:                                                    {[]string{`[]`}, []string{`[1]`}},
		`{"prefixItems": [{"const": 1}, {"const": 2}], "items": {"const": 3}, "minItems": 3}`: {[]string{`[1, 2, 3]`, `[1, 2, 3, 3]`}, []string{`[1, 2]`, `[1, 3, 3]`}},
		`{"type": "integer", "minimum": -12, "maximum": 345}`:                                 {[]string{`-12`, `-1`, `0`, `9`, `99`, `345`, `300`}, []string{`-13`, `346`, `400`, `1000`, `-0`}},
		`{"type": "integer", "exclusiveMinimum": 7}`:                                          {[]string{`8`, `10`, `123456`}, []string{`7`, `0`, `-8`}},
		`{"type": "number", "minimum": 0}`:                                                    {[]string{`0`, `1.5`, `2e10`}, []string{`-1`}},
		`{"type": "string", "minLength": 2, "maxLength": 3}`:                                  {[]string{`"ab"`, `"abé"`, `"\n\n"`}, []string{`"a"`, `"abcd"`}},
		`{"type": "string", "pattern": "^[a-c]{2}(x|y)*\"?$"}`:                                {[]string{`"ab"`, `"ccxyx"`, `"aa\""`}, []string{`"a"`, `"abz"`, `"xaab"`}},
		`{"type": "string", "pattern": "b\\d"}`:                                               {[]string{`"b1"`, `"aab22"`}, []string{`"b"`}},
		`{"type": "string", "pattern": "^[^\"]\\]-$"}`:                                        {[]string{`"é]-"`, `"[]-"`, `"\\]-"`}, []string{`"\"]-"`}},
		`{"type": "string", "format": "date"}`:                                                {[]string{`"2026-11-29"`}, []string{`"2026-13-29"`, `"today"`}},
		`{"anyOf": [{"type": "null"}, {"$ref": "#/$defs/n"}], "$defs": {"n": {"type": "object", "properties": {"next": {"anyOf": [{"$ref": "#/$defs/n"}, {"type": "null"}]}}, "required": ["next"]}}}`: {
			[]string{`null`, `{"next": null}`, `{"next": {"next": {"next": null}}}`}, []string{`{}`, `{"next": {}}`},
		},
		`{"allOf": [{"properties": {"a": {"type": "integer"}}, "required": ["a"]}, {"properties": {"b": {"type": "null"}}, "required": ["b"]}]}`: {
			[]string{`{"a": 1, "b": null}`}, []string{`{"a": 1}`, `{"b": null}`},
		},
		`{"oneOf": [{"properties": {"k": {"const": "x"}}}, {"properties": {"k": {"const": "y"}}}], "type": "object", "required": ["k"]}`: {
			[]string{`{"k": "x"}`, `{"k": "y"}`}, []string{`{"k": "z"}`, `{}`},
		},
		`{"properties": {"a": false, "b": {"type": "null"}}}`: {[]string{`{}`, `{"b": null}`}, []string{`{"a": 1}`}},
		`true`: {[]string{`1`, `[null]`}, []string{``}},
	} {
		g, err := grammar.Schema(json.RawMessage(schema))
		if err != nil {
			t.Errorf("%s: %v", schema, err)
			continue
		}
		for _, text := range c.fits {
			if ok, err := m.Fits(g, text); err != nil || !ok {
				t.Errorf("%s: %s cannot be said (%v) under\n%s", schema, text, err, g)
			}
		}
		for _, text := range c.not {
			if ok, err := m.Fits(g, text); err != nil || ok {
				t.Errorf("%s: %s can be said (%v) under\n%s", schema, text, err, g)
			}
		}
	}
}

func TestCallsThatAreForced(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{}, nil)
	functions := []grammar.Function{
		{Name: "now"},
		{Name: "weather", Parameters: json.RawMessage(`{"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}`)},
	}
	g, err := grammar.Call(functions, grammar.Form{Before: "<tool_call>\n", After: "\n</tool_call>", Arguments: "arguments"})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Paris\"}}\n</tool_call>": true,
		"<tool_call>\n{\"name\": \"now\", \"arguments\": {}}\n</tool_call>":                        true,
		"<tool_call>\n{\"name\": \"weather\", \"arguments\": {}}\n</tool_call>":                    false,
		"<tool_call>\n{\"name\": \"later\", \"arguments\": {}}\n</tool_call>":                      false,
		"It is sunny.": false,
	} {
		if ok, err := m.Fits(g, text); err != nil || ok != want {
			t.Errorf("%q can be said: %v, %v", text, ok, err)
		}
	}
}

// TestAModelKeepsASchema: random weights say what they can under one.
func TestAModelKeepsASchema(t *testing.T) {
	t.Parallel()
	m := open(t, llama.Options{}, nil)
	g, err := grammar.Schema(json.RawMessage(`{"type": "object", "properties": {"n": {"type": "integer", "maximum": 99, "minimum": 10}, "on": {"type": "boolean"},
		"tags": {"type": "array", "items": {"enum": ["a", "b"]}, "maxItems": 3}}, "required": ["n", "on", "tags"]}`))
	if err != nil {
		t.Fatal(err)
	}
	for seed := range 5 {
		r := greedy(tokens(t, m, text), 200)
		r.IgnoreEnd, r.Grammar = false, g
		r.Sample.Temperature, r.Sample.Seed = 1, uint64(seed)
		var b strings.Builder
		for s, err := range m.Generate(t.Context(), r) {
			if err != nil {
				t.Fatal(err)
			}
			b.Write(s.Piece)
		}
		var v struct {
			N    int
			On   *bool
			Tags []string
		}
		if err := json.Unmarshal([]byte(b.String()), &v); err != nil || v.N < 10 || v.N > 99 || v.On == nil || len(v.Tags) > 3 {
			t.Errorf("seed %d says %q: %+v, %v", seed, b.String(), v, err)
		}
	}
}
