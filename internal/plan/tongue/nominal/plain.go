package nominal

import (
	"regexp"
	"strings"
)

var (
	meaning   = regexp.MustCompile(`(?i)^(?:please )?(?:(?:tell|show) me )?(?:what (?:does|do|is|are)|what['’]s) (?:the |an? )?(.{2,48}?)(?: (?:mean|stand for|indicate|signify|say)(?: (?:on|in) [^?.,;]{2,30})?|['’]s meaning| about| for)\W*$`)
	meaningZh = regexp.MustCompile(`^(?:请问|我的?|这个?|如果|要是|那)*([^，。；？?]{1,24}?)(?:到底)?(?:是|代表|表示|指)(?:的是)?(?:个)?(?:什么|啥)(?:意思|含义|问题|故障|情况|毛病)?(?:啊|呀|呢)?[？?。 ]*$`)
	// code is a name that only a paper explains: E2, ABS.
	code  = regexp.MustCompile(`\b(?:[A-Z]{1,4}[-_ ]?\d{1,4}|[A-Z]{2,6}|\d{1,4}[A-Z]{1,3})\b|[A-Z]{1,4}[-_]?\d{1,4}`)
	shown = regexp.MustCompile(`(?i)\b(?:error|code|fault|warning|symbol|abbreviation|icon|lamp|light|indicator|blink\w*|flash\w*|beep\w*)\b|图标|符号|标志|标识|缩写|按钮|按键|显示|报错|代码|故障码|错误码|亮灯|指示灯|闪`)
)

var (
	toldZh  = regexp.MustCompile(`^(?:请|麻烦你?|就|再|并|那)*(?:(?:跟|和|给|对|同)我们?(?:详细|具体|简单)?(?:说|讲)(?:说|讲|一下|一说|一讲|下)*|(?:说|讲)(?:说看?|讲看?|一下|一说|一讲|下))[，,：:]?([^，。；？?！]{3,40}?)[？?。 ]*$`)
	gist    = regexp.MustCompile(`[讲说写]了?(?:些|的)?(?:什么|啥)|大意|意思|主要|内容`)
	askedZh = regexp.MustCompile(`多少|多久|多[长大高远重]|几|谁|哪|什么|怎么|如何|为何|是否|啥|[包能要是会用行算需有可][不没][包能要是会用行算需有可]`)
)

// Told is the question of a request that wants its answer told in so many words, 跟我说一下老板叫什么.
func Told(request string) string {
	m := toldZh.FindStringSubmatch(strings.TrimSpace(request))
	if m == nil || !askedZh.MatchString(m[1]) || aims.MatchString(m[1]) || gist.MatchString(m[1]) {
		return ""
	}
	return m[1]
}

var (
	toldEn  = regexp.MustCompile(`(?i)^(?:(?:and|then|please|just|also),? )*(?:let me know|tell (?:me|us)|inform (?:me|us)|i(?:['’]d| would) like to know|i (?:want|need) to know|find out)(?: please)?,? ((?:who|whom|whose|what|when|where|which|why|how)\b[^.?!;]{6,})[.?! ]*$`)
	spoken  = regexp.MustCompile(`(?i)\b(?:read|speak|say|said|says|spoken|voice|aloud|loud|listen|hear|audio|mp3|wav|pronounc\w*|sounds?)\b|念|读|听|声|播|语音`)
	granted = regexp.MustCompile(`(?i)^(?:(?:and|so|also|please)[, ]+)*(?:is|are|was|were) [a-z][a-z' -]{2,40} (?:welcome|allowed|permitted|included|available|required|necessary|needed|accepted|refundable|provided|forbidden|prohibited)(?: (?:in|on|at|for|by|to|here|inside|during)\b[^.?!;,]{0,40})?[? ]*$`)
	deictic = regexp.MustCompile(`(?i)^(?:is|are|was|were) (?:it|this|that|these|those|they)\b`)
)

// Asked is the question of a request that wants its answer told, “let me know what she wants
// back”, and speaks of nothing that is to be heard.
func Asked(request string) string {
	s := strings.TrimSpace(request)
	m := toldEn.FindStringSubmatch(s)
	if m == nil || spoken.MatchString(s) || aims.MatchString(s) {
		return ""
	}
	return m[1]
}

var (
	rather   = regexp.MustCompile(`(?i)^(?:(?:and|so|please)[, ]+)*(?:is|are|was|were|do|does|did|would|which (?:one )?is) [^.?!;]{0,30}\b(?:cheaper|dearer|faster|slower|longer|shorter|better|worse|earlier|later|higher|lower|bigger|smaller|larger|nearer|closer|further|farther|quicker|easier|safer|heavier|lighter|more|less|fewer)\b[^.?!;]{1,40}\bor\b[^.?!;]{2,40}\?$`)
	ratherZh = regexp.MustCompile(`^(?:请问)?[^，。；？?！]{1,14}(便宜|贵|划算|省钱|快|慢|近|远|早|晚|多|少|高|低|大|小|长|短|好|合算)[，,]?还是[^，。；？?！]{1,14}(便宜|贵|划算|省钱|快|慢|近|远|早|晚|多|少|高|低|大|小|长|短|好|合算)[一点些]*[？?。 ]*$`)
)

// moods are judged, and not told by a text.
var moods = regexp.MustCompile(`(?i)\b(?:mood|sentiment|tone|feelings?|attitude|reviews?)\b|情绪|心情|口气|语气|态度|评价`)

// Rather is a request that asks which of two a text has more of something for, 按年付便宜还是按月付便宜.
func Rather(request string) string {
	s := strings.TrimSpace(request)
	if m := ratherZh.FindStringSubmatch(s); (m == nil || m[1] != m[2]) && !rather.MatchString(s) || aims.MatchString(s) || moods.MatchString(s) {
		return ""
	}
	return s
}

// Granted is a request that asks whether something is allowed, included or needed.
func Granted(request string) string {
	s := strings.TrimSpace(request)
	if !granted.MatchString(s) || deictic.MatchString(s) || aims.MatchString(s) {
		return ""
	}
	return s
}

// Meaning is a request that asks what a code or a sign means of which a paper tells, “what does
// E2 mean”, 显示E3是什么意思; "" where it asks for other words to be explained or translated.
func Meaning(request string) string {
	s := strings.TrimSpace(request)
	m := meaning.FindStringSubmatch(s)
	if m == nil {
		m = meaningZh.FindStringSubmatch(s)
	}
	if m == nil || !code.MatchString(m[1]) && !shown.MatchString(m[1]) {
		return ""
	}
	return s
}

var (
	plain   = regexp.MustCompile(`(?i)^(?:(?:and|so|but|also|please|hi|hello)[, ]+)*(?:do|does|did|is|are|was|were|may|must|should|shall|has|have|had|am|can|could|will|would) (?:i|we|they|he|she|the|my|our|his|her|their|there|a|an|any\w*|some\w*|every\w*|people|guests|visitors|children|members|tenants|dogs|pets) [^?.;!]{6,}\?$`)
	plainZh = regexp.MustCompile(`^(?:请问)?[^，。；？?！这那它你您]*(?:[^，。；？?！这那它你您]{2,}(?:和|跟|与|、|还是)[^，。；？?！这那它你您]{2,12}(?:哪一?[个款种家位条]|谁)[^，。；？?！你您]{1,12}|(?:要不要|用不用|需不需要|能不能|可不可以|有没有|必须|需要|可以|能|允许)[^，。；？?！你您]{2,20}(?:吗|么))[？?]?$`)
	aims    = regexp.MustCompile(`(?i)\b(?:file|text|document|attachment|translat\w*|summar\w*|convert\w*|transcri\w*|improve[ds]?|fix(?:ed)?|proofread|rewrit\w*|readable|correct(?:ed|ly)?|spelling|grammar|format)\b|文件|文档|翻译|总结|摘要|朗读|念|转成|改写|润色|错别字|格式|帮|给我|看懂|识别|提取`)
)

// Plain is a request that is one plain question to what came with it, “do I have to attach a
// photo?”, A款和B款哪个好看; "" where it asks for something else, or whether that can be done.
func Plain(request string) string {
	s := strings.TrimSpace(request)
	if aims.MatchString(s) || !plain.MatchString(s) && !plainZh.MatchString(s) {
		return ""
	}
	return s
}
