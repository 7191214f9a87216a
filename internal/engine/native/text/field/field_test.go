package field_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/field"
)

func names(l []field.Field) string {
	var out []string
	for _, f := range l {
		out = append(out, f.Name)
	}
	return strings.Join(out, "|")
}

func TestRequestsForFields(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]string{
		"Pull the email address, phone number and invoice number out of this": "email address|phone number|invoice number",
		"please extract all the dates and amounts from the letter":            "dates|amounts",
		"Give me the order number":                                            "order number",
		"What are the due date, the total and the customer number?":           "due date|total|customer number",
		"What is the rent?":                              "", // one question, for the answerer
		"List the keywords and the phone number":         "",
		"What is the name and address of the tenant?":    "name of the tenant|address of the tenant",
		"告诉我出租方的姓名和电话":                                   "出租方的姓名|出租方的电话",
		"whats the phone number and email of the seller": "phone number of the seller|email of the seller",
		"合同里乙方的电话和邮箱是什么":                                 "乙方的电话|乙方的邮箱",
		"Find who signed it":                             "",
		"把邮箱、电话和发票号码找出来":                                 "邮箱|电话|发票号码",
		"提取里面的联系人和手机号":                                   "联系人|手机号",
		"发票号和金额分别是多少？":                                   "发票号|金额",
		"租金是多少？":                                         "",
		"总结一下":                                           "",
	} {
		l, object := field.Asked(request)
		if got := names(l); got != want || object {
			t.Errorf("%q: %q, %v, want %q", request, got, object, want)
		}
	}
}

func TestObjects(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]string{
		"Extract the invoice number, total and due date as JSON":       "invoice number|total|due date",
		"Give me the invoice date and total from this invoice in json": "invoice date|total",
		"extract the client, provider, fee and start date as JSON":     "client|provider|fee|start date",
		"extract all names as json":                                    "names",
		"Pull out the order number as a JSON object":                   "order number",
		"提取甲方姓名、月租金和押金，用JSON输出":                                        "甲方姓名|月租金|押金",
		"提取发票号码、总额和到期日期，以JSON格式返回":                                     "发票号码|总额|到期日期",
	} {
		l, object := field.Asked(request)
		if got := names(l); got != want || !object {
			t.Errorf("%q: %q, %v, want %q", request, got, object, want)
		}
	}
	l := []field.Field{{Name: "total"}, {Name: "say \"when\""}}
	if got, want := field.Object(l, []string{"7 <EUR>", ""}), "{\n  \"total\": \"7 <EUR>\",\n  \"say \\\"when\\\"\": null\n}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestFieldsOfAPaper(t *testing.T) {
	t.Parallel()
	const text = "Invoice No. INV-2024/17\nQuestions? Call +44 20 7946 0958 or write to pay@mill.example\nOrder #88123, order 88123\n发票号码：03412277  合同编号 HT-2024-9"
	found, err := entity.Find(t.Context(), text)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"invoice number": "INV-2024/17", "order number": "88123", "email address": "pay@mill.example", "phone number": "+44 20 7946 0958",
		"发票号码": "03412277", "合同编号": "HT-2024-9", "customer number": "", "total": "",
	} {
		if got := (field.Field{Name: name}).Find(text, found); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	const lease = "出租方：王建国，电话 13812345678\n承租方：李晓梅，电话 13912345678，邮箱 xiaomei.li@example.cn"
	if found, err = entity.Find(t.Context(), lease); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"承租方的电话": "13912345678", "出租方的电话": "13812345678", "承租方的邮箱": "xiaomei.li@example.cn", "电话": "13812345678；13912345678"} {
		if got := (field.Field{Name: name}).Find(lease, found); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := (field.Field{Name: "邮箱"}).Say("a@b.example") + (field.Field{Name: "total"}).Say("5"); got != "邮箱：a@b.exampleTotal: 5" {
		t.Error(got)
	}
}

func TestWholePapers(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]bool{
		"give me the fields of this bill as JSON": true, "Give me this bill as JSON": true, "turn the invoice into JSON": true, "把这张发票转成JSON": true, "用JSON格式输出发票的所有字段": true,
		"extract all the data from the receipt as json": true, "the total as JSON": false, "turn the invoice into a letter": false, "summarise this as JSON": false, "发票号码用JSON输出": false,
	} {
		if got := field.Whole(request); got != want {
			t.Errorf("%s: %v", request, got)
		}
	}
	l, values := field.Labelled("INVOICE\nInvoice number: GF-7\n\nTotal:  GBP 840.00\n电话：1\n电话：2\nno label here\n")
	if got, want := field.Object(l, values), "{\n  \"Invoice number\": \"GF-7\",\n  \"Total\": \"GBP 840.00\",\n  \"电话\": \"1; 2\"\n}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func FuzzAsked(f *testing.F) {
	f.Add("Pull the email, (phone number and order no", "Order no (")
	f.Add("把邮箱、电话找出来", "订单号：")
	f.Fuzz(func(t *testing.T, request, text string) {
		l, _ := field.Asked(request)
		for _, one := range l {
			if one.Name == "" || one.Question == "" {
				t.Error("a field has no name")
			}
			if said := one.Say(one.Find(text, nil)); said == "" {
				t.Error("nothing is said of a field")
			}
		}
	})
}
