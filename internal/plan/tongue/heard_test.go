package tongue_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

// TestNoSentenceIsDropped: what one sentence of a request wants is planned beside the others, or
// named as not done.
func TestNoSentenceIsDropped(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		given      port.Type
		text, want string
	}{
		{port.Document, "My kettle's serial number starts with 23K. is it affected? do i need a receipt for the refund?", `n1 document-text-extraction document=@a; n2 question-answering question="do i need a receipt for the refund?" text=n1; n3 question-answering question="My kettle's serial number starts with 23K: is it affected?" text=n1`},
		{port.Table, "Which shop sold the least? Then export only the Leeds rows as csv", `n1 table-question-answering question="Which shop sold the least?" table=@a; n2 table-question-answering question="export only the Leeds rows as csv" table=@a`},
		{port.Image, `what does this code say? and make me a new one that says "Ask at the bar"`, `n1 barcode-reading image=@a; n2 barcode-generation text="Ask at the bar" map[format:qr]`},
		{port.Image, "这个码里是什么？再做一个新的，写“欢迎光临”", `n1 barcode-reading image=@a; n2 barcode-generation text="欢迎光临" map[format:qr]`},
		{port.Image, "猫丢了打哪个电话，酬谢多少", `n1 optical-character-recognition image=@a; n2 question-answering question="酬谢多少" text=n1; n3 question-answering question="猫丢了打哪个电话" text=n1`},
		{port.Text, "Translate this into Spanish. Make it shorter.", "n1 translation text=@a map[target:es] | make out this part of the request: “Make it shorter”"},
		{port.Text, "Can you help me? Summarise this. Is that ok?", "n1 summarization text=@a"},
		{port.Text, "judge the sentiment of each review. how many are negative?", "n1 sentiment-analysis text=@a"},
		{port.Text, "who sent this, how angry is she and what does she want? three bullet points pls", `n1 question-answering question="who sent this" text=@a; n2 sentiment-analysis text=@a; n3 question-answering question="what does she want?" text=@a | put an answer into the form of JSON, XML or bullet points`},
		{port.Text, "Read it. Who is the landlord?", `n1 question-answering question="Who is the landlord?" text=@a`},
	} {
		if got := planned(t, p, c.text, plan.Given{Name: "a", Type: c.given}); got != c.want {
			t.Errorf("%s:\n%s, want\n%s", c.text, got, c.want)
		}
	}
}

// TestMostOfSeveral: whether most of several texts are for or against something cannot be told,
// which is named.
func TestMostOfSeveral(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"要是好评更多就总结一下，否则给我画个词云":                                                                     "n1 summarization text=@a | 画词云：可以列出关键词; 判断这个条件是否成立：计划里的都会做",
		"If the good reviews outnumber the bad ones, summarise it, otherwise list the bad reviews": `n1 summarization text=@a; n2 question-answering question="Which reviews are negative?" text=@a | tell whether this condition holds: what is planned is done in any case`,
		"make a word cloud of it":                   " | draw a word cloud: keywords can be listed",
		"把步骤整理成表格存成excel":                           " | 把一段文字做成表格、CSV 或 Excel 文件",
		"list the complaints":                       `n1 question-answering question="Which reviews are negative?" text=@a`,
		"give me only the positive comments please": `n1 question-answering question="Which reviews are positive?" text=@a`,
		"只给我看差评":                                    `n1 question-answering question="哪些是差评？" text=@a`,
		"把好评都列出来":                                   `n1 question-answering question="哪些是好评？" text=@a`,
	} {
		if got := planned(t, p, text, plan.Given{Name: "a", Type: port.Text}); got != want {
			t.Errorf("%s:\n%s, want\n%s", text, got, want)
		}
	}
}
