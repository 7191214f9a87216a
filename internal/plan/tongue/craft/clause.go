package craft

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

const verbs = `(?:add|anonymi[sz]e|answer|apply|arrange|black|blank|blur|brighten|build|bundle|caption|censor|change|check|chop|clean|colou?r|combine|compress|concatenate|condense|convert|correct|count|cover|create|crop|cross|cut|darken|dedupe|deduplicate|delete|denoise|describe|download|draw|drop|enlarge|eliminate|erase|explain|export|extract|find|fix|flip|frame|generate|get|give|hide|highlight|join|keep|label|leave|list|make|mask|merge|mirror|mute|number|obscure|order|output|overlay|pack|pick|pixelate|pixellate|place|plot|print|produce|pull|put|read|redact|reduce|remove|render|resize|return|reverse|rotate|save|say|scale|scrub|select|send|separate|sharpen|shave|shorten|show|shrink|shuffle|slice|sort|speak|split|stamp|store|strip|summari[sz]e|surround|take|tell|throw|transcribe|translate|trim|turn|uncompress|unpack|unzip|upscale|watermark|what|which|who|how many|how much|wrap|write|zip)`

const verbsZh = `(?:把|将|给|加|添|打上?码|打马赛克|打包|打上|写|画|印|裁|剪|切|截|旋转|翻转|镜像|转|换成|改|变|存|保存|另存|导出|输出|合并|合成|合到|拼|拆|分成|分割|提取|抽|取出|删|去掉|去除|去重|去|翻译|译成|总结|概括|归纳|摘要|朗读|读|念|生成|做|制作|压缩|解压|放大|缩小|缩短|精简|压缩|模糊|虚化|遮|涂|抹|隐|屏蔽|脱敏|匿名|排序|按[^，。]{1,8}排|统计|数|列出|找|识别|调|套|镶|盖|加盖|只保留|只留|只要|保留|告诉|回答|说明|看看|发|用)`

var (
	// bound ends a clause for sure: a full stop with a space or nothing behind it, a new line.
	bound = regexp.MustCompile(`[.!?]+(?:\s+|$)|[。；;！？\n]+\s*`)
	// joint may stand between two wishes.
	joint  = regexp.MustCompile(`(?i)(?:\s*[,，、]\s*|\s+)(?:(?:and|but|then|also|finally|after that|afterwards|next)[,\s]+)*(?:please\s+)?|[，,、]?\s*(?:然后|接着|之后|最后|并且|同时|另外|顺便|随后|并|再|且|也)+`)
	next   = regexp.MustCompile(`(?i)^(?:(?:please|just|also|then)\s+)*` + verbs + `\b`)
	nextZh = regexp.MustCompile(`^(?:请|帮我|都|一起|统一|全部|在[^，。]{1,10}(?:加|写|打|印|盖))?` + verbsZh)
)

// clauses are the stretches of a request that may be a wish each: divided where a sentence
// ends, and before a word that tells to do something. What stands in quotes is not divided.
func clauses(said phrase.Text) (l [][2]int) {
	masked := said.Source
	for _, t := range said.Tokens {
		if t.Kind == phrase.Quote || t.Kind == phrase.File {
			masked = masked[:t.Start] + strings.Repeat("_", t.End-t.Start) + masked[t.End:]
		}
	}
	from := 0
	for from < len(masked) {
		to := len(masked)
		if at := bound.FindStringIndex(masked[from:]); at != nil {
			to = from + at[1]
		}
		start := from
		for i := start; i < to; {
			at := joint.FindStringIndex(masked[i:to])
			if at == nil {
				break
			}
			end := i + at[1]
			if i+at[0] > start && begins(masked[i+at[0]:end], masked[end:to], masked[start:i+at[0]]) {
				l = append(l, [2]int{start, end})
				start = end
			}
			i = max(end, i+1)
		}
		l = append(l, [2]int{start, to})
		from = to
	}
	return l
}

// strong is a joint behind which another wish may stand in English.
var strong = regexp.MustCompile(`(?i),|\b(?:and|but|then|also|finally|after|afterwards|next)\b|，|、`)

// goesOn says more of the wish before it.
var goesOn = regexp.MustCompile(`(?i)^(?:please )?(?:keep|leave|show)(?:ing)? (?:only )?(?:the )?(?:(?:last|first) .{0,12}(?:digits?|letters?|characters?|numbers?)|proportions?|rest|order|header)|^(?:保留|留|只留|只保留)[^，。]{0,3}(?:前|后|最后|开头)[^，。]{0,6}[位个]|^(?:用|按)[^，。]{0,8}(?:颜?色|字体|星号|大小|比例)|^放[在到]|^(?:please )?(?:leave|keep) (?:everything|all|the rest|anything)|^(?:leave|keep)(?:ing)? (?:the |my |any )?(?:names?|(?:\w+ )?numbers?|(?:\w+[- ])?address(?:es)?|e-?mails?|dates?|amounts?|phones?|compan(?:y|ies)|places?)\b|^(?:保留|留下)[^，。]{0,3}(?:姓名|名字|人名|电话|手机|号码|身份证|邮箱|地址|卡号|日期|金额)`)

// begins reports whether another wish begins behind a joint.
func begins(joint, rest, before string) bool {
	if strings.Trim(before, " _") == "" && !strings.Contains(before, "_") {
		return false
	}
	if goesOn.MatchString(rest) {
		return false
	}
	if next.MatchString(rest) && strong.MatchString(joint) {
		return true
	}
	return nextZh.MatchString(rest) && strings.TrimSpace(joint) != "" && (strings.ContainsAny(joint, ",，") || !strings.Contains(joint, "、"))
}
