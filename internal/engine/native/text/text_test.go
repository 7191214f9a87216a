package text_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/engine/enginetest"
	"github.com/tenonhub/tenon/internal/engine/native/text"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// samples are requests that each model can answer, on its text port.
var samples = map[string]string{
	"tenon/lines":         "pear\napple\npear\n",
	"tenon/masking":       "Call Anna Berg on 0113 496 0000, or write to anna@berg.example.",
	"tenon/embeddings":    "The cat sat on the mat.",
	"tenon/entities":      "Maria Jensen of Northwind Ltd. flew to Oslo on 3 May 2024.",
	"tenon/excerpt":       "The bridge was built in 1903.\n\nIt crosses the Elbe.",
	"tenon/extractive-qa": "The bridge was built in 1903 by Otto Kranz. It crosses the Elbe.",
	"tenon/similarity":    "Where is my parcel?",
	"tenon/zero-shot":     "The striker scored twice in the second half.",
	"tenon/keywords":      "The wind farm will supply electricity to 40,000 homes. Construction of the wind farm begins in May.",
	"tenon/language-id":   "Der Zug fährt um acht Uhr ab.",
	"tenon/sentiment":     "The hotel was lovely, but the breakfast was cold and the staff were rude.",
	"tenon/summary":       "The council met on Monday. It decided to close the bridge for repairs until June. Buses will take another road.",
}

func models(t *testing.T) []catalog.Model {
	t.Helper()
	all, err := text.Models()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// request asks m with text on its first port and what else its task needs.
func request(tb testing.TB, m catalog.Model, s string, more task.Params) engine.Request {
	tb.Helper()
	def, err := task.Lookup(string(m.Task))
	if err != nil {
		tb.Fatal(err)
	}
	if m.Task == "zero-shot-classification" && more == nil {
		more = task.Params{"labels": []string{"sport", "politics"}}
	}
	if m.Task == "text-excerpt" && more == nil {
		more = task.Params{"part": "the first paragraph"}
	}
	p, err := def.Complete(more)
	if err != nil {
		tb.Fatal(err)
	}
	in := port.Values{"text": {port.NewText(s)}}
	switch m.Task {
	case "question-answering":
		in["question"] = []port.Value{port.NewText("When was the bridge built?")}
	case "sentence-similarity":
		in["others"] = []port.Value{port.NewText("My package has not arrived."), port.NewText("The violin concerto begins at eight.")}
	}
	return engine.Request{Model: m.Ref, Task: m.Task, Params: p, In: in}
}

// run returns the outputs of one request to model.
func run(t *testing.T, model, s string, more task.Params) (port.Values, error) {
	t.Helper()
	for _, m := range models(t) {
		if m.Ref.String() == model {
			return last(t.Context(), text.New(), request(t, m, s, more))
		}
	}
	t.Fatalf("there is no model %s", model)
	return nil, nil
}

func last(ctx context.Context, e engine.Engine, req engine.Request) (out port.Values, err error) {
	for ev, failure := range e.Run(ctx, req) {
		out, err = ev.Out, failure
	}
	return out, err
}

func TestContract(t *testing.T) {
	t.Parallel()
	for _, m := range models(t) {
		t.Run(m.Ref.Name, func(t *testing.T) {
			t.Parallel()
			sample, ok := samples[m.Ref.String()]
			if !ok {
				t.Fatal("no sample for this model")
			}
			enginetest.Run(t, text.New(), request(t, m, sample, nil))
		})
	}
}

func TestBadText(t *testing.T) {
	t.Parallel()
	bad := map[string]string{
		"nothing": "", "space": " \n\t ", "a picture": "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00",
		"a long picture": strings.Repeat("\x01\x02\x03\xff", 4000),
	}
	for _, m := range models(t) {
		for name, s := range bad {
			t.Run(m.Ref.Name+" of "+name, func(t *testing.T) {
				t.Parallel()
				_, err := last(t.Context(), text.New(), request(t, m, s, nil))
				if kind, msg := fault.Of(err); kind != fault.Invalid || msg == "" {
					t.Errorf("got %v, want a fault of kind invalid", err)
				}
			})
		}
	}
}

// TestLargeText gives every model a quarter of a megabyte, and texts that are one endless sentence.
func TestLargeText(t *testing.T) {
	t.Parallel()
	large := map[string]string{
		"english":    strings.Repeat("The board of Northwind Ltd. met in Oslo on 3 May 2024 and approved a budget of $4.5 million.\n", 2_700),
		"chinese":    strings.Repeat("二〇二四年五月三日，北方公司董事会在上海召开会议，批准了四百五十万元的预算。", 2_500),
		"one word":   strings.Repeat("a", 1<<18),
		"no stop":    strings.Repeat("word ", 40_000),
		"no mark":    strings.Repeat("公司合同", 20_000),
		"only marks": "a " + strings.Repeat("!?。", 40_000),
		"broken":     "cut " + strings.Repeat("中文\xe4\xb8", 20_000),
	}
	for _, m := range models(t) {
		for name, s := range large {
			t.Run(m.Ref.Name+" of "+name, func(t *testing.T) {
				_, err := last(t.Context(), text.New(), request(t, m, s, nil))
				if kind, _ := fault.Of(err); err != nil && kind != fault.Invalid {
					t.Error(err)
				}
			})
		}
	}
}

// BenchmarkPage is the time for a page of 3 KB; the first call of a model,
// which loads what it needs, is not in it.
func BenchmarkPage(b *testing.B) {
	page := strings.Repeat("Northwind Ltd. said on Monday that its new ferry will sail to Bergen from 3 May 2024. Passengers liked the quiet cabins, but the fares of 85 euros were called far too high.\n", 18)
	benchmark(b, page)
}

// BenchmarkMegabyte is the time for a long book.
func BenchmarkMegabyte(b *testing.B) {
	benchmark(b, strings.Repeat("二〇二四年五月三日，北方公司董事会在上海召开会议，批准了四百五十万元的预算。The board agreed to sell the old mill near the harbour, which nobody has used for years.\n", 5_200))
}

func benchmark(b *testing.B, s string) {
	b.Helper()

	all, err := text.Models()
	if err != nil {
		b.Fatal(err)
	}
	e := text.New()
	for _, m := range all {
		req := request(b, m, s, nil)
		b.Run(m.Ref.Name, func(b *testing.B) {
			if _, err := last(b.Context(), e, req); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := last(b.Context(), e, req); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func TestCanceledOnTheWay(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("The board of Northwind Ltd. met in Oslo on 3 May 2024. 董事会批准了预算。\n", 15_000)
	for _, m := range models(t) {
		t.Run(m.Ref.Name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
			defer cancel()
			if _, err := last(ctx, text.New(), request(t, m, long, nil)); err != nil && !fault.Is(err, fault.Canceled) {
				t.Errorf("got %v, want a fault of kind canceled", err)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"utf-8 with a mark": "\ufeffLe train part à huit heures.",
		"windows-1252":      "Le train part \xe0 huit heures et arrive \xe0 midi.",
		"utf-16":            "\xff\xfeL\x00e\x00 \x00t\x00r\x00a\x00i\x00n\x00 \x00p\x00a\x00r\x00t\x00.\x00",
		"gb 18030":          "\xcb\xfb\xc3\xc7\xd4\xda\xb1\xb1\xbe\xa9\xb5\xc4\xb9\xab\xcb\xbe\xb9\xa4\xd7\xf7",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			out, err := run(t, "tenon/language-id", s, nil)
			if err != nil {
				t.Fatal(err)
			}
			want := "fr"
			if name == "gb 18030" {
				want = "zh"
			}
			if got := names(t, out); got[0] != want {
				t.Errorf("got %v, want %s", got, want)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	t.Parallel()
	e := text.New()
	ask := func(from, question string) string {
		req := engine.Request{Task: "question-answering", In: port.Values{
			"text": {port.NewText(from)}, "question": {port.NewText(question)},
		}}
		req.Model.Owner, req.Model.Name = "tenon", "extractive-qa"
		out, err := last(t.Context(), e, req)
		if fault.Is(err, fault.Invalid) {
			_, msg := fault.Of(err)
			return map[bool]string{false: "!! ", true: "! "}[errors.Is(err, engine.ErrUnfit)] + msg
		}
		if err != nil {
			t.Fatal(err)
		}
		v, _ := out.First("answer")
		return v.Text
	}
	const apart = ", and this model cannot compare across languages: ask in the language of the text, or have it translated first"
	const (
		receipt   = "RECEIPT 1042\nCoffee 3.50 Cake 4.20\nTotal 7.70 EUR"
		bridge    = "The bridge was built in 1903 by Otto Kranz. It crosses the Elbe."
		house     = "这座房子是王师傅在1998年盖的，一共花了三十万元。"
		reviewsZh = "菜又咸又油，太难吃了。\n味道很好，老板热情，下次还来。\n服务员态度非常差，太失望了。\n"
		reviewsEn = "Great coffee, I love it.\nThe pump broke after a week, I am very disappointed.\nIt has a lid.\n"
		maison    = "La maison appartient à la famille Girard depuis trente ans. Elle se trouve près de la gare et compte sept pièces."
	)
	for _, c := range []struct{ from, question, want string }{
		{bridge, "When was the bridge built?", "1903"},
		{bridge, "Who built the bridge?", "Otto Kranz"},
		{bridge, "How much did it cost?", "Nothing in the text surely answers that."},
		{house, "谁设计了屋顶？", "文中没有找到与“设计”“屋顶”有关的内容。"},
		{bridge, "桥梁的造价是多少？", "! the text is in English and the question in Chinese" + apart},
		{"The flat costs 1,450 dollars per month. It has two rooms and a garden.\nCall +1 415 555 0134 for viewings on any day of the week.", "电话是多少？", "+1 415 555 0134"},
		{"The flat costs 1,450 dollars per month. It has two rooms and a garden.\nCall +1 415 555 0134 for viewings on any day of the week.", "租金多少钱？", "1,450 dollars"},
		{"甲款售价12.8万元，续航300公里。\n乙款售价15.6万元，续航420公里。", "甲款和乙款相比哪个便宜？", "甲款：售价12.8万元（乙款：售价15.6万元）"},
		{house, "How many rooms does the building have?", "! the text is in Chinese and the question in English" + apart},
		{maison, "How many bedrooms are there in the whole house?", "! the text is in French and the question in English" + apart},
		{receipt, "How much was the sandwich?", "I found nothing about “sandwich” in the text."},
		{receipt, "三明治多少钱？", "文中没有提到。"},
		{receipt, "How much was the cake?", "Probably: 4.20 (the text says: “Coffee 3.50 Cake 4.20”)"},
		{receipt, "How much is the total?", "7.70 EUR"},
		{reviewsZh, "哪些评价是差评？", "菜又咸又油，太难吃了。\n服务员态度非常差，太失望了。"},
		{reviewsZh, "哪些是差评？", "菜又咸又油，太难吃了。\n服务员态度非常差，太失望了。"},
		{reviewsZh, "哪几条是好评？", "味道很好，老板热情，下次还来。"},
		{reviewsEn, "Which reviews are negative?", "The pump broke after a week, I am very disappointed."},
		{reviewsEn, "which of the comments are positive", "Great coffee, I love it."},
		{"味道很好。\n环境非常舒适。", "哪些是差评？", "一条也没有。"},
		{bridge, "Was the bridge built in 1903, and who built it?", "Was the bridge built in 1903: Yes. The bridge was built in 1903 by Otto Kranz.\nwho built it: Otto Kranz"},
		{bridge, "Who built it and how much did it cost?", "Who built it: Otto Kranz\nhow much did it cost: Nothing in the text surely answers that."},
		{reviewsZh, "有几条差评？", "2 条"},
		{reviewsZh, "大家都在抱怨什么", "菜又咸又油，太难吃了。\n服务员态度非常差，太失望了。"},
		{reviewsZh, "哪条评论最积极？", "味道很好，老板热情，下次还来。"},
		{reviewsEn, "How many of these reviews are positive?", "1"},
		{reviewsEn, "What do people complain about?", "The pump broke after a week, I am very disappointed."},
		{reviewsEn, "Which review is the angriest?", "The pump broke after a week, I am very disappointed."},
		{bridge, "What do people complain about?", "I found nothing about “complain” in the text."},
		{bridge, "How many words are there in this text?", "13 words"},
		{bridge, "how many sentences has this text", "2 sentences"},
		{bridge, "what is the average sentence length?", "6.5 words per sentence (13 words in 2 sentences)"},
		{bridge, "How many words did Otto Kranz say?", "Nothing in the text surely answers that. The nearest is: “The bridge was built in 1903 by Otto Kranz.”"},
		{house, "房子的屋顶是谁修的？", "文中没有找到与“屋顶”“修”有关的内容。"},
		{"借书通知\n读者：何雨\n归还日期：2026年8月14日", "书什么时候还？", "2026年8月14日"},
		{"借书通知\n读者：何雨\n归还日期：2026年8月14日", "书什么时候买的？", "文中没有找到确切的回答。"},
		{house, "这座房子有几层？", "文中没有找到确切的回答。最接近的一句是：“这座房子是王师傅在1998年盖的，一共花了三十万元。”"},
		{bridge, "what's the phone number of Otto Kranz", "Nothing in the text surely answers that. The nearest is: “The bridge was built in 1903 by Otto Kranz.”"},
		{house, "这篇文章有多少字？", "20 个汉字，另有 1 个英文单词或数字；连标点共 26 个字符（不含空格）"},
		{"Invoice No. MJ-17\nTel. +44 117 496 0123 accounts@mill.example\nTotal 9.00 EUR", "Pull the email address, phone number, invoice number and VAT number out of this", "Email address: accounts@mill.example\nPhone number: +44 117 496 0123\nInvoice number: MJ-17\nVAT number: The text does not say."},
		{"Invoice No. MJ-17\nDue date: 1 June 2025\nTotal 9.00 EUR", "Extract the invoice number, VAT number, total and due date as JSON", "{\n  \"invoice number\": \"MJ-17\",\n  \"VAT number\": null,\n  \"total\": \"9.00 EUR\",\n  \"due date\": \"1 June 2025\"\n}"},
		{"甲方：张三\n月租金为6800元，押金13600元。", "提取甲方姓名、月租金和押金，用JSON输出", "{\n  \"甲方姓名\": \"张三\",\n  \"月租金\": \"6800元\",\n  \"押金\": \"13600元\"\n}"},
		{"E-mail: b@hill.example\nPhone: +44 113 496 0000\n\nBill to: Amy Stone\namy@oak.example\n", "whats the phone number and email of the seller", "+44 113 496 0000; b@hill.example"},
		{"甲方：张三 电话：021-64321234\n乙方：李四 邮箱：li@a.example", "把邮箱和电话找出来", "邮箱：li@a.example\n电话：021-64321234"},
		{"第一条 房屋位于枫林路88号。\n第三条 租金为每月6500元，每月5日前支付。", "租金多少", "6500元"},
		{"甲方（出租方）：海棠公司\n乙方（承租方）：李雨桐\n第一条 租期为24个月。", "甲方乙方分别是谁？", "海棠公司和李雨桐"},
		{"第一条 房屋位于枫林路88号。\n第三条 租金为每月6500元，每月5日前支付。", "第三条写了什么？", "第三条 租金为每月6500元，每月5日前支付。"},
		{"1. Term. It runs for a year.\n2. Rent. The rent is 950 pounds.\n", "What does clause 2 say?", "2. Rent. The rent is 950 pounds."},
		{"The tenant may keep one cat. Dogs are not allowed.", "Am I allowed to have a dog?", "No. Dogs are not allowed."},
		{"枫林路图书馆\n开放时间上午九点至下午六点\n周一闭馆\n", "几点开门？", "上午九点"},
		{"The hall costs 300 euros. The band plays at eight o'clock. The band costs 450 euros.", "When does the band play and how much do they cost?", "When does the band play: at eight o'clock\nhow much do the band cost: 450 euros"},
		{"GREEN GROCER\nApples 2.40\nBread 3.10\nTOTAL 7.00\nCASH 10.00\nCHANGE 3.00\n", "how much change did I get back?", "3.00"},
		{"这款电动车重32公斤，续航约60公里，充电需要六小时。", "一次能跑多远？", "60公里"},
		{"Sortie", "Who paid the rent?", "I found nothing about “rent” in the text."},
	} {
		if got := ask(c.from, c.question); got != c.want {
			t.Errorf("%s: got %q, want %q", c.question, got, c.want)
		}
	}
}

func TestWhatSetsTextsApart(t *testing.T) {
	t.Parallel()
	e := text.New()
	for _, c := range []struct{ a, b, want string }{
		{"The fee is £1,850 a month and the notice 60 days.", "The fee is £2,900 a month and the notice 90 days.", "£1,850 / £2,900; 60 days / 90 days"},
		{"会议定于六月三日下午在三楼会议室召开。", "会议定于六月五日下午在三楼会议室召开。", "六月三日 / 六月五日"},
		{"Dogs are allowed in the garden.", "Dogs are not allowed in the garden.", "are / are not"},
		{"The fee is due in June.", "The fee is due in June.", ""},
		{"The parcel of 3 May is lost.", "The violin concerto begins at 8.", ""},
	} {
		req := engine.Request{Task: "sentence-similarity", In: port.Values{"text": {port.NewText(c.a)}, "others": {port.NewText(c.b)}}}
		req.Model.Owner, req.Model.Name = "tenon", "similarity"
		out, err := last(t.Context(), e, req)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := out.First("labels")
		if l, err := v.ReadLabels(); err != nil || len(l) != 1 || l[0].Apart != c.want {
			t.Errorf("%s: %+v, %v, want %q", c.b, l, err, c.want)
		}
	}
}

func TestClasses(t *testing.T) {
	t.Parallel()
	_, err := run(t, "tenon/zero-shot", "A text.", task.Params{"labels": []string{"sport", " sport "}})
	if !fault.Is(err, fault.Invalid) {
		t.Errorf("got %v, want a fault of kind invalid for one class only", err)
	}
}

func TestEntityOffsets(t *testing.T) {
	t.Parallel()
	const s = "“你好” said Anna Berg in 上海。"
	out, err := run(t, "tenon/entities", s, nil)
	if err != nil {
		t.Fatal(err)
	}
	v, _ := out.First("labels")
	found, err := v.ReadLabels()
	if err != nil || len(found) == 0 {
		t.Fatalf("found %v, %v", found, err)
	}
	for _, l := range found {
		if got := string([]rune(s)[l.Start:l.End]); got != l.Text {
			t.Errorf("%s stands at %q", l.Text, got)
		}
	}
}

func names(t *testing.T, out port.Values) (found []string) {
	t.Helper()
	v, _ := out.First("labels")
	list, err := v.ReadLabels()
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range list {
		found = append(found, l.Name)
	}
	return found
}

// TestWhatIsMaskedIsCounted: how much was masked of what is said, and that more may be there.
func TestWhatIsMaskedIsCounted(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text       string
		p          task.Params
		want, note string
	}{
		"usual":   {"Call Anna Berg on 0113 496 0000.", nil, "Call █████████ on █████████████.", "Masked: 1 name, 1 phone number. None found: e-mail addresses, ID numbers, card or account numbers, addresses. What was not recognised still stands there: read it before you pass it on."},
		"Chinese": {"联系人：王小明，电话13812345678。", task.Params{"style": "label", "language": "zh", "kinds": []string{"names", "phones"}}, "联系人：[姓名]，电话[电话]。", "已遮盖：姓名 1 处、电话 1 处。没有认出来的仍在文中，转发之前请通读一遍。"},
		"none":    {"It rains.", task.Params{"kinds": []string{"emails"}}, "It rains.", "Nothing of that was found (e-mail addresses). It may be there in a form that was not recognised: read the text before you pass it on."},
	} {
		out, err := run(t, "tenon/masking", c.text, c.p)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := out.First("text")
		note, _ := out.First("note")
		if v.Text != c.want || note.Text != c.note {
			t.Errorf("%s: %s\n%s", name, v.Text, note.Text)
		}
	}
	if _, err := run(t, "tenon/masking", "x", task.Params{"kinds": []string{"shoes"}}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a kind that there is not: %v", err)
	}
}

// TestLinesOfATextAreEdited: what stands there twice is left out and counted, and lines are sorted.
func TestLinesOfATextAreEdited(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text       string
		p          task.Params
		want, note string
	}{
		"unique":  {"b\na\nb \n\nb\n", task.Params{"unique": true}, "b\na\n\n", "Lines that stood there twice and were left out: 2; 3 are left."},
		"sorted":  {"pear\nApple\n\nbanana\n", task.Params{"sort": "ascending"}, "Apple\nbanana\npear\n\n", ""},
		"numbers": {"10 x\n9 y\n100 z\n", task.Params{"sort": "descending"}, "100 z\n10 x\n9 y\n", ""},
		"Chinese": {"张三\n李四\n李四\n", task.Params{"sort": "ascending", "unique": true, "language": "zh"}, "李四\n张三\n", "去掉了 1 行重复的，保留 2 行。"},
		"long":    {"aaa\nb\ncc\n", task.Params{"sort": "shortest"}, "b\ncc\naaa\n", ""},
		"turned":  {"a\nb\n", task.Params{"sort": "reversed"}, "b\na\n", ""},
		"filled":  {"a\n\n \nb\n", task.Params{"filled": true}, "a\nb\n", "2 lines of 4 are left."},
	} {
		out, err := run(t, "tenon/lines", c.text, c.p)
		if err != nil {
			t.Fatal(err)
		}
		v, _ := out.First("text")
		note, _ := out.First("note")
		if v.Text != c.want || note.Text != c.note {
			t.Errorf("%s: %q, %q", name, v.Text, note.Text)
		}
	}
}
