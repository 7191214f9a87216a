package reading

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

// languages are what a request says about languages: of the material, and to
// translate into.
type languages struct {
	Source  string
	Targets []string
	parts   map[int]string // by token
	others  []Telling      // the parts that were nearly taken
}

// Telling is another part that a language may play, with the log-odds that it costs.
type Telling struct {
	token    int
	Was, Now string
	Loss     float64
}

// The parts that a language plays in a request.
const (
	noPart     = "none"
	ofMaterial = "source"
	toSpeak    = "target"
)

// readLanguages gives every language named in the request its part, as the
// phrases round it and what was learned decide.
func (r *Reading) readLanguages() languages {
	parts := r.ruledParts()
	var others []Telling
	for i := range r.Text.Tokens {
		if parts[i] != "" {
			var next Telling
			parts[i], next = r.part(i, parts[i])
			others = append(others, next)
		}
	}
	r.correctParts(parts)
	r.alikeParts(parts)
	l := r.told(parts)
	l.others = slices.DeleteFunc(others, func(o Telling) bool { return parts[o.token] != o.Was })
	slices.SortStableFunc(l.others, func(a, b Telling) int { return cmp.Compare(a.Loss, b.Loss) })
	return l
}

// told is what the parts of the languages say together.
func (r *Reading) told(parts map[int]string) languages {
	l := languages{parts: parts}
	for i, t := range r.Text.Tokens {
		switch l.parts[i] {
		case ofMaterial:
			if l.Source == "" || Corrected.MatchString(r.Req.Text) {
				l.Source = t.Code
			}
		case toSpeak:
			if !slices.Contains(l.Targets, t.Code) {
				l.Targets = append(l.Targets, t.Code)
			}
		}
	}
	if len(l.Targets) > 1 {
		l.Targets = slices.DeleteFunc(l.Targets, func(code string) bool { return code == l.Source })
	}
	return l
}

// Tellings are other parts that the languages of the request may play, the
// nearest first.
func (r *Reading) Tellings() []Telling { return r.Tongues.others }

// Retold is the reading with another part for one of its languages.
func (r *Reading) Retold(t Telling) *Reading {
	q := *r
	parts := maps.Clone(r.Tongues.parts)
	parts[t.token] = t.Now
	q.Tongues = r.told(parts)
	return &q
}

// correctParts gives the part of a language that is taken back to the one said
// in its place: “Slovak, no sorry, Czech”.
func (r *Reading) correctParts(parts map[int]string) {
	last := -1
	for i, t := range r.Text.Tokens {
		if parts[i] == "" {
			continue
		}
		if last >= 0 && parts[last] != noPart && takesBack.MatchString(r.Text.Source[r.Text.Tokens[last].End:t.Start]) && t.Start-r.Text.Tokens[last].End < 40 {
			parts[i], parts[last] = parts[last], noPart
		}
		last = i
	}
}

// alikeParts makes all languages of a list ones to translate into where one of
// them is: “翻成英、日、韩三种语言”, “French and Dutch versions”.
func (r *Reading) alikeParts(parts map[int]string) {
	tokens := r.Text.Tokens
	for i := 0; i < len(tokens); i++ {
		if parts[i] == "" {
			continue
		}
		list := []int{i}
		for k := i + 1; k < len(tokens) && (parts[k] != "" || slices.Contains(listing, tokens[k].Word)); k++ {
			if parts[k] != "" {
				list = append(list, k)
			}
		}
		last := list[len(list)-1]
		if slices.ContainsFunc(list, func(k int) bool { return parts[k] == toSpeak }) && (i == 0 || tokens[i-1].Word != "from" && tokens[i-1].Word != "从") {
			for _, k := range list {
				parts[k] = toSpeak
			}
		}
		i = last
	}
}

// listing is what stands between the languages of a list.
var listing = []string{"和", "、", "and", "跟", "与", "及", "&", "plus"}

// ruledParts says by token which part the phrases give to each language.
func (r *Reading) ruledParts() map[int]string {
	parts := map[int]string{}
	var sources []int
	targets := 0
	for i, t := range r.Text.Tokens {
		if t.Kind != phrase.Language || r.inContent(i) {
			continue
		}
		parts[i] = noPart
		source, target := longest(r.sources, i, "source"), max(longest(r.Matches, i, "target"), longest(r.Matches, i, "target2"))
		source = max(source, longest(r.Matches, i, "source"))
		switch {
		case source == 0 && r.writes(i), r.voiced(i), !r.lone() && source == 0 && r.writing(i):
		case source > target || source > 0 && source == target && !r.led(i):
			parts[i] = ofMaterial
			sources = append(sources, i)
		case r.foreign(i):
			parts[i] = ofMaterial
			sources = append(sources, i)
		case r.qualifies(i), target > 1 && !r.led(i) && !r.listed(i) && r.ledElsewhere(i):
			parts[i] = ofMaterial
		case target > 1 || target == 1 && targets > 0 || target == 1 && r.lone():
			parts[i] = toSpeak
			targets++
		}
	}
	tokens := r.Text.Tokens
	if len(sources) > 1 && targets == 0 && !Corrected.MatchString(r.Req.Text) && tokens[sources[0]].Code != tokens[sources[1]].Code {
		for _, i := range sources {
			parts[i] = toSpeak
		}
	}
	return parts
}

// writes reports whether a word for writing follows a language: “用中文写封信”.
func (r *Reading) writes(i int) bool {
	tokens := r.Text.Tokens
	if i == 0 || i+1 >= len(tokens) || tokens[i-1].Word != "用" {
		return false
	}
	answers := tokens[i+1].Word == "回" && i+2 < len(tokens) && tokens[i+2].Word == "答"
	return slices.Contains([]string{"写", "拟", "起", "回"}, tokens[i+1].Word) && !answers
}

// voiced reports whether a language only says how a voice speaks: 普通话女声.
func (r *Reading) voiced(i int) bool {
	tokens := r.Text.Tokens
	return tokens[i].Code == r.Lang && i+2 < len(tokens) && (tokens[i+1].Word == "女" || tokens[i+1].Word == "男") && tokens[i+2].Word == "声"
}

// foreign reports whether the one language that a Chinese request names is that
// of its material: “客户发来的俄语pdf，先翻译再总结”.
func (r *Reading) foreign(i int) bool {
	t := r.Text.Tokens[i]
	if r.Lang != "zh" || t.Code == "zh" || !r.lone() || i+1 >= len(r.Text.Tokens) || r.led(i) || i > 0 && strings.Contains("要出来做给配加用写成译翻说个版", r.Text.Tokens[i-1].Word) {
		return false
	}
	return material.MatchString(r.Text.Source[t.End:])
}

// material is a thing that is said to be in a language, and is to be understood.
var material = regexp.MustCompile(`^的?(pdf|PDF|word|docx|说明|手册|资料|文|信|邮件|合同|报告|菜单|通知|留言|录音|视频|帖子|评论|论文|网页|截图|图|歌|片)[^，。；,]{0,8}[，。；,][^。]*(翻译|翻一|译一|看不懂|听不懂|啥意思|什么意思)`)

// qualifies reports whether “in” and a language say of a thing what it is
// written in, while another language is the one to translate into.
func (r *Reading) qualifies(i int) bool {
	tokens := r.Text.Tokens
	if i < 2 || tokens[i-1].Word != "in" || tokens[i-2].Kind != phrase.Word || slices.Contains(answered, tokens[i-2].Word) {
		return false
	}
	for k := range tokens {
		if k != i && tokens[k].Kind == phrase.Language && tokens[k].Code != tokens[i].Code && k > 0 && slices.Contains([]string{"into", "to", "need", "want"}, tokens[k-1].Word) {
			return true
		}
	}
	return false
}

// answered are words after which “in French” says what to answer in.
var answered = []string{"it", "them", "that", "this", "me", "us", "summary", "version", "answer", "translation", "write", "say", "speak", "read", "one", "also", "text", "reply", "email", "letter", "and", "aloud", "out", "loud", "subtitl", "caption"}

// part is the likeliest part of the language at a token, and the next to it.
func (r *Reading) part(i int, ruled string) (best string, next Telling) {
	most, second, other := math.Inf(-1), math.Inf(-1), ""
	traits := r.partTraits(i, ruled)
	for _, part := range []string{noPart, ofMaterial, toSpeak} {
		score := partPrior(part, ruled)
		for _, t := range traits {
			score += r.Reader.Weights["lang "+part+" "+t]
		}
		switch {
		case score > most:
			best, most, other, second = part, score, best, most
		case score > second:
			other, second = part, score
		}
	}
	return best, Telling{i, best, other, most - second}
}

func partPrior(part, ruled string) float64 {
	if part == ruled {
		return 2.2
	}
	return -2.2
}

// partTraits are the neighbours of a language, and what else is said.
func (r *Reading) partTraits(i int, ruled string) []string {
	tokens := r.Text.Tokens
	word := func(k int) string {
		if k < 0 || k >= len(tokens) || tokens[k].Clause != tokens[i].Clause {
			return "^"
		}
		if tokens[k].Kind == phrase.Language {
			return "{lang}"
		}
		return tokens[k].Word
	}
	several := 0
	for _, t := range tokens {
		if t.Kind == phrase.Language && t.Code != tokens[i].Code {
			several++
		}
	}
	return []string{
		"all", "ruled " + ruled, "before " + word(i-1), "before " + word(i-2) + " " + word(i-1), "after " + word(i+1), "after " + word(i+1) + " " + word(i+2),
		"round " + word(i-1) + " " + word(i+1), fmt.Sprintf("home %v", tokens[i].Code == r.Lang), fmt.Sprintf("others %d", min(several, 2)), fmt.Sprintf("led %v elsewhere %v", r.led(i), r.ledElsewhere(i)),
		fmt.Sprintf("home %v elsewhere %v", tokens[i].Code == r.Lang, r.ledElsewhere(i)), fmt.Sprintf("writing %v", r.writing(i)), "given " + r.signature(), fmt.Sprintf("first %v", i == 0 || word(i-1) == "^"),
	}
}

// Part is one language of a request with what its part is learned on.
type Part struct {
	Code   string
	Traits map[string][]string // by part
	Prior  map[string]float64
}

// Parts returns the languages that a request names, for teaching.
func (p *Reader) Parts(req plan.Request) []Part {
	r := p.Read(req)
	ruled := r.ruledParts()
	var l []Part
	for i, t := range r.Text.Tokens {
		if ruled[i] == "" {
			continue
		}
		one := Part{t.Code, map[string][]string{}, map[string]float64{}}
		for _, part := range []string{noPart, ofMaterial, toSpeak} {
			for _, trait := range r.partTraits(i, ruled[i]) {
				one.Traits[part] = append(one.Traits[part], "lang "+part+" "+trait)
			}
			one.Prior[part] = partPrior(part, ruled[i])
		}
		l = append(l, one)
	}
	return l
}

// led reports whether a language stands behind a word that leads into it.
func (r *Reading) led(i int) bool {
	if r.Text.Tokens[i].Kind != phrase.Language || i == 0 {
		return false
	}
	return slices.Contains([]string{"成", "为", "into", "to", "in", "用", "到", "作", "翻", "译"}, r.Text.Tokens[i-1].Word) ||
		i+1 < len(r.Text.Tokens) && slices.Contains([]string{"翻", "版", "译", "please", "version", "translat"}, r.Text.Tokens[i+1].Word)
}

// listed reports whether a language stands in a list of languages.
func (r *Reading) listed(i int) bool {
	tokens := r.Text.Tokens
	joint := []string{"和", "、", "and", ",", "，", "跟", "与", "or", "及"}
	return i > 1 && tokens[i-2].Kind == phrase.Language && slices.Contains(joint, tokens[i-1].Word) ||
		i+2 < len(tokens) && tokens[i+2].Kind == phrase.Language && slices.Contains(joint, tokens[i+1].Word)
}

// writing reports whether a language is that of a text to be written: “draft
// an answer in English”.
func (r *Reading) writing(i int) bool {
	tokens := r.Text.Tokens
	last := phrase.Match{From: -1}
	for _, m := range r.Matches {
		if m.Entry.Weight >= 3 && m.Entry.Set["noun"] == "" && m.From < i && tokens[m.From].Clause == tokens[i].Clause && m.From >= last.From && (m.Entry.Section == "text-generation" || m.Entry.Section == "translation" && m.To <= i) {
			last = m
		}
	}
	return last.From >= 0 && last.Entry.Section == "text-generation" && !slices.ContainsFunc(tokens[min(last.To, i):i], func(t phrase.Token) bool { return slices.Contains(Joints, t.Word) })
}

func (r *Reading) ledElsewhere(i int) bool {
	for k := range r.Text.Tokens {
		if k != i && r.led(k) && r.Text.Tokens[k].Code != r.Text.Tokens[i].Code {
			return true
		}
	}
	return false
}

// lone reports whether the request names one language only.
func (r *Reading) lone() bool {
	n := 0
	for i, t := range r.Text.Tokens {
		if t.Kind == phrase.Language && !r.inContent(i) {
			n++
		}
	}
	return n == 1
}

func longest(l []phrase.Match, token int, name string) int {
	n := 0
	for _, m := range l {
		if at, ok := m.Caught[name]; ok && at == token {
			n = max(n, m.To-m.From)
		}
	}
	return n
}

// Corrected is what takes back what was said before it.
var Corrected = regexp.MustCompile(`(?i)不对|说错|记错|写错|打错|哦不|啊不|应该是|改成|算了|还是|\b(sorry|i mean|i meant|no wait|wait|actually|make that|or rather|correction|scratch that|no|nope)\b`)

// takesBack is what a correction begins with.
var takesBack = regexp.MustCompile(`(?i)不对|说错|写错|打错|哦不|啊不|不，|算了|\b(no,|no wait|wait,|sorry|i mean|i meant|actually|make that|or rather|scratch that|nope)`)

// ofMaterial reports whether a phrase takes the language of the material for
// one to translate into.
func (r *Reading) ofMaterial(m phrase.Match) bool {
	at, ok := m.Caught["target"]
	return ok && m.Entry.Section == "translation" && len(r.Tongues.Targets) > 0 && r.Tongues.parts[at] != toSpeak && r.Tongues.parts[at] != ""
}
