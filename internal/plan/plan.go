// Package plan turns a request in plain language into typed graphs of tools.
package plan

import (
	"github.com/tenonhub/tenon/internal/port"
)

// Tool is one entry of a domain's vocabulary.
type Tool struct {
	ID      string
	Doc     string   // what it does, in words
	Phrases []string // how people ask for it
	In, Out []port.Spec
}

// Domain is a vocabulary that plans are written in.
type Domain struct {
	Name  string
	Tools []Tool
	Fits  func(from, to port.Type) bool // nil: equal types fit
}

func (d *Domain) fits(from, to port.Type) bool {
	if d.Fits != nil {
		return d.Fits(from, to)
	}
	return from == to
}

func portType(s string) port.Type { return port.Type(s) }
