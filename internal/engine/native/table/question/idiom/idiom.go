// Package idiom puts what people say of a table into the words of that table: finished
// jobs where a column says done, how far the last runner was behind the winner, what each
// of the three shops sold. It changes the question only, and says how a word was read.
package idiom

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// Read is a question with what it says by an idiom in plain words.
func Read(s *term.Schema, question string) string {
	said := mostMade.ReplaceAllString(lexicon.Narrow(question), "earned $1")
	for _, rule := range []func(*term.Schema, string) string{whole, scarce, unsettled, longAgo, unheld, marked, times, counted, behind, eachOf, bothOf, ofAllOf, pieces} {
		said = rule(s, said)
	}
	if said == lexicon.Narrow(question) {
		return question
	}
	return said
}

// mostMade is who made the most, of money.
var mostMade = regexp.MustCompile(`(?i)\b(?:made|makes?|took in|takes? in) (the (?:most|least)|most|least)(?: money)?\b`)

var (
	// shared are each and 各 behind what they are of: the three shops each, 三个门店各.
	shared   = regexp.MustCompile(`(?i)\b(?:the |these |those |our |all )*(?:(\d+|two|three|four|five|six|seven|eight|nine|ten) )?([a-z]+) each\b`)
	ofThe    = regexp.MustCompile(`(?i)\beach of (?:the |these |those |our )*(?:(\d+|two|three|four|five|six|seven|eight|nine|ten) )?([a-z]+)\b`)
	sharedZh = regexp.MustCompile(`(?:这|那)?(?:(\d+|[两三四五六七八九十]+)(?:个|家|位|名|种|款|间|类|座))?([\p{Han}]{1,12}?)(?:各自|各)(卖|花|用|收|赚|有|是|完成|修|接|做|欠|付|多少|几|平均|总|一共)`)
)

// eachOf puts “each” before the column that it is of.
func eachOf(s *term.Schema, question string) string {
	for _, form := range []*regexp.Regexp{shared, ofThe, sharedZh} {
		for _, m := range form.FindAllStringSubmatchIndex(question, -1) {
			word := question[m[4]:m[5]]
			from := m[0]
			between := ""
			if form == sharedZh { // the column is what stands last before 各, or first with more behind it
				for i := len(word); i > 0; i-- {
					if (i == len(word) || word[i]&0xC0 != 0x80) && m[2] >= 0 && texts(s, word[:i]) {
						word, between = word[:i], word[i:]
						break
					}
				}
				for i := range word {
					if texts(s, word[i:]) {
						if i > 0 {
							from = m[4] + i
						}
						word = word[i:]
						break
					}
				}
			}
			next, _, _ := strings.Cut(strings.TrimSpace(question[m[1]:]), " ")
			if !texts(s, word) || form == shared && texts(s, strings.Trim(next, ",.?")) {
				continue // how many bookings each cabin had
			}
			each := "each " + word
			if form == sharedZh {
				each = "每个" + word + between + question[m[6]:m[7]]
			}
			return question[:from] + each + question[m[1]:]
		}
	}
	return question
}

// texts reports whether a word names a column of words.
func texts(s *term.Schema, word string) bool {
	return slices.ContainsFunc(s.Cols[lexicon.KeyOf(word)], func(m term.Mention) bool {
		f := &s.Fields[m.Col]
		return f.Kind == sheet.Text
	})
}

var (
	howMany   = regexp.MustCompile(`(?i)\bhow many `)
	ofAll     = regexp.MustCompile(`(?i) (?:of|in) (?:both|all|all the|all three|any) ([a-z]+)\b`)
	left      = regexp.MustCompile(`(?i) (?:are|is) (?:left|remaining|there|in stock|on hand)\b`)
	howManyZh = regexp.MustCompile(`(多少|几)(个|只|颗|枚|支|根|块|张|条|台|本|双|把|件)`)
)

// pieces asks a table of goods, which has no dates, for the quantity where it is asked how
// many there are of a good: how many screws do we have.
func pieces(s *term.Schema, question string) string {
	column := -1
	for i, f := range s.Fields {
		if f.Kind == sheet.Date || f.Calendar {
			return question
		}
		if f.Kind == sheet.Number && (f.Concept == "quantity" || f.Concept == "stock") {
			if column >= 0 {
				return question
			}
			column = i
		}
	}
	if column < 0 || lexicon.KeyOf(s.Fields[column].Name) == "" {
		return question
	}
	good := func(word string) bool {
		return slices.ContainsFunc(s.Values[lexicon.KeyOf(word)], func(l term.Literal) bool {
			return s.Fields[l.Col].Concept == "product" || l.Col == firstText(s)
		})
	}
	name := s.Fields[column].Name
	whole := ofAll.ReplaceAllStringFunc(question, func(said string) string {
		if texts(s, ofAll.FindStringSubmatch(said)[1]) {
			return ""
		}
		return said
	})
	if howMany.MatchString(whole) {
		question = whole
	}
	if m := howMany.FindStringIndex(question); m != nil {
		for i, word := range strings.Fields(strings.TrimRight(question[m[1]:], " ?.")) {
			if i < 3 && good(word) {
				return question[:m[0]] + "total " + name + " of " + left.ReplaceAllString(question[m[1]:], "")
			}
		}
	}
	if m := howManyZh.FindStringIndex(question); m != nil && slices.ContainsFunc(s.Scan(question), func(t term.Token) bool { return good(t.Key) }) {
		return question[:m[0]] + "的" + name + "是多少" + question[m[1]:]
	}
	return question
}

func firstText(s *term.Schema) int {
	return slices.IndexFunc(s.Fields, func(f term.Field) bool { return f.Kind == sheet.Text })
}

var (
	apart   = regexp.MustCompile(`(?i)\bhow (?:far|much|long|many \w+)\b.*\b(?:behind|ahead|after|slower|faster|quicker|beat|apart|between|better|worse)\b|\b(?:gap|difference|lead|distance) (?:between|over|of)\b|\bwinning margin\b|(?:领先|落后|慢|快|差|差距|高|低|多|少).{0,4}(?:多少|几)|相差|差距`)
	ahead   = regexp.MustCompile(`(?i)\bhow (?:far|much|many \w+) (?:behind|ahead)\b|领先|落后`)
	margin  = regexp.MustCompile(`(?i)\bwinning margin\b`)
	leading = regexp.MustCompile(`(?i)\b(?:the )?(?:winner|champion|leader|first[- ]place[d]?|first (?:place|one|runner|finisher|rider|swimmer|team)|first|fastest(?: runner| one)?)\b|冠军|第一名|头名|跑得最快的人?`)
	placed  = regexp.MustCompile(`(?i)\b(?:the )?(runner-up|second|third|fourth|fifth)(?:[- ]place[d]?| (?:place|one|runner|finisher|rider|swimmer|team))?\b|亚军|季军|第([二三四五])名`)
	trail   = regexp.MustCompile(`(?i)\b(?:the )?(?:last|slowest)(?:[- ]place[d]?)?(?: (?:place|one|runner|finisher|racer|rider|swimmer|skier|team|person|competitor|athlete|participant|man|woman|boy|girl|child|kid))?\b|最后一名|最后一位|倒数第一名?|跑得最慢的人?`)
	places  = []string{"first", "second runner-up 亚军 二", "third 季军 三", "fourth 四", "fifth 五"}
)

// behind names those of whom a question asks how far they are apart in a race or table of
// points: the winner, the second, the last.
func behind(s *term.Schema, question string) string {
	if s.Label < 0 || !apart.MatchString(question) {
		return question
	}
	column, most := standing(s)
	if column < 0 {
		return question
	}
	order := ranked(s, column, most)
	at := spots(s, margin.ReplaceAllString(question, "winner and second"), order)
	if len(at) != 2 {
		return question
	}
	slices.Sort(at) // the better one first
	name := s.Fields[s.Label].Text
	first, last := name[order[at[0]]], name[order[at[1]]]
	if !most {
		first, last = last, first
	}
	if strings.ContainsFunc(question, func(r rune) bool { return lexicon.Chinese(string(r)) }) {
		return fmt.Sprintf("%s和%s的%s相差多少", first, last, s.Fields[column].Name)
	}
	return fmt.Sprintf("difference in %s between %s and %s", s.Fields[column].Name, first, last)
}

// standing is the column by which rows are placed, and whether the most is the best: the
// times of a race, else points; -1 is none.
func standing(s *term.Schema) (column int, most bool) {
	for i := range s.Fields {
		if s.Fields[i].Raced() {
			return i, false
		}
	}
	return slices.IndexFunc(s.Fields, func(f term.Field) bool { return f.Concept == "score" }), true
}

// spots are the places in an order of rows that a question speaks of.
func spots(s *term.Schema, question string, order []int) (at []int) {
	add := func(place int) {
		if place >= 0 && place < len(order) && !slices.Contains(at, place) {
			at = append(at, place)
		}
	}
	if trail.MatchString(question) {
		add(len(order) - 1)
	}
	if said := strings.ToLower(placed.FindString(question)); said != "" {
		add(slices.IndexFunc(places, func(words string) bool {
			return slices.ContainsFunc(strings.Fields(words), func(w string) bool { return strings.Contains(said, w) })
		}))
	}
	if leading.MatchString(question) {
		add(0)
	}
	if len(at) == 0 && !ahead.MatchString(question) {
		return nil
	}
	for place, row := range order {
		if name := s.Fields[s.Label].Text[row]; name != "" && len(at) < 2 && strings.Contains(strings.ToLower(question), strings.ToLower(name)) {
			add(place)
		}
	}
	if len(at) == 1 { // how far behind was the last one
		add(0)
	}
	return at
}

// ranked are the rows that have a number in a column, the best first.
func ranked(s *term.Schema, column int, most bool) (rows []int) {
	num := s.Fields[column].Num
	for row := range s.Table.Rows {
		if !s.Fields[column].Empty(row) && num[row] == num[row] {
			rows = append(rows, row)
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		switch {
		case num[a] == num[b]:
			return 0
		case (num[a] > num[b]) == most:
			return -1
		}
		return 1
	})
	return rows
}
