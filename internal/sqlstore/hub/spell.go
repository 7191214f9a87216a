package hub

import (
	"context"
	"strings"

	"github.com/tenonhub/tenon/internal/hub/words"
)

// spell replaces words that are nowhere by those that were probably meant; it
// reports whether there are any.
func (a *search) spell(ctx context.Context) (ok bool, err error) {
	asked := a.words
	a.words = append([]string(nil), asked...)
	for i, w := range asked {
		if len(w) < shortest || words.Dense(w) {
			continue
		}
		there, err := a.beginning(ctx, i)
		if err != nil {
			return false, err
		}
		if !there.Empty() {
			continue
		}
		meant, err := a.meant(ctx, w)
		if err != nil {
			return false, err
		}
		if meant != "" {
			a.words[i], ok = meant, true
		}
	}
	a.text = strings.Join(a.words, "-")
	return ok, nil
}

// The least words that are long, which may have two mistakes, and of how many
// characters at the beginning they then have to be alike.
const (
	long  = 8
	alike = 4
)

// The most words that are compared with one that is written wrongly.
const (
	maxNear = 100  // of each spelling
	maxFar  = 1000 // of those that begin alike
)

// meant is the word that is the least mistakes away, of several the one that
// most repositories have: one mistake, in long words two; empty if there is none.
func (a *search) meant(ctx context.Context, w string) (best string, err error) {
	most := 1
	if len(w) >= long {
		most = 2
	}
	least, place := most+1, 0
	look := func(affix string, n int) error {
		l, err := a.r.Ranked(ctx, affix, n)
		for i, other := range l {
			other = strings.TrimPrefix(other, markHead)
			if d := words.Distance(w, other, most); d <= most && (d < least || d == least && i < place) {
				best, least, place = other, d, i
			}
		}
		return err
	}
	for _, key := range words.Less(w) {
		if err := look(markHead+key, maxNear); err != nil {
			return "", err
		}
	}
	if least > 1 && most > 1 {
		err = look(far(w), maxFar)
	}
	return best, err
}
