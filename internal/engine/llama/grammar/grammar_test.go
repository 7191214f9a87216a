package grammar_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/llama/grammar"
	"github.com/tenonhub/tenon/internal/fault"
)

func TestSchemasThatCannotBeKeptSayWhy(t *testing.T) {
	t.Parallel()
	for schema, says := range map[string]string{
		`{"enum": []}`: "nothing fits it",
		`false`:        "nothing fits it",
		`{"type": "string", "minLength": 3, "maxLength": 2}`:      "nothing fits it",
		`{"type": "integer", "minimum": 3, "maximum": 2}`:         "nothing fits it",
		`{"type": "array", "minItems": 3, "maxItems": 2}`:         "nothing fits it",
		`{"properties": {"a": false}, "required": ["a"]}`:         "nothing fits it",
		`{"properties": {"a": {"$ref": "#"}}, "required": ["a"]}`: "nothing fits it",
		`{"$ref": "#"}`: "nothing fits it",
		`{"additionalProperties": false, "required": ["a"]}`: "nothing fits it",
		`{"$ref": "#/$defs/x"}`:                              "leads nowhere",
		`{"$ref": "https://elsewhere.example/x"}`:            "leads out of it",
		`{"not": {"type": "string"}}`:                        `"not" is more`,
		`{"type": "number", "maximum": 1}`:                   "maximum",
		`{"type": "text"}`:                                   `no type "text"`,
		`{"type": "string", "pattern": "("}`:                 "cannot be read",
		`{"type": "string", "pattern": "a\\b"}`:              "cannot have",
		`{"type": "array", "maxItems": 9223372036854775807}`: "can count to",
		`{"type": "array", "maxItems": -1}`:                  "no number of things",
		`[]`:                                                 "is no schema",
		`{"type": "string"`:                                  "no JSON",
		`{} {}`:                                              "not one JSON value",
		strings.Repeat(`{"items":`, 100) + `{}` + strings.Repeat(`}`, 100): "deep",
		`{"title": "` + strings.Repeat("x", 300<<10) + `"}`:                "bytes",
	} {
		if g, err := grammar.Schema(json.RawMessage(schema)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), says) {
			t.Errorf("%.80s: %v, it must say %q\n%s", schema, err, says, g)
		}
	}
}

// TestChoicesWithinChoicesEnd: what stands beside a choice holds for each of its
// parts, so that choices within each other would multiply.
func TestChoicesWithinChoicesEnd(t *testing.T) {
	t.Parallel()
	for _, level := range []string{
		`{"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "properties": {"c": %s}}`,
		`{"type": ["object", "array", "object"], "properties": {"a": %s}}`,
	} {
		schema := `{"type": "null"}`
		for range 16 {
			schema = fmt.Sprintf(level, schema)
		}
		if _, err := grammar.Schema(json.RawMessage(schema)); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "choices make") {
			t.Errorf("%.100s: %v", schema, err)
		}
	}
}

func TestGroupsWithinGroups(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat("(", 65)
	for text, fine := range map[string]bool{
		"root ::= " + strings.Repeat("(", 64) + `"a"` + strings.Repeat(")", 64):                          true,
		"root ::= " + strings.Repeat(`("a") `, 1000):                                                     true,
		`root ::= "` + deep + `\"` + deep + `" [` + deep + `\]` + deep + `] # ` + deep + "\nx ::= \"a\"": true,
		"root ::= " + deep:       false,
		`root ::= "\\" ` + deep:  false,
		`root ::= [\\] ` + deep:  false,
		"# \"\nroot ::= " + deep: false,
		"root ::= )))" + deep:    false,
		`root ::= "a" "`:         true,
		`root ::= "\`:            true,
	} {
		if err := grammar.Check(text); (err == nil) != fine || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%.80s: %v", text, err)
		}
	}
}

func FuzzSchema(f *testing.F) {
	f.Add([]byte(`{"type": "object", "properties": {"a": {"$ref": "#"}, "b": {"anyOf": [{"type": "null"}, {"pattern": "^a+$"}]}}}`))
	f.Add([]byte(`{"allOf": [{"items": {"type": "integer", "minimum": -5, "maximum": 1234}}, {"maxItems": 3}]}`))
	f.Add([]byte(`{"prefixItems": [{}, true], "enum": [1]}`))
	f.Fuzz(func(t *testing.T, schema []byte) {
		g, err := grammar.Schema(schema)
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Error(err)
		}
		if err == nil && !strings.Contains(g, "root ::= ") {
			t.Errorf("%s has no root: %s", schema, g)
		}
	})
}
