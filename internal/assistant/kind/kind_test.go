package kind_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant/kind"
	"github.com/tenonhub/tenon/internal/port"
)

// TestYears: where years are asked for, days and 去年 are none.
func TestYears(t *testing.T) {
	t.Parallel()
	var all []port.Label
	for _, s := range []string{"一九八七年", "去年", "2016年3月", "今年", "3月5日", "1999", "in May", "民国三十八年"} {
		all = append(all, port.Label{Name: "date", Text: s})
	}
	all = append(all, port.Label{Name: "person", Text: "陈文海"}, port.Label{Name: "duration", Text: "三十八年"})
	for request, want := range map[string]string{
		"把文章里的人名和年份找出来":            "一九八七年 2016年3月 1999 民国三十八年 陈文海",
		"列出所有年份":                   "一九八七年 2016年3月 1999 民国三十八年",
		"find all years":           "一九八七年 2016年3月 1999 民国三十八年",
		"find all dates and years": "一九八七年 去年 2016年3月 今年 3月5日 1999 in May 民国三十八年",
		"找出所有日期":                   "一九八七年 去年 2016年3月 今年 3月5日 1999 in May 民国三十八年",
	} {
		var got []string
		for _, l := range kind.Listed(all, request) {
			got = append(got, l.Text)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
}
