package draft

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
)

// narrows finds the clauses that say which rows of a table count.
var narrows = regexp.MustCompile(`(?i)^\s*(and\s+|but\s+)?(only|just|excluding|exclude|except|without|leaving out|leave out|not counting|not including|ignoring|ignore|apart from|other than|in|for|during|between|since|before|after|within|by|per|grouped|(sort|order|rank|arrange)(ed)?|split|broken down|(highest|lowest|largest|smallest|biggest|most|least|newest|oldest|latest|earliest|best|worst|top|descending|ascending|alphabetical(ly)?)( ones?)?( first| to (highest|lowest|largest|smallest|biggest))?\s*$)\b|\bonly\s*$|\b(first|descending|ascending)\s*$|^\s*(并且?|而且|但)?(请|我)?(只|仅|不算|不计|不含|不包括|除|排除|去掉|剔除|扣除)|^\s*(再|并|然后)?(按|按照|以|从|由)?[^，。]{0,8}(排序|排个序|排列|排一下|降序|升序|倒序|从高到低|从大到小|从低到高|从小到大|从多到少|从少到多|由高到低|由大到小|由低到高|由小到大)`)

// shaped finds the clauses that say how an answer from a table is to stand: in which
// order, with which columns, how exact, across what, compared by how much.
var shaped = regexp.MustCompile(`(?i)\b(sort|sorted|ranked|order(ed)? by|ascending|descending|alphabetical(ly)?|round(ed)?|decimals?( places?)?|whole (numbers|euros|dollars)|integers?|(cross|pivot)[ -]?(tab|table|tabulation)s?|columns?|compare|comparing|(as|in) (a )?percent(age)?s?|(and )?(what|how much|by how) (much )?(percent|percentage)|by how much)\b|\b(high|low|larg|small|bigg?|new|old|late|earli|cheap|long|short|young|great)(est|st)( (ones|figures|amounts|values))? (first|to|at the (top|bottom))\b|\b(best|worst|most|least|most recent|most expensive) (first|to)\b|\bfrom (high|low|large|small|big|new|old|most|least|best|worst)|^\w+ (by|per|x|vs) \w+$|排(个|一下)?序|排列|排名|升序|降序|[从由].{1,2}[到至].{1,2}|倒序|正序|先后|四舍五入|取整|整数|小数|精确到|交叉表|透视表?|占比|百分比|百分之|对比|比较一?下|相差`)

// goesOn is where a list of names goes on: “how much did North, South and East sell?”
var goesOn = regexp.MustCompile(`^[A-Z][\w-]*(, [A-Z][\w-]*)* (and|or) [A-Z]`)

// narrowed is the question of a table with the clauses beside it that restrict
// it: without “excluding Tea” the answer would be another one. They end where
// the sentence does, or another step is said.
func (r *wishes) narrowed(s *reading.Step, question string) string {
	at := strings.Index(r.Text.Source, question)
	if at < 0 || question == "" {
		return question
	}
	tokens := r.Text.Tokens
	from := slices.IndexFunc(tokens, func(t phrase.Token) bool { return t.End > at })
	to := from
	for to < len(tokens) && tokens[to].Start < at+len(question) {
		to++
	}
	if from < 0 || to <= from {
		return question
	}
	from, to = r.widen(s, from, to)
	return strings.Trim(r.Said(from, to), " ,.;:，。；：")
}

// widen adds restricting clauses before and after some tokens.
func (r *wishes) widen(s *reading.Step, from, to int) (first, end int) {
	tokens := r.Text.Tokens
	for to < len(tokens) && !stopsPrompt(tokens[to-1]) {
		next := to
		if tokens[next].Kind == phrase.Mark {
			next++
		}
		if next >= len(tokens) || stopsPrompt(tokens[to]) {
			break
		}
		a, z := r.Clause(next, next+1)
		if a < to-1 || !r.restricts(s, a, z) {
			break
		}
		to = z
	}
	for from > 0 && !stopsPrompt(tokens[from-1]) {
		a, z := r.Clause(from-1, from)
		if z > from || !r.restricts(s, a, z) && (!r.onlyShapes(s, from, to) || r.holdsAnother(s, a, z)) {
			break
		}
		from = a
	}
	return from, to
}

// onlyShapes reports whether some words only say in which order an answer stands:
// what is asked stands before them, 各产品的销量，从小到大排.
func (r *wishes) onlyShapes(s *reading.Step, from, to int) bool {
	return s.Task.ID == "table-question-answering" && orderOnly.MatchString(strings.Trim(r.Said(from, to), " ,.;:，。；："))
}

var orderOnly = regexp.MustCompile(`(?i)^((and|please|then) )*(sort|sorted|order|ordered|rank|ranked|arrange|arranged)\b[^,;]*$|^(\w+est|most|least|best|worst) first$|^(in )?(ascending|descending)( order)?$|^from \w+ to \w+$|^(请|再|并|然后)?(按|按照|以|从|由)?[^，。]{0,10}([从由].{1,2}[到至].{1,2}|升序|降序)(排序?|排列|来排)?$|^(请|再|并)?(按|按照)[^，。]{1,8}(排序|排列|排名|排)$`)

// restricts reports whether a clause restricts and holds no step of another task.
func (r *wishes) restricts(s *reading.Step, from, to int) bool {
	said := strings.Trim(r.Said(from, to), " ,.;:，。；：")
	return (narrows.MatchString(said) || s.Task.ID == "table-question-answering" && (shaped.MatchString(said) || goesOn.MatchString(said))) && !r.holdsAnother(s, from, to)
}

// holdsAnother reports whether a clause holds another step.
func (r *wishes) holdsAnother(s *reading.Step, from, to int) bool {
	return slices.ContainsFunc(r.Order, func(o *reading.Step) bool {
		return o != s && (o.Task.ID != s.Task.ID || o.Asks) && from <= o.From && o.From < to
	})
}
