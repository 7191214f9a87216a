package grammar

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
)

// schema makes the rule of what fits v.
func (b *builder) schema(v any, depth int) (node, error) {
	if depth > maxDepth {
		return node{}, wrong("its parts lie more than %d deep within each other", maxDepth)
	}
	if b.parts++; b.parts > maxParts {
		return node{}, wrong("its choices make more than %d parts", maxParts)
	}
	o, ok := v.(object)
	if !ok {
		switch v {
		case true:
			return b.anything(), nil
		case false:
			return node{kind: never}, nil
		}
		return node{}, wrong("%.100s is no schema", text(v))
	}
	if key := unknown(o); key != "" && o.get(key) != false {
		return node{}, wrong("%q is more than a grammar can say", key)
	}
	switch {
	case o.has("$ref"):
		return b.reference(o, depth)
	case o.has("const"):
		return lit(text(o.get("const"))), nil
	case o.has("enum"):
		return b.enum(o)
	case o.has("anyOf"), o.has("oneOf"):
		return b.either(o, depth)
	case o.has("allOf"):
		all, err := b.merge(o)
		if err != nil {
			return node{}, err
		}
		return b.schema(all, depth+1)
	}
	return b.typed(o, depth)
}

// reference makes a rule of what $ref leads to, once.
func (b *builder) reference(o object, depth int) (node, error) {
	to, ok := o.get("$ref").(string)
	if !ok {
		return node{}, wrong("$ref is no text")
	}
	if name, ok := b.refs[to]; ok {
		return ref(name), nil
	}
	v, err := b.resolve(to)
	if err != nil {
		return node{}, err
	}
	if b.refs == nil {
		b.refs = map[string]string{}
	}
	name := b.name("ref")
	b.refs[to] = name
	n, err := b.schema(v, depth+1)
	b.rules[name] = n
	return ref(name), err
}

func (b *builder) name(prefix string) string {
	b.made++
	return fmt.Sprintf("%s-%d", prefix, b.made)
}

func (b *builder) enum(o object) (node, error) {
	l, ok := o.get("enum").([]any)
	if !ok {
		return node{}, wrong("enum is no list")
	}
	var parts []node
	for _, v := range l {
		parts = append(parts, lit(text(v)))
	}
	return alt(parts...), nil
}

// either makes a choice of anyOf or oneOf; what stands beside them holds for each.
func (b *builder) either(o object, depth int) (node, error) {
	key := "anyOf"
	if !o.has(key) {
		key = "oneOf"
	}
	l, ok := o.get(key).([]any)
	if !ok {
		return node{}, wrong("%s is no list", key)
	}
	var parts []node
	for _, v := range l {
		both, err := together(without(o, key), v)
		if err != nil {
			return node{}, err
		}
		n, err := b.schema(both, depth+1)
		if err != nil {
			return node{}, err
		}
		parts = append(parts, n)
	}
	return alt(parts...), nil
}

// merge puts the schemas of allOf together.
func (b *builder) merge(o object) (any, error) {
	l, ok := o.get("allOf").([]any)
	if !ok {
		return nil, wrong("allOf is no list")
	}
	var all any = without(o, "allOf")
	for _, v := range l {
		if part, ok := v.(object); ok && part.has("$ref") && len(part.keys) == 1 {
			to, _ := part.get("$ref").(string)
			var err error
			if v, err = b.resolve(to); err != nil {
				return nil, err
			}
		}
		a, ok := all.(object)
		if !ok {
			return all, nil
		}
		var err error
		if all, err = together(a, v); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func without(o object, key string) object {
	out := object{values: map[string]any{}}
	for _, k := range o.keys {
		if k != key && (known[k] || restricts[k]) {
			out.keys = append(out.keys, k)
			out.values[k] = o.get(k)
		}
	}
	return out
}

// together is what fits both a and v.
func together(a object, v any) (any, error) {
	c, ok := v.(object)
	switch {
	case v == true || ok && len(a.keys) == 0:
		return v, nil
	case !ok:
		return v, nil // false, or no schema
	}
	out := object{keys: slices.Clone(a.keys), values: map[string]any{}}
	for _, k := range a.keys {
		out.values[k] = a.get(k)
	}
	for _, k := range c.keys {
		if !known[k] && !restricts[k] {
			continue
		}
		if !out.has(k) {
			out.keys = append(out.keys, k)
			out.values[k] = c.get(k)
			continue
		}
		both, err := join(k, out.get(k), c.get(k))
		if err != nil {
			return nil, err
		}
		out.values[k] = both
	}
	return out, nil
}

// join is what key says in two schemas at a time.
func join(key string, a, b any) (any, error) {
	x, isObject := a.(object)
	y, both := b.(object)
	switch {
	case reflect.DeepEqual(a, b):
		return a, nil
	case key == "required":
		l, ok := a.([]any)
		m, also := b.([]any)
		if ok && also {
			return append(slices.Clone(l), m...), nil
		}
	case key == "properties" && isObject && both:
		out := object{keys: slices.Clone(x.keys), values: map[string]any{}}
		for _, k := range x.keys {
			out.values[k] = x.get(k)
		}
		for _, k := range y.keys {
			v := y.get(k)
			if was, ok := out.values[k].(object); ok {
				var err error
				if v, err = together(was, v); err != nil {
					return nil, err
				}
			}
			if !out.has(k) {
				out.keys = append(out.keys, k)
			}
			out.values[k] = v
		}
		return out, nil
	}
	return nil, wrong("%q is said twice, of what must fit both: %.50s and %.50s", key, text(a), text(b))
}

// typed makes the rule of one type, or of one of several.
func (b *builder) typed(o object, depth int) (node, error) {
	switch t := o.get("type").(type) {
	case string:
		return b.one(t, o, depth)
	case []any:
		var parts []node
		for _, v := range t {
			name, _ := v.(string)
			n, err := b.one(name, o, depth)
			if err != nil {
				return node{}, err
			}
			parts = append(parts, n)
		}
		return alt(parts...), nil
	case nil:
		return b.guessed(o, depth)
	}
	return node{}, wrong("type is %.100s", text(o.get("type")))
}

// guessed finds the type in what else is said.
func (b *builder) guessed(o object, depth int) (node, error) {
	for _, g := range []struct{ key, kind string }{
		{"properties", "object"},
		{"required", "object"},
		{"additionalProperties", "object"},
		{"items", "array"},
		{"prefixItems", "array"},
		{"minItems", "array"},
		{"maxItems", "array"},
		{"pattern", "string"},
		{"minLength", "string"},
		{"maxLength", "string"},
		{"minimum", "number"},
		{"maximum", "number"},
	} {
		if o.has(g.key) {
			return b.one(g.kind, o, depth)
		}
	}
	return b.anything(), nil
}

func (b *builder) one(kind string, o object, depth int) (node, error) {
	switch kind {
	case "string":
		return b.words(o)
	case "integer":
		return b.integer(o)
	case "number":
		return b.number(o)
	case "boolean":
		return alt(lit("true"), lit("false")), nil
	case "null":
		return lit("null"), nil
	case "array":
		return b.array(o, depth)
	case "object":
		return b.object(o, depth)
	}
	return node{}, wrong("there is no type %.50q", kind)
}

// whole reads a whole number that is not negative; def is what it is otherwise.
func whole(o object, key string, def int) (int, error) {
	if !o.has(key) {
		return def, nil
	}
	n, ok := o.get(key).(json.Number)
	i, err := n.Int64()
	if !ok || err != nil || i < 0 {
		return 0, wrong("%s is %.50s, which is no number of things", key, text(o.get(key)))
	}
	if i > maxRepeat {
		return 0, wrong("%s is %d, and a grammar can count to %d", key, i, maxRepeat)
	}
	return int(i), nil
}

// maxRepeat is how far a grammar can count.
const maxRepeat = 1000
