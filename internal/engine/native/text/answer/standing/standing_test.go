package standing_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/standing"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

func TestBeside(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, name, want string }{
		{"Ann Lee, a baker from Hull, won.", "Ann Lee", "a baker"},
		{"Our treasurer, Ann Lee, won.", "Ann Lee", "Our treasurer"},
		{"昨天，退休教师林秀芳获奖。", "林秀芳", "退休教师"},
		{"林秀芳是一名护士。", "林秀芳", "护士"},
		{"Ann Lee won.", "Ann Lee", ""},
	} {
		i := strings.Index(c.text, c.name)
		got := ""
		if l := standing.Beside(c.text, [2]int{0, len(c.text)}, [2]int{i, i + len(c.name)}, words.Tokens(c.text), words.Chinese(c.text)); len(l) > 0 {
			got = c.text[l[0].Start:l[0].End]
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}
