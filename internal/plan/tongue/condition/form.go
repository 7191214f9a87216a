package condition

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/task"
)

// form is one way to word a condition.
type form struct {
	kind string
	re   string
	*regexp.Regexp
}

// forms are compiled when the first condition is read.
var forms = sync.OnceValue(func() []form {
	all := slices.Concat(english, chinese)
	for i := range all {
		all[i].Regexp = regexp.MustCompile(all[i].re)
	}
	return all
})

// denies is what turns a condition round.
var denies = regexp.MustCompile(`\bnot?\b|\bnone\b|\bnobody\b|n['’]t\b|\b(?:is|are|was|were|does|do)nt\b|no longer|anything but|other than|something but|不|没|无|非`)

// test reads a condition that begins at a place of m, and where it ends: the
// longest reading of all forms.
func (m masked) test(from int) (best Test, end int, ok bool) {
	for _, f := range forms() {
		at := f.FindStringSubmatchIndex(m.text[from:])
		if at == nil {
			continue
		}
		for i := range at {
			if at[i] >= 0 {
				at[i] += from
			}
		}
		found := match{m, f.Regexp, at}
		if t, good := found.read(f.kind); good && found.end() > end {
			best, end, ok = t, found.end(), true
		}
	}
	return best, end, ok
}

// match is a form that was found.
type match struct {
	masked
	re *regexp.Regexp
	at []int
}

func (f match) group(name string) (from, to int, ok bool) {
	i := f.re.SubexpIndex(name)
	if i < 0 || f.at[2*i] < 0 {
		return 0, 0, false
	}
	return f.at[2*i], f.at[2*i+1], true
}

// end is where a match ends; what only shows the end is no part of it.
func (f match) end() int {
	if from, _, ok := f.group("end"); ok {
		return from
	}
	return f.at[1]
}

func (f match) said(name string) string {
	from, to, _ := f.group(name)
	return f.text[from:to]
}

// denied reports whether a condition is turned round by words other than those
// of what it looks for.
func (f match) denied() bool {
	text := []byte(f.text[f.at[0]:f.at[1]])
	for _, name := range []string{"mood", "than", "said", "end"} {
		if from, to, ok := f.group(name); ok {
			for i := from; i < to; i++ {
				text[i-f.at[0]] = ' '
			}
		}
	}
	return denies.MatchString(strings.ReplaceAll(string(text), "非常", ""))
}

func (f match) read(kind string) (t Test, ok bool) {
	t.Not = f.denied()
	switch kind {
	case "mood":
		t.Is, t.Task, t.Test.Of = graph.Label, "sentiment-analysis", moods(f.said("mood"))
	case "language":
		t.Is, t.Task, t.Test.Of = graph.Language, "language-identification", f.codes(f.at[0], f.at[1])
		if len(t.Test.Of) == 0 {
			return t, false
		}
		at := strings.Index(f.text[f.at[0]:f.at[1]], language) + f.at[0]
		t.Thing = f.source[at:][:len(f.text[at:])-len(strings.TrimLeft(f.text[at:], language))]
	case "contains":
		from, to, _ := f.group("said")
		t.Is, t.Test.Of = graph.Contains, []string{strings.TrimSpace(f.source[from:to])}
		if strings.HasPrefix(f.text[from:to], quote) {
			t.Test.Of = f.passages(f.at[0], f.at[1])
		}
	case "found":
		if !f.thing(&t) {
			return t, false
		}
	case "longer":
		t.Is = graph.Longer
	case "some":
		f.some(&t)
	case "number":
		t.Is, t.Task = graph.Above, "question-answering"
		what := strings.TrimSpace(f.said("what"))
		switch {
		case slices.Contains([]string{"it", "that", "this", "the answer", "the result", "the figure", "the number", "结果", "它", "答案"}, what): // what has been asked
		case wide(what):
			t.Question = what + "是多少？"
		case named.MatchString(what):
			t.Question = fmt.Sprintf("What is %s?", what)
		default:
			t.Question = fmt.Sprintf("What is the %s?", what)
		}
	}
	if n, than := f.figure(f.at[0], f.at[1]); than && t.Is != graph.Label && t.Is != graph.Language && t.Is != graph.Contains {
		f.compare(&t, n)
	}
	t.Of = f.result()
	if at := strings.Index(f.text[f.at[0]:f.end()], file); at >= 0 {
		named := f.text[f.at[0]+at:]
		t.File = f.source[f.at[0]+at:][:len(named)-len(strings.TrimLeft(named, file))]
	}
	return t, true
}

// lesser is a comparison of what is lower.
var lesser = regexp.MustCompile(`^(?:less|fewer|lower|smaller|under|below|at most)|^(?:不超过|不多于|最多|不到|少于|短于|小于|低于|不足)`)

// some reads what some of many have: any has a rent above a number where the highest is,
// and all have where the lowest is. What is spoken of then are those that do.
func (f match) some(t *Test) {
	low := lesser.MatchString(f.said("than"))
	if slices.Contains([]string{"all", "every", "each"}, f.said("some")) {
		low = !low
	}
	t.Is, t.Task = graph.Above, "question-answering"
	from, to, _ := f.group("field")
	field := strings.TrimSpace(f.source[from:to])
	if wide(field) {
		t.Question = "最" + map[bool]string{false: "高", true: "低"}[low] + "的" + field + "是多少？"
		t.Thing = strings.TrimSuffix(strings.TrimPrefix(f.source[f.at[0]:f.end()], f.said("some")), "的话")
		return
	}
	t.Question = fmt.Sprintf("What is the %s %s?", map[bool]string{false: "highest", true: "lowest"}[low], field)
	begin, end, _ := f.group("noun")
	said := regexp.MustCompile(`^\s*(?:has|have|had|with)(?: got)?\b`).ReplaceAllString(f.source[end:f.at[1]], " with")
	t.Thing = strings.TrimSuffix(f.source[begin:end], "s") + "s" + said
}

// named begins the words for a figure of which it is clear which one it is.
var named = regexp.MustCompile(`^(?:the|its|our|my|it|that|this)\b`)

// passages are what stands in the quotes between two places.
func (m masked) passages(from, to int) (l []string) {
	for at := from; at < to; at++ {
		if q := m.quoted(at, to); q != "" && !slices.Contains(l, q) {
			l = append(l, q)
		}
	}
	return l
}

var (
	isBad  = regexp.MustCompile(`^(?:` + bad + `|` + badZh + `)`)
	isFine = regexp.MustCompile(`^(?:` + fine + `|` + fineZh + `)`)
	apart  = regexp.MustCompile(` or |, | and |或者?是?|、|和`)
)

// moods are the classes that words stand for.
func moods(said string) (l []string) {
	for _, w := range apart.Split(said, -1) {
		class := "neutral"
		switch {
		case isBad.MatchString(w):
			class = "negative"
		case isFine.MatchString(w):
			class = "positive"
		}
		if !slices.Contains(l, class) {
			l = append(l, class)
		}
	}
	return l
}

// compare makes a test of a number of how it is worded: “at least 3” is above 2.
func (f match) compare(t *Test, n float64) {
	than := f.said("than")
	less, with := false, false
	switch {
	case slices.Contains([]string{"at least", "不少于", "至少", "达到"}, than):
		with = true
	case slices.Contains([]string{"at most", "up to", "no longer than", "no more than", "不超过", "不多于", "最多"}, than):
		less, with = true, true
	case slices.Contains([]string{"shorter than", "fewer than", "less than", "under", "below", "lower than", "smaller than", "不到", "少于", "短于", "小于", "低于", "不足"}, than):
		less = true
	}
	with = with || strings.HasSuffix(f.text[f.at[0]:f.at[1]], "以上") && !less
	t.Than = n
	switch {
	case t.Is == graph.Longer: // “under 5 words” is not longer than 4
		if less != with {
			t.Than--
		}
		t.Not = t.Not != less
	case less:
		t.Is = graph.Below
		if with {
			t.Is, t.Not = graph.Above, !t.Not
		}
	case with:
		t.Is, t.Not = graph.Below, !t.Not
	default:
		t.Is = graph.Above
	}
}

// finders are the tasks that find things, and the class that they have there.
var finders = map[string]struct {
	task  task.ID
	class string
}{
	"code": {"barcode-reading", ""}, "face": {"face-detection", ""}, "person": {"token-classification", "person"}, "place": {"token-classification", "place"},
	"organisation": {"token-classification", "organisation"}, "date": {"token-classification", "date"}, "email": {"token-classification", "email"}, "phone": {"token-classification", "phone"},
	"url": {"token-classification", "url"}, "amount": {"token-classification", "amount"}, "name": {"token-classification", ""}, "words": {"optical-character-recognition", ""},
	"speech": {"voice-activity-detection", "speech"}, "object": {"object-detection", ""},
}

// itself is what may stand behind somebody who is only there.
var itself = regexp.MustCompile(`^(?:存在|出现|在|被提到|的话|吗|[\s，,。.；;？?]|$|就|则|那)`)

// thing reads what is looked for.
func (f match) thing(t *Test) bool {
	for name, by := range finders {
		from, to, ok := f.group(name)
		if !ok {
			continue
		}
		if _, _, counted := f.group("than"); counted && name == "words" {
			return false // it has more than so many
		}
		if f.text[from:to] == "人" && !itself.MatchString(f.text[to:]) {
			return false // 有人抱怨味道: what somebody does is not found by that
		}
		t.Is, t.Task, t.Thing = graph.Found, by.task, f.source[from:to]
		if by.class != "" {
			t.Test.Of = []string{by.class}
		}
		if name == "object" {
			w := f.text[from:to]
			if known := seen[w]; known != "" {
				w = known
			} else if w = strings.TrimSuffix(w, "s"); seen[w] != "" {
				w = seen[w]
			}
			t.Test.Of = []string{w}
		}
		return true
	}
	return false
}

// seen are what detectors of objects call things.
var seen = map[string]string{
	"狗": "dog", "猫": "cat", "鸟": "bird", "马": "horse", "羊": "sheep", "牛": "cow", "大象": "elephant", "熊": "bear", "汽车": "car", "车": "car", "卡车": "truck", "公交车": "bus", "火车": "train", "船": "boat",
	"自行车": "bicycle", "摩托车": "motorcycle", "飞机": "airplane", "瓶子": "bottle", "杯子": "cup", "椅子": "chair", "床": "bed", "电脑": "laptop", "手机": "cell phone", "书": "book", "钟": "clock", "雨伞": "umbrella",
	"蛋糕": "cake", "香蕉": "banana", "苹果": "apple", "bus": "bus", "bike": "bicycle", "plane": "airplane", "phone": "cell phone",
}

var results = []struct {
	spoken *regexp.Regexp
	task   task.ID
}{
	{regexp.MustCompile(`\b(?:the|its) summary\b|摘要`), "summarization"},
	{regexp.MustCompile(`\b(?:the|its) (?:transcript(?:ion)?)\b|转写`), "automatic-speech-recognition"},
	{regexp.MustCompile(`\b(?:the|its) translation\b|译文`), "translation"},
	{regexp.MustCompile(`\b(?:the|its) description\b|描述`), "image-to-text"},
}

// result is the task whose result a condition speaks of.
func (f match) result() task.ID {
	for _, r := range results {
		if r.spoken.MatchString(f.text[f.at[0]:f.at[1]]) {
			return r.task
		}
	}
	return ""
}
