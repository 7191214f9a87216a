package contest_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/contest"
)

func TestAsked(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"Which of the two contracts has the longer notice period?": "How long is the notice period?",
		"which agreement gives the shorter warranty":               "How long is the warranty?",
		"In which of these leases is the deposit higher?":          "How much is the deposit?",
		"Which contract's rent is lower?":                          "How much is the rent?",
		"which offer has the lower interest rate?":                 "What is the interest rate?",
		"Which of them ends earlier?":                              "When does it end?",
		"Which invoice has the later due date?":                    "What is the due date?",
		"which of the two lasts longer":                            "How long does it run?",
		"Which one gives more notice?":                             "How long is the notice?",
		"哪份合同的通知期更长？":                                              "通知期是多久？",
		"这两份合同，哪份的租金比较高":                                           "租金是多少？",
		"两份合同的押金哪份更低？":                                             "押金是多少？",
		"哪份合同到期更早":                                                 "合同什么时候到期？",
		"哪一份协议的试用期最短":                                              "试用期是多久？",
	} {
		if q, ok := contest.Asked(question); !ok || q.Plain != want {
			t.Errorf("%s: %q, %v, want %q", question, q.Plain, ok, want)
		}
	}
	for _, question := range []string{"Which contract mentions parking?", "How long is the notice period?", "哪份合同提到了押金？", "合同期限多长？", "Which of the reviews is the angriest?", "房间高多少？"} {
		if q, ok := contest.Asked(question); ok {
			t.Errorf("%s: %q", question, q.Plain)
		}
	}
}

func TestVerdict(t *testing.T) {
	t.Parallel()
	const a, b = "a.docx", "b.pdf"
	for _, c := range []struct {
		question, first, second, want string
		chinese                       bool
	}{
		{"Which has the longer notice period?", "90 days", "60 days", "a.docx: 90 days, against 60 days (b.pdf).", false},
		{"Which has the longer notice period?", "six weeks", "two months", "b.pdf: two months, against six weeks (a.docx).", false},
		{"Which has the shorter term?", "eighteen months", "two years", "a.docx: eighteen months, against two years (b.pdf).", false},
		{"Which has the longer notice period?", "30 days", "one month", "None is the longer one: it is the same, 30 days.", false},
		{"Which has the higher rent?", "£950", "£1,850", "b.pdf: £1,850, against £950 (a.docx).", false},
		{"Which has the higher rent?", "£950", "€1,850", "They could not be compared: these are not two amounts of one kind.", false},
		{"Which of them ends earlier?", "31 March 2026", "1 October 2025", "b.pdf: 1 October 2025, against 31 March 2026 (a.docx).", false},
		{"which offer has the lower interest rate?", "4 per cent", "3.5%", "b.pdf: 3.5%, against 4 per cent (a.docx).", false},
		{"Which has the higher rent?", "£950", "", "The two could not be compared: nothing that answers that was found in b.pdf.", false},
		{"哪份合同的通知期更长？", "三十日", "十二周", "b.pdf：十二周；另外是三十日（a.docx）。", true},
		{"哪份合同的租金更高？", "4200元", "一万元", "b.pdf：一万元；另外是4200元（a.docx）。", true},
		{"哪份合同到期更早", "2027年4月30日", "2026年12月1日", "b.pdf：2026年12月1日；另外是2027年4月30日（a.docx）。", true},
		{"Which has the higher rent?", "£950", "Probably: £1,850 (the text says: “12 months at £99, then “£1,850”.”)", "b.pdf: £1,850, against £950 (a.docx).", false},
		{"哪份合同的租金更高？", "可能是：4200元（原文：“第1条 租金4200元”）", "一万元", "b.pdf：一万元；另外是4200元（a.docx）。", true},
		{"哪份合同的租金更高？", "4200元", "4,200元", "都一样：没有哪一份更高，是4200元。", true},
	} {
		q, ok := contest.Asked(c.question)
		got := q.Verdict([]contest.Said{{File: a, Text: c.first}, {File: b, Text: c.second, None: c.second == ""}}, c.chinese)
		if !ok || got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}

// An answer is told by its own question, and not by what that carries over from the one before.
func TestTitlesAreOfTheirOwnQuestion(t *testing.T) {
	t.Parallel()
	asked := []contest.Said{{ID: "a", Question: "总收入多少"}, {ID: "b", Question: "总收入多少？总支出多少"}, {ID: "c", Question: "总支出多少？还剩多少"}}
	for i, want := range []string{"——总收入多少", "——总支出多少", "——还剩多少"} {
		if got := contest.Title(asked, asked[i].ID, true); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	led := []contest.Said{{ID: "a", Question: "how many rows?"}, {ID: "b", Question: "and who is the tallest?"}, {ID: "c", Question: "另外，谁最高"}}
	for i, want := range []string{" – how many rows", " – who is the tallest", " – 谁最高"} {
		if got := contest.Title(led, led[i].ID, false); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	two := []contest.Said{{ID: "a", Question: "How many are late?"}, {ID: "b", Question: "How many are late? and what do they owe?"}, {ID: "c", Question: "Is it paid? Or late?"}}
	for i, want := range []string{" – How many are late", " – what do they owe", " – Is it paid? Or late"} {
		if got := contest.Title(two, two[i].ID, false); got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
