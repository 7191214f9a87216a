package nominal_test

import (
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/nominal"
)

func TestQuestion(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]string{
		"notice period":              "What is the notice period?",
		"Deadline?":                  "What is the Deadline?",
		"total amount please":        "What is the total amount?",
		"the monthly rent":           "What is the monthly rent?",
		"governing law":              "What is the governing law?",
		"date of delivery":           "What is the date of delivery?",
		"payment terms":              "What are the payment terms?",
		"landlord":                   "Who is the landlord?",
		"penalty for late payment":   "What is the penalty for late payment?",
		"termination clause penalty": "What is the termination clause penalty?",
		"月租金":                        "月租金是多少？",
		"付款方式":                       "付款方式是什么？",
		"请问截止日期":                     "截止日期是什么时候？",
		"房东":                         "房东是谁？",
		"违约责任？":                      "违约责任是什么？",
		// wishes, and what names nothing that a text tells
		"fix this":           "",
		"improvement":        "",
		"translation":        "",
		"polish nicely":      "",
		"make it better":     "",
		"hello there":        "",
		"something":          "",
		"keywords":           "",
		"help me with this":  "",
		"what about the end": "",
		"处理一下":               "",
		"总结金额":               "",
		"翻译":                 "",
		"这个文件":               "",
		"关键词":                "",
	} {
		if got := nominal.Question(request); got != want {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
}

func TestWanted(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]string{
		"tell me the deadline":                  "What is the deadline?",
		"and the notice period":                 "What is the notice period?",
		"plus its total amount":                 "What is its total amount?",
		"give us the name of the landlord":      "What is the name of the landlord?",
		"告诉我租金":                                 "租金是多少？",
		"列出押金":                                  "押金是多少？",
		"和租期":                                   "租期是多少？",
		"给出合同的付款方式":                             "付款方式是什么？",
		"tell me the story of the two brothers": "",
		"tell me when it ends":                  "",
		"who is the landlord":                   "",
		"告诉我谁签了字":                               "",
		"列出所有人":                                 "",
	} {
		if got := nominal.Wanted(words); got != want {
			t.Errorf("%s: %q, want %q", words, got, want)
		}
	}
}

func TestFacts(t *testing.T) {
	t.Parallel()
	for request, want := range map[string][]string{
		"Is she angry? Also pull out the date and the price":       {"Is she angry", "What is the date?", "What is the price?"},
		"please give me the rent, the deposit, and the start date": {"", "What is the rent?", "What is the deposit?", "What is the start date?"},
		"translate it and then note down the total and the tax":    {"translate it", "What is the total?", "What is the tax?"},
		"summarise it and tell me the price":                       {""},
		"summarise it and list the keywords and the pictures":      {""},
		"If it is angry, tell me the price and the date":           {""},
		"give me the summary and the price":                        {""},
	} {
		wish, asked := nominal.Facts(request)
		if got := append([]string{wish}, asked...); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
}
