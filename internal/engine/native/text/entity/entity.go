// Package entity finds the names of people, places and organisations, dates,
// times, durations, amounts, and addresses (mail, web, telephone) in English
// and Chinese text, with patterns, lists of names and the words around them.
package entity

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Kind is what an entity is.
type Kind string

// The kinds. An amount is money, a share or a measured quantity; a mere count
// is none.
const (
	Person       Kind = "person"
	Place        Kind = "place"
	Organisation Kind = "organisation"
	Date         Kind = "date"
	Time         Kind = "time"
	Duration     Kind = "duration"
	Amount       Kind = "amount"
	Email        Kind = "email"
	URL          Kind = "url"
	Phone        Kind = "phone"
)

// Entity is a stretch of a text, in byte offsets; Text is that without line breaks.
// Score is in (0, 1].
type Entity struct {
	Kind       Kind
	Text       string
	Start, End int
	Score      float64
}

// Find returns the entities of s in their order. They do not overlap.
func Find(ctx context.Context, s string) ([]Entity, error) {
	flat, sentences := words.Flat(s)
	found, err := find(ctx, words.Simplify(flat), sentences)
	for i := range found {
		found[i].Text = strings.Join(strings.Fields(flat[found[i].Start:found[i].End]), " ")
	}
	return found, err
}

func find(ctx context.Context, s string, sentences []words.Sentence) ([]Entity, error) {
	found, err := patterns(ctx, s)
	if err != nil {
		return nil, err
	}
	taken := newSpans(found)
	var names []Entity
	memory := newMemory()
	for i, t := range sentences {
		if i%128 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		tokens := words.Tokens(s[t.Start:t.End])
		for k := range tokens {
			tokens[k].Start += t.Start
			tokens[k].End += t.Start
		}
		tokens = taken.without(tokens)
		names = append(names, englishNames(s, tokens, memory)...)
		names = append(names, chineseNames(s, tokens, memory)...)
	}
	names = slices.DeleteFunc(memory.settle(names), func(e Entity) bool { return mistaken(s, e) })
	found = append(found, names...)
	slices.SortStableFunc(found, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End))
	})
	return apart(found), ctx.Err()
}

// mistaken reports whether a name is none: a person with a postcode, the letters
// of a number (GF-2025), 之日起.
func mistaken(s string, e Entity) bool {
	said := s[e.Start:e.End]
	number := len(s) > e.End+1 && (s[e.End] == '-' || s[e.End] == '/') && s[e.End+1] >= '0' && s[e.End+1] <= '9'
	return e.Kind == Person && strings.ContainsAny(said, "0123456789") ||
		e.Kind == Organisation && number && strings.ToUpper(said) == said ||
		e.Kind == Place && strings.HasPrefix(said, "之日")
}

// apart drops what overlaps an entity before it.
func apart(sorted []Entity) []Entity {
	out := sorted[:0]
	end := 0
	for _, e := range sorted {
		if e.Start >= end {
			out = append(out, e)
			end = e.End
		}
	}
	return out
}

// spans are the stretches that patterns have taken, in order.
type spans []Entity

func newSpans(found []Entity) spans {
	s := slices.Clone(found)
	slices.SortFunc(s, func(a, b Entity) int { return cmp.Compare(a.Start, b.Start) })
	return s
}

// without returns tokens with each taken stretch as one mark, which no name crosses.
func (s spans) without(tokens []words.Token) []words.Token {
	if len(tokens) == 0 {
		return tokens
	}
	i, _ := slices.BinarySearchFunc(s, tokens[0].Start, func(e Entity, at int) int {
		if e.End <= at {
			return -1
		}
		return 1
	})
	out := make([]words.Token, 0, len(tokens))
	for _, t := range tokens {
		for i < len(s) && s[i].End <= t.Start {
			i++
		}
		if i < len(s) && t.End > s[i].Start {
			if n := len(out); n == 0 || out[n-1].Start != s[i].Start {
				out = append(out, words.Token{Text: "", Norm: "<" + string(s[i].Kind) + ">", Kind: words.Mark, Start: s[i].Start, End: s[i].End})
			}
			continue
		}
		out = append(out, t)
	}
	return out
}
