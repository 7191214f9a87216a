package deed_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/deed"
)

const (
	council = "Present: Nadia Rahman, Peter Sorensen, Grace Obi\n\nThe swings were repaired in January for £310. Nadia Rahman has agreed to call the builder before Easter. " +
		"Grace is to send the photos to the head teacher by 12 March.\n\nParents are asked to return all books. The library will be closed in August. Rents will rise in May.\nPeter Sorensen must book two coaches no later than 20 April.\n"
	all     = "Nadia Rahman: call the builder before Easter\nGrace: send the photos to the head teacher by 12 March\nParents: return all books\nPeter Sorensen: book two coaches no later than 20 April"
	zhouhui = "研发部周会记录\n出席人员：孙浩、钱丽、吴建军\n主持人：钱丽\n\n孙浩汇报了测试情况。会议决定修复六个问题，由吴建军负责，7月15日前完成。\n钱丽需要在7月20日前更新用户手册。孙浩周五前发通知。下半年预算为四十万元。\n"
	alleZh  = "吴建军：修复六个问题，7月15日前完成\n钱丽：在7月20日前更新用户手册\n孙浩：周五前发通知"
)

func TestEachWithItsTask(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{council, "Make a to-do list from these notes", all},
		{council, "who's responsible for what?", all},
		{council, "What does everyone have to do?", all},
		{council, "List the action items", all},
		{council, "who was asked to do what and by what date", all},
		{council, "Who called the builder?", ""},
		{council, "What does the library do?", ""},
		{"The bridge was built in 1903. It will be closed in May.", "Who has to do what?", ""},
		{zhouhui, "每个人要做什么？", alleZh},
		{zhouhui, "整理出待办事项", alleZh},
		{zhouhui, "任务是怎么分工的", alleZh},
		{zhouhui, "谁要在什么时候之前做什么", alleZh},
		{zhouhui, "下半年预算是多少", ""},
		{"公园周末开放。门票五元。", "谁负责什么？", ""},
	} {
		if got, err := deed.List(t.Context(), c.text, c.question); err != nil || got != c.want {
			t.Errorf("%s: %q, %v, want %q", c.question, got, err, c.want)
		}
	}
}

func TestTheTaskOfOne(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{council, "What must Peter Sorensen do?", "book two coaches no later than 20 April"},
		{council, "What does Nadia have to do?", "call the builder before Easter"},
		{council, "What is Grace going to do by 12 March?", "send the photos to the head teacher"},
		{council, "What did Grace do?", ""},
		{"Visitors who bring a dog must keep it on a lead until the gate. Visitors with children should watch them.", "What do people with dogs have to do?", "keep it on a lead until the gate"},
		{"Residents who depend on dialysis or other medical equipment must tell us by 27 February.", "what do people with medical equipment have to do?", "tell us by 27 February"},
		{"Guests pay on arrival. Staff must wear a badge.", "What do people with cars have to do?", ""},
		{zhouhui, "孙浩周五前要做什么？", "发通知"},
		{zhouhui, "赵明要做什么？", ""},
	} {
		if got := deed.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
