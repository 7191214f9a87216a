// Package chinese puts what models and the catalogue say into Chinese. They
// speak English, from many packages and from programs; people who asked in
// Chinese are told in Chinese. The sentences are in messages.txt.
package chinese

import (
	"cmp"
	_ "embed" // the sentences
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/tenonhub/tenon/internal/fault"
)

//go:embed messages.txt
var source string

// filled is what stands in a message for what is filled in: a verb of fmt or
// an action of a template.
var filled = regexp.MustCompile(`\{\{if .*\{\{end\}\}|\{\{.*?\}\}|%[.\d]*[a-z]`)

type sentence struct {
	form    *regexp.Regexp
	fixed   int // bytes of it that are always there
	chinese string
}

// A broken table is a programmer's mistake, so reading it panics.
var sentences = sync.OnceValue(func() (list []sentence) {
	english := ""
	for line := range strings.Lines(source) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case english == "":
			english = line
		default:
			list = append(list, sentence{form(english), len(filled.ReplaceAllString(english, "")), line})
			english = ""
		}
	}
	if english != "" {
		panic("chinese: no Chinese stands under: " + english)
	}
	slices.SortStableFunc(list, func(a, b sentence) int { return cmp.Compare(b.fixed, a.fixed) }) // the closest match first
	return list
})

// form matches a message with anything filled in.
func form(english string) *regexp.Regexp {
	var b strings.Builder
	at := 0
	for _, span := range filled.FindAllStringIndex(english, -1) {
		b.WriteString(regexp.QuoteMeta(english[at:span[0]]))
		b.WriteString(`(.*?)`)
		at = span[1]
	}
	return regexp.MustCompile(`(?s)^` + b.String() + regexp.QuoteMeta(english[at:]) + `$`)
}

// Of is a message in Chinese, and whether it is known.
func Of(message string) (string, bool) {
	for _, s := range sentences() {
		m := s.form.FindStringSubmatch(message)
		if m == nil {
			continue
		}
		out := s.chinese
		for i, part := range m[1:] {
			if c, ok := Of(part); ok {
				part = c
			}
			out = strings.ReplaceAll(out, fmt.Sprintf("{%d}", i+1), part)
		}
		return out, true
	}
	return message, false
}

// Fault is the message of a fault in Chinese: known words, or what kind of
// failure it is with the English in brackets.
func Fault(kind fault.Kind, message string) string {
	if c, ok := Of(message); ok {
		return c
	}
	if program, rest, ok := strings.Cut(message, " "); ok { // “ffmpeg was stopped …”
		if c, ok := Of(rest); ok {
			return program + " " + c
		}
	}
	if strings.ContainsFunc(message, isHan) {
		return message
	}
	lead := map[fault.Kind]string{
		fault.Invalid: "输入有问题", fault.TooLarge: "太大了", fault.Exhausted: "时间、内存或磁盘不够", fault.Unavailable: "现在用不了",
		fault.NotFound: "没有找到", fault.Forbidden: "不允许", fault.Conflict: "有冲突", fault.Stale: "已经过时",
	}[kind]
	if lead == "" {
		return message
	}
	return lead + "（" + message + "）"
}

// Told is the kind of a failure and what a person is told of it, in the
// language of the answer.
func Told(err error, lang string) (fault.Kind, string) {
	kind, msg := fault.Of(err)
	f, known := errors.AsType[*fault.Error](err)
	if lang != "zh" || !known {
		return kind, msg
	}
	msg = Fault(kind, f.Msg)
	if f.Subject != "" {
		msg = f.Subject + "：" + msg
	}
	return kind, msg
}

// Question is what failures ask back, if none is of another kind: a fault about the
// question says what it leaves open.
func Question(errs []error, lang string) string {
	var l []string
	for _, e := range errs {
		f, known := errors.AsType[*fault.Error](e)
		if !known || f.Kind != fault.Invalid || f.Subject != "question" {
			return ""
		}
		if _, msg := Told(fault.New(f.Kind, "%s", f.Msg), lang); !slices.Contains(l, msg) {
			l = append(l, msg)
		}
	}
	return strings.Join(l, "\n")
}

func isHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }
