package condition

import (
	"regexp"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

var (
	// opens is what a condition begins with.
	opens = regexp.MustCompile(`\b(?:if|unless|should|when|whenever|in case|provided(?: that)?|as long as)\b\s*|如果说?|假如|假若|倘若|要是|若是|若|只要|只有|除非|一旦|(?:^|[，。；,;\s])当`)
	// whether is what stands before words that ask, where a condition would be “whether …”.
	whether = regexp.MustCompile(`\b(?:(?:tell|inform|ask|show|remind|let) (?:me|us|him|her|them)(?: know)?|say|says|know|check|see|find out|determine|decide|verify|test|wonder(?:ing)?|confirm|detect|judge|ask|look|figure out|identify|as|even|sure|unsure|care|mind|what|how|who|which|happens?|about|least|matter)\s*$|(?:看看|看一看|看一下|看下|告诉我|判断(?:一下)?|检查(?:一下)?|确认|问问?|不管|无论|即使|哪怕|会怎样|知道)\s*$`)
	// boundary is where a wish begins or ends.
	boundary = regexp.MustCompile(`[.!?;,:。！？；，：、\n]|\b(?:and|then|but|or)\b|并且|然后|再|并|但是?`)
	stop     = regexp.MustCompile(`[.!?;。！？；\n]`)
	// otherwise is what opens the other branch.
	otherwise = regexp.MustCompile(`^[\s.,;，。；、]*(?:(?:and|but)\s+)?(?:\b(?:otherwise|or else|else|if not|if (?:it|that|they|there) (?:isn['’]t|is not|aren['’]t|are not|doesn['’]t|does not)(?: any| one| so)?|if none|in (?:all |any )?other cases?|in the other case)\b\s*[,:]?|(?:(?:但)?如果)?(?:否则|不然|要不然?|反之|其他情况下?|(?:如果)?(?:不是|没有|不到|不够)(?:的话|[，,就则]))(?:的话)?\s*[，,]?\s*(?:就|则|那就|那么)?)`)
	elsewhere = regexp.MustCompile(`[.,;，。；、]?\s*(?:\b(?:and|but)\s+)?(?:\b(?:otherwise|or else|else|if not|if none|if (?:it|that|they|there) (?:isn['’]t|is not|aren['’]t|are not|doesn['’]t|does not)(?: any| one| so)?\s*,|in (?:all |any )?other cases?)\b|否则|不然|要不然|反之|[，。；,;](?:如果)?(?:不是|没有|不到|不够)(?:的话|[，,就则]))`)
	// follows is what stands between a condition and what it decides.
	follows = regexp.MustCompile(`^(?:\s*(?:already|yet|too|at all|for me)\b)*(?:的话)?\s*[,，:：、]?\s*(?:\b(?:then|please|so|just)\b\s*,?\s*|就|则|那么|那就|便|才|否则|不然|请|那)*`)
	// ends is what stands behind a condition that comes after what it decides.
	ends = regexp.MustCompile(`^(?:\s*(?:already|yet|too|at all)\b)*(?:的话)?\s*(?:$|[.!?;。！？；\n)]|,?\s*(?:and|otherwise|or else|else|but)\b)`)
	asks = regexp.MustCompile(`^\s*(?:what|who|whom|whose|when|where|why|how|which|is|are|does|do (?:i|you|we|they|the|any|these|those)|can|must|should|may|will)\b|会怎|怎么办|怎么样|会不会|会发生|吗\s*$|是否|谁`)
	// onward is what goes on with what is asked for in any case, after a translation that comes first.
	onward    = regexp.MustCompile(`[\s,，;；]*(?:\b(?:and then|then|after that|afterwards)\b|然后|再|接着|之后|最后)`)
	first     = regexp.MustCompile(`\bfirst\b|先`)
	onlyWords = regexp.MustCompile(`[\s,，]*\b(?:but |and )?(?:only|just)\s*$|[\s,，]*(?:只|仅|仅仅|只有)\s*$`)
)

// most is how many words may open a condition: nobody asks for so much at once.
const most = 30

// Read reads the parts of a request; none of them has a condition where there is
// none that a graph can test. Content are the places of what it works on.
func Read(t phrase.Text, content [][2]int) []Part {
	m := mask(t, content)
	if n := len(opens.FindAllStringIndex(m.text, most)); n == most || n == 0 && !bare.MatchString(m.text) {
		return []Part{{Words: m.source}}
	}
	return chained(m.parts(0, len(m.text)))
}

// opening is a condition that was found.
type opening struct {
	test     Test
	from, at int // where its first word stands, and where the condition ends
	leading  bool
	question [2]int // that it is the answer to, and that asks for nothing else
}

// parts reads what stands between two places.
func (m masked) parts(from, to int) []Part {
	var l []Part
	for from < to {
		o, ok := m.open(from, to)
		if !ok {
			return append(l, Part{Words: m.source[from:to]})
		}
		branch := &Branch{Test: o.test}
		var rest int
		if o.leading {
			begin := o.at + len(follows.FindString(m.text[o.at:to]))
			end := m.extent(begin, to)
			branch.Then, rest = m.then(o.test, begin, end)
			l = append(l, Part{Words: m.without(o.question, from, o.from)}, Part{If: branch})
		} else {
			begin := from + m.wish(m.text[from:o.from])
			words := m.source[begin:o.from]
			words = words[:len(words)-len(onlyWords.FindString(strings.ToLower(words)))]
			branch.Then = []Part{{Words: o.test.meant(words, m.text[begin:o.from])}}
			rest = o.at + len(follows.FindString(m.text[o.at:to]))
			if k := boundary.FindStringIndex(m.text[o.at:to]); k != nil && o.at+k[0] < rest {
				rest = o.at + k[0]
			}
			l = append(l, Part{Words: m.source[from:begin]}, Part{If: branch})
		}
		if w := otherwise.FindString(m.text[rest:to]); w != "" {
			begin := rest + len(w)
			if next, ok := m.open(begin, to); ok && next.leading && strings.TrimSpace(leads.ReplaceAllString(m.text[begin:next.from], "")) == "" {
				branch.Else = m.parts(begin, to)
				return l
			}
			end := m.extent(begin, to)
			branch.Else, rest = []Part{{Words: m.source[begin:end]}}, end
		}
		from = rest
	}
	return l
}

// then are the words of a branch, as far as they are decided: what is done with
// the translation of a text that was in another language is done with any.
func (m masked) then(t Test, from, to int) (l []Part, rest int) {
	if first.MatchString(m.text[from:to]) || t.Is == graph.Language && translates.MatchString(m.text[from:to]) {
		skip := 0
		if at := first.FindStringIndex(m.text[from:to]); at != nil {
			skip = at[1]
		}
		if at := onward.FindStringIndex(m.text[from+skip : to]); at != nil && at[0]+skip > 0 {
			to = from + skip + at[0]
		}
	}
	return []Part{{Words: t.meant(m.source[from:to], m.text[from:to])}}, to
}

var translates = regexp.MustCompile(`^\s*(?:please )?(?:translate|put|render|turn|convert)|翻|译|转成`)

// extent is where a branch ends that begins at a place.
func (m masked) extent(from, to int) int {
	end := to
	if at := stop.FindStringIndex(m.text[from:to]); at != nil {
		end = from + at[0]
	}
	if at := elsewhere.FindStringIndex(m.text[from:end]); at != nil {
		end = from + at[0]
	}
	if o, ok := m.open(from, end); ok && o.leading {
		end = o.from
	}
	return end
}

// wish is where the last wish of words begins.
func (m masked) wish(words string) int {
	trimmed := strings.TrimRight(onlyWords.ReplaceAllString(words, ""), " ,，、")
	at := 0
	for _, b := range boundary.FindAllStringIndex(trimmed, -1) {
		if strings.TrimSpace(trimmed[b[1]:]) != "" {
			at = b[1]
		}
	}
	return at
}

// open finds the first condition between two places.
func (m masked) open(from, to int) (opening, bool) {
	cut := m
	cut.text = m.text[:to]
	for at := from; at < to; {
		begin, after, negated := -1, -1, false
		if k := opens.FindStringIndex(cut.text[at:]); k != nil {
			begin, after = at+k[0], at+k[1]
			negated = strings.HasPrefix(cut.text[begin:], "unless") || strings.HasPrefix(cut.text[begin:], "除非")
		}
		if o, ok := cut.plain(at, begin); ok {
			return o, true
		}
		if begin < 0 {
			return opening{}, false
		}
		at = after
		if whether.MatchString(cut.text[from:begin]) {
			continue
		}
		t, end, ok := cut.test(after)
		if !ok && strings.HasSuffix(cut.text[begin:after], "是") { // 要是英文的
			t, end, ok = cut.test(after - len("是"))
		}
		var question [2]int
		if !ok {
			t, question, end, ok = cut.answered(begin, after)
		} else {
			question, t.Asked = cut.answers(t, begin)
		}
		if !ok {
			continue
		}
		if k := about().FindStringIndex(cut.text[from:begin]); k != nil && wide(cut.text[begin:]) {
			begin = from + k[0] // 评论如果是…
		}
		t.Not, t.Why = t.Not != negated, strings.TrimSpace(m.source[begin:end])
		o := opening{test: t, from: begin, at: end, question: question}
		word := cut.text[begin:]
		only := strings.HasPrefix(word, "只") && !stated.MatchString(o.test.Why) // 只要负面的评论: these alone are wanted
		if !only && cut.placed(&o, from) && (o.leading || !timely.MatchString(word)) {
			return o, true
		}
		at = max(at, end)
	}
	return opening{}, false
}

// about finds what a Chinese condition is about in front of it.
var about = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:这|那|该|此)?(?:条|篇|份|个|段|封|张|首|些|位|则)?(?:` + nounZh + `\x03*|\x03+)(?:里面|里边|里头|当中|上面|里|中|上|内)?的?$`)
})

// placed says whether what a condition decides stands behind it or before it;
// false where neither holds a wish.
func (m masked) placed(o *opening, from int) bool {
	before := m.text[from:o.from]
	begins := strings.TrimSpace(onlyWords.ReplaceAllString(before, "")) == "" || boundary.MatchString(lastRune(onlyWords.ReplaceAllString(before, ""))) || joined.MatchString(before)
	after := m.text[o.at:]
	trailing := ends.MatchString(after) || !begins && thens.MatchString(after)
	switch {
	case !trailing && begins:
		o.leading = true
		then := m.text[o.at+len(follows.FindString(m.text[o.at:])):]
		if at := stop.FindStringIndex(then); at != nil {
			then = then[:at[1]]
		}
		return strings.TrimSpace(stop.ReplaceAllString(then, "")) != "" && (!asks.MatchString(then) || o.test.Is == graph.Found)
	case trailing:
		words := before[m.wish(before):]
		return strings.TrimSpace(leads.ReplaceAllString(words, "")) != "" && !asks.MatchString(words)
	}
	return false
}

var (
	// timely are words that open a condition only in front of what it decides.
	timely = regexp.MustCompile(`^(?:when|whenever|should)\b`)
	stated = regexp.MustCompile(`是|有|为|提到|包含|超过|不到`)
)

var thens = regexp.MustCompile(`^,?\s*then\b|^[,，]\s*(?:然后|再|并)`)

var joined = regexp.MustCompile(`(?:\b(?:and|but|then|so|also|or|please)|然后|并且|并|但|再|而|另外|同时|[\x03\x04\x05])\s*$`)

func lastRune(s string) string {
	s = strings.TrimRight(s, " ")
	if r := []rune(s); len(r) > 0 {
		return string(r[len(r)-1])
	}
	return ""
}

// plain finds a Chinese condition that begins a clause without a word for it,
// before a place: 负面的就翻译成英文.
func (m masked) plain(from, before int) (opening, bool) {
	if before < 0 {
		before = len(m.text)
	}
	starts := []int{from}
	for _, b := range clauses.FindAllStringIndex(m.text[from:before], -1) {
		starts = append(starts, from+b[1])
	}
	for _, at := range starts {
		at += len(m.text[at:]) - len(strings.TrimLeft(m.text[at:], " "))
		if at > before {
			continue
		}
		if o, ok := m.bareAnswer(at); ok {
			return o, true
		}
		if at == before || !wide(m.text[at:]) {
			continue
		}
		t, end, ok := m.test(at)
		if ok && (decides.MatchString(m.text[end:]) || strings.HasSuffix(m.text[at:end], "的话")) {
			t.Why = m.source[at:end]
			var question [2]int
			question, t.Asked = m.answers(t, at)
			return opening{test: t, from: at, at: end, leading: true, question: question}, true
		}
	}
	return opening{}, false
}

var (
	clauses = regexp.MustCompile(`[，。；,;.!?！？\n]|[\x{4e00}-\x{9fff}] +`)
	decides = regexp.MustCompile(`^(?:的话\s*[，,]?\s*就?|\s*[，,]?\s*(?:就|则))`)
)
