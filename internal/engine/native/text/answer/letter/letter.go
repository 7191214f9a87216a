// Package letter reads who signs a letter and whom it greets.
package letter

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	asksReader = expression.New(`^(?:and )?(?:to whom|who to|whom to)\s*[?.!]*$|^to whom (?:is|was|does|did|do)\b.*\b(?:letter|message|e-?mail|mail|note|it|this|written|addressed|sent|directed|write|wrote)\s*[?.!]*$` +
		`|\bwhom? (?:is|was) (?:it|this|(?:this|the|that) (?:letter|message|e-?mail|mail|note)) (?:(?:addressed|written|sent|directed|going) )?(?:to|for)\b|\bwhom? (?:was|is) (?:the letter )?(?:written|addressed) to\b` +
		`|^who (?:received|receives|got|gets) (?:it|this|(?:this|the|that) (?:letter|message|e-?mail|mail|note))\b|\b(?:addressee|recipient)\b` +
		`|(?:信|邮件)(?:是)?(?:写|寄|发)给谁|^(?:写|寄|发)给谁|(?:收信人|收件人)(?:是谁|叫什么|是哪)`)
	// greeting is whom a letter greets, or a line "To:" names.
	greeting   = expression.New(`(?m)^[ \t]*(?:(?:Dear|Hello|Hi)[ \t]+((?:\pL[\pL.'’-]*[ \t]+){0,4}\pL[\pL.'’-]*)[ \t]*[,:!]?|(?i:to|attn|attention)[ \t]*:[ \t]*(\S[^\n,<]{1,60}?)[ \t]*(?:[,<][^\n]*)?|(?:尊敬的|敬爱的|亲爱的)?([\p{Han}·]{2,12})[：:]|(?:收件人|收信人)[：:][ \t]*([^\s，,]{2,30}))[ \t]*\r?$`)
	asksSigner = expression.New(`^(?:please )?(?:(?:say|tell me|find out) )?who (?:signed|wrote|sent|has signed|has written)(?: (?:it|this|that|(?:this|the|that|our) (?:letter|message|e-?mail|mail|note|notice|reminder|invoice|complaint|memo|invitation)))?\s*[?.!]*$` +
		`|\bwho is (?:it|(?:this|the) (?:letter|message|e-?mail|mail|note)) (?:from|signed by|written by)\b|\b(?:signer|sender|author|writer) of (?:this|the) (?:letter|message|e-?mail|mail|note)\b` +
		`|^谁[写签寄发]了?(?:这|那)?(?:封|个|的)?(?:信|邮件|信件)|(?:信|邮件|信件)(?:是|由)谁[写签寄发]|(?:写信人|寄信人|发信人|发件人|署名|落款)(?:的人)?(?:是谁|叫什么)`)
	// signature is the name after the greeting that closes a letter.
	signature = expression.New(`(?m)^[ \t]*(?:(?:[Yy]ours (?:sincerely|faithfully|truly|ever)|(?:[Ss]incerely|[Ff]aithfully|[Tt]ruly)(?: yours)?|(?:(?:[Ww]ith )?(?:[Bb]est|[Kk]ind|[Ww]arm|[Kk]indest|[Ww]armest) )?[Rr]egards|(?:[Ww]ith )?[Bb]est wishes|[Rr]espectfully(?: yours)?|[Ll]ove|[Cc]heers)[,.!]?\s*\n\s*((?:\pL[\pL.'’-]*[ \t]+){0,3}\pL[\pL.'’-]*)` +
		`|(?:敬礼|祝好|敬上|顺颂商祺|此致|商祺)[！!。]?\s*\n\s*(?:敬礼[！!。]?\s*\n\s*)?(?:[\p{Han}]{1,8}[：:])?([\p{Han}·]{2,20}))[ \t]*(?:$|\n|[,，])`)
)

// Answer returns the place in text of who wrote it or whom it is to, when the
// question asks for that and the letter says so; else nil.
func Answer(text, question string) []int {
	low := strings.ToLower(question)
	switch {
	case asksSigner.MatchString(low):
		return group(signature.FindStringSubmatchIndex(text))
	case asksReader.MatchString(low):
		return group(greeting.FindStringSubmatchIndex(text))
	}
	return nil
}

// group is the place of the first group of a match that there is.
func group(m []int) []int {
	for g := 2; g < len(m); g += 2 {
		if m[g] >= 0 {
			return m[g : g+2]
		}
	}
	return nil
}
