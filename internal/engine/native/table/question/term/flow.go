package term

import (
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var (
	comes = regexp.MustCompile(`(?i)^(?:收入|进账|入账|存入|贷方|.{1,4}收入|收入.{1,4}|income|revenues?|received|receipts|money in|paid in|deposits?|credit|in)$`)
	goes  = regexp.MustCompile(`(?i)^(?:支出|花费|开支|出账|取出|借方|.{1,4}支出|支出.{1,4}|expenses?|expenditures?|spend|spending|spent|costs?|money out|paid out|withdrawals?|debit|out)$`)
)

// Flows are the columns of what comes in and of what goes out; -1 is none.
func Flows(t *sheet.Table) (in, out int) {
	in, out = -1, -1
	for c, column := range t.Columns {
		bare, _, _ := strings.Cut(lexicon.Narrow(column.Name), "(")
		bare = strings.TrimSpace(strings.ReplaceAll(bare, "_", " "))
		switch {
		case column.Kind != sheet.Number:
		case comes.MatchString(bare) && in < 0:
			in = c
		case goes.MatchString(bare) && out < 0:
			out = c
		}
	}
	return in, out
}
