package field_test

import (
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/field"
)

func TestAsked(t *testing.T) {
	t.Parallel()
	for request, want := range map[string][]string{
		"Extract the invoice number, total and due date as JSON":       {"json", "invoice number", "total", "due date"},
		"Please get the invoice number, the total and the due date.":   {"", "invoice number", "total", "due date"},
		"Give me the invoice date and total from this invoice in json": {"json", "invoice date", "total"},
		"Pull out the order number as a JSON object":                   {"json", "order number"},
		"What are the subtotal and VAT?":                               {"", "subtotal", "VAT"},
		"提取甲方姓名、月租金和押金，用JSON输出":                                        {"json", "甲方姓名", "月租金", "押金"},
		"提取发票号码、总额和到期日，以JSON格式返回":                                      {"json", "发票号码", "总额", "到期日"},
		"列出甲方的姓名和电话":                                                   {"", "甲方的姓名", "甲方的电话"},
		"Extract the names and dates":                                  nil,
		"Extract the invoice number":                                   nil,
		"Find out who signed it and when":                              nil,
		"What is the total?":                                           nil,
		"提取关键词":                                                        nil,
		"找出所有的日期和金额":                                                   nil,
	} {
		got, object := field.Asked(request)
		if object {
			got = append([]string{"json"}, got...)
		} else if got != nil {
			got = append([]string{""}, got...)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	names, found := []string{"total", "say \"when\""}, []string{"7 <EUR>", ""}
	if got, want := field.Write(names, found, true, false), "{\n  \"total\": \"7 <EUR>\",\n  \"say \\\"when\\\"\": null\n}"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := field.Write(names, found, false, false), "total: 7 <EUR>\nsay \"when\": the text does not say"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestNumber(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, name, want string }{
		{"Invoice No. 2024-117\nDate: 3 June", "invoice number", "2024-117"},
		{"INVOICE\nInvoice number: GF-2025-0417", "invoice number", "GF-2025-0417"},
		{"Order #77 of May", "order no.", "77"},
		{"发票编号：2024-117", "发票号码", "2024-117"},
		{"Invoice of May", "invoice number", ""},
		{"Invoice No. 7", "total", ""},
	} {
		if got := field.Number(c.text, c.name); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
