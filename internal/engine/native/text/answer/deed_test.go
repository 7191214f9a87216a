package answer_test

import (
	"strings"
	"testing"
)

const (
	museum = "The museum is open daily from 10 am to 5 pm. It is closed on Mondays. The shop is open at weekends. If a group is late, its tickets are given to others.\n"
	jieyue = "借书数量由十册增加到二十册。逾期未还的图书，每册每天收取两角钱。停车场免费，讲解服务另收费。\n"
)

// TestWhoDoesWhat: who acts, what must be done by a day, what happens in a case.
func TestWhoDoesWhat(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{minutes, "Who signs the contract for the band", "Li Wei"},
		{minutes, "Who signs the contract?", "Li Wei"},
		{minutes, "How much does the band cost?", "£400"},
		{minutes, "how much do they cost?", ""},
		{minutes, "What must Anna do by Friday?", "write to the sports club"},
		{minutes, "What does Anna have to do by Friday?", "write to the sports club"},
		{minutes, "What must Li Wei do?", "sign the contract"},
		{minutes, "Who will write to the sports club?", "Anna"},
		{breach, "What happens when a party commits a serious breach?", "the other party may terminate the Agreement at once"},
		{breach, "What happens if a party commits a serious breach?", "the other party may terminate the Agreement at once"},
		{breach, "What happens if the rent is late?", ""},
		{museum, "Is the museum open on Mondays?", "No. It is closed on Mondays."},
		{museum, "Is the shop open at weekends?", "Yes. The shop is open at weekends."},
		{minutes, "Is Maria Gomez present?", "No. Absent: Maria Gomez."},
		{minutes, "Is Tom Baker present?", "Yes. Present: Anna Keller, Tom Baker, Li Wei."},
		{minutes, "Where is the next meeting?", ""},
		{museum, "What happens if a group is late?", "its tickets are given to others"},
	})
}

// TestChineseQuestions: their answers are as right as the English ones.
func TestChineseQuestions(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{huiyi, "秋季运动会的预算是多少？", "八千元"},
		{huiyi, "李强花了多少钱？", "两千三百元"},
		{huiyi, "王芳周五前要做什么？", "发通知"},
		{huiyi, "谁负责签合同？", "赵敏"},
		{tushuguan, "图书馆暑期几点开门？", "上午八点半"},
		{tushuguan, "周末开吗？", "否。周末闭馆。"},
		{tushuguan, "周末开放吗？", "否。周末闭馆。"},
		{tushuguan, "图书馆暑期几点开门？周末开吗？", "上午八点半；否。周末闭馆"},
		{tushuguan, "周末闭馆吗？", "是。" + tushuguan[:strings.Index(tushuguan, "九月")]},
		{tushuguan, "平时开放吗？", ""},
		{jieyue, "逾期未还会怎么样？", "每册每天收取两角钱"},
		{jieyue, "如果图书逾期未还怎么办？", "每册每天收取两角钱"},
		{jieyue, "停车场收费吗？", "否。停车场免费。"},
		{"小区将于六月十八日停水。周末不停水。", "周末停水吗？", "否。周末不停水。"},
		{"小区将于六月十八日停水。周末也停水。", "周末停水吗？", "是。周末也停水。"},
		{tingshui, "告诉我什么时候停水", "六月十八日 上午九点至下午五点"},
		{tingshui, "什么时候停水？", "六月十八日 上午九点至下午五点"},
	})
}
