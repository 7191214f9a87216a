package condition

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

// What stands in the place of tokens, byte for byte: no word of theirs is taken
// for a part of a condition.
const (
	language = "\x01"
	number   = "\x02"
	file     = "\x03"
	quote    = "\x04"
	material = "\x05" // what is worked on
)

// masked is a request in lower case with its tokens masked; places are those of
// the request.
type masked struct {
	source string
	text   string
	tokens []phrase.Token
}

// mask masks the tokens of a request, and what of it is worked on.
func mask(t phrase.Text, content [][2]int) masked {
	b := []byte(t.Source)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	fill := func(from, to int, with string) {
		for i := from; i < to && i < len(b); i++ {
			b[i] = with[0]
		}
	}
	for _, tok := range t.Tokens {
		switch tok.Kind {
		case phrase.Language:
			fill(tok.Start, tok.End, language)
		case phrase.Number:
			if b[tok.Start] >= '0' && b[tok.Start] <= '9' || tok.Value > 1 && !strings.HasPrefix(t.Source[tok.Start:], "二维码") {
				fill(tok.Start, tok.End, number)
			}
		case phrase.File:
			fill(tok.Start, tok.End, file)
		case phrase.Quote:
			fill(tok.Start, tok.End, quote)
		default:
		}
	}
	for _, c := range content {
		fill(c[0], c[1], material)
	}
	if n := len(t.Tokens); n > 0 {
		fill(t.Tokens[n-1].End, len(b), material) // nobody has looked at the rest
	}
	return masked{t.Source, string(b), t.Tokens}
}

// codes are the languages that stand between two places.
func (m masked) codes(from, to int) (l []string) {
	for _, t := range m.tokens {
		if t.Kind == phrase.Language && t.Start >= from && t.End <= to && t.Code != "" {
			l = append(l, t.Code)
		}
	}
	return l
}

// figure is the first number between two places.
func (m masked) figure(from, to int) (float64, bool) {
	for _, t := range m.tokens {
		if t.Kind == phrase.Number && t.Start >= from && t.End <= to && m.text[t.Start:t.Start+1] == number {
			if strings.HasPrefix(m.source[t.End:], "万") {
				return t.Value * 10000, true
			}
			return t.Value, true
		}
	}
	return 0, false
}

// quoted is what stands in the first quotes between two places.
func (m masked) quoted(from, to int) string {
	for _, t := range m.tokens {
		if t.Kind == phrase.Quote && t.Start >= from && t.End <= to {
			return m.source[t.In:t.Out]
		}
	}
	return ""
}

func wide(s string) bool {
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(s, " "))
	return r >= 0x2E80
}

var (
	// leads is what leads from one wish to the next, where nothing stands before.
	leads = regexp.MustCompile(`(?i)^(?:[\s,;:.，；：。、]|\b(?:and|then|also|but|so|after that|afterwards)\b|然后|接着|之后|最后|并且|再|并|就|则|那么|而且|但是|但|而|也)+`)
	// trails is what leads to a wish that does not come.
	trails = regexp.MustCompile(`(?i)(?:[\s,;:，；：、]|\b(?:and|then|also|but|so|only|or|please)\b|然后|接着|并且|再|并|但是|但|而|请)+$`)
	// idle is what asks for nothing.
	idle = regexp.MustCompile(`(?i)\b(?:(?:just )?(?:say|tell me|let me know)(?: so| no| that there (?:is|are) none)?[\s.!]*$|(?:just )?(?:leave|keep) (?:it|them|that)(?: alone| as (?:it|they) (?:is|are)| be)?|do nothing(?: (?:else|at all))?|nothing|skip it|don['’]t bother|please|thanks|thank you|hi|hello|here(?:['’]s| is| are)?|this is|is|attached|see|take|a|an|the|my|some|customer|new|review|reviews|text|letter|email|e-mail|message|file|document|recording|picture|photo|of|from|and|then|also|but|so|now|for me)\b|(?:就)?(?:告诉我|说一声|提醒我|说)(?:一声|没有|一下)?(?:就行|即可)?[\s。！]*$|不用管(?:它)?|不用处理|不用动|不处理|什么(?:也|都)不(?:用)?做|保持原样|保持不变|就算了|算了|跳过|不管它|请问|请|谢谢|你好|您好|这是|这里有|附上|附件|这里|一条|一篇|一份|一封|一段|一张|评论|文章|文本|邮件|信|图片|照片|录音|文件|的|了|吧|帮我|然后|[\s,;:.!，；：。、！“”"‘’「」\x00-\x05]`)
)
