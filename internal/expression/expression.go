// Package expression holds regular expressions that are compiled when they are
// first used. There are hundreds in this program, and every process of it, also
// one that only decodes a picture, would compile them all before it begins.
package expression

import (
	"regexp"
	"sync"
)

// Lazy is a regular expression. Its methods are those of regexp.Regexp.
type Lazy struct{ get func() *regexp.Regexp }

// New returns an expression that must be well-formed: its first use panics
// otherwise.
func New(expr string) Lazy {
	return Lazy{sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) })}
}

// Regexp is the expression itself.
func (l Lazy) Regexp() *regexp.Regexp { return l.get() }

// MatchString is that of regexp.Regexp.
func (l Lazy) MatchString(s string) bool { return l.get().MatchString(s) }

// FindString is that of regexp.Regexp.
func (l Lazy) FindString(s string) string { return l.get().FindString(s) }

// FindStringIndex is that of regexp.Regexp.
func (l Lazy) FindStringIndex(s string) []int { return l.get().FindStringIndex(s) }

// FindStringSubmatch is that of regexp.Regexp.
func (l Lazy) FindStringSubmatch(s string) []string { return l.get().FindStringSubmatch(s) }

// FindStringSubmatchIndex is that of regexp.Regexp.
func (l Lazy) FindStringSubmatchIndex(s string) []int { return l.get().FindStringSubmatchIndex(s) }

// FindAllStringIndex is that of regexp.Regexp.
func (l Lazy) FindAllStringIndex(s string, n int) [][]int { return l.get().FindAllStringIndex(s, n) }

// FindAllStringSubmatchIndex is that of regexp.Regexp.
func (l Lazy) FindAllStringSubmatchIndex(s string, n int) [][]int {
	return l.get().FindAllStringSubmatchIndex(s, n)
}

// ReplaceAllString is that of regexp.Regexp.
func (l Lazy) ReplaceAllString(s, with string) string { return l.get().ReplaceAllString(s, with) }
