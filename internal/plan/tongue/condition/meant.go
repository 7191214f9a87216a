package condition

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	tells      = regexp.MustCompile(`(?i)\b(read|decode|scan|list|name|tell me|show me|extract|find|count|give me)( out)? (?:it|them|these|that)\b`)
	says       = regexp.MustCompile(`(?i)\b(?:tell me )?what (?:does (?:it|that) say|it says|is (?:in|on) it)\b`)
	translated = regexp.MustCompile(`(?i)\btranslate(?:(?: it| this| that| them| the [a-z]+)\b)?`)
	tellsZh    = regexp.MustCompile(`^(?:请|帮我|就)?(?:把)?(?:它们?|其|内容|其内容)?(?:的内容)?(?:列|找|提取|读|识别|解码|扫描?|说|告诉我)(?:一下|出来|出|取)?(?:它们?|其)?(?:的?内容|里面的内容)?来?`)
	turnedZh   = regexp.MustCompile(`翻译?(?:一下|出来|过来)?$|翻译?(?:一下|出来|过来)?([，。,；])`)
)

// meant are the words of what a condition decides as they would be said without
// it: “if there is a QR code, read it” reads the QR code, and what is to be
// translated because it is not in English is to be English.
func (t Test) meant(words, masked string) string {
	if t.File != "" && !strings.Contains(masked, file) {
		if at := pronoun.FindStringIndex(words); at != nil {
			words = words[:at[0]] + t.File + words[at[1]:]
		} else if wide(words) && !strings.Contains(words, "把") {
			words = "把" + t.File + words
		}
	}
	switch {
	case t.Thing != "" && t.Task == "question-answering":
		return ofThose(words, t.Thing)
	case t.Is == graph.Language && t.Not && len(t.Test.Of) == 1 && !strings.Contains(masked, language):
		if at := translated.FindStringIndex(words); at != nil {
			return words[:at[1]] + " into " + t.Thing + words[at[1]:]
		}
		return turnedZh.ReplaceAllString(words, "翻译成"+t.Thing+"$1")
	case t.Is != graph.Found || t.Not:
		return words
	case which.MatchString(words):
		if wide(t.Thing) {
			return finding(t.Task) + t.Thing
		}
		thing := t.Thing
		if slices.Equal(t.Test.Of, []string{"person"}) {
			thing = "people"
		}
		return "list the " + thing
	case wide(t.Thing):
		return tellsZh.ReplaceAllString(words, finding(t.Task)+t.Thing)
	case t.Task == "optical-character-recognition":
		words = theirs.ReplaceAllString(words, "$1 the "+t.Thing)
	}
	return says.ReplaceAllString(tells.ReplaceAllString(words, "$1$2 the "+t.Thing), "read the "+t.Thing)
}

// which asks for what was found, and nothing else.
var which = regexp.MustCompile(`(?i)^[\s,，]*(?:(?:tell me|say|and|then|告诉我|说说|请) ?)*(?:who(?: (?:is|are) (?:it|they|that|named|mentioned))?|which(?: ones?)?(?: (?:is|are) (?:it|they|that))?|what (?:is|are) (?:it|they|that)|what does it say|(?:都|具体)?(?:是|有)?(?:谁|哪些(?:人)?|什么))[\s?？.。!]*$`)

var pronoun = regexp.MustCompile(`(?i)\bit\b|它`)

var theirs = regexp.MustCompile(`(?i)\b(translate|summari[sz]e) (?:it|that)\b`)

var (
	those   = regexp.MustCompile(`(?i)\b(?:those|these)(?: [a-z]+)?\b|\bthem\b|\bwhich(?: ones?)?(?: (?:they|those|it) (?:are|is))?$`)
	thoseZh = regexp.MustCompile(`^(请|就|帮我|那就)*(?:把)?(?:这些|它们|他们|其)?(?:的)?\p{Han}{0,4}?(列|找|挑|筛|选)(?:一下|出)(?:来|它们|这些)?`)
)

// ofThose are words with those that a test is of in the place of what stands for them.
func ofThose(words, thing string) string {
	if wide(thing) {
		return thoseZh.ReplaceAllString(words, "${1}列出"+thing)
	}
	at := those.FindStringIndex(words)
	if at == nil {
		return words
	}
	return words[:at[0]] + "the " + thing + words[at[1]:]
}

// finding is what is said of finding things in Chinese.
func finding(by task.ID) string {
	if by == "token-classification" {
		return "列出"
	}
	return "识别"
}
