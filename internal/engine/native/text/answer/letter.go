package answer

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksSigner = expression.New(`^(?:please )?(?:(?:say|tell me|find out) )?who (?:signed|wrote|sent|has signed|has written)(?: (?:it|(?:this|the|that|our) (?:letter|message|e-?mail|mail|note)))?\s*[?.!]*$` +
		`|\bwho is (?:it|(?:this|the) (?:letter|message|e-?mail|mail|note)) (?:from|signed by|written by)\b|\b(?:signer|sender|author|writer) of (?:this|the) (?:letter|message|e-?mail|mail|note)\b` +
		`|^谁[写签寄发]了?(?:这|那)?(?:封|个|的)?(?:信|邮件|信件)|(?:信|邮件|信件)(?:是|由)谁[写签寄发]|(?:写信人|寄信人|发信人|发件人|署名|落款)(?:的人)?(?:是谁|叫什么)`)
	// signature is the name after the greeting that closes a letter.
	signature = expression.New(`(?m)^[ \t]*(?:(?:[Yy]ours (?:sincerely|faithfully|truly|ever)|(?:[Ss]incerely|[Ff]aithfully|[Tt]ruly)(?: yours)?|(?:(?:[Ww]ith )?(?:[Bb]est|[Kk]ind|[Ww]arm|[Kk]indest|[Ww]armest) )?[Rr]egards|(?:[Ww]ith )?[Bb]est wishes|[Rr]espectfully(?: yours)?|[Ll]ove|[Cc]heers)[,.!]?\s*\n\s*((?:\pL[\pL.'’-]*[ \t]+){0,3}\pL[\pL.'’-]*)` +
		`|(?:敬礼|祝好|敬上|顺颂商祺|此致|商祺)[！!。]?\s*\n\s*(?:敬礼[！!。]?\s*\n\s*)?(?:[\p{Han}]{1,8}[：:])?([\p{Han}·]{2,20}))[ \t]*(?:$|\n|[,，])`)
)

// signer answers who signed a letter: the name that stands alone at its end.
func (q *question) signer(text string) Answer {
	if !asksSigner.MatchString(strings.ToLower(q.text)) {
		return Answer{}
	}
	for _, m := range signature.FindAllStringSubmatchIndex(text, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 {
				return Answer{text[m[g]:m[g+1]], m[g], m[g+1], 0.95}
			}
		}
	}
	return Answer{}
}
