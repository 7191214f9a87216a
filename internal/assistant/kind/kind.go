// Package kind knows the kinds of names, addresses and amounts that a request speaks of.
package kind

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/port"
)

// kinds are the words for kinds of what is found in a text.
var kinds = []struct {
	name   string
	spoken *regexp.Regexp
}{
	{"email", regexp.MustCompile(`(?i)\be-?mails?( address(es)?)?\b|电子?邮件?箱?地址|邮箱|电邮`)},
	{"url", regexp.MustCompile(`(?i)\b(urls?|links?|web ?sites?|web address(es)?|web ?pages?)\b|网址|链接|网站`)},
	{"phone", regexp.MustCompile(`(?i)\b(tele)?phones?( numbers?)?\b|电话(号码)?|手机号?码?`)},
	{"date", regexp.MustCompile(`(?i)\b(dates?|years?)\b|日期|年份`)},
	{"amount", regexp.MustCompile(`(?i)\b(amounts?|sums? of money|money|prices?|costs)\b|金额|价格|价钱|钱数`)},
	{"person", regexp.MustCompile(`(?i)\b(people|persons?|names of (the )?people|people's names|everybody|everyone|whoever|attendees|participants)\b|\bwho(['’]?s| is| are| was| were)? (all )?(mentioned|named|listed|in (it|this|these|the))\b|人名|人物|姓名|名字|参会人员?|(有|提到了?|出现了?|涉及了?)(谁|哪些人)`)},
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
	// only wants nothing besides, and mentioned what a text speaks of.
	only    = regexp.MustCompile(`(?i)\b(only|just|alone|nothing (else|more)|no (other|others|more)|and that['’]?s (it|all)|mentioned|named|appear\w*|come up|occur\w*)\b|只要|只列|只留|只需|仅|别的|其他的?都?不要|其它的?都?不要|就行|就好|即可|提到|出现|提及|涉及|` + inLines)
	perLine = regexp.MustCompile(`(?i)` + inLines)
	money   = regexp.MustCompile(`(?i)\b(sums? of money|money|prices?|costs)\b|金额|价格|价钱|钱数`)
	moneyed = regexp.MustCompile(`(?i)[£$€¥￥₩]|元|块|[角分]$|毛|[镑圆币]|\b(dollars?|euros?|pounds?|pence|cents?|usd|eur|gbp|cny|rmb|yuan|chf|francs?|yen|p|quid)\b|\d(usd|eur|gbp|rmb|p)\b`)
	goes    = regexp.MustCompile(`(?i)^\s*(?:,|&|\b(?:and|or)\b)\s+(?:(?:all|any|the)\s+)*[a-z]+s\b`)
	more    = regexp.MustCompile(`(?i)\b(?:etc|and so on|and others?|entities|everything else)\b|等等|等信息|等实体|实体|之类`)
)

// inLines wants one to a line.
const inLines = `\b(?:one (?:name |item |entry |date |person )?(?:per|to a|on a|each) line|one name each line|(?:a|one) (?:name |item )?(?:line|row) (?:each|apiece)|each (?:name |one |item )?on (?:a|its) (?:own|new|separate|single)(?: separate)? line|line by line|on separate lines)\b|一行一[个条人项]|每行一[个条人项]|一人一行|一[个条]一行|每[个条]一行|分行|逐行|各占一行`

// PerLine reports whether a request wants what is found one to a line.
func PerLine(request string) bool { return perLine.MatchString(request) }

// Listed are the labels of the kinds that a request lists, “names, phone numbers
// and e-mails”: all of them where it lists none.
func Listed(labels []port.Label, request string) []port.Label {
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
	listed = listed || len(at) > 0 && only.MatchString(request)
	if !listed || more.MatchString(request) || goes.MatchString(request[at[len(at)-1][1]:]) {
		return labels
	}
	years := asksYears.MatchString(request) && !asksDates.MatchString(request)
	of := money.MatchString(request)
	return slices.DeleteFunc(slices.Clone(labels), func(l port.Label) bool {
		if of && Of(l.Name) == "amount" && !moneyed.MatchString(l.Text) {
			return true
		}
		return !slices.Contains(wanted, Of(l.Name)) || years && Of(l.Name) == "date" && !year.MatchString(l.Text)
	})
}

var (
	asksYears = regexp.MustCompile(`(?i)\byears?\b|年份`)
	asksDates = regexp.MustCompile(`(?i)\b(?:dates?|days?|times?)\b|日期|时间`)
	// year is a date that names its year: 去年 does not.
	year = regexp.MustCompile(`\b(?:1\d|20)\d\d|[0-9０-９]{2,4}\s?年|[〇零一二三四五六七八九]{2,4}年|(?:民国|公元)前?\S{1,5}年`)
)

// Of is what a kind is called here, whatever the model calls it.
func Of(name string) string {
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

// Spoken are the kinds that words speak of, and the words for them.
func Spoken(said string) (l, named []string) {
	for _, k := range kinds {
		if w := k.spoken.FindString(said); w != "" {
			l, named = append(l, k.name), append(named, w)
		}
	}
	return l, named
}
