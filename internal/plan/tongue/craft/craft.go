// Package craft knows wishes over pictures, pages, lines and files by phrases alone: pages
// taken out of a PDF, words written on a picture, names blacked out. It parts a request into
// such wishes and the words between them, which are for others to understand, and reads
// off the words of a wish how it is to be done. It makes no graph, and nothing in it is learned.
package craft

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Wish is a task that words ask for.
type Wish struct {
	Task   task.ID
	Params task.Params
	Words  string // what is to be written on something
	Lacks  string // what is not said and must be
	Undone string // what of it is not done, by its name among what no task does
	Form   bool   // it writes what comes before it in a form
}

// Part is a stretch of a request: a wish, or words that nothing here knows.
type Part struct {
	Said string
	Wish *Wish
}

// Craft is the phrases. It does not change once read.
type Craft struct {
	lexicon *phrase.Lexicon
	tasks   map[task.ID]task.Task
}

// Read reads the phrases of lexicons.
func Read(sources ...string) (*Craft, error) {
	l, err := phrase.Read(sources...)
	c := &Craft{lexicon: l, tasks: map[task.ID]task.Task{}}
	for _, t := range task.All() {
		c.tasks[t.ID] = t
	}
	return c, err
}

// Material is what a request is about: the names of the files that came with it, and how many
// there are of each type.
type Material struct {
	Names []string
	Types map[port.Type]int
}

// Parts parts a request into wishes and the words between them; ok is false where it has no
// wish that is known here.
func (c *Craft) Parts(text string, of Material) (parts []Part, ok bool) {
	said := c.lexicon.Scan(text, of.Names)
	matches := slices.DeleteFunc(c.lexicon.Find(said), func(m phrase.Match) bool { return !allowed(m, of.Types) })
	rest := ""
	flush := func() {
		if strings.TrimSpace(filler.ReplaceAllString(rest, "")) != "" {
			parts = append(parts, Part{Said: strings.Trim(rest, " ,;，；、")})
		}
		rest = ""
	}
	for _, at := range clauses(said) {
		words := text[at[0]:at[1]]
		wish, m, found := c.wish(said, matches, at)
		if found && wish.Form && had(wish, of.Names) && !gets.MatchString(text[at[0]:said.Tokens[m.To-1].End]) {
			found = false // what came is one
		}
		if !found {
			rest += words
			continue
		}
		from, to := said.Tokens[m.From].Start, said.Tokens[m.To-1].End
		if m.Entry.Set["first"] != "" {
			flush()
			parts, ok = append(parts, Part{Said: trimmed(text[from:to]), Wish: wish}), true
			rest = strings.TrimSpace(text[at[0]:from] + this(text) + ofThat.ReplaceAllString(text[to:at[1]], ""))
			if strings.TrimSpace(wrapping.ReplaceAllString(filler.ReplaceAllString(text[at[0]:from]+" "+text[to:at[1]], " "), "")) == "" {
				rest = ""
			}
			continue
		}
		if !wish.Form || strings.TrimSpace(wrapping.ReplaceAllString(filler.ReplaceAllString(text[at[0]:from]+" "+text[to:at[1]], " "), "")) == "" {
			flush()
			parts, ok = append(parts, Part{Said: trimmed(words), Wish: wish}), true
			if m := asText.FindString(words); wish.Task == "document-pages" && m != "" {
				parts = append(parts, Part{Said: map[bool]string{true: "提取文字", false: "extract the text"}[m[0] >= 0x80]})
			}
			continue
		}
		rest += strings.TrimSpace(text[at[0]:from] + " " + strings.TrimLeft(text[to:at[1]], " "))
		flush()
		parts, ok = append(parts, Part{Said: trimmed(text[from:to]), Wish: wish}), true
	}
	flush()
	return parts, ok
}

// endings are those of the files that a form is written in.
var endings = map[any]string{"pdf": ".pdf", "docx": ".docx", "html": ".html", "markdown": ".md"}

// had reports whether a file that came has the form that a wish speaks of.
func had(w *Wish, names []string) bool {
	ending := endings[w.Params["format"]]
	return ending != "" && slices.ContainsFunc(names, func(n string) bool { return strings.HasSuffix(strings.ToLower(n), ending) })
}

// gets is what wants something in a form, beside what only says that it has it.
var gets = regexp.MustCompile(`(?i)\b(save|saved|export|convert|turn|make|create|write|output|give|want|send|return|back|put|render|produce|store|download|result|answer|summary|translation|translate[ds]?|summari[sz]e[ds]?|version)\b|成|存|导出|输出|生成|要|给|转|做|出`)

// Carries reports whether words only carry a form: “convert the contract”, 把合同转.
func Carries(words string) bool {
	return carries.MatchString(strings.TrimSpace(quoted.ReplaceAllString(words, " ")))
}

var carries = regexp.MustCompile(`(?i)^(?:please |can you |could you |i want |i need )*(?:convert|turn|save|export|change|make|put|write|store|get|give me|output|print|want|need|bundle|combine|merge|bind|collect|pack|join|assemble)\b[^,.;?!]{0,40}$|^(?:请|帮我|麻烦)*(?:把|将)?[^，。；？]{0,16}(?:转换?|变|改|存|保存|另存|导出|输出|做|写|生成|整理)?(?:成|为)?$`)

// Bids reports whether words begin with what tells to do something, or ask.
func Bids(words string) bool {
	words = strings.TrimSpace(words)
	return next.MatchString(words) || nextZh.MatchString(words) || question.MatchString(words)
}

// asText wants pages as words.
var asText = regexp.MustCompile(`(?i)\b(?:as|in|to|into) (?:plain )?te?xt\b|\btext (?:of|from|on)\b|的?(?:文字|文本)|成?txt`)

// ofThat is what pages are said to be of.
var ofThat = regexp.MustCompile(`(?i)^\s*(?:of|from|in) (?:the|this|that|my|our) (?:\w+ )?(?:pdf|document|file|report|contract|paper|book|article|manual|slides?|letter)\b|^的?(?:内容|文字)?`)

// this is what a part that was taken is called in the words that are left.
func this(text string) string {
	if strings.ContainsFunc(text, func(r rune) bool { return r > 0x2E80 }) {
		return "这份文件"
	}
	return "this document"
}

func trimmed(s string) string { return strings.Trim(s, " ,.;:!?，。；：！？、\n") }

// allowed reports whether a phrase is for what a request is about.
func allowed(m phrase.Match, types map[port.Type]int) bool {
	on := m.Entry.Set["on"]
	if many := m.Entry.Set["many"]; many != "" {
		all := 0
		for _, n := range types {
			all += n
		}
		if all < 2 {
			return false
		}
	}
	return on == "" || slices.ContainsFunc(strings.Split(on, "|"), func(t string) bool { return types[port.Type(t)] > 0 || t == "none" && len(types) == 0 })
}

var (
	// filler are the words that a request has beside what it wants.
	filler = regexp.MustCompile(`(?i)\b(?:please|pls|plz|thanks?( you)?|thx|hi|hello|hey|could you|can you|would you|will you|i (?:want|need|would like)(?: you)?(?: to)?|i['’]d like(?: you)?(?: to)?|kindly|just|for me|now|first|then|also|finally|and|so|ok(?:ay)?|after that|afterwards)\b|请你?|帮(?:我|忙)?|麻烦你?|谢谢你?|一下|然后|接着|之后|再|并且?|最后|同时|另外|顺便|给我|能不能|可以|吗|吧|呢|[，,。.；;：:、!！?？\s]+`)
	// wrapping are the words round a form that say no more than that it is wanted.
	wrapping = regexp.MustCompile(`(?i)\b(?:save|export|convert|turn|change|make|write|put|output|give|get|send|return|store|download|render|print|produce|create|generate|want|need|like|would|me|us|it|this|that|these|those|them|both|all|everything|the|a|an|my|our|result|results|output|text|file|files|document|documents|doc|table|list|data|whole|thing|version|copy|format|form|as|to|in|into|is|be|for|with|of|out|new|one|single|on|a4|letter|paper|sized?|photos?|pictures?|images?|scans?|pics?|each|every)\b|图片|照片|相片|图|纸|张|把|将|这些?|那些?|它们?|他|上面|以上|的|个|份|张|篇|段|文件|文档|文本|文字|内容|表格|数据|结果|全部|全文|所有|都|整个|整理|保存|存|导出|输出|转换|转|换|变|改|写|做|弄|生成|制作|成|为|到|出来?|来|要|想|我|版本?|格式|形式|一|新|发|用|以`)
	negated  = regexp.MustCompile(`(?i)\b(?:do not|don['’]?t|without|no need|never|not)\b[^,.;]{0,24}$|(?:不要|别|不用|无需|不必|没有?)[^，。；]{0,6}$`)
	question = regexp.MustCompile(`(?i)^\W*(?:(?:and|but|so|also|then)\s+)?(?:what|who|whom|whose|when|where|which|why|how|is|are|was|were|do|does|did|has|have|may|must)\b|(?:怎么|如何|为什么|什么是|谁|哪[里儿个些])|(?:是什么|多少|吗)[?？]?\s*$`)
)

// wish is the wish of a clause, with the phrase that speaks for it most.
func (c *Craft) wish(said phrase.Text, matches []phrase.Match, at [2]int) (w *Wish, best phrase.Match, found bool) {
	clause := said.Source[at[0]:at[1]]
	asks := question.MatchString(clause)
	for _, m := range matches {
		from, to := said.Tokens[m.From].Start, said.Tokens[m.To-1].End
		if from < at[0] || to > at[1] || m.Entry.Weight == 0 || negated.MatchString(clause[:from-at[0]]) || asks && m.Entry.Set["asks"] == "" {
			continue
		}
		if !found || m.Entry.Weight > best.Entry.Weight || m.Entry.Weight == best.Entry.Weight && to-from > said.Tokens[best.To-1].End-said.Tokens[best.From].Start {
			best, found = m, true
		}
	}
	if !found {
		return nil, best, false
	}
	w = &Wish{Task: task.ID(best.Entry.Section), Params: task.Params{}, Form: best.Entry.Set["form"] != ""}
	c.set(w, best.Entry.Set)
	for _, m := range matches { // what only adds to it has the last word
		from, to := said.Tokens[m.From].Start, said.Tokens[m.To-1].End
		if from < at[0] || to > at[1] || m.Entry.Section != best.Entry.Section || m.Entry.Weight != 0 {
			continue
		}
		c.set(w, m.Entry.Set)
	}
	if !c.detail(w, said, at) {
		return nil, best, false
	}
	return w, best, true
}

// set sets the parameters that a phrase names.
func (c *Craft) set(w *Wish, set map[string]string) {
	for _, d := range c.tasks[w.Task].Params {
		v, ok := set[d.Name]
		if !ok {
			continue
		}
		switch d.Kind {
		case task.Number, task.Integer, task.Seconds:
			if n, err := strconv.ParseFloat(v, 64); err == nil {
				w.Params[d.Name] = n
			}
		case task.Boolean:
			w.Params[d.Name] = v == "true"
		case task.Strings:
			w.Params[d.Name] = strings.Split(v, "|")
		case task.String, task.Choice, task.Language:
			w.Params[d.Name] = v
		}
	}
}
