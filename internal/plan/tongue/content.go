package tongue

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

// clauses returns the words of the clauses from one token to another.
func (r *reading) clauses(from, to int) string {
	tokens := r.text.Tokens
	a, z := from, to
	for a > 0 && tokens[a-1].Clause == tokens[from].Clause {
		a--
	}
	for z < len(tokens) && tokens[z].Clause == tokens[max(to-1, from)].Clause {
		z++
	}
	return strings.Trim(r.said(a, z), " ,.;:，。；：")
}

// asked is the question of a step: the clause that asks.
func (r *wishes) asked(s *step) string {
	if s.asks {
		return strings.Trim(r.said(s.from, s.to), " ,.;:，。；：")
	}
	for _, m := range r.asks {
		if m.From >= s.from {
			return r.clauses(m.From, m.To)
		}
	}
	for _, m := range r.asks {
		return r.clauses(m.From, m.To)
	}
	return r.clauses(s.from, s.to)
}

// prompt is what the request says about what to make: the clause of the step,
// from the end of the step before to the beginning of the next one.
func (r *wishes) prompt(s *step) string {
	if s.task.ID != "text-generation" {
		for _, c := range r.content {
			if len(r.order) > 1 && r.text.Tokens[c.first].Clause != r.text.Tokens[s.from].Clause {
				continue
			}
			return strings.TrimSpace(sized.ReplaceAllString(r.words(c), ""))
		}
	}
	tokens := r.text.Tokens
	low, high := 0, len(tokens)
	for _, o := range r.order {
		if o == s {
			continue
		}
		if o.to <= s.from {
			low = max(low, o.to)
		}
		if o.from >= s.to {
			high = min(high, o.from)
		}
	}
	from, to := s.from, s.to
	for from > low && !stopsPrompt(tokens[from-1]) && tokens[from-1].Clause == tokens[s.from].Clause && !r.endsWish(from-1) {
		from--
	}
	if from == low && low > 0 {
		from = r.afterJoint(from, s.from)
	}
	for to < high && !stopsPrompt(tokens[to]) {
		to++
	}
	if to == high && high < len(tokens) {
		to = r.beforeJoint(s.to, to)
	}
	said := to - from
	for i := from; i < to; i++ {
		if slices.ContainsFunc(s.spans, func(at [2]int) bool { return at[0] <= i && i < at[1] }) || tokens[i].Kind == phrase.Mark {
			said--
		}
	}
	if said <= 2 && s.task.ID != "text-generation" {
		from = low
	}
	return strings.Trim(r.said(from, to), " ,.;:，。；：")
}

// endsWish reports whether a token joins what follows to a wish before it.
func (r *wishes) endsWish(i int) bool {
	return slices.Contains([]string{"and", "then", "再", "然"}, r.text.Tokens[i].Word) && slices.ContainsFunc(r.matches, func(m phrase.Match) bool {
		return m.To <= i && m.Entry.Weight >= 4 && m.Entry.Section != "text-generation" && r.text.Tokens[m.From].Clause == r.text.Tokens[i].Clause
	})
}

var sized = regexp.MustCompile(`[,，]?\s*\d+\s*[x×*]\s*\d+\s*(像素|px|pixels)?\s*$`)

func stopsPrompt(t phrase.Token) bool {
	return t.Kind == phrase.Mark && strings.Contains(".?!。？！;；\n→", t.Word)
}

// afterJoint is the place after the last “and” or comma of a range.
func (r *wishes) afterJoint(from, to int) int {
	for i := to - 1; i >= from; i-- {
		if t := r.text.Tokens[i]; t.Kind == phrase.Mark || slices.Contains([]string{"and", "then", "再", "然后"}, t.Word) {
			return i + 1
		}
	}
	return from
}

// beforeJoint is the place of the last “and” or comma of a range.
func (r *wishes) beforeJoint(from, to int) int {
	for i := to - 1; i >= from; i-- {
		if t := r.text.Tokens[i]; t.Kind == phrase.Mark || slices.Contains([]string{"and", "then", "再", "然后"}, t.Word) {
			return i
		}
	}
	return to
}

var serial = regexp.MustCompile(`(?i)(https?://[^\s，。、“”]+|www\.[^\s，。、“”]+|\b[A-Za-z]*-?\d[A-Za-z0-9-]{3,}\b)`)

// serialNumber is an address or a number that a code is to be made of.
func (r *wishes) serialNumber() (string, bool) {
	if find(r.order, "barcode-generation") < 0 {
		return "", false
	}
	for _, w := range serial.FindAllString(r.req.Text, -1) {
		if low := strings.ToLower(w); !strings.HasPrefix(low, "ean") && !strings.HasPrefix(low, "code") {
			return w, true
		}
	}
	return "", false
}

var (
	seen    = regexp.MustCompile(`(?i)出现|画面|穿|颜色|看到|看见|拍到|经过|几个人|几辆|几只|监控|摄像|镜头|\b(appear|appears|wear|wearing|colou?r|see|seen|show|shows|shown|footage|camera|cctv|car|cars|dog|cat|how many people|picture)\b`)
	heard   = regexp.MustCompile(`(?i)说|讲|提到|谈|会上|录音|宣布|承诺|\b(say|says|said|mention|mentions|mentioned|talk|talks|speaker|tell|tells|announce|announced|promise|lecture|webinar|interview)\b`)
	moves   = regexp.MustCompile(`(?i)(?:so that|such that|so it looks like|with|where|as if)\s+(.+)$`)
	letting = regexp.MustCompile(`(?:让|使)(?:画里的?|图里的?|照片里的?|图中的?|画中的?|照片中的?|图上的?)?([^，。！,.!]+?(?:起来|动|眨|笑|飘|摇|转|流|走|飞|跑|落)[^，。！,.!]*)`)
	itself  = regexp.MustCompile(`^(它|图|图片|照片|这张图|这张照片|这张|这图|画面|这幅画|画|这张画|人物)?(动|活)(一动|起来|过来)?`)
	paper   = regexp.MustCompile(`(?i)\b(receipt|letter|card|note|menu|invoice|screenshot|scan|page|sign|flyer|form|email|notice|slide|whiteboard|handwriting)\b|信|小票|菜单|通知|发票|截图|卡片|名片|白板|海报|告示|传单|单子|试卷|作业|题`)
)

// shown reports whether a question about a video is about what it shows.
func (r *wishes) shown() bool {
	return seen.MatchString(r.req.Text) && !heard.MatchString(r.req.Text)
}

// written reports whether a picture is spoken of as one of a text.
func (r *wishes) written() bool { return paper.MatchString(r.req.Text) }

// motion is how a picture is to move, when the request says it.
func (r *wishes) motion(s *step) string {
	if how := motionIn(r.sentence(s)); how != "" || len(r.order) > 1 {
		return how
	}
	return motionIn(r.req.Text)
}

func motionIn(said string) string {
	if m := moves.FindStringSubmatch(said); m != nil {
		return m[1]
	}
	if m := letting.FindStringSubmatch(said); m != nil && !itself.MatchString(m[1]) {
		return strings.TrimSpace(m[0])
	}
	if m := waking.FindStringSubmatch(said); m != nil {
		return strings.TrimSpace(m[0])
	}
	return ""
}

var waking = regexp.MustCompile(`(?i)(?:make|let|have) the (?:water|waves|clouds|hair|leaves|flag|snow|rain|fire|smoke|trees|sea|grass|eyes|candle|river|waterfall|flames|stars|person|dog|cat|man|woman|girl|boy)[^,.!]+`)

// question says what is missing, in the language of the request.
func question(r *reading, b *builder) string {
	what := "wish"
	switch {
	case len(b.missing) > 0 && (b.missing[0] != "file" || len(b.nodes) == 0 || len(r.req.Given) == 0):
		what = b.missing[0]
	case len(b.nodes) > 0:
		return ""
	case len(r.req.Given) == 0:
		what = "file"
	case slices.ContainsFunc(r.vague, func(m phrase.Match) bool { return m.Entry.Set["kind"] == "question" }):
		what = "question"
	}
	return ask(what, r.lang)
}

func ask(what, lang string) string {
	zh := map[string]string{
		"wish": "您想让我做什么？比如总结、翻译、转成文字，或者修改图片、声音、视频。", "file": "要处理的文件没有附上。请附上文件，或把内容写在引号里。",
		"target": "要翻译成哪种语言？比如英文、中文、日文。", "style": "要哪种风格？可以是水彩、油画、水墨、素描、扁平插画、像素或卡通。",
		"labels": "要分成哪些类别？请列出来，比如“投诉、咨询、表扬”。", "size": "要改成多大？请给出像素，比如 800x600，或者只给宽度。", "format": "图片可以存为 jpg、png、gif、bmp 或 tiff，要哪一种？", "which": "有好几个文件，您指的是哪一个？请写出文件名。", "part": "要哪一段？请给出从几分几秒到几分几秒。", "question": "您想问什么问题？",
	}
	en := map[string]string{
		"wish": "What should be done with it? For example: summarise, translate, transcribe, or change the picture, sound or video.", "file": "What it should work on is missing. Please attach the file, or put the text in quotes.",
		"target": "Into which language? For example English, Chinese or Spanish.", "style": "Which style: watercolour, oil, ink, sketch, flat illustration, pixel or cartoon?",
		"labels": "Which classes? Please list them, for example “complaint, question or praise”.", "size": "To what size? Please give pixels, for example 800x600, or the width alone.", "format": "Pictures can be written as jpg, png, gif, bmp or tiff. Which of these?", "which": "There are several files. Which one do you mean? Please give its name.", "part": "Which part, from when to when? For example 0:10 to 1:30.", "question": "What is your question?",
	}
	if lang == "zh" {
		return zh[what]
	}
	return en[what]
}
