package answer_test

import "testing"

// TestPolarity: yes or no follows the clause that has the words of the question, and
// what is neither is quoted alone.
func TestPolarity(t *testing.T) {
	t.Parallel()
	const clinic = "门诊时间：周一至周五上午8点至12点；周六只开上午门诊；周日及法定节假日休息。发热门诊二十四小时开放，入口在大楼北侧。六十五岁以上老人不用预约，凭身份证优先就诊。"
	const lease = "未经甲方书面同意，乙方不得将房屋转租给他人，不得饲养大型犬。任何一方提前解除合同，应提前三十天书面通知对方，并支付一个月租金作为补偿。"
	const reading = "阅览室周一闭馆。读者不需要押金，借书证可以转借家人。遗失的，不予补办。宠物禁止入内。员工加班须经主管批准。实习生不用打卡。"
	const trip = "孩子需要穿校服和运动鞋，自带水杯、雨衣和笔记本。不要携带手机、游戏机和贵重物品。上课超过总课时一半的，不予退费。"
	const pool = "There is no need to bring a passport. Dogs must not enter. The pool is closed on Monday. No later than noon the towels are changed."
	check(t, []said{
		{clinic, "周日看门诊吗？", "否。周日及法定节假日休息。"},
		{clinic, "周六看门诊吗？", "周六只开上午门诊"},
		{clinic, "老人要不要预约？", "否。六十五岁以上老人不用预约。"},
		{clinic, "老人需要预约吗？", "否。六十五岁以上老人不用预约。"},
		{clinic, "周日看门诊吗？老人要不要预约？", "否。周日及法定节假日休息；否。六十五岁以上老人不用预约"},
		{lease, "可以养狗吗？", "否。不得饲养大型犬。"},
		{lease, "房子可以转租吗？", "否。乙方不得将房屋转租给他人。"},
		{lease, "可以提前退租吗？", "任何一方提前解除合同，应提前三十天书面通知对方，并支付一个月租金作为补偿。"},
		{reading, "阅览室周一开门吗？", "否。阅览室周一闭馆。"},
		{reading, "要不要交押金？", "否。读者不需要押金，借书证可以转借家人。"},
		{reading, "借书证可不可以转借？", "是。读者不需要押金，借书证可以转借家人。"},
		{reading, "遗失能补办吗？", "否。遗失的，不予补办。"},
		{reading, "宠物可以入内吗？", "否。宠物禁止入内。"},
		{reading, "可以加班吗？", "员工加班须经主管批准。"},
		{reading, "实习生用不用打卡？", "否。实习生不用打卡。"},
		{reading, "实习生不用打卡吗？", "是。实习生不用打卡。"},
		{trip, "能带手机吗？", "否。不要携带手机、游戏机和贵重物品。"},
		{trip, "要穿校服吗？", "是。孩子需要穿校服和运动鞋，自带水杯、雨衣和笔记本。"},
		{trip, "上了一半还能退费吗？", "否。上课超过总课时一半的，不予退费。"},
		{pool, "Do I need to bring a passport?", "No. There is no need to bring a passport."},
		{pool, "May dogs enter?", "No. Dogs must not enter."},
		{pool, "Is the pool open on Monday?", "No. The pool is closed on Monday."},
		{pool, "Are the towels changed?", "Yes. No later than noon the towels are changed."},
	})
}
