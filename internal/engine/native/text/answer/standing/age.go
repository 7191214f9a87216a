package standing

import "github.com/tenonhub/tenon/internal/expression"

var ageSaid = expression.New(`(?i)\b(\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\pL+)?|\pL+teen|ten|eleven|twelve|two|three|four|five|six|seven|eight|nine)-year-olds?\b` +
	`|\b((?:\d{1,3}|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\pL+)?|\pL+teen|ten|eleven|twelve|two|three|four|five|six|seven|eight|nine) years? (?:old|of age))\b` +
	`|\b(?:aged|age of|age) (\d{1,3})\b|\pL, (\d{1,3})(?:[,.;]|$)|\b(?:is|was|turned|turns) (\d{1,3})(?:[,.;]|$| and\b| when\b)|\pL \((\d{1,2})\)` +
	`|((?:年满)?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:周?岁)?(?:至|到|[-—~～])(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})周?岁|(?:年满)?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})周?岁(?:及?以[上下]|以内))` +
	`|((?:[0-9０-９]{1,3}|[零一二两三四五六七八九十百]{1,4})(?:周)?岁)`)

// Ages are the places of a sentence that say how old somebody is.
func Ages(sentence string) (out [][2]int) {
	for _, m := range ageSaid.FindAllStringSubmatchIndex(sentence, -1) {
		for g := 2; g < len(m); g += 2 {
			if m[g] >= 0 {
				out = append(out, [2]int{m[g], m[g+1]})
			}
		}
	}
	return out
}
