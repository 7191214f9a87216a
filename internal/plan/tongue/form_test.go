package tongue_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

// TestWhatTheFormOfATextAnswersIsAsked: the payment terms are no keywords, and the
// words of a text are counted without a table.
func TestWhatTheFormOfATextAnswersIsAsked(t *testing.T) {
	t.Parallel()
	asked(t, map[string]string{
		"list the payment terms":         "question-answering: list the payment terms",
		"What are the terms of payment?": "question-answering: What are the terms of payment?",
		"count the words":                "question-answering: count the words",
		"word count":                     "question-answering: word count",
		"Count the words and summarise it in two sentences": "question-answering: Count the words, summarization",
		"list everyone who signed":                          "question-answering: list everyone who signed",
		"verify the invoice total":                          "question-answering: verify the invoice total",
		"return the invoice number and due date as json":    "question-answering: return the invoice number and due date as json",
		"字数统计": "question-answering: 字数统计",
		"统计一下字数，再总结成一句话":                                     "question-answering: 统计一下字数, summarization",
		"如果下大雨怎么办？":                                          "question-answering: 如果下大雨怎么办？",
		"忘带借书证怎么办":                                           "question-answering: 忘带借书证怎么办",
		"租客违约怎么处理":                                           "question-answering: 租客违约怎么处理",
		"怎么办":                                                "",
		"文件打不开怎么办":                                           "",
		"列出付款条款":                                             "question-answering: 列出付款条款",
		"第三条的内容是什么":                                          "question-answering: 第三条的内容是什么",
		"核对一下发票金额":                                           "question-answering: 核对一下发票金额",
		"提取甲方姓名、月租金和押金，用JSON输出":                              "question-answering: 提取甲方姓名、月租金和押金，用JSON输出",
		"会议什么时候开？在哪里？":                                       "question-answering: 会议什么时候开？, question-answering: 会议在哪里？",
		"押金是多少？什么时候退？":                                       "question-answering: 押金是多少？, question-answering: 押金什么时候退？",
		"When is the meeting? And where?":                    "question-answering: When is the meeting?, question-answering: where is the meeting?",
		"list the key terms":                                 "keyword-extraction",
		"Which of these documents mentions late payments?":   "question-answering: Which of these documents mentions late payments?",
		"list the payment terms if it lasts over 12 months":  "question-answering: list the payment terms",
		"Give me the five most important terms of the paper": "keyword-extraction",
	})
}

// TestAFactBesideAWishIsAsked: what is named beside another wish is a question of its own.
func TestAFactBesideAWishIsAsked(t *testing.T) {
	t.Parallel()
	asked(t, map[string]string{
		"summarise this job ad and tell me the deadline":                                         "summarization, question-answering: What is the deadline?",
		"tell me the notice period, then summarise it":                                           "question-answering: What is the notice period?, summarization",
		"Translate it into Spanish and tell me the price":                                        "translation, question-answering: What is the price?",
		"tell me the total amount and read it aloud":                                             "question-answering: What is the total amount?, text-to-speech",
		"find the keywords and give me the closing date":                                         "keyword-extraction, question-answering: What is the closing date?",
		"summarise it, plus the rent":                                                            "summarization, question-answering: What is the rent?",
		"show me the keywords":                                                                   "keyword-extraction",
		"is this customer angry? also pull out the phone number, the email and the order number": "sentiment-analysis, question-answering: What is the phone number?, question-answering: What is the email?, question-answering: What is the order number?",
		"Does she sound happy? And tell me the price and the date":                               "sentiment-analysis, question-answering: What is the price?, question-answering: What is the date?",
		"summarise it, and list the rent, the deposit and the notice period":                     "summarization, question-answering: What is the rent?, question-answering: What is the deposit?, question-answering: What is the notice period?",
		"How much is the rent? Also tell me the deposit and the deadline.":                       "question-answering: How much is the rent, question-answering: What is the deposit?, question-answering: What is the deadline?",
		"pull out the start date, the salary and the name of the manager":                        "question-answering: What is the start date?, question-answering: What is the salary?, question-answering: What is the name of the manager?",
		"is the customer angry?":                                                                 "sentiment-analysis",
		"总结一下，并给出截止日期":                                                                           "summarization, question-answering: 截止日期是什么时候？",
		"提取关键词，告诉我租金":                                                                            "keyword-extraction, question-answering: 租金是多少？",
		"概括这封信并说出付款金额":                                                                           "summarization, question-answering: 付款金额是多少？",
		"总结这份合同，列出押金和租期":                                                                         "summarization, question-answering: 押金和租期是多少？",
	})
}

// asked plans requests over a text, and holds the tasks and questions against what is wanted.
func asked(t *testing.T, requests map[string]string) {
	t.Helper()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	given := []plan.Given{{Name: "contract.txt", Type: port.Text}}
	for text, want := range requests {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: given}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %v %v", text, plans, err)
			continue
		}
		var got []string
		for _, n := range plans[0].Graph.Nodes {
			s := string(n.Task)
			if q := n.In["question"]; len(q) > 0 {
				s += ": " + q[0].Text
			}
			got = append(got, s)
		}
		if !strings.HasPrefix(strings.Join(got, ", "), want) {
			t.Errorf("%s: %q, want %q", text, strings.Join(got, ", "), want)
		}
	}
}

// TestAConditionIsNamedBesideAQuestion: what is asked for is answered whichever
// condition holds, which is said.
func TestAConditionIsNamedBesideAQuestion(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	req := plan.Request{Text: "If the contract lasts longer than 12 months, list the payment terms, otherwise just say no", Given: []plan.Given{{Name: "contract.txt", Type: port.Text}}}
	plans, err := p.Plan(t.Context(), req, 1)
	if err != nil || len(plans) == 0 || len(plans[0].Undone) == 0 {
		t.Errorf("%+v, %v", plans, err)
	}
}

// TestFactsOfADocumentReadItOnce: the text of a document is taken out once for all that is asked of it.
func TestFactsOfADocumentReadItOnce(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for request, want := range map[string]string{
		"summarise it, and also give me the rent and the deposit": `n1 document-text-extraction document=@lease.pdf; n2 summarization text=n1; n3 question-answering question="What is the rent?" text=n1; n4 question-answering question="What is the deposit?" text=n1`,
		"give me the rent, the deposit and the notice period":     `n1 document-text-extraction document=@lease.pdf; n2 question-answering question="What is the rent?" text=n1; n3 question-answering question="What is the deposit?" text=n1; n4 question-answering question="What is the notice period?" text=n1`,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: request, Given: attached([]string{"lease.pdf"})}, 1)
		if err != nil || len(plans) == 0 || drawn(plans[0].Graph) != want {
			t.Errorf("%s: %v %v", request, plans, err)
		}
	}
}
