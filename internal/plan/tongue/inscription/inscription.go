// Package inscription reads what a QR code or barcode is to hold off the words of a
// request that puts it in no quotes.
package inscription

import (
	"regexp"
	"strings"
)

const (
	code   = `(?:qr[ -]?codes?|qrs?|bar ?codes?|code ?128|ean ?-?13)`
	codeZh = `(?:二维码|条形码|条码|[Qq][Rr]码?)`
)

var (
	// addressed is what a code is made of as it stands.
	addressed = regexp.MustCompile(`(?i)https?://[^\s，。、；！？“”"'（）)]+|\bwww\.[^\s，。、；！？“”"'（）)]+|[\w.+-]+@[\w-]+(\.[\w-]+)+`)
	// after is what follows the words that a code is to hold: “and save it as svg”, “please”.
	after = regexp.MustCompile(`(?is)[\s,，.。;；]*(\b(please|pls|plz|thanks|thank you|cheers)\b[\s.!]*|谢谢[你您]?[。！!]?|\b(and|then)\s+(then\s+)?(save|export|store|print|send|give|make|put|download|return|show|read|scan|resize|convert|name|call|stitch|join|place)\b.*|[,，;；。]\s*(并|再|然后|另外|顺便|最后|存|保存|导出|请|把|放)[^，。]*(存|保存|导出|放|拼|读|念|发|转|缩|改|加).*)$`)
	// looks is how a code is to look, behind what it is to hold.
	looks = regexp.MustCompile(`(?i)[\s,，、;；]*(?:\b(?:as|in) (?:an? )?(?:svg|png|jpe?g|pdf|eps|vector|ean[ -]?13|code ?128|barcode)(?: file| format| image| graphic)?|\b\d{2,4} ?(?:px|pixels)(?: wide| across)?|\b\w+ on (?:an? )?\w+(?: background)?|\b(?:in )?(?:black and white|red|blue|green|colou?r)|(?:存|保存|导出)?(?:成|为)?(?:svg|png|jpe?g)格?式?|\d{2,4}像素宽?|[黑白红蓝绿]底[黑白红蓝绿]字|谢谢)[.!。！]*$`)

	// says leads to the words themselves, with leads to them or to the thing that a code is for.
	says = regexp.MustCompile(`(?i)\b` + code + `\b[^.,;:]{0,12}?\s(?:(?:that|which)(?: just| simply)? (?:says|reads|contains|holds|spells|shows|encodes)|saying|reading|containing|holding|encoding|(?:with|for|of|from) (?:the|this) (?:text|words?|message|content|phrase|line|sentence)|to say)\s*[:：]?\s*(.+)$`)
	with = regexp.MustCompile(`(?i)\b` + code + `\s+(?:with|for|of|from)\s*[:：]?\s*(.+)$`)
	// things are spoken of, and are not what a code holds.
	things = regexp.MustCompile(`(?i)^(?:the|my|our|your|his|her|their|its|this|that|these|those|it|them|him|us|me|an?|one|each|every|all|some|any|both|what|which|whatever|attached)\b|^(?:wi-?fi|menus?|web ?sites?|links?|urls?|payments?|contacts?|events?|login|everyone|people|guests|customers|visitors|scanning|print(?:ing)?)[.!]?$`)

	saysZh   = regexp.MustCompile(`(?:内容|里面|上面|扫出来|扫了)(?:要)?(?:是|为|写着?|写上|显示|显示为|就是|[:：])+\s*(.+?)(?:的` + codeZh + `[^，。]*)?$|(?:写着|写有|写上|印着|包含|显示)(.+?)的` + codeZh + `|` + codeZh + `[，,、]?\s*(?:上|里|里面)?(?:写着?|写上|显示)(.+)$|(?:网址|链接)(?:是|为|[:：])?\s*([A-Za-z0-9][\w.?=&%/#-]+)`)
	withZh   = regexp.MustCompile(`(?:^|[，,请])(?:请|帮我)*(?:把|将|用|以)(.+?)(?:来)?(?:做成?|生成|转成|变成|弄成|制成|制作成?|编成)(?:一个|一张|个|张)?` + codeZh)
	thingsZh = regexp.MustCompile(`^[这那它此其]|的?(?:网址|链接|电话|号码|手机号码?|文字|文本|内容|名片|地址|文件|图片|照片|菜单|wi-?fi|密码|结果|译文|英文|句子)$`)

	// serial is a number that a code is made of, whatever stands round it.
	serial = regexp.MustCompile(`\b[A-Za-z]*-?\d[A-Za-z0-9-]{3,}\b`)

	// dialled is a number that is written in groups.
	dialled = regexp.MustCompile(`\+?\(?\d[\d ()./-]{5,}\d`)
	phone   = regexp.MustCompile(`(?i)\b(?:phone|tel|telephone|mobile|cell|number)\b|电话|手机`)
)

// Address is an address that stands in some words, or "".
func Address(words string) string { return addressed.FindString(words) }

// Bare are words without what follows those that a code is to hold.
func Bare(words string) string { return after.ReplaceAllString(words, "") }

// Of is what a code is to hold as a sentence says it: what follows “that says” or 内容为,
// or “for” and “with” where no thing is spoken of; "" where it does not say it.
func Of(sentence string) string {
	if said := dialled.FindString(sentence); said != "" && phone.MatchString(sentence) {
		return strings.TrimSpace(said)
	}
	if m := says.FindStringSubmatch(sentence); m != nil {
		return trimmed(m[1])
	}
	if m := saysZh.FindStringSubmatch(sentence); m != nil {
		return trimmed(strings.Join(m[1:], ""))
	}
	if m := with.FindStringSubmatch(sentence); m != nil {
		if said := trimmed(m[1]); !things.MatchString(said) && !serial.MatchString(said) {
			return said
		}
	}
	if m := withZh.FindStringSubmatch(sentence); m != nil && !thingsZh.MatchString(strings.ToLower(m[1])) && !serial.MatchString(m[1]) {
		return trimmed(m[1])
	}
	return ""
}

func trimmed(s string) string {
	s = Bare(s)
	for {
		cut := looks.ReplaceAllString(s, "")
		if cut == s {
			return strings.Trim(s, " \t\n.,;:!?，。；：！？、“”\"")
		}
		s = cut
	}
}
