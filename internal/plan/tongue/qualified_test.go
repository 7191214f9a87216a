package tongue_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue"
	"github.com/tenonhub/tenon/internal/port"
)

// TestADocumentBesideATextIsRead: what is said of several is done with all.
func TestADocumentBesideATextIsRead(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	given := []plan.Given{{Name: "letter.txt", Type: port.Text}, {Name: "contract.pdf", Type: port.Document}}
	for text, want := range map[string]string{
		"Summarise both documents":          `n1 summarization text=@letter.txt; n2 document-text-extraction document=@contract.pdf; n3 summarization text=n2`,
		"分别总结这两份合同":                         `n1 summarization text=@letter.txt; n2 document-text-extraction document=@contract.pdf; n3 summarization text=n2`,
		"总结这两份letter":                       `n1 summarization text=@letter.txt; n2 document-text-extraction document=@contract.pdf; n3 summarization text=n2`,
		"Translate these into Spanish":      `n1 translation text=@letter.txt map[target:es]; n2 document-text-extraction document=@contract.pdf; n3 translation text=n2 map[target:es]`,
		"Translate letter.txt into Spanish": `n1 translation text=@letter.txt map[target:es]`,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: given}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %v %v", text, plans, err)
			continue
		}
		if got := strings.ReplaceAll(strings.TrimSpace(show(plans[0].Graph)), "\n    ", "; "); got != want {
			t.Errorf("%s:\n%s %s\nwant\n%s", text, got, plans[0].Question, want)
		}
	}
}

// TestNothingIsDroppedWithoutAWord: conditions, parts and comparisons, which a
// graph cannot hold, are named; a question takes them in.
func TestNothingIsDroppedWithoutAWord(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	condition, email := "depend on what another finds", "send e-mails"
	for text, want := range map[string][]string{
		"If the review is negative, translate it into Spanish, otherwise summarise it": {condition},
		"Find the mood, and if it is positive draw a QR code of it":                    {condition},
		"Summarise it; only if it is negative also send an email":                      {email, condition},
		"如果评论是负面的就翻译成西班牙语，否则总结一下":                                                      {"按条件决定"},
		"要是负面的就翻译成英文，不然就念出来":                                                           {"按条件决定"},
		"translate it, in a woman's voice if possible":                                 nil,
		"translate it into German and tell me if she is angry":                         nil,
		"What happens if the tenant pays late?":                                        nil,
		"如果租客迟交房租会怎样？":                                                                 nil,
		"总结一下，如果可以的话念出来":                                                               nil,
		"把合同里的租期和租金念给我听":                                                               {"只取文中的一部分"},
		"把文件里的内容念给我听":                                                                  nil,
		"健康讲座主要是哪一类，翻译成英文":                                                             nil,
		"docx里的英文念出来":                                                                  nil,
		"translate it if it's not in English":                                          {condition},
		"when the review is negative, summarise it":                                    {condition},
		"What does clause 3 say?":                                                      nil,
		"What is the mood, and tell me which of them is more negative":                 {"say which of several"},
		"总结一下，再告诉我哪份更消极":                                                               {"比较哪一个"},
		"draw a red QR code of it":                                                     {"in colour"},
		"做个红色的二维码":                                                                     {"彩色的二维码"},
		"make a QR code of it as svg":                                                  {"as a drawing"},
		"做成svg格式的二维码":                                                                  {"矢量图"},
		"只看差评，提取关键词":                                                                   {"只取文中的一部分"},
		"pick the keywords out of only the negative reviews":                           {"pick a part out of a text"},
		"make a QR code of it as png":                                                  nil,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{{Name: "given.txt", Type: port.Text}}}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) == 0 || len(plans[0].Undone) != len(want) {
			t.Errorf("%s: %v %+v, want %q", text, err, plans, want)
			continue
		}
		for i, w := range want {
			if !strings.Contains(plans[0].Undone[i], w) {
				t.Errorf("%s: %q, want %q", text, plans[0].Undone, want)
			}
		}
	}
}

// TestAPartOfATextIsCutOut: what is said of one clause is done with that alone.
func TestAPartOfATextIsCutOut(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	given := []plan.Given{{Name: "contract.pdf", Type: port.Document}}
	const text = "n1 document-text-extraction document=@contract.pdf; n2 text-excerpt text=n1 "
	for request, want := range map[string]string{
		"Read aloud only the fees clause":               text + `map[part:the fees clause]; n3 text-to-speech text=n2`,
		"读出合同的第三条":                                      text + `map[part:第三条]; n3 text-to-speech text=n2`,
		"translate the second paragraph into French":    text + `map[part:the second paragraph]; n3 translation text=n2 map[target:fr]`,
		"summarise section 2 and read the result aloud": text + `map[part:section 2]; n3 summarization text=n2; n4 text-to-speech text=n3`,
		"把最后一段翻成英文":                                     text + `map[part:最后一段]; n3 translation text=n2 map[target:en]`,
		"give me only the third clause":                 text + `map[part:the third clause]`,
		"只要第三条":                                         text + `map[part:第三条]`,
		"What does clause 3 say?":                       `n1 document-text-extraction document=@contract.pdf; n2 question-answering question="What does clause 3 say?" text=n1`,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: request, Given: given}, 1)
		if err != nil || len(plans) == 0 {
			t.Errorf("%s: %v %v", request, plans, err)
			continue
		}
		if got := strings.ReplaceAll(strings.TrimSpace(show(plans[0].Graph)), "\n    ", "; "); got != want || len(plans[0].Undone) > 0 {
			t.Errorf("%s:\n%s %s %q\nwant\n%s", request, got, plans[0].Question, plans[0].Undone, want)
		}
	}
}

// TestTheFormOfWhatCameIsNoWish: nothing is to be written as PDF that is one.
func TestTheFormOfWhatCameIsNoWish(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, undone := range map[string]bool{
		"long rant in Hungarian as pdf, put it into English": false, "I got this contract as a PDF. Summarise it": false, "合同是pdf格式的，总结一下": false,
		"summarise it and save it as a pdf": true, "translate it into French as pdf": true, "总结一下，导出成pdf": true,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{{Name: "rant.pdf", Type: port.Document}}}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) < 2 || len(plans[0].Undone) > 0 != undone {
			t.Errorf("%s: %v %+v", text, err, plans)
		}
	}
}

// TestTheSecondOfSeveralIsNoPart: among files, 第二条 is a file.
func TestTheSecondOfSeveralIsNoPart(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	given := []plan.Given{{Name: "a.txt", Type: port.Text}, {Name: "b.txt", Type: port.Text}}
	plans, err := p.Plan(t.Context(), plan.Request{Text: "把第二条翻成英语", Given: given}, 1)
	if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) == 0 || len(plans[0].Undone) > 0 {
		t.Errorf("%v %+v", err, plans)
	}
}

func TestADocumentMadeToWordIsRefused(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Convert the contract to Word": "a document can only be turned into plain text", "把合同转成Word": "文档只能转成纯文字",
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{{Name: "contract.pdf", Type: port.Document}}}, 1)
		if err != nil || len(plans) != 1 || len(plans[0].Graph.Nodes) > 0 || !slices.ContainsFunc(plans[0].Undone, func(s string) bool { return strings.Contains(s, want) }) {
			t.Errorf("%s: %v %+v, want %q", text, err, plans, want)
		}
	}
}

func TestSlowerByTimesIsAFraction(t *testing.T) {
	t.Parallel()
	p, err := tongue.New()
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]float64{
		"slow the clip down four times": 0.25, "slow it down by a factor of 2": 0.5, "放慢4倍": 0.25, "speed it up four times": 4, "slow it down to 0.5x": 0.5,
	} {
		plans, err := p.Plan(t.Context(), plan.Request{Text: text, Given: []plan.Given{{Name: "clip.mp4", Type: port.Video}}}, 1)
		if err != nil || len(plans) == 0 || len(plans[0].Graph.Nodes) != 1 || plans[0].Graph.Nodes[0].Params["factor"] != want {
			t.Errorf("%s: %v %+v, want %v", text, err, plans, want)
		}
	}
}
