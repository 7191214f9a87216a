package hub

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/words"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// A question is what the index is asked. Documents are found in classes, the
// most relevant first, and in each the most used first:
//
//	0  the name is the text
//	1  its words are words of the name
//	2  … of the name or of labels
//	3  … parts of the name
//	4  … anywhere in the repository, the last one as the beginning of a word
//
// A class leaves out what is in those before it, so that none is read before
// it is needed, and pages can go on from a class and a document.
type question struct {
	text   string
	words  []string
	filter []string // expressions, all of which a document fits
	first  int64    // documents from …
	last   int64    // … to
}

const classes = 5

// anywhere is the class of what contains all but parts of names.
const (
	inParts  = 3
	anywhere = 4
)

// maxAsked is how many words of a text are looked for.
const maxAsked = 10

func ask(q hub.Query) question {
	a := question{text: strings.ToLower(strings.TrimSpace(q.Text)), words: words.Asked(unmarked.Replace(q.Text))}
	a.words = a.words[:min(len(a.words), maxAsked)]
	a.first, a.last = span(q.Kind)
	if q.Owner != "" {
		a.filter = append(a.filter, token(label(labelOwner(q.Owner))))
	}
	for _, l := range q.Labels {
		a.filter = append(a.filter, token(label(l)))
	}
	if !q.All {
		seen := []string{token(label(labelPublic))}
		for _, o := range q.Within {
			seen = append(seen, token(label(labelOwner(o))))
		}
		a.filter = append(a.filter, either(seen))
	}
	return a
}

func token(s string) string      { return `"` + s + `"` }
func all(l []string) string      { return "(" + strings.Join(l, " AND ") + ")" }
func either(l []string) string   { return "(" + strings.Join(l, " OR ") + ")" }
func without(a, b string) string { return "(" + a + " NOT " + b + ")" }

// class is what documents of a class fit, those of others may too; empty if
// there are none.
func (a question) class(n int) string {
	l := make([]string, 0, len(a.words))
	for i, w := range a.words {
		switch n {
		case 1:
			l = append(l, token(markName+w))
		case 2:
			l = append(l, token(markHead+w))
		case inParts:
			grams := words.Grams(w)
			if len(grams) == 0 {
				return ""
			}
			for _, g := range grams {
				l = append(l, token(markGram+g))
			}
		case anywhere:
			l = append(l, a.beginning(i))
		}
	}
	if n == 0 {
		l = append(l, token(label(labelName(a.text))))
	}
	if len(l) == 0 {
		return ""
	}
	return all(l)
}

// beginning is the expression of a word anywhere; the last one may be the
// beginning of one, which the index knows from three characters on.
func (a question) beginning(i int) string {
	w := a.words[i]
	if i == len(a.words)-1 && (len([]rune(w)) >= 3 || words.Dense(w)) {
		return token(w) + " *"
	}
	return token(w)
}

// match is the expression of a class.
func (a question) match(n int) string {
	own := a.class(n)
	if own == "" {
		return ""
	}
	expr := all(append([]string{own}, a.filter...))
	var before []string
	for i := range n {
		if c := a.class(i); c != "" {
			before = append(before, c)
		}
	}
	if len(before) == 0 {
		return expr
	}
	return without(expr, either(before))
}

// any is the expression of all classes, parts of names apart.
func (a question) any() string {
	if len(a.words) == 0 {
		return all(a.filter)
	}
	return all(append([]string{a.class(anywhere)}, a.filter...))
}

// parts is the condition that words are parts of a name, whose characters the
// index knows without their order.
func (a question) parts(arg func(any) string, column string) string {
	var l []string
	for _, w := range a.words {
		l = append(l, column+` LIKE `+arg("%"+escape.Replace(w)+"%")+` ESCAPE '\'`)
	}
	return "(" + strings.Join(l, " AND ") + ")"
}

var escape = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)

// arguments collects the arguments of a query.
type arguments []any

func (a *arguments) add(v any) string {
	*a = append(*a, v)
	return fmt.Sprint("$", len(*a))
}

// docs is a query for documents: those of any class.
func (a question) docs(args *arguments) string {
	q := fmt.Sprintf(`SELECT repo_search.rowid FROM repo_search WHERE repo_search MATCH %s AND repo_search.rowid BETWEEN %s AND %s`,
		args.add(a.any()), args.add(a.first), args.add(a.last))
	if c := a.class(inParts); c != "" {
		expr := without(all(append([]string{c}, a.filter...)), a.class(anywhere))
		q += fmt.Sprintf(` UNION ALL SELECT repo_search.rowid FROM repo_search CROSS JOIN repo n ON n.doc = repo_search.rowid
			WHERE repo_search MATCH %s AND repo_search.rowid BETWEEN %s AND %s AND %s`,
			args.add(expr), args.add(a.first), args.add(a.last), a.parts(args.add, "n.name_key"))
	}
	return q
}

// count counts documents of any class, up to a number.
func (s *Store) count(ctx context.Context, a question, most int) (n int, err error) {
	var args arguments
	query := `SELECT COUNT(*) FROM (` + a.docs(&args) + ` LIMIT ` + args.add(most) + `)`
	err = s.db.One(ctx, []any{&n}, query, args...)
	return n, err
}

// spell returns the question with words that are nowhere replaced by those
// that were probably meant; ok is false if there are none.
func (s *Store) spell(ctx context.Context, a question) (better question, ok bool, err error) {
	better = a
	better.words = append([]string(nil), a.words...)
	for i, w := range a.words {
		if len(w) < shortest || words.Dense(w) {
			continue
		}
		expr := a.beginning(i)
		var there int
		err := s.db.One(ctx, []any{&there}, `SELECT 1 FROM repo_search WHERE repo_search MATCH $1 LIMIT 1`, expr)
		if err == nil {
			continue
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return a, false, err
		}
		meant, err := s.meant(ctx, w)
		if err != nil {
			return a, false, err
		}
		if meant != "" {
			better.words[i], ok = meant, true
		}
	}
	better.text = strings.Join(better.words, "-")
	return better, ok, nil
}

// The least words that are long, which may have two mistakes, and of how many
// characters at the beginning they then have to be alike.
const (
	long  = 8
	alike = 4
)

// meant is the most used of the words that are the least mistakes away: one,
// in long words two; empty if there is none.
func (s *Store) meant(ctx context.Context, w string) (best string, err error) {
	most := 1
	if len(w) >= long {
		most = 2
	}
	least, uses := most+1, 0
	look := func(query string, args ...any) error {
		return s.db.Each(ctx, func(row sqlstore.Row) error {
			var other string
			var n int
			if err := row.Scan(&other, &n); err != nil {
				return err
			}
			if d := words.Distance(w, other, most); d <= most && (d < least || d == least && n > uses) {
				best, least, uses = other, d, n
			}
			return nil
		}, query, args...)
	}
	for _, key := range words.Less(w) {
		err := look(`SELECT w.word, w.uses FROM repo_spelling s JOIN repo_word w ON w.word = s.word WHERE s.key = $1 AND w.uses > 0 ORDER BY w.uses DESC LIMIT 100`, key)
		if err != nil {
			return "", err
		}
	}
	if least > 1 && most > 1 {
		runes := []rune(w)
		from := string(runes[:min(alike, len(runes))])
		err = look(`SELECT word, uses FROM repo_word WHERE word >= $1 AND word < $2 AND uses > 0 LIMIT 3000`, from, from+"\U0010FFFF")
	}
	return best, err
}
