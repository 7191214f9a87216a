package hours_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/hours"
)

const (
	scan    = "BIE Raye)\n\n周一至周五 8:30—21:00\n\n周六、周日 : 9:00 一 17:30\n\n法定节假日闭馆\n\n每人最多可借八本书，借期三十天\n"
	museum  = "市博物馆开放时间：周二至周日上午九点到下午五点，周一闭馆。\n咖啡厅营业时间：每天10:00-20:00。\n"
	gym     = "健身房\n工作日：\n6:30-22:00\n双休日：\n8:00-20:00\n"
	office  = "服务大厅工作日上午8:30-12:00，下午13:30-17:00办公。\n"
	library = "Opening hours of the library:\nMonday to Friday 8.30 am – 8 pm\nSaturday 10 am - 4 pm\nClosed on Sundays and public holidays.\n"
	shop    = "The shop: Mon-Fri 9:00-18:00, Sat 10:00-14:00, Sunday closed.\n"
	clinic  = "门诊须知\n\n门诊时间：周一至周五8:15—11:45，下午1:30—5:30，周日休息。\n探视时间为每天14:00至19:00。\n"
	agenda  = "日程\n9:00-10:00 开幕式\n10:00-12:00 报告\n"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{scan, "周末几点开门", "9:00"},
		{scan, "星期三开放吗？", "是。周一至周五 8:30–21:00"},
		{scan, "周六开不开门？", "是。周六、周日 9:00–17:30"},
		{gym, "健身房礼拜天营业吗", "是。双休日 8:00–20:00"},
		{office, "服务大厅周二上班吗？", "是。工作日上午8:30–17:00"},
		{office, "服务大厅周六上班吗？", ""},
		{scan, "食堂周三开门吗？", ""},
		{"窗口时间\n周六：9:00-12:00\n周日休息\n", "周末上班吗？", "周六 9:00–12:00；周日休息"},
		{"展厅周一闭馆，其余时间9:00-17:00开放。", "展厅周一开放吗", ""},
		{"展厅周一闭馆，其余时间9:00-17:00开放。", "展厅周四开放吗", "是。其余时间 9:00–17:00"},
		{scan, "星期天几点关门？", "17:30"},
		{scan, "周三开到几点？", "21:00"},
		{scan, "平时几点开门？", "8:30"},
		{scan, "几点开门？", "周一至周五 8:30；周六、周日 9:00"},
		{scan, "节假日几点开门？", "法定节假日闭馆"},
		{scan, "食堂几点开门？", ""},
		{scan, "图书馆星期天几点关门？", "17:30"},
		{"Mon-Fri 9:00-18:00\nSat 10:00-14:00\n", "When does the bakery open on Saturday?", "10:00"},
		{museum, "博物馆周六几点开门？", "上午九点"},
		{museum, "博物馆几点闭馆？", "下午五点"},
		{museum, "博物馆周一几点开门？", "周一闭馆"},
		{museum, "咖啡厅营业到几点？", "20:00"},
		{museum, "博物馆有多大？", ""},
		{gym, "健身房周末几点开门", "8:00"},
		{gym, "健身房星期二营业到几点", "22:00"},
		{office, "周五几点下班？", "17:00"},
		{office, "周五几点上班？", "上午8:30"},
		{library, "When does the library open on Saturdays?", "10 am"},
		{library, "What time does it close on Tuesday?", "8 pm"},
		{library, "When is the library open?", "Monday to Friday 8.30 am–8 pm; Saturday 10 am–4 pm"},
		{library, "what are the opening hours on Saturday", "10 am–4 pm"},
		{library, "When does the pool open on Saturday?", ""},
		{shop, "how late is the shop open on Saturdays?", "14:00"},
		{shop, "When does the shop open on Sunday?", "Sunday closed"},
		{clinic, "周三下午几点下班？", "5:30"},
		{clinic, "周二几点上班？", "8:15"},
		{clinic, "探视时间是几点到几点？", "14:00–19:00"},
		{agenda, "报告什么时候开始？", ""},
	} {
		if got := hours.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}

func FuzzAnswer(f *testing.F) {
	f.Add(scan, "周末几点开门")
	f.Add(library, "When does it close on Sun\xffdays?")
	f.Fuzz(func(t *testing.T, text, question string) {
		_ = hours.Answer(text, question)
	})
}
