package agenda

import (
	"regexp"
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
)

var (
	// verdicts ask which of the texts of a table, or how many, are for or against something.
	verdicts = regexp.MustCompile(`(?i)(评论|评价|留言|反馈|点评|意见|评语)[^，。？?]{0,8}(好评|差评|中评|正面|负面|积极|消极)|(哪些|哪几条|几条|多少条?|列出|找出|挑出|选出|统计|数一?下|只看|只要)[^，。？?]{0,8}(好评|差评|正面|负面|消极|积极)的?|(好评|差评)[^率，。？?]{0,6}(多少|几|各)|\b(positive|negative|happy|unhappy|angry)\b[^.?]{0,24}\b(reviews?|comments?|feedback|messages|opinions)\b|\b(reviews?|comments?|feedback|messages|opinions)\b[^.?]{0,24}\b(positive|negative|happy|unhappy|angry)\b|(抱怨|吐槽)[^，。？?]{0,8}(什么|啥|哪)|(什么|哪些|主要)(抱怨|吐槽|不满)|\b(what|which|list|show|find|main|common)\b[^.?]{0,40}\b(complain\w*|dislikes?|critici[sz]e|grievances|(unhappy|dissatisfied|annoyed|angry) (about|with))\b`)
	// counted are the questions over such a table that its columns answer.
	counted = regexp.MustCompile(`(?i)率|按|每|各(个|种|类)?(产品|商品|类|店|品牌|月)|分组|评分|星级|\b(per|by|each|every|rating|ratings|stars?|average|score)\b`)
)

// Judged reports whether a request asks which texts of a table are for or against
// something: each is to be judged, no column says it.
func Judged(r *reading.Reading) bool {
	return r.Types[port.Table] > 0 && verdicts.MatchString(r.Req.Text) && !counted.MatchString(r.Req.Text)
}

// ofSome names the texts of a table that are for or against something.
var ofSome = regexp.MustCompile(`(?i)好评|差评|(正面|负面|积极|消极)的?(评|留言|反馈|意见)|\b(positive|negative|happy|unhappy|angry)\s+(reviews|comments|ones|feedback|messages|opinions)\b`)

// OfSome reports whether a request speaks of some of the texts of a table by how
// they are to be judged.
func OfSome(r *reading.Reading) bool {
	return r.Types[port.Table]+r.Types[port.Text]+r.Types[port.Document] > 0 && ofSome.MatchString(r.Req.Text)
}

// pickedOut wants those of several reviews that are for or against something in a file.
var pickedOut = regexp.MustCompile(`(?i)\b(?:save|put|export|write|store|copy|collect|give|get|pull|pick|send|make|move|filter|dump|keep|only|just|want|need)\b[^.?!;]*?\b(?:` + glad + `|` + cross + `|critical|nice|poor|awful|great|unfavou?rable|favou?rable|furious)\b[^.?!;]{0,24}?\b(?:reviews?|comments?|ones?|feedback|messages|opinions|entries|replies|answers|posts|rows|people|guests|customers)\b[^.?!;]*?\b(?:csv|excel|xlsx|spreadsheet|table|json|sheet|markdown)\b(?: (?:sheet|file|table)\b)*|\b(?:save|put|export|write|store|copy|collect|pull|pick|send|move|filter|dump)\b[^.?!;]{0,16}?\b(?:complaints|criticisms?|compliments|grumbles)\b[^.?!;]*?\b(?:csv|excel|xlsx|spreadsheet|table|json|sheet|markdown)\b(?: (?:sheet|file|table)\b)*|\b(?:csv|excel|xlsx|spreadsheet|table|json)\b[^.?!;]{0,30}?\b(?:of|with|for) (?:only |just |all )?(?:the |those )?(?:` + glad + `|` + cross + `|critical)\b[^.?!;]{0,20}?\b(?:reviews?|comments?|ones?|feedback|messages|opinions|entries)\b|(?:好评|差评|中评|(?:正面|负面|积极|消极|不满意?|抱怨|投诉|吐槽|满意|表扬|夸奖)的?(?:那些|那几条|部分|都|评[论价]|留言|反馈|意见|内容)*)[^，。；？]{0,10}[，,]?[^，。；？]{0,6}?(?:存|导|放|整理|做|写|输出|保存|汇总)[^，。；？]{0,6}?(?:csv|excel|xlsx|json|markdown|表格?|电子表)(?:文件|格式|的)*`)

// PickedOut is the judgement that a request to have the reviews for or against something in a
// file wants, and the words of that; nil where it wants no such file.
func PickedOut(r *reading.Reading) (s *reading.Step, why string) {
	at := pickedOut.FindStringIndex(r.Req.Text)
	if at == nil || len(r.Req.Given) != 1 || r.Types[port.Table]+r.Types[port.Text]+r.Types[port.Document] != 1 || len(r.Content) > 0 || len(r.Req.Text) > plainly {
		return nil, ""
	}
	n := len(r.Text.Tokens)
	why = r.Req.Text[at[0]:at[1]]
	return &reading.Step{Task: r.Reader.Tasks["sentiment-analysis"], From: 0, To: n, Set: map[string]string{}, Spans: [][2]int{{0, n}}, Why: []string{why}}, why
}

// Tallied reports whether a part of a request only asks how many are for or against something,
// which judging them tells.
func Tallied(part string) bool {
	return thoseMany.MatchString(part) || tallies.MatchString(part) || opinions.MatchString(part) || forOrAgainst.MatchString(part)
}

// thoseMany asks how many those are.
var thoseMany = regexp.MustCompile(`(?i)^\W*(?:and )?(?:(?:tell|let) me (?:know )?|say |count )?how many (?:(?:of them |of those )?there are|are there|they are|it is|that is|that makes)(?: in all| in total| altogether)?\W*$|^(?:再|并|然后|也|顺便|告诉我|说说|说一下|数数|看看|数一下)*(?:一共|总共|共|有|都有)*(?:多少|几)[条个篇份]?[？?。]*$`)

// forOrAgainst asks how many of several are for or against something.
var forOrAgainst = regexp.MustCompile(`(?i)^\W*(?:and |please )*(?:tell me |count )?how many\b[^.?!;]*\b(?:` + glad + `|` + cross + `)\b[^.?!;]{0,30}\W*$|^[^，。；？]{0,8}(?:好评|差评|正面|负面|积极|消极)[^，。；？]{0,10}(?:多少|几)[^，。；？]{0,4}[？?。，, ]*$|^[^，。；？]{0,4}(?:多少|几)[条个]?[^，。；？]{0,2}(?:好评|差评|正面|负面)[^，。；？]{0,10}[？?。，, ]*$`)

// tallies are questions that only say of which kind texts are to be counted, which judging them tells.
var tallies = regexp.MustCompile(`(?i)^\W*(?:and )?how many (?:of (?:them|these|those) )?(?:(?:reviews|comments|ones|people|customers|guests) )?(?:are|were|is|have been|aren['’]t|were ?n['’]t)? ?(?:not|n['’]t)? ?(?:so|that|very)? ?(?:positive|negative|happy|unhappy|good|bad|neutral|angry|satisfied|dissatisfied|pleased)?(?: ones)?\W*$|^[，,、；。 ]*(?:又|还|各)?有?(?:多少|几)(?:[条个人则篇封]人?)?(?:是|不是|为)?(?:的是)?(?:好评|差评|中评|正面|负面|积极|消极|满意|不?满意|不?喜欢|不?高兴|中性)?的?呢?[？?。]*$`)

var (
	// opinions are two questions of how many are for something and how many against it.
	opinions   = regexp.MustCompile(`(?i)^\W*(?:please )?(?:tell me |count )?how many (?:of (?:the|these|those|our|my) |of them |the )?(?:(?:reviews|comments|guests|customers|people|visitors|messages|entries|opinions|letters|replies|users|readers|clients|tenants|patients|diners|ones) )?(?:are |were |sound |seem |have )?(?:` + glad + `|` + cross + `)(?: (?:it|them|with (?:it|them|us)))?[?,]*(?: and| but)(?: how many)?(?: of them| others)?(?:(?: are| were| have| did| do)?(?: not|n['’]t)(?: (?:` + glad + `))?|(?: are| were| have| sound| seem)? (?:` + glad + `|` + cross + `))(?: it| them| ones)?\W*$`)
	opinionsZh = regexp.MustCompile(`^[^，。？?]{0,8}?(?:有)?(?:多少|几)?[条个人]*(?:是)?(?:` + gladZh + `)[^，。？?]{0,4}(?:多少|几)?[条个人]*[，,、？?和]?(?:又有|又|有|而)?(?:多少|几)?[条个人]*(?:是)?(?:` + crossZh + `)[^，。？?]{0,4}[？?]?$`)
)

const (
	glad    = `positive|happy|pleased|delighted|satisfied|glad|good|content|thrilled|liked|loved|praised?|enjoyed`
	cross   = `negative|unhappy|angry|annoyed|upset|bad|disappointed|dissatisfied|complain(?:ed|ing)?|disliked|hated|furious|cross`
	gladZh  = `夸|赞|表扬|喜欢|满意|好评|正面|高兴`
	crossZh = `骂|喷|批评|抱怨|吐槽|不喜欢|不满意?|差评|负面|不高兴|生气`
)

// Opinions is the judgement that a request to count what is for and against something in a text
// wants; nil where it wants anything else.
func Opinions(r *reading.Reading) *reading.Step {
	if r.Types[port.Text]+r.Types[port.Document] != 1 || len(r.Req.Given) != 1 || len(r.Content) > 0 || len(r.Req.Text) > plainly {
		return nil
	}
	two := opinions.MatchString(r.Req.Text) || opinionsZh.MatchString(r.Req.Text) && manyZh.MatchString(r.Req.Text)
	if !two {
		return nil
	}
	n := len(r.Text.Tokens)
	return &reading.Step{Task: r.Reader.Tasks["sentiment-analysis"], From: 0, To: n, Set: map[string]string{}, Spans: [][2]int{{0, n}}, Why: []string{r.Said(0, n)}}
}

var manyZh = regexp.MustCompile(`多少|几`)

// asRows is what has rows written in a file, and no text.
var asRows = regexp.MustCompile(`(?i)\b(?:write|put|save|store|turn|make) (?:it|them|that|this|these|those|the (?:rows|result|results|answer|list))(?: all)?(?: down| out)? (?:as|in|into|to) (?:an? )?(?:new )?(?:csv|excel|xlsx|json|markdown|spreadsheet)\b|写成(?:一?[个份张])?(?:csv|excel|xlsx|json|markdown|电子表格)`)

// rowsWritten leaves out a text that is to be written where the rows of a table are meant.
func (r *Agenda) rowsWritten(l []*reading.Step) []*reading.Step {
	if Find(l, "table-question-answering") < 0 {
		return l
	}
	return slices.DeleteFunc(l, func(s *reading.Step) bool { return s.Task.ID == "text-generation" && asRows.MatchString(r.Around(s)) })
}

// tallied leaves such questions out beside the judgement.
func (r *Agenda) tallied(l []*reading.Step) []*reading.Step {
	if Find(l, "sentiment-analysis") < 0 {
		return l
	}
	return slices.DeleteFunc(l, func(s *reading.Step) bool {
		return s.Task.ID == "question-answering" && s.Asks && tallies.MatchString(r.Said(s.From, s.To))
	})
}

// judged has a model judge what a table cannot be asked for. What is to be drawn of
// that is left out.
func (r *Agenda) judged(l []*reading.Step) []*reading.Step {
	i := slices.IndexFunc(l, func(s *reading.Step) bool {
		return s.Task.ID == "table-question-answering" || s.Task.ID == "sentiment-analysis"
	})
	if i < 0 || !Judged(r.Reading) {
		return l
	}
	at := l[i]
	at.Task, at.Asks, at.Port = r.Reader.Tasks["sentiment-analysis"], false, ""
	rest := slices.DeleteFunc(slices.Clone(l), func(s *reading.Step) bool {
		return s == at || s.Task.ID == "table-question-answering" || s.Task.ID == "sentiment-analysis" || s.Task.ID == "chart-generation"
	})
	return slices.Insert(rest, 0, at)
}

// ofColumns names columns of a table: “list name and score only”, 只要日期和金额两列.
var ofColumns = regexp.MustCompile(`(?i)\b(only|just)\b|\bcolumns?\b|[两三几这]列|列$|只(要|看|列|显示|保留)`)

// columns asks a table for its columns, where names were to be looked for in it.
func (r *Agenda) columns(l []*reading.Step) []*reading.Step {
	if len(l) == 1 && l[0].Task.ID == "token-classification" && r.Types[port.Table] > 0 && ofColumns.MatchString(r.Req.Text) {
		l[0].Task = r.Reader.Tasks["table-question-answering"]
	}
	return l
}
