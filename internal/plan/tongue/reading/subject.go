package reading

import (
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/figure"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
)

// subjects takes languages that a table has for columns as words: 谁的英语最高.
func (r *Reading) subjects() {
	if r.Types[port.Table] == 0 {
		return
	}
	column := map[string]bool{}
	plain := func(i int) bool {
		t := r.Text.Tokens[i]
		return t.Kind == phrase.Language && !figure.Led(r.Text.Source[:t.Start])
	}
	for i, t := range r.Text.Tokens {
		if plain(i) && figure.OfMarks(r.Text.Source[:t.Start], r.Text.Source[t.End:]) {
			column[t.Code] = true
		}
	}
	for i, t := range r.Text.Tokens {
		if plain(i) && column[t.Code] {
			r.Text.Tokens[i].Kind, r.Text.Tokens[i].Word = phrase.Word, strings.ToLower(r.Text.Source[t.Start:t.End])
		}
	}
}
