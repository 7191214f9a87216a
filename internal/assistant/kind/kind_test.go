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

// TestOnly: whoever wants names, amounts or both and nothing else gets nothing else, and of amounts those of money.
func TestOnly(t *testing.T) {
	t.Parallel()
	all := []port.Label{
		{Name: "person", Text: "Ann Lee"}, {Name: "organisation", Text: "Brook & Sons"}, {Name: "amount", Text: "£48"}, {Name: "amount", Text: "20 元"},
		{Name: "amount", Text: "五米"}, {Name: "date", Text: "2 April"}, {Name: "phone", Text: "555 1234"}, {Name: "email", Text: "a@b.example"},
	}
	for request, want := range map[string]string{
		"everybody mentioned by name in these minutes, one per line, nothing else": "Ann Lee",
		"who is mentioned in it? names only, a line each":                          "Ann Lee",
		"合同里提到的人名，一行一个，别的不要":                                                       "Ann Lee",
		"list the people only": "Ann Lee",
		"三句话概括这篇新闻，再把里面的人名和金额列出来":                            "Ann Lee|£48|20 元",
		"only the prices mentioned in this ad, nothing else": "£48|20 元",
		"文中提到的金额和日期，别的都不要":                                   "£48|20 元|2 April",
		"email addresses and phone numbers only":             "555 1234|a@b.example",
		"find all names, dates and everything else":          "Ann Lee|Brook & Sons|£48|20 元|五米|2 April|555 1234|a@b.example",
		"what does the text mention?":                        "Ann Lee|Brook & Sons|£48|20 元|五米|2 April|555 1234|a@b.example",
	} {
		var got []string
		for _, l := range kind.Listed(all, request) {
			got = append(got, l.Text)
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %q", request, strings.Join(got, "|"), want)
		}
	}
	for request, want := range map[string]bool{"names, one per line": true, "a line each": true, "一行一个": true, "the names in line 3": false, "列出人名": false} {
		if kind.PerLine(request) != want {
			t.Errorf("%s: %v, want %v", request, !want, want)
		}
	}
}
