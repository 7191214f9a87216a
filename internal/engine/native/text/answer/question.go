// Package answer finds the answer to a question in a text: the sentence that
// speaks of it, and in that the words that the question asks for. It quotes;
// what the text does not say it does not answer.
package answer

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/dimension"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/edge"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/inquiry"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/numeral"
	"github.com/tenonhub/tenon/internal/engine/native/text/answer/party"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/thesaurus"
	"github.com/tenonhub/tenon/internal/engine/native/text/vector"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

type lists = map[string]map[string]bool

var cues, synonyms = cue.Lists, cue.Synonyms

// Wants is what a question asks for.
type wants string

const (
	wantPerson   wants = "person"
	wantPlace    wants = "place"
	wantDate     wants = "date"
	wantTime     wants = "time"
	wantMoney    wants = "money"
	wantDuration wants = "duration"
	wantMeasure  wants = "measure"
	wantPercent  wants = "percent"
	wantCount    wants = "count"
	wantWhy      wants = "why"
	wantOrg      wants = "organisation"
	wantPhone    wants = "phone"
	wantEmail    wants = "email"
	wantURL      wants = "url"
	wantYesNo    wants = "yes or no"
	wantOften    wants = "frequency"
	wantAge      wants = "age"
	wantTrade    wants = "trade" // what somebody is or does
	wantPhrase   wants = "phrase"
)

// term is a word of the question that the text should speak of.
type term struct {
	stem    string
	norm    string
	weight  float64
	vec     vector.Vector
	group   int // of synonyms, or 0
	senses  []uint16
	name    bool // of a person, place or thing: nothing else will do
	verb    bool
	noun    bool     // says what is asked for: rent, date
	generic bool     // a word for what the text has a name for: company, contract
	head    bool     // the noun after what or which
	also    []string // stems that name the same in this text
}

type question struct {
	text      string
	chinese   bool
	tokens    []words.Token
	wants     []wants // the likeliest first
	terms     []term
	total     float64
	counted   string       // the noun after "how many", the measure word after 几
	asked     map[int]bool // tokens that say what is asked for
	vec       vector.Vector
	dimension string          // what kind of quantity a measure is: weight, length, area, speed, heat; or ""
	known     map[string]bool // the words of the names of persons in the text, in lower case
	bearers   []string        // what bears the names that the text defines and the question has
}

// ask reads a question.
func ask(s string) question {
	s = inquiry.Reword(s)
	q := question{text: s, chinese: words.Chinese(s), tokens: words.Tokens(s), vec: vector.Text(s), asked: map[int]bool{}}
	used := q.findWants()
	q.findTerms(used)
	q.dimension = dimension.Asked(strings.ToLower(q.text))
	q.ofPerson()
	return q
}

// order is how the kinds of question words are tried: the narrow before the wide.
var order = []wants{wantPercent, wantOften, wantTime, wantDuration, wantMeasure, wantMoney, wantOrg, wantWhy, wantDate, wantPlace, wantPerson, wantCount}

// findWants fills wants and counted, and returns which tokens were question words.
func (q *question) findWants() map[int]bool {
	used := map[int]bool{}
	l := cues()
	for _, w := range order {
		from, n := q.find(l[string(w)])
		if n == 0 {
			continue
		}
		q.wants = append(q.wants, w)
		for i := from; i < from+n; i++ {
			used[i] = true
		}
		if w == wantCount || w == wantMoney || w == wantMeasure {
			q.counted = q.following(from + n)
		}
		break
	}
	q.refine(l)
	q.widen()
	if len(q.wants) == 0 {
		if q.yesNo(l) {
			q.wants = append(q.wants, wantYesNo)
		} else {
			q.wants = append(q.wants, wantPhrase)
		}
	}
	return used
}

// widen adds kinds that a question leaves open: 收益是多少 may be money or a
// measure, "how loud" is a measure, 队长叫什么 is a person or another name.
func (q *question) widen() {
	n := len(q.tokens)
	for n > 0 && q.tokens[n-1].Kind == words.Mark {
		n--
	}
	if !q.chinese && len(q.wants) > 0 && q.wants[0] == wantMoney && numeral.ByHowMuch(q.tokens) {
		q.wants, q.counted = []wants{wantPercent, wantMoney, wantMeasure}, ""
	}
	if slices.Contains(bill.Asked(q.text), bill.Tax) {
		q.wants, q.counted = []wants{wantMoney}, ""
	}
	if q.chinese && len(q.wants) > 0 && bill.AsksPenalty(q.text) && strings.Contains(q.text, "多少") {
		q.wants, q.counted = []wants{wantMoney}, ""
		return
	}
	if q.chinese && bill.AsksBack(q.text) {
		q.wants, q.counted = []wants{wantMoney, wantPercent}, ""
		return
	}
	open := n > 0 && strings.HasSuffix(q.text[:q.tokens[n-1].End], "多少")
	switch {
	case !q.chinese && len(q.wants) == 1 && q.wants[0] == wantDate && q.has("when") && q.edge() != edge.Ends:
		q.wants = append(q.wants, wantTime)
	case !q.chinese && len(q.wants) == 0 && bill.AsksTotal(strings.ToLower(q.text)):
		q.wants = []wants{wantMoney, wantMeasure}
	case !q.chinese && len(q.wants) == 0 && bill.AsksCost(q.text):
		q.wants = []wants{wantMoney, wantPhrase}
	case q.chinese && len(q.wants) == 1 && q.wants[0] == wantCount && open:
		q.wants = []wants{wantMoney, wantMeasure, wantPercent, wantDuration, wantCount}
	case q.chinese && len(q.wants) == 0 && strings.Contains(q.text, "叫什么"):
		q.wants = []wants{wantPerson, wantPhrase}
	case len(q.wants) > 0 && q.wants[0] == wantMeasure && !slices.Contains(q.wants, wantMoney):
		q.wants = append(q.wants, wantMoney)
	case !q.chinese && (len(q.wants) == 0 || q.wants[0] == wantPhrase) && n > 2 && q.tokens[0].Norm == "how":
		if _, tag := words.Rank(q.tokens[1].Norm); tag == 'a' && q.tokens[1].Norm != "many" && q.tokens[1].Norm != "much" {
			q.wants = []wants{wantMeasure}
		}
	}
}

// find looks for a phrase of a list: among the words of an English question,
// anywhere in a Chinese one; the longest wins.
func (q *question) find(list map[string]bool) (from, n int) {
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
func (q *question) refine(l lists) {
	if strings.Contains(q.text, "包括什么") {
		q.wants = []wants{wantPhrase}
		return
	}
	what := len(q.wants) == 0 && (q.has("what") || q.has("which") || q.has("什么") || q.has("哪") || q.has("多少") || q.has("how"))
	counting := len(q.wants) == 1 && (q.wants[0] == wantCount && q.chinese || q.wants[0] == wantMoney && !q.chinese || q.wants[0] == wantMeasure)
	person := len(q.wants) == 1 && q.wants[0] == wantPerson
	if len(q.wants) == 1 && q.wants[0] == wantDuration && !q.chinese {
		for i, t := range q.tokens {
			q.asked[i] = l["noun:"+string(wantDuration)][t.Norm] // how long is the notice period
		}
	}
	if !what && !counting && !person {
		return
	}
	switch {
	case q.has("number") && (q.has("call") || q.has("dial") || q.has("phone") || q.has("reach") || q.has("emergency") || q.has("helpline") || q.has("hotline")):
		q.wants = []wants{wantPhone}
		return
	case q.has("weigh") && counting:
		q.wants = []wants{wantMeasure}
		return
	}
	w, from, n := q.askedNoun(l)
	if n == 0 || person || counting && w == wantPerson {
		if q.has("how") && what {
			q.wants = append(q.wants, wantPhrase)
		}
		return
	}
	for i := from; i < from+n; i++ {
		q.asked[i] = true
	}
	if counting {
		q.wants = append([]wants{w}, q.wants...)
		if q.chinese && w == wantMoney {
			q.wants, q.counted = q.wants[:1], "" // 单价多少 does not count
		}
		return
	}
	q.wants = append(q.wants, w)
}

// askedNoun finds the noun that says what is asked for: in English the first,
// unless it only belongs to another ("the product of the company"), in Chinese
// the last (合同的总价).
func (q *question) askedNoun(l lists) (w wants, from, n int) {
	for _, kind := range []wants{wantPhone, wantEmail, wantURL, wantPercent, wantMoney, wantDate, wantDuration, wantMeasure, wantPlace, wantOrg, wantPerson} {
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
	if w == wantPerson && q.tokens[from].Norm == "name" {
		for _, t := range q.tokens[from+1:] {
			switch {
			case l["noun:organisation"][t.Norm]:
				return wantOrg, from, n
			case l["noun:place"][t.Norm]:
				return wantPlace, from, n
			}
		}
	}
	return w, from, n
}

// belongs reports whether a Chinese noun that ends before token i only
// belongs to a later one: 公司 in 公司的报价.
func (q *question) belongs(i int) bool {
	if i >= len(q.tokens) {
		return false
	}
	t := q.tokens[i]
	r, _ := utf8.DecodeRuneInString(t.Norm)
	return t.Norm == "的" || strings.HasPrefix(t.Tag, "n") && t.Kind == words.Han && !strings.ContainsRune("多几哪什是", r)
}

func (q *question) has(word string) bool {
	for _, t := range q.tokens {
		if t.Norm == word || t.Kind == words.Han && strings.Contains(t.Norm, word) {
			return true
		}
	}
	return false
}

// following is the noun or measure word from token i on.
func (q *question) following(i int) string {
	for ; i < len(q.tokens); i++ {
		t := q.tokens[i]
		if t.Kind == words.Han {
			return t.Norm
		}
		if _, tag := words.Rank(t.Norm); t.Kind == words.Word && !words.Stop(t.Norm) && tag != 'a' && tag != 'r' {
			return t.Norm
		}
		if cues()["aux"][t.Norm] {
			return ""
		}
	}
	return ""
}

func (q *question) yesNo(l lists) bool {
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

// findTerms weighs the words of the question that the text should have.
func (q *question) findTerms(used map[int]bool) {
	l, occasion := cues(), party.Occasion(q.text)
	for i, t := range q.tokens {
		if used[i] || !t.IsWord() && t.Kind != words.Number || q.empty(i) {
			continue
		}
		x := term{stem: stem(t), norm: t.Norm, weight: 0.3 + words.Rarity(t), vec: vector.Of([]words.Token{t})}
		x.noun = q.asked[i]
		x.head = q.afterWhat(i)
		x.group, x.senses = synonyms()[t.Norm], thesaurus.Senses(x.stem)
		if t.Kind == words.Han {
			x.verb = strings.HasPrefix(t.Tag, "v")
			x.name = strings.HasPrefix(t.Tag, "nr") || t.Tag == "ns" || t.Tag == "nt"
			x.weight *= 0.5 + 0.25*float64(min(4, len([]rune(t.Norm))))
		} else {
			x.verb = q.verb(i)
			x.name = i > 0 && t.Kind == words.Word && t.Text != t.Norm || t.Kind == words.Number
		}
		switch {
		case x.noun && q.addressed():
			continue
		case x.noun:
			x.weight *= 0.6
		case q.wants[0] == wantMoney && (x.group > 0 && x.group == synonyms()["cost"] || bill.Takes(x.norm)):
			x.generic = true // an amount says that it is a cost
			x.weight *= 0.3
		case l["generic"][t.Norm], t.Start >= occasion && len(q.terms) > 0:
			x.generic = true
			x.weight *= 0.3
		}
		q.terms = append(q.terms, x)
		q.total += x.weight
	}
}

// empty reports whether token i is a word of the question that the text need not have.
func (q *question) empty(i int) bool {
	t, l := q.tokens[i], cues()
	if t.Norm == "called" && i > 0 && q.tokens[i-1].Norm == "be" {
		return false // who has to be called, not what it is called
	}
	if l["aux"][t.Norm] || l["empty"][t.Norm] || q.light(i) {
		return true
	}
	if (t.Norm == "back" || t.Norm == "off") && i > 0 && (q.tokens[i-1].Norm == "be" || q.tokens[0].Norm == "when") {
		return false // when they will be back
	}
	if t.Kind != words.Han {
		return words.Stop(t.Norm) && (!l["plainverb"][t.Norm] || i <= 0)
	}
	if q.wants[0] == wantMoney && bill.Per(t.Norm) {
		return false
	}
	switch t.Tag {
	case "u", "uj", "ul", "ug", "uz", "ud", "p", "c", "y", "r", "rr", "d", "e", "o":
		return true
	}
	return len(t.Norm) == 3 && words.Stop(t.Norm) && t.Norm != "下" && t.Norm != "上" && t.Norm != "前" && t.Norm != "后"
}

// light reports whether token i ends a question for a number with a verb that says
// nothing of what is counted: how many days do you get, how many are required.
func (q *question) light(i int) bool {
	last := i == len(q.tokens)-1 || i == len(q.tokens)-2 && q.tokens[i+1].Kind == words.Mark
	return last && i > 2 && q.tokens[0].Norm == "how" && cues()["light"][q.tokens[i].Norm]
}

// verb reports whether token i is a verb here: its usual part of speech is, and
// no article stands before it; or it ends a question with "does".
func (q *question) verb(i int) bool {
	before := ""
	if i > 0 {
		before = q.tokens[i-1].Norm
	}
	switch before {
	case "the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "your", "of":
		return false
	}
	_, tag := words.Rank(words.Lemma(q.tokens[i].Norm))
	ends := i == len(q.tokens)-1 || i == len(q.tokens)-2 && q.tokens[i+1].Kind == words.Mark
	return tag == 'v' || ends && i > 2 && (q.has("does") || q.has("do") || q.has("did") || q.has("will"))
}

// addressed reports whether a number or address is asked for, whose form says
// what it is, so that the text need not.
func (q *question) addressed() bool {
	w := q.wants[0]
	return w == wantPhone || w == wantEmail || w == wantURL
}

// afterWhat reports whether token i is the noun that what, which or 什么 asks for.
func (q *question) afterWhat(i int) bool {
	if q.chinese && i > 0 && q.tokens[i-1].Norm == "的" && i+1 < len(q.tokens) {
		switch q.tokens[i+1].Norm {
		case "是", "叫", "有", "为", "在":
			return true // 大熊猫的父亲叫什么
		}
	}
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		switch n := q.tokens[k].Norm; n {
		case "what", "which", "什么", "哪", "哪个", "哪种":
			return true
		default:
			_, tag := words.Rank(n)
			if q.tokens[k].Kind != words.Word || tag != 'a' {
				return false
			}
		}
	}
	return false
}

func stem(t words.Token) string {
	if t.Kind == words.Han {
		return t.Norm
	}
	return words.Stem(t.Norm)
}

// fits reports whether an entity is of the kind that w asks for.
func fits(w wants, e entity.Entity) bool {
	switch w {
	case wantPerson:
		return e.Kind == entity.Person || e.Kind == entity.Organisation
	case wantPlace:
		return e.Kind == entity.Place
	case wantOrg:
		return e.Kind == entity.Organisation
	case wantDate:
		return e.Kind == entity.Date
	case wantTime:
		return e.Kind == entity.Time
	case wantMoney:
		return e.Kind == entity.Amount && bill.Money(e.Text)
	case wantPercent:
		return e.Kind == entity.Amount && strings.ContainsAny(e.Text, "%％分") || e.Kind == entity.Amount && (strings.Contains(e.Text, "percent") || strings.Contains(e.Text, "per cent"))
	case wantMeasure:
		return e.Kind == entity.Amount && !bill.Money(e.Text) && !strings.ContainsAny(e.Text, "%％") || e.Kind == entity.Duration && strings.Contains(e.Text, "year")
	case wantDuration:
		return e.Kind == entity.Duration
	case wantPhone:
		return e.Kind == entity.Phone
	case wantEmail:
		return e.Kind == entity.Email
	case wantURL:
		return e.Kind == entity.URL
	case wantCount, wantWhy, wantYesNo, wantPhrase, wantOften, wantAge, wantTrade:
	}
	return false
}
