package excerpt_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/excerpt"
)

const contract = `SERVICE AGREEMENT

1. Parties
This agreement is between Ann and Bob.

2. Fees
2.1 The fee is 100 euros.
2.2 It is due on the first of each month.

3. Termination
Either party may end it with 60 days' notice.
`

const article = `The old mill

The mill was built in 1903. It ground corn for sixty years.

Today

It is a museum now. Thousands come each summer.

Admission is free. It closes at six.
`

const zhContract = `租赁合同

第一条 房屋
房屋位于湖边路三号。

第二条 租金
租金每月三千元。

第三条 押金
押金为六千元，期满退还。
`

const letter = "Dear Ms Patel,\n\nThe pump failed after three weeks.\n\nA new one will reach you on Friday.\n\nKind regards,\nHelen Ward\nCustomer Care\n"

const xin = "尊敬的王经理：\n\n货物已于昨日发出。\n\n请查收后回复。\n\n此致\n敬礼！\n陈晓燕\n"

// TestALetterBeginsAfterItsGreeting: what greets and what signs is no paragraph.
func TestALetterBeginsAfterItsGreeting(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, part, want string }{
		{letter, "the first paragraph", "The pump failed after three weeks."},
		{letter, "the opening paragraph", "The pump failed after three weeks."},
		{letter, "paragraph 2", "A new one will reach you on Friday."},
		{letter, "the last paragraph", "A new one will reach you on Friday."},
		{"Hi Tom!\n\nShall we meet at six?\n\nCheers,\nAnn", "first paragraph", "Shall we meet at six?"},
		{"Dear readers are rare.\n\nWe love them.\n", "first paragraph", "Dear readers are rare."},
		{xin, "第一段", "货物已于昨日发出。"},
		{xin, "最后一段", "请查收后回复。"},
		{xin, "第二段", "请查收后回复。"},
	} {
		if got := excerpt.Find(c.text, c.part); got != c.want {
			t.Errorf("%s: %q, want %q", c.part, got, c.want)
		}
	}
}

func TestFind(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, part, want string }{
		{contract, "the third clause", "3. Termination\nEither party may end it with 60 days' notice."},
		{contract, "clause 2", "2. Fees\n2.1 The fee is 100 euros.\n2.2 It is due on the first of each month."},
		{contract, "section 2.2", "2.2 It is due on the first of each month."},
		{contract, "only the fees clause", "2. Fees\n2.1 The fee is 100 euros.\n2.2 It is due on the first of each month."},
		{contract, "the last clause", "3. Termination\nEither party may end it with 60 days' notice."},
		{contract, "clause 9", ""},
		{contract, "section 4.1", ""},
		{article, "the second paragraph", "It is a museum now. Thousands come each summer."},
		{article, "paragraph 1", "The mill was built in 1903. It ground corn for sixty years."},
		{article, "the last paragraph", "Admission is free. It closes at six."},
		{article, "the first two paragraphs", "The mill was built in 1903. It ground corn for sixty years.\n\nIt is a museum now. Thousands come each summer."},
		{article, "the first sentence", "The old mill The mill was built in 1903."},
		{article, "the section about today", "Today\n\nIt is a museum now. Thousands come each summer.\n\nAdmission is free. It closes at six."},
		{"one\ftwo\fthree", "page 2", "two"},
		{"one\ftwo\fthree", "the last page", "three"},
		{"one\f", "the first page", "one"},
		{"one", "the first page", ""},
		{zhContract, "第三条", "第三条 押金\n押金为六千元，期满退还。"},
		{zhContract, "第2条", "第二条 租金\n租金每月三千元。"},
		{zhContract, "最后一条", "第三条 押金\n押金为六千元，期满退还。"},
		{"甲。\n\n乙。\n\n丙。", "前两段", "甲。\n\n乙。"},
		{"甲。\n\n乙。\n\n丙。", "最后一段", "丙。"},
		{"甲。\n\n乙。\n\n丙。", "第二段", "乙。"},
		{contract, "", ""},
	} {
		if got := excerpt.Find(c.text, c.part); got != c.want {
			t.Errorf("%q of %.20q: %q, want %q", c.part, c.text, got, c.want)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add(contract, "clause 2")
	f.Add(zhContract, "第二条")
	f.Add("a\fb", "last 2 pages")
	f.Fuzz(func(t *testing.T, text, part string) {
		text = strings.ToValidUTF8(text, "")
		if got := excerpt.Find(text, part); len(got) > 3*len(text)+3 {
			t.Errorf("%q of %q: %q", part, text, got)
		}
	})
}
