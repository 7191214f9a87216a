package idiom

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var (
	howManyOf = regexp.MustCompile(`(?:多少|几)(\p{Han})`)
	apartBy   = regexp.MustCompile(`(比[^，。？?]{1,16}?(?:高|低|多|少|贵|便宜|快|慢|大|小|长|短))(?:出|了)*几(\p{Han})`)
	nTimes    = regexp.MustCompile(`(?i)\b(\d+|two|three|four|five|ten|twenty) times\b`)
	atAll     = regexp.MustCompile(`(?i)\b(?:haven'?t|hasn'?t|have not|has not|never|didn'?t) (?:been|come|came|visit(?:ed)?|show(?:ed|n)? up|turn(?:ed)? up)(?: here| in| round)?(?: at all| once| even once)?\b`)
	howOften  = regexp.MustCompile(`(?i)\bhow often (did|do|does|has|have)\b`)
	units     = "度分元块岁米"
	measures  = map[string]string{"度": "temperature", "分": "score", "岁": "age", "元": "amount", "块": "amount"}
)

// counted asks for the column that counts what a question asks how many there are of: 住了几晚
// of 晚数; and by how much something differs: 高几度 is 高多少.
func counted(s *term.Schema, question string) string {
	if c := s.WithConcept("visits"); c >= 0 && !lexicon.Chinese(s.Fields[c].Name) && !strings.Contains(strings.ToLower(question), strings.ToLower(s.Fields[c].Name)) {
		name := s.Fields[c].Name
		question = nTimes.ReplaceAllString(question, "$1 "+name)
		question = atAll.ReplaceAllString(question, "with "+name+" equal to 0")
		question = howOften.ReplaceAllString(question, "how many "+name+" $1")
	}
	question = apartBy.ReplaceAllStringFunc(question, func(said string) string {
		m := apartBy.FindStringSubmatch(said)
		if c := s.WithConcept(measures[m[2]]); c >= 0 && !strings.Contains(question, s.Fields[c].Name) && !strings.Contains(m[1], "温") {
			return m[1] + "多少" + s.Fields[c].Name
		}
		if strings.Contains(units, m[2]) {
			return m[1] + "多少"
		}
		return m[1] + "多少" + m[2]
	})
	return howManyOf.ReplaceAllStringFunc(question, func(said string) string {
		for i := range s.Fields {
			f := &s.Fields[i]
			if name := howManyOf.FindStringSubmatch(said)[1] + "数"; f.Kind == sheet.Number && f.Role == "sum" && strings.HasSuffix(f.Name, name) && !strings.Contains(question, f.Name) {
				return "的" + f.Name + "多少"
			}
		}
		return said
	})
}

var (
	rated   = regexp.MustCompile(`(?:打|给|评)(?:了|过|出)?(?:的)?(几|多少)(?:分|颗?星|星级)`)
	ratings = regexp.MustCompile(`(?:打|给|评)(?:了|过|出)?(?:的)?(\d+(?:\.\d)?|[一二三四五六七八九十]|满)(?:分|颗?星|星级)`)
	starred = regexp.MustCompile(`(?i)\b(?:gave|rated|with|got|having|left|giving)?\s*(?:us |it |a |an )*(\d|one|two|three|four|five)[ -]?stars?\b`)
	spelt   = map[string]string{"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "一": "1", "二": "2", "三": "3", "四": "4", "五": "5", "六": "6", "七": "7", "八": "8", "九": "9", "十": "10"}
)

// marked speaks of the column of ratings where a question says what was given: 打1分的.
func marked(s *term.Schema, question string) string {
	c := s.WithConcept("rating", "satisfaction")
	if c < 0 || s.Fields[c].Kind != sheet.Number {
		return question
	}
	name := s.Fields[c].Name
	question = rated.ReplaceAllString(question, name+"多少")
	equal := func(form *regexp.Regexp, is string) {
		question = form.ReplaceAllStringFunc(question, func(said string) string {
			n := form.FindStringSubmatch(said)[1]
			if d := spelt[strings.ToLower(n)]; d != "" {
				n = d
			}
			if n == "满" {
				return said
			}
			return " " + name + is + n + " "
		})
	}
	equal(ratings, "是")
	if !lexicon.Chinese(question) {
		equal(starred, " equal to ")
	}
	return question
}

var lacks = regexp.MustCompile(`(?:还没有?|没有?|未)(?:能)?(?:测到|测出|测|量到|记录|记上|记|填写|填|写|登记|录入|录|打|评|交|拿到|拿|领到|领|收到|享受)(?:过|到|上)?(?:的)?([\p{Han}]{1,6})`)

// whole puts a word of two letters together that something stands in: 请过假 of 请假.
func whole(s *term.Schema, question string) string {
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Kind != sheet.Text || f.Unique || s.Variety(i) > mostKinds {
			continue
		}
		seen := map[string]bool{}
		for _, v := range f.Text {
			if r := []rune(v); len(r) == 2 && lexicon.Chinese(v) && !seen[v] {
				seen[v] = true
				for _, between := range []string{"过", "了"} {
					question = strings.ReplaceAll(question, string(r[0])+between+string(r[1]), v)
				}
			}
		}
	}
	return question
}

// unheld is what was not measured or written down: 没测到温度 is 没有温度, 没打分 without a rating.
func unheld(s *term.Schema, question string) string {
	return lacks.ReplaceAllStringFunc(question, func(said string) string {
		rest := []rune(lacks.FindStringSubmatch(said)[1])
		for n := len(rest); n > 0; n-- {
			word := string(rest[:n])
			c := -1
			if ms := s.Cols[lexicon.KeyOf(word)]; len(ms) > 0 {
				c = ms[0].Col
			}
			if rating := s.WithConcept("rating", "satisfaction"); c < 0 && (word == "分" || word == "评分") {
				c = rating
			}
			if c >= 0 && (s.Gappy(c) || slices.Contains(s.Fields[c].Num, 0)) {
				return "没有" + s.Fields[c].Name + string(rest[n:])
			}
		}
		return said
	})
}

var (
	longest = regexp.MustCompile(`(?:最久|最长时间|很久|好久)(?:都|一直)?没有?([\p{Han}]{1,4}?)(?:了|过)?(的|[？?，,。]|$)`)
	oldest  = regexp.MustCompile(`(?i)\b(?:not|hasn'?t|haven'?t|hasn'?t been|haven'?t been) (?:been )?(\w+) (?:for )?(?:the )?longest\b`)
)

// longAgo asks for the earliest day where a question says what was not done for the longest
// time: 最久没进货的.
func longAgo(s *term.Schema, question string) string {
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Kind != sheet.Date {
			continue
		}
		if m := longest.FindStringSubmatchIndex(question); m != nil && strings.Contains(f.Name, question[m[2]:m[3]]) {
			return question[:m[0]] + f.Name + "最早" + question[m[4]:]
		}
		if m := oldest.FindStringSubmatchIndex(question); m != nil && strings.Contains(strings.ToLower(f.Name), strings.ToLower(question[m[2]:m[3]])) {
			return question[:m[0]] + "the earliest " + f.Name + question[m[1]:]
		}
	}
	return question
}

var (
	low = regexp.MustCompile(`(?i)\b(?:is |are )?(?:running (?:low|out|short)|(?:getting )?low on stock|low in stock|understocked|short of stock|in short supply|need(?:s|ing)? (?:re-?ordering|restocking|topping up|to be (?:re-?ordered|restocked|topped up))|(?:should|must|have to|has to) be (?:re-?ordered|restocked)|(?:should|must|do|have to|need to) (?:we|i) (?:re-?order|restock|buy (?:more|again))|to (?:re-?order|restock))\b|快没了|快用完了?|快卖完了?|快断货了?|快不够了?|不够了|库存不足|库存不够|存货不足|(?:需要?|得|该|要)(?:尽快|马上|赶紧)?(?:补货|补|进货|采购|订货)了?`)
	// level says itself what is low.
	level = regexp.MustCompile(`(?i)\b(?:below|under|less than|beneath)\b|低于|少于|不到|不足|小于`)
)

// scarce compares what is there with what should be, where a question says that something
// runs low and the table has a column of that.
func scarce(s *term.Schema, question string) string {
	at := low.FindStringIndex(question)
	least, there := s.WithConcept("reorder"), s.WithConcept("stock", "quantity")
	if at == nil || least < 0 || there < 0 {
		return question
	}
	is := " with " + s.Fields[there].Name + " below " + s.Fields[least].Name + " "
	if lexicon.Chinese(question[at[0]:at[1]]) {
		is = s.Fields[there].Name + "低于" + s.Fields[least].Name
	}
	if rest := question[:at[0]] + question[at[1]:]; level.MatchString(rest) {
		return rest
	}
	return question[:at[0]] + is + question[at[1]:]
}

var (
	owed    = regexp.MustCompile(`(?i)\b(?:still |yet )*(?:owed(?: money)?|owes?(?: (?:us|money))*|owing|out of pocket|waiting for (?:their|the|his|her) money)\b|还没(?:有)?(?:拿到|收到)钱|欠着|欠(?:钱|款|费)`)
	settles = regexp.MustCompile(`(?i)^(?:is |been )?(?:paid|reimbursed|settled|refunded|paid back)\??$|^(?:是否)?(?:已)?(?:报销|付款|缴费|结清|付清|缴|交)(?:了)?$`)
)

// unsettled is what is owed in a table that says yes or no to whether it was paid.
func unsettled(s *term.Schema, question string) string {
	for i := range s.Fields {
		f := &s.Fields[i]
		if f.Yes == "" || !settles.MatchString(strings.TrimSpace(f.Name)) {
			continue
		}
		if lexicon.Chinese(f.Name) {
			return owed.ReplaceAllString(question, "不是"+f.Name)
		}
		return owed.ReplaceAllString(question, "not "+f.Name)
	}
	return question
}

// often is how many times somebody came or did something: 来过三次以上的客人.
var often = regexp.MustCompile(`(?:来|买|住|订|去|借|用|下单|出现|到|消费|光顾|参加)(?:过|了|满)?(?:(?:超过|多于|不止|大于)(\d+|[一两二三四五六七八九十])(?:次|回|单)|(\d+|[一两二三四五六七八九十])(?:次|回|单)(?:或|及|和)?(以上|以下))的?([\p{Han}]{1,4}?)(有哪些|有哪几|是哪些|是谁|有谁|有几|有多少|都|分别|$|[？?，,])`)

// times puts it into words that compare how many rows there are of each.
func times(s *term.Schema, question string) string {
	m := often.FindStringSubmatchIndex(question)
	if m == nil || !texts(s, question[m[8]:m[9]]) {
		return question
	}
	more, n := "超过", ""
	if m[2] >= 0 {
		n = question[m[2]:m[3]]
	} else {
		n = question[m[4]:m[5]]
		more = map[string]string{"以上": "不少于", "以下": "不多于"}[question[m[6]:m[7]]]
	}
	if d := spelt[n]; d != "" {
		n = d
	}
	if n == "两" {
		n = "2"
	}
	return question[:m[0]] + "哪些" + question[m[8]:m[9]] + "的次数" + more + n + question[m[1]:]
}
