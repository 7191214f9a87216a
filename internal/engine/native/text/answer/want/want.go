// Package want reads from the words of a question what kind of answer it asks for: a day,
// a sum, who did something.
package want

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/dimension"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/edge"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/numeral"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

// Kind is a kind of answer.
type Kind string

const (
	Person   Kind = "person"
	Place    Kind = "place"
	Date     Kind = "date"
	Time     Kind = "time"
	Money    Kind = "money"
	Duration Kind = "duration"
	Measure  Kind = "measure"
	Percent  Kind = "percent"
	Count    Kind = "count"
	Why      Kind = "why"
	Org      Kind = "organisation"
	Phone    Kind = "phone"
	Email    Kind = "email"
	URL      Kind = "url"
	YesNo    Kind = "yes or no"
	Often    Kind = "frequency"
	Age      Kind = "age"
	Trade    Kind = "trade" // what somebody is or does
	Phrase   Kind = "phrase"
)

// Wish is what a question asks for.
type Wish struct {
	Kinds   []Kind       // the likeliest first
	Counted string       // the noun after "how many", the measure word after 几
	Asked   map[int]bool // tokens that say what is asked for
	Used    map[int]bool // tokens that ask
}

type reader struct {
	text    string
	chinese bool
	tokens  []words.Token
	wants   []Kind
	counted string
	asked   map[int]bool
}

// order is how the kinds of question words are tried: the narrow before the wide.
var order = []Kind{Percent, Often, Time, Duration, Measure, Money, Org, Why, Date, Place, Person, Count}

// Read finds what a question asks for.
func Read(text string, tokens []words.Token, chinese bool) Wish {
	q := reader{text: text, tokens: tokens, chinese: chinese, asked: map[int]bool{}}
	used := map[int]bool{}
	l := cue.Lists()
	if !chinese && len(tokens) > 2 && cue.Lists()["aux"][tokens[0].Norm] && tokens[1].Norm != "you" {
		return Wish{[]Kind{YesNo}, "", q.asked, used} // may I choose who does it
	}
	for _, w := range order {
		from, n := q.find(l[string(w)])
		if n == 0 {
			continue
		}
		q.wants = append(q.wants, w)
		for i := from; i < from+n; i++ {
			used[i] = true
		}
		if w == Count || w == Money || w == Measure {
			q.counted = q.following(from + n)
		}
		break
	}
	q.refine(l)
	q.widen()
	if len(q.wants) == 0 {
		if q.yesNo(l) {
			q.wants = append(q.wants, YesNo)
		} else {
			q.wants = append(q.wants, Phrase)
		}
	}
	return Wish{q.wants, q.counted, q.asked, used}
}

// widen adds kinds that a question leaves open: 收益是多少 may be money or a
// measure, "how loud" is a measure, 队长叫什么 is a person or another name.
func (q *reader) widen() {
	n := len(q.tokens)
	for n > 0 && q.tokens[n-1].Kind == words.Mark {
		n--
	}
	if !q.chinese && len(q.wants) > 0 && q.wants[0] == Money && numeral.ByHowMuch(q.tokens) {
		q.wants, q.counted = []Kind{Percent, Money, Measure}, ""
	}
	if slices.Contains(bill.Asked(q.text), bill.Tax) {
		q.wants, q.counted = []Kind{Money}, ""
	}
	if q.chinese && len(q.wants) > 0 && bill.AsksPenalty(q.text) && strings.Contains(q.text, "多少") {
		q.wants, q.counted = []Kind{Money}, ""
		return
	}
	if q.chinese && bill.AsksBack(q.text) {
		q.wants, q.counted = []Kind{Money, Percent}, ""
		return
	}
	open := n > 0 && strings.HasSuffix(q.text[:q.tokens[n-1].End], "多少")
	switch {
	case !q.chinese && len(q.wants) == 1 && q.wants[0] == Date && q.has("when") && edge.Asked(q.text) != edge.Ends:
		q.wants = append(q.wants, Time)
	case !q.chinese && len(q.wants) == 0 && bill.AsksTotal(strings.ToLower(q.text)):
		q.wants = []Kind{Money, Measure}
	case !q.chinese && len(q.wants) == 0 && bill.AsksCost(q.text):
		q.wants = []Kind{Money, Phrase}
	case q.chinese && len(q.wants) == 1 && q.wants[0] == Count && open:
		q.wants = []Kind{Money, Measure, Percent, Duration, Count}
	case q.chinese && len(q.wants) == 0 && strings.Contains(q.text, "叫什么"):
		q.wants = []Kind{Person, Phrase}
	case len(q.wants) > 0 && q.wants[0] == Measure && !slices.Contains(q.wants, Money) && !strings.Contains(q.text, "多大") && dimension.Asked(q.text) == "":
		q.wants = append(q.wants, Money)
	case !q.chinese && (len(q.wants) == 0 || q.wants[0] == Phrase) && n > 2 && q.tokens[0].Norm == "how":
		if _, tag := words.Rank(q.tokens[1].Norm); tag == 'a' && q.tokens[1].Norm != "many" && q.tokens[1].Norm != "much" {
			q.wants = []Kind{Measure}
		}
	}
}

// find looks for a phrase of a list: among the words of an English question,
// anywhere in a Chinese one; the longest wins.
func (q *reader) find(list map[string]bool) (from, n int) {
	for i := range q.tokens {
		var b strings.Builder
		for k := i; k < len(q.tokens) && k < i+5; k++ {
			if b.Len() > 0 && q.tokens[k].Kind != words.Han {
				b.WriteByte(' ')
			}
			b.WriteString(strings.TrimSuffix(q.tokens[k].Norm, "'s")) // which country's law
			if size := k - i + 1; list[b.String()] && (size > n || q.chinese && size == n) {
				from, n = i, k-i+1
			}
		}
	}
	if n > 0 || !q.chinese {
		return from, n
	}
	for i, t := range q.tokens {
		for w := range list {
			if t.Kind == words.Han && strings.Contains(t.Norm, w) && len(w) > 3 {
				return i, 1
			}
		}
	}
	return 0, 0
}

// refine adds what the nouns of the question ask for: "what is the rent".
func (q *reader) refine(l map[string]map[string]bool) {
	if strings.Contains(q.text, "包括什么") {
		q.wants = []Kind{Phrase}
		return
	}
	what := len(q.wants) == 0 && (q.has("what") || q.has("which") || q.has("什么") || q.has("哪") || q.has("多少") || q.has("how"))
	counting := len(q.wants) == 1 && (q.wants[0] == Count && q.chinese || q.wants[0] == Money && !q.chinese || q.wants[0] == Measure)
	person := len(q.wants) == 1 && q.wants[0] == Person
	if len(q.wants) == 1 && q.wants[0] == Duration && !q.chinese {
		for i, t := range q.tokens {
			q.asked[i] = l["noun:"+string(Duration)][t.Norm] // how long is the notice period
		}
	}
	if !what && !counting && !person {
		return
	}
	switch {
	case q.has("number") && (q.has("call") || q.has("dial") || q.has("phone") || q.has("reach") || q.has("emergency") || q.has("helpline") || q.has("hotline")):
		q.wants = []Kind{Phone}
		return
	case q.has("weigh") && counting:
		q.wants = []Kind{Measure}
		return
	}
	w, from, n := q.askedNoun(l)
	if n == 0 || person || counting && w == Person {
		if q.has("how") && what {
			q.wants = append(q.wants, Phrase)
		}
		return
	}
	for i := from; i < from+n; i++ {
		q.asked[i] = true
	}
	if counting {
		q.wants = append([]Kind{w}, q.wants...)
		if q.chinese && w == Money {
			q.wants, q.counted = q.wants[:1], "" // 单价多少 does not count
		}
		return
	}
	q.wants = append(q.wants, w)
}

// askedNoun finds the noun that says what is asked for: in English the first,
// unless it only belongs to another ("the product of the company"), in Chinese
// the last (合同的总价).
func (q *reader) askedNoun(l map[string]map[string]bool) (w Kind, from, n int) {
	for _, kind := range []Kind{Phone, Email, URL, Percent, Money, Date, Duration, Measure, Place, Org, Person} {
		at, size := q.find(l["noun:"+string(kind)])
		if size == 0 || q.chinese && q.belongs(at+size) || n > 0 && (q.chinese && at < from || !q.chinese && at > from || at == from && size <= n) {
			continue
		}
		w, from, n = kind, at, size
	}
	if n == 0 || q.chinese {
		return w, from, n
	}
	for _, t := range q.tokens[:from] {
		switch t.Norm {
		case "of", "for", "by", "does", "do", "did", "called":
			return w, 0, 0
		}
	}
	if w == Person && q.tokens[from].Norm == "name" {
		for _, t := range q.tokens[from+1:] {
			switch {
			case l["noun:organisation"][t.Norm]:
				return Org, from, n
			case l["noun:place"][t.Norm]:
				return Place, from, n
			}
		}
	}
	return w, from, n
}

// belongs reports whether a Chinese noun that ends before token i only
// belongs to a later one: 公司 in 公司的报价.
func (q *reader) belongs(i int) bool {
	if i >= len(q.tokens) {
		return false
	}
	t := q.tokens[i]
	r, _ := utf8.DecodeRuneInString(t.Norm)
	return t.Norm == "的" || strings.HasPrefix(t.Tag, "n") && t.Kind == words.Han && !strings.ContainsRune("多几哪什是", r)
}

func (q *reader) has(word string) bool { return Has(q.tokens, word) }

// following is the noun or measure word from token i on.
func (q *reader) following(i int) string {
	for ; i < len(q.tokens); i++ {
		t := q.tokens[i]
		if t.Kind == words.Han {
			return t.Norm
		}
		if _, tag := words.Rank(t.Norm); t.Kind == words.Word && !words.Stop(t.Norm) && tag != 'a' && tag != 'r' {
			return t.Norm
		}
		if cue.Lists()["aux"][t.Norm] {
			return ""
		}
	}
	return ""
}

func (q *reader) yesNo(l map[string]map[string]bool) bool {
	if len(q.tokens) == 0 {
		return false
	}
	for _, w := range []string{"吗", "是否", "是不是", "能否", "能不能", "可不可以", "有没有", "会不会", "可否"} {
		if strings.Contains(q.text, w) {
			return true
		}
	}
	return l["aux"][q.tokens[0].Norm]
}

// Has reports whether a question has a word.
func Has(tokens []words.Token, word string) bool {
	for _, t := range tokens {
		if t.Norm == word || t.Kind == words.Han && strings.Contains(t.Norm, word) {
			return true
		}
	}
	return false
}

// Fits reports whether an entity is of the kind that w asks for.
func (w Kind) Fits(e entity.Entity) bool {
	switch w {
	case Person:
		return e.Kind == entity.Person || e.Kind == entity.Organisation
	case Place:
		return e.Kind == entity.Place
	case Org:
		return e.Kind == entity.Organisation
	case Date:
		return e.Kind == entity.Date
	case Time:
		return e.Kind == entity.Time
	case Money:
		return e.Kind == entity.Amount && bill.Money(e.Text)
	case Percent:
		return e.Kind == entity.Amount && strings.ContainsAny(e.Text, "%％分") || e.Kind == entity.Amount && (strings.Contains(e.Text, "percent") || strings.Contains(e.Text, "per cent"))
	case Measure:
		return e.Kind == entity.Amount && !bill.Money(e.Text) && !strings.ContainsAny(e.Text, "%％") || e.Kind == entity.Duration && strings.Contains(e.Text, "year")
	case Duration:
		return e.Kind == entity.Duration
	case Phone:
		return e.Kind == entity.Phone
	case Email:
		return e.Kind == entity.Email
	case URL:
		return e.Kind == entity.URL
	case Count, Why, YesNo, Phrase, Often, Age, Trade:
	}
	return false
}
