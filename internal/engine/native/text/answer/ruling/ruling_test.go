package ruling

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

func TestAsked(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]bool{
		"Are dogs allowed?": true, "so I can't call her at 4 pm?": true, "I'm 67, is it free for me?": true, "who pays?": false,
		"When is it open, and is it free": false, "can I see who wrote it": true, "what can I bring?": false, "The name of the club": false,
		"能带狗吗": true, "行不行": true, "早上七点半开着门吧": true, "押金退不退": true, "多少钱？": false, "什么时候开门呢": false, "租金多少": false, "他就写过一本书？": true,
	} {
		if Asked(question) != want {
			t.Errorf("%s: %v", question, !want)
		}
	}
}

func TestOf(t *testing.T) {
	t.Parallel()
	const rules = "Cats are welcome in the house. Dogs are not allowed. The pool is open from 8 am to 9 pm. Towels cost £2.\n"
	const zh = "馆内可以拍照。禁止吸烟。开放时间为9:00至17:00。饮料请勿带入展厅。\n"
	for _, c := range []struct {
		text, question string
		yes            bool
		sentence       string
	}{
		{rules, "Are cats welcome?", true, "Cats"}, {rules, "Are dogs allowed in the house?", false, "Dogs"}, {rules, "Is the pool open at 7 pm?", true, "pool"},
		{zh, "可以拍照吗？", true, "拍照"}, {zh, "能吸烟吗？", false, "吸烟"}, {zh, "饮料能带进去吗", false, "饮料"},
	} {
		ruled, err := answer.Find(t.Context(), c.text, c.question)
		if err != nil {
			t.Fatal(err)
		}
		r, err := Of(t.Context(), c.text, c.question, ruled)
		if err != nil || r.Yes != c.yes || !strings.Contains(r.Sentence, c.sentence) || !(r.Sure > 0.4 && r.Sure < 1 && r.Here > 0.3 && r.Here <= 1) {
			t.Errorf("%s: %+v, %v", c.question, r, err)
		}
	}
	if r, err := Of(t.Context(), " \n", "Is it free?", answer.Answer{}); err != nil || r.Sentence != "" || r.Sure != 0 {
		t.Errorf("of an empty text: %+v, %v", r, err)
	}
}

// TestCompare: how a number that is asked about stands to the one that is said.
func TestCompare(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ asked, said, want string }{
		{"can four people sleep there for £50", "it sleeps up to three", "out most"}, {"are two kids ok", "at most three kids", "in most"},
		{"is it open at 9 pm", "open until 8 pm", "out most"}, {"is it open at 11", "from 9 am to 1 pm", "in range"}, {"is it open at 3", "open 9 to 5", "in range"},
		{"is 14 weeks enough", "wait twelve weeks", "more"}, {"may I come at 17", "from 16 to 18", "in range"}, {"60 days before", "less than 30 days before", "out most"},
		{"on 20 june", "until 30 june", "in most"}, {"does a 400 g cartridge do", "under 500 g", "in most"}, {"is 200 ml enough", "at least 250 ml", "out least"},
		{"四十天行吗", "提前三十天以上", "in least"}, {"两米八的板子", "长度2.4米以内", "out most"}, {"晚上十点能去吗", "开放时间9:00—21:00", "out range"}, {"十七岁给办么", "未满16周岁", "out most"},
		{"一米二", "1.3米以下", "in most"}, {"两个号", "限登记一个号", "out most"}, {"五千克", "五公斤", "same"}, {"下午两点半", "14:30", "same"},
	} {
		chinese := c.asked[0] > 0x7f
		got := ""
		for _, a := range quantities(c.asked, chinese) {
			for _, s := range quantities(c.said, chinese) {
				if h := compare(a, s); got == "" || got[:1] == "l" {
					got = h
				}
			}
		}
		if strings.TrimPrefix(got, "loose ") != c.want {
			t.Errorf("%s – %s: %q, want %q; %v, %v", c.asked, c.said, got, c.want, quantities(c.asked, chinese), quantities(c.said, chinese))
		}
	}
}

func TestDays(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ asked, said, want string }{
		{"on a sunday", "monday to friday", "out"}, {"on wednesday", "mon-fri", "in"}, {"at the weekend", "weekdays only", "out"}, {"on monday or sunday", "on mondays", "some"},
		{"周日开吗", "周一至周五", "out"}, {"星期六", "周末", "in"}, {"礼拜三", "周一、三、五", "in"}, {"now", "on mondays", ""},
	} {
		chinese := c.asked[0] > 0x7f
		if got := overlap(week(c.asked, chinese), week(c.said, chinese)); got != c.want {
			t.Errorf("%s – %s: %q, want %q", c.asked, c.said, got, c.want)
		}
	}
}

// TestDenied: a denial turns what it stands before over.
func TestDenied(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"children may enter": "leave+", "children may not enter": "leave-", "it is not free": "cost+", "you need not pay": "need-", "nothing is included": "part-",
		"可以拍照": "leave+", "不可以拍照": "leave-", "门票免费": "cost-", "不含早餐": "part-",
	} {
		p, err := read(t.Context(), said)
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		for _, h := range p.saying(p.units[0]).poles {
			found += h.axis + map[float64]string{1: "+ ", -1: "- "}[h.sign]
		}
		if !strings.Contains(found, want) {
			t.Errorf("%s: %s, want %s", said, found, want)
		}
	}
}

// TestWhoLeavesIsNotWaitedFor: and what is looked at does not grow with the text.
func TestWhoLeavesIsNotWaitedFor(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("The committee spoke about the weather of the year and about many other things. Nothing was decided.\n", 10_000) + "The swimming pool is closed in winter.\n"
	r, err := Of(t.Context(), text, "Is the swimming pool open in winter?", answer.Answer{})
	if err != nil || r.Yes || !strings.Contains(r.Sentence, "pool") {
		t.Errorf("%+v, %v", r, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Of(ctx, text, "Is the swimming pool open?", answer.Answer{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

func BenchmarkOf(b *testing.B) {
	text := strings.Repeat("The committee met on 3 May in the hall of Leeds, and Mr Brown paid 40 pounds for the tea; nothing else was decided. ", 90)
	for b.Loop() {
		if _, err := Of(b.Context(), text, "Did Mrs Brown pay less than 50 pounds for the tea?", answer.Answer{}); err != nil {
			b.Fatal(err)
		}
	}
}

func FuzzOf(f *testing.F) {
	for _, text := range []string{"", "\n", "Not covered:\n- chains; tyres\n", "card\xff 12.\u2028by\u0085 EUR", "押金：600元；一米二以下免票，除外\r\n。", "9 to 1, a hundred and–5 June"} {
		for _, question := range []string{"", "?", "is it paid on the 5th of june at 9?", "能不能带四个人", "吗"} {
			f.Add(text, question)
		}
	}
	f.Fuzz(func(t *testing.T, text, question string) {
		if len(text) > 3000 || len(question) > 400 {
			return
		}
		r, err := Of(t.Context(), text, question, answer.Answer{})
		if err != nil || !(r.Sure >= 0 && r.Sure <= 1) || !(r.Here >= 0 && r.Here <= 1.001) {
			t.Errorf("%q, %q: %+v, %v", text, question, r, err)
		}
	})
}
