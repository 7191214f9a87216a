package posting

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"github.com/tenonhub/tenon/internal/sqlstore"
)

// Reader reads an index for one question: all that was changed before it began
// is in it.
type Reader struct {
	x     *Index
	state state // when it began
	sets  map[string]Set
}

// Reader begins a question.
func (x *Index) Reader(ctx context.Context) (*Reader, error) {
	now, err := x.state(ctx)
	for err == nil {
		if err = x.memory.refresh(ctx, x.db, now); err != nil { // before what is recent becomes less
			break
		}
		var later state
		if later, err = x.recent.refresh(ctx, x.db, now); err == nil && later.folds == now.folds {
			return &Reader{x, now, map[string]Set{}}, nil
		}
		now = later
	}
	return nil, err
}

// Set is the documents that have a word.
func (r *Reader) Set(ctx context.Context, word string) (Set, error) {
	if s, ok := r.sets[word]; ok {
		return s, nil
	}
	over := r.x.recent.of(word) // first: what is brought into the list meanwhile is seen twice, and not missed
	list, ok := r.x.memory.list(word)
	if !ok {
		var err error
		if list, err = r.list(ctx, word); err != nil {
			return Set{}, err
		}
		r.x.memory.keepList(r.state, word, list)
	}
	r.sets[word] = Set{over.over(list)}
	return r.sets[word], nil
}

// list reads the list of a word.
func (r *Reader) list(ctx context.Context, word string) (*roaring.Bitmap, error) {
	list, first := none, row(word)
	err := r.x.db.Each(ctx, func(row sqlstore.Row) error {
		var b []byte
		if err := row.Scan(&b); err != nil {
			return err
		}
		m, err := decode(b)
		switch {
		case err != nil:
		case list == none:
			list = m
		default:
			list.Or(m)
		}
		return err
	}, `SELECT docs FROM posting WHERE id BETWEEN $1 AND $2`, first, first|(1<<partBits-1))
	if err != nil {
		return nil, fmt.Errorf("read the list of a word: %w", err)
	}
	return list, nil
}

// Any is the documents that have one of some words.
func (r *Reader) Any(ctx context.Context, words []string) (Set, error) {
	l := make([]Set, len(words))
	for i, w := range words {
		var err error
		if l[i], err = r.Set(ctx, w); err != nil {
			return Set{}, err
		}
	}
	return Any(l...), nil
}

// All is the documents that have all of some words, of which there is at
// least one.
func (r *Reader) All(ctx context.Context, words []string) (s Set, err error) {
	for i, w := range words {
		next, err := r.Set(ctx, w)
		if err != nil {
			return s, err
		}
		if i > 0 {
			next = s.And(next)
		}
		if s = next; s.Empty() {
			return s, nil
		}
	}
	return s, nil
}

// Words are words that an affix leads to and that contain a text, those that most
// documents have, at most so many; words that are new may be more.
func (r *Reader) Words(ctx context.Context, affix, text string, most int) (l []string, err error) {
	err = r.x.db.Each(ctx, func(row sqlstore.Row) error {
		var w string
		err := row.Scan(&w)
		l = append(l, w)
		return err
	}, `SELECT word FROM posting_affix WHERE affix = $1 AND word LIKE $2 ESCAPE '\' ORDER BY rank, word LIMIT $3`, affix, "%"+escape.Replace(text)+"%", most)
	if err != nil {
		return nil, fmt.Errorf("look for words in the index: %w", err)
	}
	fresh := r.x.recent.find(func(w string) bool {
		return strings.Contains(w, text) && slices.Contains(r.x.affixes(w), affix)
	}, most)
	l = append(l, fresh...)
	slices.Sort(l)
	return slices.Compact(l), nil
}

var escape = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// Ranked are words that an affix leads to, at most so many: those that most documents
// have first, and at the end what is new.
func (r *Reader) Ranked(ctx context.Context, affix string, most int) (l []string, err error) {
	err = r.x.db.Each(ctx, func(row sqlstore.Row) error {
		var w string
		err := row.Scan(&w)
		l = append(l, w)
		return err
	}, `SELECT word FROM posting_affix WHERE affix = $1 ORDER BY rank, word LIMIT $2`, affix, most)
	if err != nil {
		return nil, fmt.Errorf("look for words in the index: %w", err)
	}
	return append(l, r.x.recent.find(func(w string) bool { return slices.Contains(r.x.affixes(w), affix) }, most)...), nil
}

// Leads counts the words that an affix leads to, up to a number.
func (r *Reader) Leads(ctx context.Context, affix string, most int) (n int, err error) {
	err = r.x.db.One(ctx, []any{&n}, `SELECT COUNT(*) FROM (SELECT 1 FROM posting_affix WHERE affix = $1 LIMIT $2) l`, affix, most)
	if err != nil {
		return 0, fmt.Errorf("count words of the index: %w", err)
	}
	return n, nil
}
