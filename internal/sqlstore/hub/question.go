package hub

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/words"
	"github.com/tenonhub/tenon/internal/sqlstore/posting"
)

// A search is what the index is asked. Repositories are found in classes, the
// most relevant first, and in each the most used first:
//
//	0  the name is the text
//	1  its words are words of the name
//	2  … of the name or of labels
//	3  … parts of words of the name
//	4  … anywhere in the repository, the last one as the beginning of a word
//
// A class leaves out what is in those before it, so that pages can go on from a
// class and a place in it. Parts and beginnings stand for the words that most
// repositories have.
type search struct {
	r     *posting.Reader
	q     hub.Query
	text  string
	words []string
	fits  posting.Set // all that the query lets through but for its text
}

const classes = 5

// anywhere is the class of what contains all but parts of names.
const (
	byName   = 0
	inName   = 1
	inHead   = 2
	inParts  = 3
	anywhere = 4
)

const (
	maxAsked = 10 // words of a text that are looked for
	// The most words that a part or a beginning stands for.
	maxParts      = 48
	maxBeginnings = 48
)

func (s *Store) search(ctx context.Context, q hub.Query) (*search, error) {
	r, err := s.index.Reader(ctx)
	if err != nil {
		return nil, err
	}
	a := &search{r: r, q: q, text: strings.ToLower(strings.TrimSpace(q.Text)), words: words.Asked(unmarked.Replace(q.Text))}
	a.words = a.words[:min(len(a.words), maxAsked)]
	a.fits, err = a.filter(ctx)
	return a, err
}

// filter is what kind, labels and owner let through, of what may be seen.
func (a *search) filter(ctx context.Context) (posting.Set, error) {
	own := []string{label(labelKind(a.q.Kind))}
	for _, l := range a.q.Labels {
		own = append(own, label(l))
	}
	if a.q.Owner != "" {
		own = append(own, label(labelOwner(a.q.Owner)))
	}
	some := !a.q.All && len(a.q.Within)+len(a.q.Named) > 0 // private ones
	if !a.q.All && !some {
		own[0] = label(labelPublic(a.q.Kind)) // those are of the kind, too
	}
	if a.q.Gated != nil && *a.q.Gated {
		own = append(own, label(labelGated))
	}
	s, err := a.r.All(ctx, own)
	if err == nil && a.q.Gated != nil && !*a.q.Gated {
		var gated posting.Set
		gated, err = a.r.Set(ctx, label(labelGated))
		s = s.Without(gated)
	}
	if err != nil || !some {
		return s, err
	}
	seen := []string{label(labelPublic(a.q.Kind))}
	for _, o := range a.q.Within {
		seen = append(seen, label(labelOwner(o)))
	}
	for _, n := range a.q.Named {
		seen = append(seen, label(labelName(n.String())))
	}
	seenSet, err := a.r.Any(ctx, seen)
	return s.And(seenSet), err
}

// class is what a class has, which classes before it may have too.
func (a *search) class(ctx context.Context, n int) (posting.Set, error) {
	switch {
	case n == byName && a.text != "":
		return a.r.Set(ctx, label(labelName(a.text)))
	case len(a.words) == 0 && n == anywhere: // nothing is asked
		return a.fits, nil
	case len(a.words) == 0 || n == byName:
		return posting.Set{}, nil
	case n == inName || n == inHead:
		mark := markName
		if n == inHead {
			mark = markHead
		}
		marked := make([]string, len(a.words))
		for i, w := range a.words {
			marked[i] = mark + w
		}
		return a.r.All(ctx, marked)
	case n == inParts:
		return a.each(ctx, a.part)
	}
	return a.each(ctx, a.beginning)
}

// each is what has all words of the question, in the sense of having.
func (a *search) each(ctx context.Context, having func(ctx context.Context, i int) (posting.Set, error)) (s posting.Set, err error) {
	s = a.fits
	for i := range a.words {
		next, err := having(ctx, i)
		if err != nil {
			return s, err
		}
		if s = s.And(next); s.Empty() {
			break
		}
	}
	return s, nil
}

// part is what has a word as a part of a word of its name. The rarest three
// characters lead to it.
func (a *search) part(ctx context.Context, i int) (posting.Set, error) {
	const enough = 1000
	best, least := "", enough+1
	for _, g := range words.Grams(a.words[i]) {
		n, err := a.r.Leads(ctx, markName+g, min(least, enough))
		if err != nil {
			return posting.Set{}, err
		}
		if n < least {
			best, least = g, n
		}
	}
	if best == "" {
		return posting.Set{}, nil
	}
	l, err := a.r.Words(ctx, markName+best, a.words[i], maxParts)
	if err != nil {
		return posting.Set{}, err
	}
	return a.r.Any(ctx, l)
}

// beginning is what has a word anywhere; the last one may be the beginning of
// one, which the index knows from three characters on.
func (a *search) beginning(ctx context.Context, i int) (posting.Set, error) {
	w := a.words[i]
	begin := beginning(w)
	if i < len(a.words)-1 || begin == "" {
		return a.r.Set(ctx, w)
	}
	found, err := a.r.Words(ctx, begin, w, maxBeginnings)
	if err != nil {
		return posting.Set{}, err
	}
	l := []string{w}
	for _, f := range found {
		if strings.HasPrefix(f, w) && f != w {
			l = append(l, f)
		}
	}
	return a.r.Any(ctx, l)
}

// any is what is in any class: what has the words in its name or labels has them
// anywhere.
func (a *search) any(ctx context.Context) (posting.Set, error) {
	if a.text == "" {
		return a.sized(ctx, a.fits)
	}
	var l []posting.Set
	for _, n := range []int{byName, inParts, anywhere} {
		s, err := a.class(ctx, n)
		if err != nil {
			return s, err
		}
		l = append(l, s)
	}
	return a.sized(ctx, a.fits.And(posting.Any(l...)))
}

// all is what the question finds, its words spelled rightly if there is nothing else.
func (a *search) all(ctx context.Context) (posting.Set, error) {
	s, err := a.any(ctx)
	if err != nil || !s.Empty() || len(a.words) == 0 {
		return s, err
	}
	if ok, err := a.spell(ctx); err != nil || !ok {
		return s, err
	}
	return a.any(ctx)
}
