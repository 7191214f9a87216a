// Package alternative tells what “or” stands between: classes that something is sorted into, or
// what a question asks a text about.
package alternative

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	// whichKind is what asks which of the listed classes something is of.
	whichKind = regexp.MustCompile(`哪(一)?(种|类|档|级)[，。？?\s]*$`)
	// permitted asks whether one may, must or does something, and is no matter of moods and kinds.
	permitted = regexp.MustCompile(`(?i)(?:^|[.?!;,]\s*|\b(?:and|so|but|whether|if|also|please|hi|hello) )(?:(?:can|could|may|might|must|should|shall|do|does|did|will|would|have|has|had) (?:i|we|you|they|he|she|it|one|the|my|our|their|his|her|a|an|any\w*|people|guests|visitors|children|kids|dogs|cats|pets|members|tenants|residents|students|parents)\b|am i\b|is there\b|are there\b|(?:are|were) (?:we|they|you)\b|(?:i|we|they) (?:can|may|must|should|have to|need to)\b)`)
	// permittedZh asks the same in Chinese.
	permittedZh = regexp.MustCompile(`能不能|可不可以|可否|能否|要不要|用不用|需不需要|是不是要|(?:我|我们|咱们?|租客|孩子|家长|客人|人家|他|她)(?:能|可以|要|得|需要|应该|必须|该)|^(?:请问|那|如果|周[一二三四五六日末])*(?:能|可以|可|允许|准|要|得|需要|必须)[^，。；]*(?:吗|嘛|么|还是|或)|(?:行不行|可以吗|行吗|允许吗|能行吗)`)
	// sorted is what is judged and not told: a mood, a kind.
	sorted = regexp.MustCompile(`(?i)\b(?:positive|negative|neutral|happy|unhappy|angry|sad|mood|tone|sentiment|spam|class(?:ify|es)?|categor\w+|kind of|sort of|type of|sound|sounds|seem|seems)\b|情绪|好评|差评|正面|负面|积极|消极|态度|语气|心情|属于|分类|归类|类别|算是|垃圾邮件`)
)

var (
	// whose are those of whom or which it is judged, and not told; stated asks how a thing is.
	whose    = regexp.MustCompile(`(?i)^(?:is|are|was|were) (?:it|this|that|these|those|he|she)\b|\b(?:letters?|texts?|e-?mails?|mails?|messages?|reviews?|comments?|customers?|writers?|authors?|senders?|articles?|feedback|callers?|speakers?|voices?|pictures?|photos?|images?|recordings?|guests?|posts?|tweets?)\b|^(?:这|那|它|该|此)|[信文评论意客言稿图音]|作者|语|邮件`)
	stated   = regexp.MustCompile(`(?i)^(?:is|are|was|were) [^,.;?!]{3,40} or [^.;?!]{2,40}\?$`)
	statedZh = regexp.MustCompile(`^[^，。；？！]{2,12}?(?:是|要|用|交|付|收|走|坐|选|去|算|由|开|关|放|休|上)[^，。；？！]{0,12}还是[^，。；？！]{1,12}[？?]?$`)
	or       = regexp.MustCompile(`(?i)\bor\b|还是|或`)
	single   = regexp.MustCompile(`[.?!。？！；;\n]\s*\S`)
	orders   = regexp.MustCompile(`(?i)\b(?:file|translat\w*|summar\w*|convert\w*|transcri\w*|classify|read|speak|tell|list|show|write|make|turn|save)\b|翻译|总结|摘要|朗读|念|转成|改写|识别|提取|告诉|列出`)
	// behind is what stands behind a comma, thing one thing, and upon what is asked of it.
	behind   = regexp.MustCompile(`(?i)^([^,，]+?)[,，]\s*(?:or|还是|或者?|或是)\s*([^,，]+?)[?？。 ]*$`)
	thing    = regexp.MustCompile(`(?i)^(?:an?|the|my|our|some|any|two|three) `)
	upon     = regexp.MustCompile(`(?i)^((?:can|could|may|might|must|should|shall|do|does|did|will|would|have|has) (?:i|we|you|they|he|she|it|one|the \w+|people|guests|visitors|tenants|members) (?:have to |need to |be allowed to )?[a-z]+ )(?:an?|the|my|our|some|any|two|three) `)
	predicts = regexp.MustCompile(`[能可要得须许准收交带养用做去走付]`)
)

// Questions are those of a request that asks a text nothing but whether one thing or another may
// be, must be or is so: one, or one for each where the second stands apart; none where it is no
// such request.
func Questions(request string) []string {
	s := strings.TrimSpace(request)
	if !or.MatchString(s) || single.MatchString(s) || orders.MatchString(s) || sorted.MatchString(s) || utf8.RuneCountInString(s) > 120 {
		return nil
	}
	if !Asked(s) && (!stated.MatchString(s) && !statedZh.MatchString(s) || whose.MatchString(s)) {
		return nil
	}
	m := behind.FindStringSubmatch(s)
	if m == nil {
		return []string{s}
	}
	first, second := m[1], m[2]
	switch on := upon.FindStringSubmatch(first); {
	case permittedZh.MatchString(first) && predicts.MatchString(second):
		if !strings.HasSuffix(second, "吗") {
			second += "吗"
		}
		return []string{first + "？", second + "？"}
	case permitted.MatchString(second):
		return []string{first + "?", second + "?"}
	case on != nil && thing.MatchString(second):
		return []string{first + "?", on[1] + second + "?"}
	}
	return []string{s}
}

// Sorted reports whether a clause asks which of its classes something is of.
func Sorted(clause string) bool { return whichKind.MatchString(clause) }

// Asked reports whether a request asks a text whether one thing or another may be, must be or is
// done: “can I keep a goldfish, or a hamster?”
func Asked(request string) bool {
	return (permitted.MatchString(request) || permittedZh.MatchString(request)) && !sorted.MatchString(request)
}
