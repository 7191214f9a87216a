// Package tally counts the words, characters, sentences, paragraphs and lines of a
// text, where a question asks for nothing else.
package tally

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

type unit int

const (
	word unit = iota
	character
	sentence
	paragraph
	line
	letter
	perSentence // words
)

var (
	// asks are what questions count, the longer before the shorter.
	asks = []struct {
		unit unit
		said expression.Lazy
	}{
		{perSentence, expression.New(`average (?:sentence length|length of (?:the |its |all |a )?sentences?|(?:number of )?words (?:per|in (?:a|each)) sentences?)|(?:mean|typical) sentence length|sentence length(?: on average)?|words (?:per|in (?:a|each)) sentence(?: on average)?|how long (?:are|is) (?:the |its |an? )?(?:average )?sentences?(?: on average)?` +
			`|(?:平均)?每(?:个|一)?句(?:话|子)?(?:平均)?(?:有)?(?:多长|长度|多少个?[字词]|几个[字词]|字数)|平均句(?:子)?长(?:度)?|句(?:子)?(?:的)?平均(?:的)?(?:长度|字数)|平均(?:句子)?长度`)},
		{letter, expression.New(`\bletters?\b(?: count)?|字母(?:数)?`)},
		{character, expression.New(`\bcharacters?\b(?: count)?|字符(?:数)?`)},
		{word, expression.New(`\bwords?\b(?: count)?|\bwordcount\b|单?词(?:语)?(?:数)?|字数|个?字`)},
		{sentence, expression.New(`\bsentences?\b(?: count)?|句(?:话|子)?(?:数)?`)},
		{paragraph, expression.New(`\bparagraphs?\b(?: count)?|段落?(?:数)?|自然段`)},
		{line, expression.New(`\blines?\b(?: count)?|行(?:数)?`)},
	}
	// counts is what makes a question of those one of numbers.
	counts = expression.New(`\bhow (?:many|long)\b|\bcount(?:ing)?\b|\bnumber of\b|\bword ?count\b|\baverage\b|\bmean\b|\blength\b|\btally\b|多少|几|统计|数一[数下]|数数|计数|字数|字符数|句数|段数|词数|行数|句子数|段落数|平均|计算|算`)
	// idle is what may stand beside: what the text is called, and little words.
	idle = expression.New(`\b(?:you're|how|many|much|long|what's|whats|what|is|are|was|were|has|have|had|does|do|did|there|it|its|it's|the|a|an|this|that|these|those|in|of|on|for|and|also|both|total|altogether|all|overall|please|pls|can|could|you|me|tell|give|say|show|find|out|calculate|compute|count|counting|number|numbers|tally|average|mean|length|words?|contain|contains|consist|comprise|comprises|made|up|together|my|whole|entire|full|attached|following|get|got|know|i|want|need|would|like|to|exactly|roughly|while|youre|at|by|way|btw|just|then|quickly|thanks|thank|about|text|texts|article|document|documents|contract|agreement|file|files|essay|story|poem|page|e-?mail|message|report|note|notes|notice|speech|paper|post|chapter|book|passage|piece|review|invoice|mail)\b` +
		`|多少|几|统计|数一[数下]|数数|计数|平均|计算|算|一下|顺便|顺带|顺手|另外|麻烦|劳驾|谢谢|拜托|辛苦|你|您|帮忙|帮我|请问|请|再|给我|告诉我|看看|看|下|这|那|本|该|此|份|篇|个|封|段文字|段话|里面?|中|内|的|了|有|是|为|共|总|一|全|吗|呢|啊|和|与|及|以及|还有|分别|各|每|数量|数目|数|文章|文本|文档|文件|合同|协议|文字|全文|正文|通知|信件?|邮件|报告|作文|小说|故事|诗|稿子?|材料|资料|文|长度?|写|用|含|包含|包括|大概|大约|到底|究竟|我想知道|知道|想|总共|由|组成|加起来|合计`)
	rest = expression.New(`[\s?？.!！,，。、;；:：'’]+|[’']s\b`)
)

// Answer counts what question asks of text, in its language; it is empty when the
// question is about what the text says.
func Answer(text, question string) string {
	left := strings.ToLower(question)
	if !counts.MatchString(left) {
		return ""
	}
	at := map[unit]int{}
	var asked []unit
	for _, a := range asks {
		if m := a.said.FindStringIndex(left); m != nil {
			asked = append(asked, a.unit)
			at[a.unit] = m[0]
			left = a.said.Regexp().ReplaceAllStringFunc(left, func(s string) string { return strings.Repeat(" ", len(s)) })
		}
	}
	if len(asked) == 0 || rest.ReplaceAllString(idle.ReplaceAllString(left, ""), "") != "" {
		return ""
	}
	slices.SortStableFunc(asked, func(a, b unit) int { return at[a] - at[b] })
	c := count(text)
	chinese := words.Chinese(question)
	var said []string
	for _, u := range asked {
		said = append(said, c.say(u, chinese))
	}
	if chinese {
		return strings.Join(said, "；")
	}
	return strings.Join(said, "; ")
}

// numbers are how much of everything a text has. A word is what stands between
// spaces, and in Chinese a character.
type numbers struct {
	words, han, letters, characters, sentences, spoken, paragraphs, lines int
}

func count(text string) (n numbers) {
	n.han, n.words = size(text)
	for _, r := range text {
		if !unicode.IsSpace(r) {
			n.characters++
		}
		if unicode.IsLetter(r) {
			n.letters++
		}
	}
	for s := range strings.Lines(text) {
		if strings.TrimSpace(s) != "" {
			n.lines++
		}
	}
	all, last := words.Sentences(text), -1
	for _, s := range all {
		if !strings.ContainsAny(s.Text[max(0, len(s.Text)-6):], ".!?。！？…") {
			continue // a heading
		}
		n.sentences++
		han, other := size(s.Text)
		n.spoken += han + other
		if s.Paragraph != last {
			n.paragraphs++
			last = s.Paragraph
		}
	}
	if n.sentences == 0 {
		n.sentences, n.spoken = len(all), n.han+n.words
		for _, s := range all {
			if s.Paragraph != last {
				n.paragraphs++
				last = s.Paragraph
			}
		}
	}
	return n
}

// size is how many Chinese characters and other words a text has.
func size(text string) (han, other int) {
	for f := range strings.FieldsSeq(text) {
		in := false
		for _, r := range f {
			switch {
			case unicode.Is(unicode.Han, r):
				han++
				in = false
			case unicode.IsLetter(r) || unicode.IsDigit(r):
				if !in {
					other++
				}
				in = true
			case r > 0x2e80:
				in = false
			}
		}
	}
	return han, other
}

func (n numbers) say(u unit, chinese bool) string {
	switch u {
	case word:
		switch {
		case n.han > n.words && chinese:
			return fmt.Sprintf("%d 个汉字，另有 %d 个英文单词或数字；连标点共 %d 个字符（不含空格）", n.han, n.words, n.characters)
		case n.han > n.words:
			return fmt.Sprintf("%d Chinese characters, and %d words or numbers in other letters", n.han, n.words)
		}
		return counted(n.words+n.han, chinese, "个单词", "word", "")
	case perSentence:
		mean := float64(n.spoken) / float64(max(1, n.sentences))
		switch {
		case chinese && n.han > n.words:
			return fmt.Sprintf("平均每句 %.1f 个字（共 %d 句）", mean, n.sentences)
		case chinese:
			return fmt.Sprintf("平均每句 %.1f 个单词（共 %d 句）", mean, n.sentences)
		}
		return fmt.Sprintf("%.1f words per sentence (%d words in %d sentences)", mean, n.spoken, n.sentences)
	case letter:
		return counted(n.letters, chinese, "个字母", "letter", "")
	case character:
		return counted(n.characters, chinese, "个字符（不含空格）", "character", " without spaces")
	case sentence:
		return counted(n.sentences, chinese, "句", "sentence", "")
	case paragraph:
		return counted(n.paragraphs, chinese, "段", "paragraph", "")
	case line:
	}
	return counted(n.lines, chinese, "行", "line", "")
}

func counted(n int, chinese bool, zh, en, more string) string {
	switch {
	case chinese:
		return fmt.Sprintf("%d %s", n, zh)
	case n == 1:
		return "1 " + en + more
	}
	return fmt.Sprintf("%d %ss%s", n, en, more)
}
