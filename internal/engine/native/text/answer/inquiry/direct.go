package inquiry

import "strings"

// Direct is a Chinese question that asks by a word and its denial, 要不要预约, as one
// that ends in 吗: 要预约吗.
func Direct(question string) string {
	r := []rune(question)
	for i := 0; i+2 < len(r); i++ {
		if r[i] != r[i+2] || r[i+1] != '不' && r[i+1] != '没' || r[i] < 0x4e00 {
			continue
		}
		rest := strings.TrimRight(string(r[i+2:]), "？?。呢啊呀 ")
		mark := string(r[i+2:])[len(rest):]
		return string(r[:i]) + rest + "吗" + strings.TrimLeft(mark, "呢啊呀")
	}
	return question
}
