package letter

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksAll = expression.New(`^(?:please )?(?:(?:say|tell me|find out|list|and) )*(?:who (?:all )?(?:has |have )?(?:signed|signs)(?: (?:it|this|that|(?:this|the|that|our) (?:\pL+ )?(?:contract|agreement|document|paper|deed|lease|letter|treaty|text|form)))?|by whom (?:is|was|has) .{1,30} (?:been )?signed|who (?:is|are|were) (?:it|the (?:signatories|signers|signatory|signees)|this signed by)(?: of .{1,30})?|(?:(?:list|name|give|show|find)(?: me)? )?(?:all |the |everyone |everybody |all those |people |of )*(?:signatories|signers|who (?:has |have )?signed)(?: (?:of )?(?:it|this|the \pL+))?|whose signatures? .{1,40}|(?:what|which) (?:people|persons|names) (?:have )?signed.{0,30})\s*[?.!]*$` +
		`|^(?:请问)?(?:这|该|本)?(?:份|个)?(?:合同|协议|文件|信)?(?:上)?(?:都)?(?:是)?(?:谁|哪些人|哪几个人|哪几位|有谁)(?:都)?(?:签的?|签了|签署的?|签署了)(?:了)?(?:字|名|署|约)?(?:的)?(?:这份|该|本)?(?:合同|协议|文件)?[？?。]*$|(?:签字人|签署人|签名人|签字的人|签署方|签字方)(?:都)?(?:是|有)?(?:谁|哪些|哪几)|(?:合同|协议|文件)(?:是)?(?:由)?(?:谁|哪些人)签`)
	signedLine = expression.New(`(?im)^[ \t]*(?:signed(?: by| for .{1,60}? by| and agreed)?|signatures?|signatories|签字人?|签署人?|签名|签字（盖章）)[ \t]*[:：][ \t]*(\S[^\n]*)$`)
	signedSide = expression.New(`(?im)^[ \t]*([^\n:：_]{0,30}?[（(]?(?:signature|signed(?: by)?|签字|签章|盖章|签名|签署)(?:盖章|/盖章|或盖章)?[）)]?)[ \t]*[:：][ \t]*([\pL·][^\n_]*?)(?:[ \t]{2,}|[ \t]*[,，]?[ \t]*(?:date|日期)[^\n]*|[ \t]*_*[ \t]*)?$`)
	side       = expression.New(`(?i)[（(]?(?:signature|signed(?: by)?|签字|签章|盖章|签名|签署)(?:盖章|/盖章|或盖章)?[）)]?`)
)

var (
	asksFor   = expression.New(`(?i)^(?:(?:please|say|tell me|find out|and) )*who (?:has |have )?(?:signed|signs) (?:it |this |that )?(?:(?:the|this) (?:contract|agreement) )?(?:for|on behalf of) (?:the )?([\pL ]{2,40}?)\s*[?.!]*$|^(?:谁)?(?:代表)([甲乙丙丁]方|买方|卖方|出租方|承租方)(?:签|签字|签署)(?:的)?(?:人)?(?:是谁|的是谁)?[？?。]*$`)
	signed    = expression.New(`([^,，;；、()（）]+?)\s*[(（]([^()（）]+)[)）]`)
	leadsName = expression.New(`^(?:\s*(?:and|和|与)\s+)`)
)

// signedFor is who signs for the one that a question names, of a list of names
// with what each is: “Mary Ellis (Client), Jonas Weber (Provider)”.
func signedFor(list, side string) string {
	for _, m := range signed.Regexp().FindAllStringSubmatch(list, -1) {
		if strings.Contains(strings.ToLower(m[2]), strings.ToLower(strings.TrimSpace(side))) {
			return strings.TrimSpace(leadsName.ReplaceAllString(m[1], ""))
		}
	}
	return ""
}

// Signatories are all who signed a contract, with what they are to it, when the
// question asks for them and the text has a line of signatures; else nothing.
func Signatories(text, question string) string {
	if m := asksFor.FindStringSubmatch(strings.TrimSpace(question)); m != nil {
		return signedFor(signatories(text, question), m[1]+m[2])
	}
	if !asksAll.MatchString(strings.ToLower(strings.TrimSpace(question))) {
		return ""
	}
	return signatories(text, question)
}

func signatories(text, question string) string {
	sides := signedSide.Regexp().FindAllStringSubmatch(text, -1)
	if m := signedLine.FindStringSubmatch(text); m != nil && len(sides) < 2 {
		return strings.TrimRight(strings.TrimSpace(m[1]), ".。;；")
	}
	var out []string
	for _, m := range sides {
		name := strings.TrimSpace(m[2])
		if of := strings.TrimSpace(side.ReplaceAllString(m[1], "")); of != "" {
			if strings.ContainsFunc(of, func(r rune) bool { return r > 0x2e80 }) {
				name += "（" + of + "）"
			} else {
				name += " (" + of + ")"
			}
		}
		out = append(out, name)
	}
	if strings.ContainsFunc(question, func(r rune) bool { return r > 0x2e80 }) {
		return strings.Join(out, "、")
	}
	return strings.Join(out, ", ")
}
