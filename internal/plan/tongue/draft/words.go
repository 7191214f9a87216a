package draft

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/motion"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
)

// asked is the question of a step: the clause that asks.
func (r *wishes) asked(s *reading.Step) string {
	if s.Asks {
		return strings.Trim(r.Said(s.From, s.To), " ,.;:，。；：")
	}
	if i := agenda.Find(r.Order, "chart-generation"); i >= 0 && s.Task.ID == "table-question-answering" {
		if told := r.ToldBeside(s); told != "" {
			return told
		}
		from, _ := r.Clause(s.From, s.To)
		if drawn := r.Order[i].From; r.Text.Tokens[drawn].Clause == r.Text.Tokens[s.From].Clause && from < drawn && s.From < drawn && len(r.Order) > 2 {
			return strings.Trim(r.Said(from, drawn), " ,.;:，。；：")
		}
	}
	said := r.Sentence(s)
	for _, m := range r.Asks {
		if s.Task.ID == "table-question-answering" && s.Line != "hint" && r.Text.Tokens[m.From].Clause == r.Text.Tokens[s.From].Clause {
			return r.Clauses(m.From, m.To)
		}
	}
	if from, end := r.Clause(s.From, s.To); s.Task.ID == "question-answering" && from+1 < s.From && r.Text.Tokens[s.From-1].Word == "and" && r.wishedIn(s, from) {
		return strings.Trim(r.Said(s.From, end), " ,.;:，。；：")
	}
	for _, m := range r.Asks {
		if m.From >= s.From && (s.Line == "hint" || s.Task.ID != "table-question-answering" || strings.Contains(said, r.Clauses(m.From, m.To))) {
			return r.Clauses(m.From, m.To)
		}
	}
	for _, m := range r.Asks {
		another := slices.ContainsFunc(r.Order, func(o *reading.Step) bool {
			return o != s && o.Task.ID == s.Task.ID && r.Text.Tokens[o.From].Clause == r.Text.Tokens[m.From].Clause
		})
		if !another && (s.Line == "hint" || s.Task.ID != "table-question-answering" || strings.Contains(said, r.Clauses(m.From, m.To))) {
			return r.Clauses(m.From, m.To)
		}
	}
	at := [2]int{s.From, s.To}
	if s.Set["fields"] != "" {
		return strings.Trim(r.Said(r.fieldList(s)), " ,.;:，。；：")
	}
	if s.Task.ID == "document-question-answering" {
		for _, span := range s.Spans {
			if span[0] > at[0] {
				at = span // the question comes last: “the scanned form, which of the boxes is ticked”
			}
		}
	}
	return r.Clauses(at[0], at[1])
}

// wishedIn reports whether another step than s is wished for between a token and s.
func (r *wishes) wishedIn(s *reading.Step, from int) bool {
	return slices.ContainsFunc(r.Order, func(o *reading.Step) bool { return o != s && from <= o.From && o.To < s.From })
}

// fieldList are the tokens of a list of fields, from its verb on: the clauses
// behind that hold no other wish and ask nothing.
func (r *wishes) fieldList(s *reading.Step) (from, end int) {
	tokens := r.Text.Tokens
	_, end = r.Clause(s.From, s.To)
	for s.Set["fields"] != "form" && end < len(tokens) && (tokens[end-1].Word == "," || tokens[end-1].Word == "，") {
		_, next := r.Clause(end, end+1)
		inside := func(a, z int) bool { return end <= a && a < next || a < end && z > end }
		if next-end > 9 || slices.ContainsFunc(r.Order, func(o *reading.Step) bool { return o != s && inside(o.From, o.To) }) || slices.ContainsFunc(r.Asks, func(m phrase.Match) bool { return inside(m.From, m.To) }) {
			break
		}
		end = next
	}
	for _, o := range r.Order {
		if o != s && s.To <= o.From && o.From < end {
			end = r.beforeJoint(s.To, o.From)
		}
	}
	return s.From, end
}

// prompt is what the request says about what to make: the clause of the step,
// from the end of the step before to the beginning of the next one.
func (r *wishes) prompt(s *reading.Step) string {
	if s.Task.ID != "text-generation" {
		for _, c := range r.Content {
			if len(r.Order) > 1 && r.Text.Tokens[c.First].Clause != r.Text.Tokens[s.From].Clause {
				continue
			}
			return strings.TrimSpace(sized.ReplaceAllString(r.Words(c), ""))
		}
	}
	tokens := r.Text.Tokens
	low, high := 0, len(tokens)
	for _, o := range r.Order {
		if o == s {
			continue
		}
		if o.To <= s.From {
			low = max(low, o.To)
		}
		if o.From >= s.To {
			high = min(high, o.From)
		}
	}
	if s.Task.ID == "text-generation" && len(r.Order) == 1 && len(r.Req.Given)+len(r.Content) == 0 {
		return strings.Trim(r.Text.Source, " ,.;:，。；：")
	}
	from, to := s.From, s.To
	for from > low && !stopsPrompt(tokens[from-1]) && tokens[from-1].Clause == tokens[s.From].Clause && !r.endsWish(from-1) {
		from--
	}
	if from == low && low > 0 {
		from = r.afterJoint(from, s.From, s.Task.ID == "text-to-audio")
	}
	for to < high && !stopsPrompt(tokens[to]) {
		to++
	}
	if to == high && high < len(tokens) {
		to = r.beforeJoint(s.To, to)
	}
	said := to - from
	for i := from; i < to; i++ {
		if slices.ContainsFunc(s.Spans, func(at [2]int) bool { return at[0] <= i && i < at[1] }) || tokens[i].Kind == phrase.Mark {
			said--
		}
	}
	if said <= 2 && s.Task.ID != "text-generation" && (s.Task.ID != "text-to-audio" || from == low || !under[tokens[from-1].Word]) {
		from = low
	}
	return strings.Trim(r.Said(from, to), " ,.;:，。；：")
}

// endsWish reports whether a token joins what follows to a wish before it.
func (r *wishes) endsWish(i int) bool {
	return slices.Contains([]string{"and", "then", "再", "然"}, r.Text.Tokens[i].Word) && slices.ContainsFunc(r.Matches, func(m phrase.Match) bool {
		return m.To <= i && m.Entry.Weight >= 4 && m.Entry.Section != "text-generation" && r.Text.Tokens[m.From].Clause == r.Text.Tokens[i].Clause
	})
}

var sized = regexp.MustCompile(`[,，]?\s*\d+\s*[x×*]\s*\d+\s*(像素|px|pixels)?\s*$`)

func stopsPrompt(t phrase.Token) bool {
	return t.Kind == phrase.Mark && strings.Contains(".?!。？！;；\n→", t.Word)
}

// under are the words that music stands behind.
var under = map[string]bool{"over": true, "with": true, "under": true, "plus": true}

// afterJoint is the place after the last “and” or comma of a range; of what
// sounds under something, also after “over” or “with”.
func (r *wishes) afterJoint(from, to int, sounds bool) int {
	for i := to - 1; i >= from; i-- {
		t := r.Text.Tokens[i]
		if t.Kind == phrase.Mark || sounds && under[t.Word] || slices.Contains([]string{"and", "then", "再", "然后"}, t.Word) {
			return i + 1
		}
	}
	return from
}

// beforeJoint is the place of the last “and” or comma of a range.
func (r *wishes) beforeJoint(from, to int) int {
	for i := to - 1; i >= from; i-- {
		if t := r.Text.Tokens[i]; t.Kind == phrase.Mark || slices.Contains([]string{"and", "then", "再", "然后"}, t.Word) {
			return i
		}
	}
	return to
}

var serial = regexp.MustCompile(`(?i)(https?://[^\s，。、“”]+|www\.[^\s，。、“”]+|\b[A-Za-z]*-?\d[A-Za-z0-9-]{3,}\b)`)

// serialNumber is an address or a number that a code is to be made of.
func (r *wishes) serialNumber() (string, bool) {
	if agenda.Find(r.Order, "barcode-generation") < 0 {
		return "", false
	}
	for _, w := range serial.FindAllString(r.Req.Text, -1) {
		if low := strings.ToLower(w); !strings.HasPrefix(low, "ean") && !strings.HasPrefix(low, "code") {
			return w, true
		}
	}
	return "", false
}

// motion is how a picture is to move, when the request says it.
func (r *wishes) motion(s *reading.Step) string {
	if how := motion.In(r.Sentence(s)); how != "" || len(r.Order) > 1 {
		return how
	}
	return motion.In(r.Req.Text)
}
