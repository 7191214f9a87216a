package phrase

import "strings"

// briefs are the languages that Chinese calls by one character in a list:
// “翻成英、日、韩三种语言”, “中英双语”.
var briefs = map[string]string{
	"中": "zh", "英": "en", "日": "ja", "韩": "ko", "法": "fr", "德": "de", "俄": "ru", "西": "es", "葡": "pt", "意": "it", "泰": "th", "越": "vi", "阿": "ar",
}

const (
	briefLeads = "成译翻"
	briefEnds  = "语文两三四五六双版各都译"
)

// brief reads a list of at least two languages of one character each from
// token i on. What stands before or behind must tell that they are languages.
func (s *scanner) brief(i int) (list []Token, used int) {
	at, named := i, 0
	led := i > 0 && strings.Contains(briefLeads, s.tokens[i-1].Word)
	for at < len(s.tokens) {
		code := briefs[s.tokens[at].Word]
		if code == "" {
			break
		}
		t := s.tokens[at]
		if led || code != "zh" { // 中英双语 is the text and its translation
			t.Kind, t.Word, t.Code = Language, "{lang}", code
		}
		list, named = append(list, t), named+1
		at++
		if at+1 < len(s.tokens) && s.tokens[at].Word == "、" && briefs[s.tokens[at+1].Word] != "" {
			list = append(list, s.tokens[at])
			at++
		}
	}
	if named < 2 {
		return nil, 0
	}
	ended := at < len(s.tokens) && (strings.Contains(briefEnds, s.tokens[at].Word) || s.tokens[at].Kind == Number)
	if !led && !ended {
		return nil, 0
	}
	if ended && (s.tokens[at].Word == "语" || s.tokens[at].Word == "文") {
		list[len(list)-1].End = s.tokens[at].End
		at++
	}
	return list, at - i
}
