package grammar

import "slices"

// object makes the rule of an object: its properties in their order, those that
// need not be there or not, then others where they are allowed. Without a
// word about others there are none beside named ones.
func (b *builder) object(o object, depth int) (node, error) {
	properties, _ := o.get("properties").(object)
	required, ok := texts(o.get("required"))
	if o.has("required") && !ok {
		return node{}, wrong("required is no list of names")
	}
	others, err := b.others(o, len(properties.keys) == 0, depth)
	if err != nil {
		return node{}, err
	}
	keys := slices.Clone(properties.keys)
	for _, k := range required {
		if !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	// From the last to the first: what comes where something stands before it,
	// and where nothing does.
	pair := seq(b.anyString(), lit(":"), b.blank(), others)
	after, alone := times(seq(b.comma(), pair), 0, -1), maybe(b.list(pair, pair))
	if others.kind == never {
		after, alone = lit(""), lit("")
	}
	for _, k := range slices.Backward(keys) {
		value, named := others, properties.has(k)
		if named {
			if value, err = b.schema(properties.get(k), depth+1); err != nil {
				return node{}, err
			}
		}
		one := seq(lit(text(k)+":"), b.blank(), value)
		rest := b.part(after)
		if slices.Contains(required, k) {
			after, alone = seq(b.comma(), one, rest), seq(one, rest)
		} else {
			after, alone = seq(maybe(seq(b.comma(), one)), rest), alt(seq(one, rest), alone)
		}
	}
	return b.between("{", "}", alone), nil
}

// part makes a rule of n, which is needed in two places.
func (b *builder) part(n node) node {
	if n.kind == literal {
		return n
	}
	name := b.name("rest")
	b.rules[name] = n
	return ref(name)
}

// others is what fits the properties that have no name of their own.
func (b *builder) others(o object, unnamed bool, depth int) (node, error) {
	if o.has("additionalProperties") {
		return b.schema(o.get("additionalProperties"), depth+1)
	}
	if unnamed {
		return b.anything(), nil
	}
	return node{kind: never}, nil
}
