package answer_test

import "testing"

const (
	// jiaju, zhaopin and their like are papers as people have them.
	jiaju   = "会议设备采购清单\n\n投影仪8台，单价3200元；幕布12块，单价460元；会议桌5张，单价1750元。合计39870元，含安装费。保修期为三年。\n"
	ruzhi   = "录用通知\n\n陈亦凡同学：\n你已被我公司录用为测试工程师，税前工资为每月九千五百元。请于7月6日到岗，报到时带身份证原件。最晚在6月20日前回复是否接受。\n"
	minsu   = "民宿租住须知\n\n房租每晚320元，成人每位加收60元，儿童免费。租户在入住前三天付清尾款。未使用的，七天内可以退订，三天内可以改期。\n"
	zhiliao = "房屋托管协议\n\n出租人：罗启明，电话：13612340001。\n承租人：白晓芸，电话：13612340002。\n月租金2800元。\n"
)

// TestChineseMoney: what names a price asks for money, and not how many there are.
func TestChineseMoney(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{jiaju, "投影仪单价多少？", "3200元"},
		{jiaju, "会议桌的单价是多少", "1750元"},
		{jiaju, "幕布价格多少？", "460元"},
		{jiaju, "会议桌有几张？", "5张"},
		{jiaju, "投影仪有几台？", "8台"},
		{jiaju, "投影仪押金多少？", ""},
		{minsu, "大人每位加多少钱？", "60元"},
	})
}

// TestChineseWordsForTheSame: people and papers call the same by other words.
func TestChineseWordsForTheSame(t *testing.T) {
	t.Parallel()
	check(t, []said{
		{ruzhi, "最早哪天能上班？", "7月6日"},
		{ruzhi, "什么时候入职？", "7月6日"},
		{ruzhi, "月薪多少？", "九千五百元"},
		{zhiliao, "房东是谁？", "罗启明"},
		{zhiliao, "租客叫什么名字？", "白晓芸"},
		{zhiliao, "房租多少？", "2800元"},
		{minsu, "几天内可以退订？", "七天"},
		{minsu, "几天内可以改期？", "三天"},
	})
}
