package reading

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/column"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

// Sums is what has to be computed before it can be drawn.
var Sums = regexp.MustCompile(`(?i)\b(total|totals|average|averages|mean|sum|sums|count|number of|how many|top|best|most|least|largest|highest|lowest|cheapest|per|median|bottom|biggest|share)\b|合计|总计|平均|总|汇总|统计|前[一二三四五六七八九十\d]|最|数量|多少|求和|占比|均|人数|次数|各.{1,6}的`)

var (
	sideways = []string{"by", "per", "over", "against", "vs", "versus", "across"}
	stops    = []string{"as", "in", "from", "with", "and", "for", "using", "please", "pls", "then", "of", "is", "on", "to", "call", "titl", "title", "name", "sav", "save", "plus", "export", "too", "also"}
)

// Columns are what stands along the bottom and up the side of a chart.
func (r *Reading) Columns(s *Step) (x string, y []string) {
	if x, y, ok := column.Said(r.Sentence(s)); ok {
		return x, y
	}
	from, to := r.Clause(s.From, s.To)
	if x, y = r.sideways(from, to); x == "" && len(y) == 0 && r.wordsIn(from, to) <= 3 && to < len(r.Text.Tokens) && r.Text.Tokens[to-1].Word == "," {
		x, y = r.sideways(r.Clause(to, to+1)) // “pie chart, costs by department”
	}
	return x, y
}

// sideways reads “Y by X” of the tokens of a clause.
func (r *Reading) sideways(from, to int) (x string, y []string) {
	tokens := r.Text.Tokens
	at := -1
	for i := from; i < to; i++ {
		if slices.Contains(sideways, tokens[i].Word) {
			at = i
		}
	}
	if at <= from || at+1 >= to {
		return "", nil
	}
	end := at + 1
	for end < to && tokens[end].Kind == phrase.Word && !slices.Contains(stops, tokens[end].Word) {
		end++
	}
	start := at
	for start > from && (tokens[start-1].Kind == phrase.Word || tokens[start-1].Word == ",") && !r.draws(tokens[start-1]) {
		start--
	}
	if end == at+1 {
		return "", nil
	}
	if start-2 >= from && start < at && tokens[start-1].Word == "of" && slices.Contains([]string{"number", "count"}, tokens[start-2].Word) {
		start -= 2
	}
	if start == at {
		return column.Trim(r.Said(at+1, end)), nil
	}
	return column.Trim(r.Said(at+1, end)), column.Split(r.Said(start, at))
}

func (r *Reading) draws(t phrase.Token) bool {
	return slices.Contains([]string{"of", "plot", "draw", "chart", "graph", "show", "me", "diagram", "visualiz", "with", "for", "make", "line", "bar", "bars", "scatter", "showing", "sho", "compar"}, t.Word)
}

// Sentence is the text round a step up to the marks that end a sentence.
func (r *Reading) Sentence(s *Step) string {
	tokens := r.Text.Tokens
	from, to := s.From, s.To
	for from > 0 && (tokens[from-1].Kind != phrase.Mark || !strings.Contains(".?!。？！;；\n", tokens[from-1].Word)) {
		from--
	}
	for to < len(tokens) && (tokens[to].Kind != phrase.Mark || !strings.Contains(".?!。？！;；\n", tokens[to].Word)) {
		to++
	}
	return r.Said(from, to)
}
