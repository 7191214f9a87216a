package grammar

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// rule makes the rule of that name if it is not there.
func (b *builder) rule(name string, n func() node) node {
	if _, ok := b.rules[name]; !ok {
		b.rules[name] = node{kind: never} // it may name itself
		b.rules[name] = n()
	}
	return ref(name)
}

// blank is what may stand between signs: a blank, or a new line.
func (b *builder) blank() node {
	return b.rule("blank", func() node { return maybe(alt(lit(" "), seq(lit("\n"), times(chars("[ \\t]"), 0, 16)))) })
}

func (b *builder) char() node {
	return b.rule("char", func() node {
		return alt(chars(`[^"\\\x00-\x1F\x7F]`), seq(lit(`\`), alt(chars(`["\\/bfnrt]`), seq(lit("u"), times(chars("[0-9a-fA-F]"), 4, 4)))))
	})
}

func (b *builder) anyString() node {
	return b.rule("string", func() node { return seq(lit(`"`), times(b.char(), 0, -1), lit(`"`)) })
}

func (b *builder) anyNumber() node {
	return b.rule("number", func() node { return seq(maybe(lit("-")), b.plainInteger(), b.fraction()) })
}

func (b *builder) plainInteger() node {
	return b.rule("digits", func() node { return alt(lit("0"), seq(chars("[1-9]"), times(chars("[0-9]"), 0, 15))) })
}

func (b *builder) fraction() node {
	return b.rule("fraction", func() node {
		return seq(maybe(seq(lit("."), times(chars("[0-9]"), 1, 16))), maybe(seq(chars("[eE]"), maybe(chars("[-+]")), times(chars("[0-9]"), 1, 3))))
	})
}

// anything is any value.
func (b *builder) anything() node {
	return b.rule("value", func() node {
		value := ref("value")
		pair := seq(b.anyString(), lit(":"), b.blank(), value)
		return alt(b.anyString(), b.anyNumber(), lit("true"), lit("false"), lit("null"),
			b.between("[", "]", maybe(b.list(value, value))), b.between("{", "}", maybe(b.list(pair, pair))))
	})
}

// list is first, and any number of others after it.
func (b *builder) list(first, others node) node {
	return seq(first, times(seq(b.comma(), others), 0, -1))
}

func (b *builder) comma() node { return seq(lit(","), b.blank()) }

func (b *builder) between(open, closing string, n node) node {
	return seq(lit(open), b.blank(), n, b.blank(), lit(closing))
}

// formats are those of texts that are kept.
var formats = map[string]string{
	"date":      `^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$`,
	"time":      `^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`,
	"date-time": `^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,6})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$`,
	"uuid":      `^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$`,
}

func (b *builder) words(o object) (node, error) {
	pattern, isPattern := o.get("pattern").(string)
	if format, _ := o.get("format").(string); formats[format] != "" && !isPattern {
		pattern, isPattern = formats[format], true
	}
	least, err := whole(o, "minLength", 0)
	if err != nil {
		return node{}, err
	}
	most, err := whole(o, "maxLength", -1)
	switch {
	case err != nil:
		return node{}, err
	case isPattern && (o.has("minLength") || o.has("maxLength")):
		return node{}, wrong("a text with a pattern cannot have a length, too: say it in the pattern")
	case isPattern:
		n, err := b.pattern(pattern)
		return seq(lit(`"`), n, lit(`"`)), err
	case least == 0 && most < 0:
		return b.anyString(), nil
	case most >= 0 && least > most:
		return node{kind: never}, nil
	}
	return seq(lit(`"`), times(b.char(), least, most), lit(`"`)), nil
}

// bounds reads the whole numbers between which a number is.
func bounds(o object) (least, most *int64, err error) {
	read := func(key string, by int64) *int64 {
		n, ok := o.get(key).(json.Number)
		if !o.has(key) || err != nil {
			return nil
		}
		i, e := n.Int64()
		if f, fe := n.Float64(); e != nil && fe == nil && f == float64(int64(f)) {
			i, e = int64(f), nil
		}
		if !ok || e != nil || i > 1e15 || i < -1e15 {
			err = wrong("%s is %.50s; whole numbers of at most 15 digits can be kept", key, text(o.get(key)))
			return nil
		}
		i += by
		return &i
	}
	least, most = read("minimum", 0), read("maximum", 0)
	if n := read("exclusiveMinimum", 1); n != nil && (least == nil || *n > *least) {
		least = n
	}
	if n := read("exclusiveMaximum", -1); n != nil && (most == nil || *n < *most) {
		most = n
	}
	return least, most, err
}

func (b *builder) integer(o object) (node, error) {
	least, most, err := bounds(o)
	switch {
	case err != nil:
		return node{}, err
	case least == nil && most == nil:
		return seq(maybe(lit("-")), b.plainInteger()), nil
	}
	low, high := int64(-1e15), int64(1e15)
	if least != nil {
		low = *least
	}
	if most != nil {
		high = *most
	}
	if low > high {
		return node{kind: never}, nil
	}
	var parts []node
	if low < 0 {
		for _, n := range between(max(1, -high), -low) {
			parts = append(parts, seq(lit("-"), n))
		}
	}
	if high >= 0 {
		parts = append(parts, between(max(0, low), high)...)
	}
	return alt(parts...), nil
}

// between makes the whole numbers from low to high, which are not negative: for
// each number of digits those of it.
func between(low, high int64) (parts []node) {
	for low <= high {
		digits := strconv.FormatInt(low, 10)
		top := int64(1)
		for range digits {
			top *= 10
		}
		parts = append(parts, alike(digits, strconv.FormatInt(min(high, top-1), 10)))
		low = top
	}
	return parts
}

// alike makes the numbers from a to b, which have as many digits.
func alike(a, b string) node {
	switch {
	case a == b:
		return lit(a)
	case a[0] == b[0]:
		return seq(lit(a[:1]), alike(a[1:], b[1:]))
	case len(a) == 1:
		return chars(fmt.Sprintf("[%s-%s]", a, b))
	}
	rest := len(a) - 1
	nines, zeros := strings.Repeat("9", rest), strings.Repeat("0", rest)
	first, last := a[0], b[0]
	var parts []node
	if a[1:] != zeros {
		parts = append(parts, seq(lit(a[:1]), alike(a[1:], nines)))
		first++
	}
	if b[1:] != nines {
		parts = append(parts, seq(lit(b[:1]), alike(zeros, b[1:])))
		last--
	}
	if first <= last {
		parts = append(parts, seq(chars(fmt.Sprintf("[%c-%c]", first, last)), times(chars("[0-9]"), rest, rest)))
	}
	return alt(parts...)
}

// number keeps only which sign a number has: its fractions make other bounds
// more than a grammar should say.
func (b *builder) number(o object) (node, error) {
	for _, key := range []string{"maximum", "exclusiveMaximum", "exclusiveMinimum"} {
		if o.has(key) {
			return node{}, wrong("%s of numbers that are not integers is more than a grammar can say", key)
		}
	}
	if !o.has("minimum") {
		return b.anyNumber(), nil
	}
	if n, ok := o.get("minimum").(json.Number); !ok || n.String() != "0" {
		return node{}, wrong("a minimum other than 0 of numbers that are not integers is more than a grammar can say")
	}
	return seq(b.plainInteger(), b.fraction()), nil
}

func (b *builder) array(o object, depth int) (node, error) {
	least, err := whole(o, "minItems", 0)
	if err != nil {
		return node{}, err
	}
	most, err := whole(o, "maxItems", -1)
	if err != nil {
		return node{}, err
	}
	first, _ := o.get("prefixItems").([]any)
	item := b.anything()
	if o.has("items") {
		if item, err = b.schema(o.get("items"), depth+1); err != nil {
			return node{}, err
		}
	}
	var fixed []node
	for _, v := range first {
		n, err := b.schema(v, depth+1)
		if err != nil {
			return node{}, err
		}
		fixed = append(fixed, n)
	}
	if most >= 0 && least > most {
		return node{kind: never}, nil
	}
	return b.between("[", "]", b.items(fixed, item, least, most)), nil
}

// items are the fixed ones, then others; least to most altogether.
func (b *builder) items(fixed []node, item node, least, most int) node {
	if most >= 0 && len(fixed) > most {
		fixed = fixed[:most]
	}
	n := len(fixed)
	if n == 0 {
		if most == 0 {
			return lit("")
		}
		rest := -1
		if most > 0 {
			rest = most - 1
		}
		some := seq(item, times(seq(b.comma(), item), max(least-1, 0), rest))
		if least == 0 {
			return maybe(some)
		}
		return some
	}
	rest := -1
	if most >= 0 {
		rest = most - n
	}
	tail := times(seq(b.comma(), item), max(least-n, 0), rest)
	for _, f := range slices.Backward(fixed[1:]) {
		tail = seq(b.comma(), f, tail)
	}
	return seq(fixed[0], tail)
}
