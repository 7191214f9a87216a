package fact_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/fact"
)

const ticket = "洗衣店取衣单\n顾客姓名：冯晓梅\n送洗日期：3月2日\n取衣时间 : 3月5日下午\n付款日期：3月2日\n电话：62150088\n"

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{ticket, "什么时候取衣服？", ""},
		{ticket, "什么时候取？", "3月5日下午"},
		{ticket, "哪天付的款？", "3月2日"},
		{ticket, "顾客什么时候送洗的", "3月2日"},
		{ticket, "鞋什么时候取？", ""},
		{ticket, "取衣时间是什么时候？", ""},
		{"借阅证\n应还日期：2026年9月1日\n借书日期：2026年8月1日\n", "书什么时候还？", "2026年9月1日"},
	} {
		if got := fact.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}

func TestPlaceAndKind(t *testing.T) {
	t.Parallel()
	const job = "护士招聘\n护理专业，本科及以上学历，持有护士执业证书。\n报到地点：市二院行政楼三层。面试地点为门诊楼五楼会议室。\n"
	for _, c := range []struct{ question, place, kind string }{
		{"去哪里报到？", "市二院行政楼三层", ""},
		{"在哪儿面试", "门诊楼五楼会议室", ""},
		{"在哪里体检？", "", ""},
		{"要什么学历？", "", "本科及以上学历"},
		{"厨师要什么学历？", "", ""},
		{"为什么要学历？", "", ""},
		{"什么时候面试？", "", ""},
	} {
		if got := fact.Place(job, c.question); got != c.place {
			t.Errorf("%s: %q, want %q", c.question, got, c.place)
		}
		if got := fact.Kind(job, c.question); got != c.kind {
			t.Errorf("%s: %q, want %q", c.question, got, c.kind)
		}
	}
}
