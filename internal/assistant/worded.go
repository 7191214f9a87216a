package assistant

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// worded puts lists that go into a port of text into plain words: what was
// found, each once, and only of the kind that the request speaks of. Missing is
// the fault where nothing is of that kind.
func (e *execution) worded(ctx context.Context, n graph.Node, in port.Values) (out port.Values, missing, err error) {
	t, err := task.Lookup(string(n.Task))
	if err != nil {
		return in, nil, err
	}
	out = port.Values{}
	for name, values := range in {
		spec, _ := t.Input(name)
		for i, v := range values {
			if spec.Type == port.Text && (v.Type == port.Labels || v.Type == port.Boxes) {
				var from graph.Node
				if i < len(n.In[name]) {
					from, _ = e.graph.Node(n.In[name][i].Node)
				}
				labels, err := e.assistant.resolve(ctx, v).ReadLabels()
				if err != nil {
					return in, nil, err
				}
				said, wrong := e.plain(from, n, labels)
				if wrong != nil {
					missing = wrong
				}
				v = port.NewText(said)
			}
			out[name] = append(out[name], v)
		}
	}
	return out, missing, nil
}

// plain are the words of labels as a text of them has them: one to a line, or
// one after the other where they are said.
func (e *execution) plain(from, n graph.Node, labels []port.Label) (string, error) {
	made, reads := from.Task, n.Task
	if made == "token-classification" && len(labels) > 0 {
		wanted, named := e.spokenKinds(n, from)
		labels = slices.DeleteFunc(slices.Clone(labels), func(l port.Label) bool {
			return len(wanted) > 0 && !slices.Contains(wanted, kindOf(l.Name))
		})
		if len(labels) == 0 {
			return "", fault.New(fault.Invalid, phrase(e.lang, "there is nothing to work on: the text has no %s", "没有可处理的内容：文中没有%s"), strings.Join(named, phrase(e.lang, ", ", "、")))
		}
	}
	var words []string
	for _, l := range labels {
		w := strings.TrimSpace(or(l.Text, l.Name))
		if made == "language-identification" {
			w = languageName(l.Name, e.lang)
		}
		if w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
		if judges[made] {
			break // the likeliest
		}
	}
	if i, ok := ordinal(e.req.Text); ok && len(words) > 1 {
		if i >= len(words) {
			return "", fault.New(fault.Invalid, phrase(e.lang, "there is nothing to work on: only %d were found", "没有可处理的内容：只找到 %d 个"), len(words))
		}
		words = words[(i+len(words))%len(words):][:1]
	}
	if reads == "text-to-speech" {
		return strings.Join(words, comma(words)), nil
	}
	return strings.Join(words, "\n"), nil
}

// comma is what stands between words that are said.
func comma(words []string) string {
	if han(strings.Join(words, "")) {
		return "，"
	}
	return ", "
}

// kinds are the words for kinds of what is found in a text.
var kinds = []struct {
	name   string
	spoken *regexp.Regexp
}{
	{"email", regexp.MustCompile(`(?i)\be-?mails?( address(es)?)?\b|电子?邮件?箱?地址|邮箱|电邮`)},
	{"url", regexp.MustCompile(`(?i)\b(urls?|links?|web ?sites?|web address(es)?|web ?pages?)\b|网址|链接|网站`)},
	{"phone", regexp.MustCompile(`(?i)\b(tele)?phones?( numbers?)?\b|电话(号码)?|手机号?码?`)},
	{"date", regexp.MustCompile(`(?i)\b(dates?|years?)\b|日期|年份`)},
	{"amount", regexp.MustCompile(`(?i)\b(amounts?|sums? of money|prices?)\b|金额|价格`)},
	{"person", regexp.MustCompile(`(?i)\b(people|persons?|names of (the )?people|people's names)\b|人名|人物|姓名`)},
	{"place", regexp.MustCompile(`(?i)\b(places?|locations?|cities|towns|countries)\b|地名|地点|城市|国家`)},
	{"organisation", regexp.MustCompile(`(?i)\b(organi[sz]ations?|compan(y|ies)|institutions?|firms?)\b|公司|机构|组织|单位名`)},
	{"duration", regexp.MustCompile(`(?i)\bdurations?\b|时长|期限`)},
}

var (
	spokenTime = regexp.MustCompile(`(?i)\btimes\b|时间`)
	spokenName = regexp.MustCompile(`(?i)\bnames\b`)
	// between is what stands between kinds in a list, with what only says more of one.
	between = regexp.MustCompile(`(?i)^(?:[\s,，、;；/&]|\b(?:and|or|all|the|any|of|names?|numbers?|address(?:es)?|as well as|plus)\b|和|与|及|以及|跟|还有|或|所有|全部|的|名称?|号码?|地址)+$`)
	// finds ends before what is to be found.
	finds = regexp.MustCompile(`(?i)\b(?:find|extract|list|get|pull out|pick out|give me|show me|collect)(?: me)?(?: (?:all|every|any|only|just|of|the))*\s+$|(?:找出?|提取出?|抽取出?|列出|挑出|摘出)来?(?:其中|里面|文中|通知|合同)?的?(?:所有|全部)?的?$`)
	// goes is a list that goes on with what is none of the kinds.
	goes = regexp.MustCompile(`(?i)^\s*(?:,|&|\b(?:and|or)\b)\s+(?:(?:all|any|the)\s+)*[a-z]+s\b`)
	more = regexp.MustCompile(`(?i)\b(?:etc|and so on|and others?|entities|everything else)\b|等等|等信息|等实体|实体|之类`)
)

// onlyNamed are the labels of the kinds that a request lists, “names, phone numbers
// and e-mails”: all of them where it lists none.
func onlyNamed(labels []port.Label, request string) []port.Label {
	var wanted []string
	var at [][]int
	for _, k := range kinds {
		if found := k.spoken.FindAllStringIndex(request, -1); len(found) > 0 {
			wanted, at = append(wanted, k.name), append(at, found...)
		}
	}
	if found := spokenTime.FindAllStringIndex(request, -1); len(found) > 0 {
		wanted, at = append(wanted, "date", "time", "duration"), append(at, found...)
	}
	if found := spokenName.FindAllStringIndex(request, -1); len(found) > 0 && len(wanted) > 0 && !slices.Contains(wanted, "person") {
		reached := slices.Contains(wanted, "email") || slices.Contains(wanted, "phone")
		if wanted = append(wanted, "person"); !reached && !slices.Contains(wanted, "organisation") && !slices.Contains(wanted, "place") {
			wanted = append(wanted, "place", "organisation")
		}
		at = append(at, found...)
	}
	slices.SortFunc(at, func(a, b []int) int { return a[0] - b[0] })
	listed := false
	for i, m := range at {
		listed = listed || finds.MatchString(request[:m[0]]) && !spokenName.MatchString(request[m[0]:m[1]]) || i > 0 && at[i-1][1] <= m[0] && between.MatchString(request[at[i-1][1]:m[0]])
	}
	if !listed || more.MatchString(request) || goes.MatchString(request[at[len(at)-1][1]:]) {
		return labels
	}
	return slices.DeleteFunc(slices.Clone(labels), func(l port.Label) bool { return !slices.Contains(wanted, kindOf(l.Name)) })
}

// kindOf is what a kind is called here, whatever the model calls it.
func kindOf(name string) string {
	switch name = strings.ToLower(name); name {
	case "per":
		return "person"
	case "loc", "location", "gpe":
		return "place"
	case "org", "organization":
		return "organisation"
	case "money":
		return "amount"
	}
	return name
}

// spokenKinds are the kinds of names that are spoken of where the words of the
// request lead to a node, or to the one that found the names, or anywhere in it;
// and the words for them.
func (e *execution) spokenKinds(n, from graph.Node) (l, named []string) {
	for _, said := range []string{strings.Join(n.Why, " "), strings.Join(from.Why, " "), e.req.Text} {
		for _, k := range kinds {
			if w := k.spoken.FindString(said); w != "" {
				l, named = append(l, k.name), append(named, w)
			}
		}
		if len(l) > 0 {
			break
		}
	}
	return l, named
}

var (
	ordinals = []*regexp.Regexp{
		regexp.MustCompile(`(?i)\bfirst ` + one + `|第一` + ofThem),
		regexp.MustCompile(`(?i)\bsecond ` + one + `|第二` + ofThem),
		regexp.MustCompile(`(?i)\bthird ` + one + `|第三` + ofThem),
	}
	final = regexp.MustCompile(`(?i)\blast ` + one + `|最后一` + ofThem)
)

const (
	one    = `(one|of (them|the)|e-?mail|address|link|url|web ?site|phone|number|date|amount|price|code|keyword|company|place|city|person)\b`
	ofThem = `(个|条|封|处|家|位)`
)

// ordinal is which of several things is meant, if one is; -1 is the last.
func ordinal(request string) (int, bool) {
	if final.MatchString(request) {
		return -1, true
	}
	i := slices.IndexFunc(ordinals, func(re *regexp.Regexp) bool { return re.MatchString(request) })
	return i, i >= 0
}

// wordless is a fault where a node would work on the words of another that
// found none: models would only say that a text is empty, or work on the
// reason why there is no answer.
func (e *execution) wordless(n graph.Node, in port.Values) error {
	for name, sources := range n.In {
		for i, s := range sources {
			from, ok := e.graph.Node(s.Node)
			if !ok || i >= len(in[name]) {
				continue
			}
			v := in[name][i]
			if v.Type != port.Text || v.Digest != "" || strings.TrimSpace(v.Text) != "" && !v.None {
				continue
			}
			return fault.New(fault.Invalid, phrase(e.lang, "there is nothing to work on: %s (“%s”)", "没有可处理的内容：%s（“%s”）"), or(strings.TrimRight(strings.TrimSpace(v.Text), ".。"), nothing(from.Task, e.lang)), title(from.Task, e.lang))
		}
	}
	return nil
}
