// Package party says which party of a contract a question or a sentence is about as
// the one who does something. It answers nothing.
package party

import (
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/cue"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// Asked is who does what a question asks about, and who does not since it is done to
// them: “must the tenant give notice”, “do I have to give my landlord notice”.
func Asked(tokens []words.Token) (is, not string) {
	norm := func(i int) string {
		if i < 0 || i >= len(tokens) {
			return ""
		}
		return tokens[i].Norm
	}
	aux, role, self := cue.Lists()["aux"], cue.Lists()["role"], false
	for i, t := range tokens {
		before := norm(i - 1)
		self = self || t.Norm == "i" || t.Norm == "we"
		switch {
		case t.Kind == words.Han:
			if role[t.Norm] && (i == 0 || tokens[i-1].Kind == words.Mark || before == "如果" || before == "请问") {
				return t.Norm, ""
			}
		case before == "the" && (aux[norm(i-2)] || aux[norm(i+1)]):
			return words.Stem(t.Norm), ""
		case role["the "+t.Norm] && self && (before == "my" || before == "our" || before == "the"):
			not = words.Stem(t.Norm)
		}
	}
	return "", not
}

// Of is who a sentence begins with, if that is a party: “The Tenant may end the lease”.
func Of(tokens []words.Token) string {
	aux, role := cue.Lists()["aux"], cue.Lists()["role"]
	for i, t := range tokens[:min(3, len(tokens))] {
		switch {
		case t.Kind == words.Han && role[t.Norm]:
			return t.Norm
		case t.Norm == "the" && i+2 < len(tokens) && (role["the "+tokens[i+1].Norm] || aux[tokens[i+2].Norm]):
			return words.Stem(tokens[i+1].Norm)
		}
	}
	return ""
}

// Other reports whether one that a sentence begins with is another than the one who
// is asked about.
func Other(a, is, not string) bool {
	return a != "" && (is != "" && a != is && !cue.Alike(a, is) || a == not)
}

var wished = expression.New(`(?i)\b(?:if|when|in case) (?:i|we) (?:want|wish|decide|plan|choose|would like|'d like) to\b`)

// Occasion is where a question only says on which occasion it is asked: “if I want to
// move out”. Its length is that there is none.
func Occasion(question string) int {
	if at := wished.FindStringIndex(question); at != nil && strings.TrimSpace(question[:at[0]]) != "" {
		return at[0]
	}
	return len(question)
}

var agent = expression.New(`由([^，,。；;、\s由]{2,14}?)(?:统一|负责|承担|负担|出资|支付|安排|统筹|协助|代为|共同|全额|自行|来|接管|接手|接任|接替|接待|接诊|代管|主管|分管|兼管|看管|照管|监管|托管|代办|经办|承办|举办|筹办|补办|操办|代做|搬|做|办|管|制造|制作|设计|承办|主办|组织|保管|维修|提供|主持|带队|接送)`)

// payer is who bears a cost: 过户费由买家出.
var payer = expression.New(`由([\p{Han}]{1,5}[^发提给做付指派寄交])出(?:钱)?(?:[。，；]|$)`)

// Agents are the ones in a Chinese sentence who are said to do something: 由信息部统一搬运.
func Agents(sentence string) (out [][2]int) {
	for _, form := range []expression.Lazy{agent, payer} {
		for _, m := range form.FindAllStringSubmatchIndex(sentence, -1) {
			out = append(out, [2]int{m[2], m[3]})
		}
	}
	return out
}

var kin = expression.New(`^(?:外婆|外公|姥姥|姥爷|奶奶|爷爷|妈妈|爸爸|母亲|父亲|婆婆|公公|哥哥|姐姐|弟弟|妹妹|叔叔|阿姨|舅舅|姑姑|丈夫|妻子|儿子|女儿|老板娘?|邻居|师傅|同事|同学|朋友|房东)$`)

// Roles are the parties that stand in a sentence as such: the Tenant, 甲方.
func Roles(tokens []words.Token) [][2]int {
	var out [][2]int
	list := cue.Lists()["role"]
	for i, t := range tokens {
		switch {
		case t.Kind == words.Han && list[t.Norm] && strings.HasSuffix(t.Norm, "方") || t.Kind == words.Han && list[t.Norm] && strings.HasSuffix(t.Norm, "人"):
			out = append(out, [2]int{t.Start, t.End})
		case kin.MatchString(t.Norm):
			out = append(out, [2]int{t.Start, t.End})
		case i > 0 && t.Kind == words.Word && tokens[i-1].Norm == "the" && list["the "+t.Norm]:
			out = append(out, [2]int{tokens[i-1].Start, t.End})
		}
	}
	return out
}
