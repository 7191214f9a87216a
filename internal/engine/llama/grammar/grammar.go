// Package grammar writes grammars, in llama.cpp's GBNF, for answers of a form: JSON
// that fits a schema, and calls of functions. What a grammar cannot keep is an
// error, and so is a schema that nothing fits.
package grammar

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
)

// JSON is the grammar of any JSON object.
func JSON() string {
	text, err := Schema(json.RawMessage(`{"type": "object"}`))
	if err != nil {
		panic(err) // it is the same each time
	}
	return text
}

// Schema is the grammar of JSON that fits a schema.
func Schema(schema json.RawMessage) (string, error) {
	b, err := newBuilder(schema)
	if err != nil {
		return "", err
	}
	root, err := b.schema(b.document, 0)
	if err != nil {
		return "", err
	}
	return b.write(root)
}

// A Function is one that may be called; Parameters is a schema, or nothing.
type Function struct {
	Name       string
	Parameters json.RawMessage
}

// A Form is how a model writes a call: what stands around it, and what it
// calls the arguments.
type Form struct {
	Before, After string
	Arguments     string // "arguments" or "parameters"
	List          bool   // calls are a list
}

// Call is the grammar of a call of one of the functions.
func Call(functions []Function, f Form) (string, error) {
	var calls []node
	all := &builder{rules: map[string]node{}}
	for _, fn := range functions {
		b := all
		b.document = object{}
		if fn.Parameters != nil {
			other, err := newBuilder(fn.Parameters)
			if err != nil {
				return "", fmt.Errorf("the parameters of %s: %w", fn.Name, err)
			}
			b.document, b.refs = other.document, nil
		} else {
			b.document, b.refs = anyObject, nil
		}
		args, err := b.schema(b.document, 0)
		if err != nil {
			return "", err
		}
		name, _ := json.Marshal(fn.Name) // a text
		calls = append(calls, seq(lit(`{"name": `+string(name)+`, "`+f.Arguments+`": `), args, lit("}")))
	}
	one := alt(calls...)
	if f.List {
		one = seq(lit("["), one, lit("]"))
	}
	return all.write(seq(lit(f.Before), one, lit(f.After)))
}

// wrong is what is wrong with a schema.
func wrong(format string, args ...any) error {
	return fault.New(fault.Invalid, "the JSON schema cannot be kept: %s", fmt.Sprintf(format, args...))
}

// write gives the rules as text, without what nothing fits.
func (b *builder) write(root node) (string, error) {
	b.rules["root"] = root
	fits := b.productive()
	if !fits["root"] {
		return "", wrong("nothing fits it")
	}
	var w strings.Builder
	written := map[string]bool{}
	reached := []string{"root"}
	for len(reached) > 0 {
		name := reached[0]
		reached = reached[1:]
		if written[name] {
			continue
		}
		written[name] = true
		w.WriteString(name + " ::= ")
		b.rules[name].prune(fits).write(&w, 0, func(rule string) { reached = append(reached, rule) })
		w.WriteByte('\n')
		if w.Len() > maxText {
			return "", wrong("its grammar would have more than %d bytes", maxText)
		}
	}
	return w.String(), nil
}

// maxText is how many bytes a grammar may have.
const maxText = 1 << 20

// productive finds the rules that some text fits: those whose parts do, from
// those without parts on.
func (b *builder) productive() map[string]bool {
	fits := map[string]bool{}
	for changed := true; changed; {
		changed = false
		for name, n := range b.rules {
			if !fits[name] && n.fits(fits) {
				fits[name], changed = true, true
			}
		}
	}
	return fits
}
