package draft

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/inscription"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// those is what speaks of several things that were found.
var those = regexp.MustCompile(`(?i)\b(them|those|these|each of them|all of them|the (keywords?|key ?words|tags|names|dates|people|places|amounts|companies|e-?mails|addresses|entities))\b|它们|这些|(关键词|人名|地名|日期|名字|金额|邮箱)们?(再)?(读|念|朗读|翻|译)`)

// listed are the words that the step before has found in a text, where a step
// speaks of them: “extract the keywords and read them aloud”.
func (b *Draft) listed(s *reading.Step, to port.Type) []value {
	n := len(b.groups)
	if n == 0 || to != port.Text || b.groups[n-1].values[0].typ != port.Labels || !listsWords(b.groups[n-1].task, s.Task.ID) {
		return nil
	}
	_, end := b.r.Clause(s.From, s.To)
	switch own := b.r.Said(s.From, end); {
	case those.MatchString(b.r.Around(s)):
		return b.groups[n-1].values
	case matter.MatchString(own):
		return b.base(to) // “… and translate the article”
	}
	return nil
}

var (
	// spare is what is found in a text by its form.
	spare = regexp.MustCompile(`(?i)\be-?mails?( address(es)?)?\b|\b(urls?|links?|web ?sites?|web address(es)?)\b|\b(tele)?phone( numbers?)?\b|\b(first|second|third|last) (date|amount|price|company|place|city|person)\b|第.个(日期|金额|公司|地点|人名)|电子邮(件|箱)(地址)?|邮箱|网址|链接|电话(号码)?|手机号码?`)
	// field is the object of a code where it is one of the things that a paper says once.
	field   = regexp.MustCompile(`(?i)\b(?:the |its |their |our |my )((?:[a-z'’]+ ){0,3}(?:numbers?|no|id|codes?|dates?|totals?|amounts?|addresses|address|iban|accounts?|prices?|references?|titles?|deadline|name|password|key|balance|sum))\b`)
	fieldZh = regexp.MustCompile(`(?:把|将|用|以|给|的|里|中|上|是|为|，|^)((?:[^，。的里中上把将用]{0,6})(?:号码|编号|单号|号|日期|金额|总额|总价|合计|名称|姓名|地址|账号|卡号|税号|密码|价格))`)
	// coder names a code.
	coder = regexp.MustCompile(`(?i)\b(qr|barcode|bar code|code ?128|ean ?13|code)\b|二维码|条码|条形码`)
	// ofOne is an address of one of several people.
	ofOne = regexp.MustCompile(`([甲乙丙丁]方|房东|租客|承租人|出租人|出租方|承租方|卖方|买方|卖家|买家|供应商|客户|收款人|联系人)的?(电子邮箱|电子邮件|邮箱|网址|电话(号码)?|手机号码?)`)
	lists = regexp.MustCompile(`(?i)\b(find|list|extract|show|get|give|collect|pull)\b|找|列|提取|抽取|摘`)
)

// maker are the verbs that may stand before the object of a code.
var maker = regexp.MustCompile(`^(生成|制作|做成?|打印|弄|出|来)(一?个|一?张)?`)

// coded is what a code is to hold where the words say it: an address or a quoted
// passage as it stands, or what is to be found in what came with the request.
func (b *Draft) coded(s *reading.Step) []value {
	r := b.r
	mine, quotes := b.passages(s)
	for _, c := range mine {
		return []value{{src: graph.Source{Text: c}, typ: port.Text}}
	}
	for _, t := range r.Text.Tokens {
		if at := phrase.Scheme(r.Text.Source[t.Start:]); t.Kind == phrase.File && at != "" {
			return []value{{src: graph.Source{Text: at}, typ: port.Text}}
		}
	}
	bare := r.Text.Source
	for _, q := range quotes {
		bare = strings.Replace(bare, q, " ", 1)
	}
	if at := strings.TrimRight(inscription.Address(bare), ".,!?:;"); at != "" {
		return []value{{src: graph.Source{Text: at}, typ: port.Text}}
	}
	if len(r.Req.Given) > 0 {
		return b.foundFor(s)
	}
	if at := inscription.Of(r.Sentence(s)); at != "" && len(quotes)+len(b.groups) == 0 {
		return []value{{src: graph.Source{Text: at}, typ: port.Text}}
	}
	return nil
}

// passages are the quotes that a step is to work on and no other step that stands
// nearer, and all quotes; or what stands after a colon, without what follows it.
func (b *Draft) passages(s *reading.Step) (mine, quotes []string) {
	r := b.r
	for _, c := range r.Content {
		if r.Text.Tokens[c.First].Kind != phrase.Quote {
			if words := strings.TrimSpace(inscription.Bare(r.Words(c))); words != "" {
				mine = append(mine, words)
			}
			continue
		}
		quotes = append(quotes, r.Words(c))
		if r.Words(c) != "" && !r.spokenFor(c) && b.nearest(c) == s {
			mine = append(mine, r.Words(c))
		}
	}
	return mine, quotes
}

// nearest is the step of those that say, translate or write something that a
// passage stands with: one of its clause before all others.
func (b *Draft) nearest(c reading.Span) *reading.Step {
	var best *reading.Step
	far := func(s *reading.Step) int {
		n := max(c.First-s.To, 2*(s.From-c.First), 0) // the words lead to a passage
		if b.r.Text.Tokens[c.First].Clause != b.r.Text.Tokens[s.From].Clause {
			n += len(b.r.Text.Tokens)
		}
		return n
	}
	for _, s := range b.r.Order {
		if !slices.Contains([]task.ID{"text-to-speech", "translation", "barcode-generation", "text-to-image", "text-generation", "text-to-audio", "summarization"}, s.Task.ID) {
			continue
		}
		if best == nil || far(s) < far(best) {
			best = s
		}
	}
	return best
}

// foundFor is what is to be found in what came with the request for a code: the
// addresses and numbers in it, or the field that the words name.
func (b *Draft) foundFor(s *reading.Step) []value {
	r := b.r
	if n := len(b.groups); n > 0 && b.groups[n-1].values[0].typ == port.Labels && listsWords(b.groups[n-1].task, s.Task.ID) && pointsTo.MatchString(b.r.Around(s)) {
		return b.groups[n-1].values
	}
	read := slices.ContainsFunc(b.groups, func(g group) bool { return g.task == "barcode-reading" })
	said := b.said(s)
	whole := b.base(port.Text)
	if again := b.recognised(); again != nil {
		whole = again.values
	}
	if read || len(whole) == 0 {
		return nil
	}
	finder, question := task.ID(""), ""
	var why []string
	switch {
	case ofOne.MatchString(said) && r.Lang == "zh":
		finder, question = "question-answering", ofOne.FindString(said)+"是多少？"
	case spare.MatchString(said) || r.Lang == "zh" && spare.MatchString(r.Sentence(s)) && len(r.Order) == 1:
		finder = "token-classification"
	case r.Lang == "zh":
		if m := fieldZh.FindStringSubmatch(said); m != nil {
			finder, question = "question-answering", maker.ReplaceAllString(m[1], "")+"是多少？"
		}
	default:
		if m := field.FindStringSubmatch(said); m != nil && !coder.MatchString(m[1]) {
			finder, question = "question-answering", "What is the "+m[1]+"?"
		}
	}
	if finder == "" {
		return nil
	}
	if finder == "token-classification" && lists.MatchString(r.Req.Text) && agenda.Find(r.Order, "question-answering") < 0 || question != "" {
		why = []string{said}
	}
	var vs []value
	for _, v := range whole {
		got, ok := b.convert(v, port.Text, finder)
		if !ok {
			continue
		}
		in := map[string][]graph.Source{"text": {got.src}}
		if question != "" {
			in["question"] = []graph.Source{{Text: question}}
		}
		vs = append(vs, b.node(r.Reader.Tasks[string(finder)], in, nil, why))
	}
	return vs
}

// said are the words that say what a code is made of: those of its clause and,
// where they only point back, of the clause before.
func (b *Draft) said(s *reading.Step) string {
	from, to := b.r.Clause(s.From, s.To)
	said := b.r.Said(from, to)
	if from > 1 && !spare.MatchString(said) && pointsTo.MatchString(said) {
		before, _ := b.r.Clause(from-2, from-1)
		return b.r.Said(before, to)
	}
	return said
}

// pointsTo is what speaks of something that was named before, or leaves it out.
var pointsTo = regexp.MustCompile(`(?i)\b(it|that|them|one|ones|keywords|names|codes?'? (text|content)s?)\b|它|其|这个|那个|第.{1,2}个|^[^把将用的]*(生成|做成|转成|变成|制作|做)`)
