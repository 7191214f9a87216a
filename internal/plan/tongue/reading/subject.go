package reading

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/port"
)

var (
	marked = regexp.MustCompile(`(?i)^\s*(scores?|marks?|grades?|results?|points?|averages?|column|exams?|tests?|homework)\b|^(的)?(成绩|分|得分|平均|及格|不及格|考|总分|第一|排名|满分|最|高|低|列|这列|这一列|这门|课)|^[、和与跟及](数学|语文|物理|化学|生物|历史|地理|政治|科学|体育)`)
	rated  = regexp.MustCompile(`(?i)\b((highest|lowest|average|mean|top)|(best|worst|better|highest|lowest|scored?|scores|marks?|grades?|points|failed|passed|weak(est)?|strong(est)?|average|good|bad) (in|at)|(maths?|physics|chemistry|biology|history|geography|science)( and|,| or)?)\s*$|(数学|语文|物理|化学|生物|历史|地理|政治|科学|体育)[、和与跟及]?$|(平均|最高|最低)的?$`)
	spoken = regexp.MustCompile(`(成|为|到|用|译|翻|译作|说)$`)
)

// subjects takes the languages that a table can only have for columns as plain
// words: 谁的英语最高 wants nothing translated.
func (r *Reading) subjects() {
	if r.Types[port.Table] == 0 {
		return
	}
	column := map[string]bool{}
	plain := func(i int) bool {
		t := r.Text.Tokens[i]
		return t.Kind == phrase.Language && !spoken.MatchString(r.Text.Source[:t.Start])
	}
	for i, t := range r.Text.Tokens {
		if plain(i) && (marked.MatchString(r.Text.Source[t.End:]) || rated.MatchString(r.Text.Source[:t.Start])) {
			column[t.Code] = true
		}
	}
	for i, t := range r.Text.Tokens {
		if plain(i) && column[t.Code] {
			r.Text.Tokens[i].Kind, r.Text.Tokens[i].Word = phrase.Word, strings.ToLower(r.Text.Source[t.Start:t.End])
		}
	}
}
