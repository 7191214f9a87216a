package grammar

import (
	"bytes"
	"encoding/json"
	"io"
	"slices"
	"strings"
)

// object is a JSON object whose keys are in order.
type object struct {
	keys   []string
	values map[string]any // bool, json.Number, string, nil, []any or object
}

func (o object) get(key string) any { return o.values[key] }

func (o object) has(key string) bool {
	_, ok := o.values[key]
	return ok
}

// anyObject is the schema of any object.
var anyObject = object{keys: []string{"type"}, values: map[string]any{"type": "object"}}

// The ceilings of schemas.
const (
	maxSchema = 256 << 10 // bytes
	maxDepth  = 64
	maxParts  = 10000 // schemas that are read, one as often as it is reached: choices within choices multiply
)

// builder makes rules of a document.
type builder struct {
	document any
	rules    map[string]node
	refs     map[string]string // rules by what $ref says
	made     int
	parts    int // schemas that were read
}

func newBuilder(schema json.RawMessage) (*builder, error) {
	if len(schema) > maxSchema {
		return nil, wrong("it has %d bytes, at most %d are read", len(schema), maxSchema)
	}
	d := json.NewDecoder(bytes.NewReader(schema))
	d.UseNumber()
	v, err := next(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, wrong("it is not one JSON value")
	}
	return &builder{document: v, rules: map[string]node{}}, nil
}

func next(d *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, wrong("its parts lie more than %d deep within each other", maxDepth)
	}
	t, err := d.Token()
	if err != nil {
		return nil, wrong("it is no JSON: %v", err)
	}
	switch t {
	case json.Delim('['):
		l := []any{}
		for d.More() {
			v, err := next(d, depth+1)
			if err != nil {
				return nil, err
			}
			l = append(l, v)
		}
		return l, end(d)
	case json.Delim('{'):
		o := object{values: map[string]any{}}
		for d.More() {
			k, err := d.Token()
			if err != nil {
				return nil, wrong("it is no JSON: %v", err)
			}
			key, _ := k.(string) // a key
			if !o.has(key) {
				o.keys = append(o.keys, key)
			}
			if o.values[key], err = next(d, depth+1); err != nil {
				return nil, err
			}
		}
		return o, end(d)
	}
	return t, nil
}

func end(d *json.Decoder) error {
	if _, err := d.Token(); err != nil {
		return wrong("it is no JSON: %v", err)
	}
	return nil
}

// text writes a value as JSON.
func text(v any) string {
	switch v := v.(type) {
	case object:
		var b strings.Builder
		b.WriteByte('{')
		for i, k := range v.keys {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(text(k) + ": " + text(v.get(k)))
		}
		return b.String() + "}"
	case []any:
		l := make([]string, len(v))
		for i, x := range v {
			l[i] = text(x)
		}
		return "[" + strings.Join(l, ", ") + "]"
	default:
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		_ = e.Encode(v) // it was read from JSON
		return strings.TrimSuffix(b.String(), "\n")
	}
}

// resolve finds what a $ref within the document leads to.
func (b *builder) resolve(ref string) (any, error) {
	path, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil, wrong("$ref %q leads out of it", ref)
	}
	v := b.document
	for _, key := range strings.Split(path, "/")[1:] {
		o, ok := v.(object)
		key = strings.NewReplacer("~1", "/", "~0", "~").Replace(key)
		if !ok || !o.has(key) {
			return nil, wrong("$ref %q leads nowhere", ref)
		}
		v = o.get(key)
	}
	return v, nil
}

// texts reads a list of texts.
func texts(v any) (l []string, ok bool) {
	list, ok := v.([]any)
	for _, x := range list {
		s, is := x.(string)
		ok = ok && is
		l = append(l, s)
	}
	return l, ok
}

// unknown gives the keys of o that restrict what fits in ways that are not kept.
func unknown(o object) string {
	i := slices.IndexFunc(o.keys, func(k string) bool { return !known[k] && restricts[k] })
	if i < 0 {
		return ""
	}
	return o.keys[i]
}

func set(words string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

var (
	known = set(`type properties required additionalProperties items prefixItems minItems maxItems minLength maxLength pattern
		minimum maximum exclusiveMinimum exclusiveMaximum enum const anyOf oneOf allOf $ref`)
	restricts = set(`not if then else multipleOf uniqueItems contains minContains maxContains minProperties maxProperties
		patternProperties propertyNames dependentRequired dependentSchemas unevaluatedProperties unevaluatedItems $dynamicRef $recursiveRef`)
)
