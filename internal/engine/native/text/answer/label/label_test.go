package label_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/label"
)

const (
	notes = "Parents' Council\n\nDate: Thursday 5 March 2026\nTime: 18:30\nPlace: Staff room, first floor\nPresent: Nadia Rahman, Peter Sorensen. Apologies: Luis Ortega.\nChair: Nadia Rahman\nMinutes: Peter Sorensen\n\nThe next meeting is on 9 April.\n"
	plain = "Club committee\nMonday 6 July 2026, 8 pm, Village Hall\n\nPresent: Ann Bell (chair), Tom Roy\n\nThe fair is on 1 August.\n"
	memo  = "研发部周会记录\n会议时间：2026年7月8日上午十点\n会议地点：二号楼205室\n出席人员：孙浩、钱丽、吴建军\n缺席：郑洁\n主持人：钱丽　记录：吴建军\n\n下次会议时间：2026年7月15日\n"
	bill  = "North Quay Electrics\nInvoice number: NQ-882\nDate of issue: 3 May 2026\nDue date: 2 June 2026\n"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{notes, "When did the meeting take place?", "Thursday 5 March 2026, 18:30"},
		{notes, "what time was the meeting", "Thursday 5 March 2026, 18:30"},
		{notes, "Where was it held?", "Staff room, first floor"},
		{notes, "Who attended the meeting?", "Nadia Rahman, Peter Sorensen"},
		{notes, "who was there", "Nadia Rahman, Peter Sorensen"},
		{notes, "who was absent?", "Luis Ortega"},
		{notes, "Who chaired the meeting?", "Nadia Rahman"},
		{notes, "who took the minutes", "Peter Sorensen"},
		{notes, "When is the next meeting?", ""},
		{notes, "When was the hall built?", ""},
		{plain, "When was the meeting held?", "Monday 6 July 2026, 8 pm"},
		{plain, "Who was in the chair?", "Ann Bell"},
		{plain, "When is the fair?", ""},
		{bill, "What's the date of the invoice?", "3 May 2026"},
		{bill, "when was the invoice issued", "3 May 2026"},
		{bill, "what is the invoice date", "3 May 2026"},
		{memo, "这次会议是几点开的？", "2026年7月8日上午十点"},
		{memo, "周会什么时候举行", "2026年7月8日上午十点"},
		{memo, "会议是哪天召开的", "2026年7月8日上午十点"},
		{memo, "周会在哪儿开？", "二号楼205室"},
		{memo, "哪些人出席了会议？", "孙浩、钱丽、吴建军"},
		{memo, "参会人员有哪些？", "孙浩、钱丽、吴建军"},
		{memo, "谁没来？", "郑洁"},
		{memo, "这个会是谁主持的？", "钱丽"},
		{memo, "谁做的记录", "吴建军"},
		{memo, "下次会议是什么时候？", ""},
		{memo, "谁去买票？", ""},
		{memo + "\n培训定于7月20日在三号楼举行。\n", "培训在哪里举行？", ""},
		{memo + "\n培训定于7月20日在三号楼举行。\n", "培训什么时候？", ""},
		{"星河健身房\n地址：苏州路18号\n营业到晚上十点\n", "健身房在哪里？", "苏州路18号"},
		{"星河健身房\n地址：苏州路18号\n营业到晚上十点\n", "游泳馆在哪里？", ""},
	} {
		if got := label.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}

// TestProgramme: the hour of the line that has what is asked for, not the day of all.
func TestProgramme(t *testing.T) {
	t.Parallel()
	const text = "Village fair, Sunday 3 May\n\n10:15 Brass band on the green\n11:00–12:00 Dog show, first part\n15:30 Dog show, second part\n18:00 Jazz concert in the barn (doors open at 17:30)\n"
	for question, want := range map[string]string{
		"When does the concert start?": "18:00",
		"what time is the brass band":  "10:15",
		"When is the dog show?":        "",
		"When is the fair?":            "",
		"Who plays in the barn?":       "",
	} {
		if got := label.Programme(text, question); got != want {
			t.Errorf("%s: %q, want %q", question, got, want)
		}
	}
	for _, text := range []string{"19:30 Concert cancelled\n", "19:30 Concert\nThe concert is called off.\n", "19:30 No concert\n"} {
		if got := label.Programme(text, "When is the concert?"); got != "" {
			t.Errorf("%q: %q", text, got)
		}
	}
}
