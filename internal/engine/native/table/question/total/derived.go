package total

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/question/lexicon"
	"github.com/tenonhub/tenon/internal/engine/native/table/question/term"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// operators are the words between two columns that make a third one of them.
var operators = map[string]string{
	"minus": "-", "-": "-", "−": "-", "–": "-", "减": "-", "减去": "-", "扣除": "-", "扣掉": "-",
	"plus": "+", "+": "+", "加": "+", "加上": "+", "x": "*", "×": "*", "*": "*", "乘": "*", "/": "/", "÷": "/", "per": "per",
}

var (
	times    = regexp.MustCompile(`(?i)\b(?:times|multiplied by)\b|乘(?:以|上)`)
	over     = regexp.MustCompile(`(?i)\bdivided by\b|除以`)
	lists    = regexp.MustCompile(`(?i)\b(?:who|which|list|show)\b|谁|哪些|哪几|列出`)
	figure   = regexp.MustCompile(`(?i)\b(?:how much|total|sum|average|most|least|highest|lowest|each|per|by|every|what)\b|多少|最|合计|总|平均|每|各`)
	settled  = regexp.MustCompile(`(?i)\b(?:paid|received|payments?|settled)\b|实收|已付|已缴|实缴|实付|已交|实交|已收`)
	occupied = regexp.MustCompile(`(?i)^(?:people|persons|guests|headcount|heads|members|residents|occupants|adults|attendees|participants)$`)
	measured = regexp.MustCompile(`(?i)\b(?:hours?|minutes?|mins?|days?|nights?|weeks?|months?|km|kilomet(?:er|re)s?|miles?|distance|lit(?:er|re)s?|gallons?|kg|grams?|weight|area|sqm|m2|sq(?:uare)?|size|people|persons?|heads?|guests?|employees?|staff|students?|pupils?|visitors?|members?|headcount|population|units?|quantity|qty|pieces?|items?|pages?|kwh|clicks?|orders?|visits?|sessions?|participants?|attendees?)\b|小时|分钟|天数|里程|公里|升|千克|公斤|重量|面积|平方|平米|人数|人口|数量|件数|度数|用量|页数|次数|工时`)
	people   = regexp.MustCompile(`人数|人口|人次`)
	apart    = regexp.MustCompile(`(?i)\bdifference (?:between|of|in) (?:the )?([\pL _]+?) (?:and|to) (?:the )?([\pL _]+?)( (?:for|by|per|in|of|each|every)\b|[?.,;!]|$)|([\p{Han}]{2,8})[和与跟]([\p{Han}]{2,8})(?:的|之)?(?:差额|差值|差距|差)`)
	called   = regexp.MustCompile(`(?i)([\pL]+|[\p{Han}]{2,6})\s*(?:=|\(|（|:|：|,? i\.?e\.?,?|,? that is,?|,? meaning|,? (?:calculated|defined|computed) as|等于|即|就是)\s*(?:the )?$`)
	verbs    = regexp.MustCompile(`^(?:请|帮我|计算|算一下|算出|算|求|每个?|各个?|的|总)+`)
	profits  = regexp.MustCompile(`(?i)\bprofits?\b|利润|毛利`)
	owing    = regexp.MustCompile(`(?i)\b(?:outstanding|still owed?|owe[sd]?|owing|amount due|arrears|still (?:due|to be paid|to pay)|left to pay|left to be paid|to be paid|remaining (?:balance|amount)|unpaid (?:balance|amount)|remains to be paid)\b|还欠|欠(?:款|费|缴|了|着|钱|多少)|尾款|没付清|没结清|还差多少[钱元]|未付|未缴|未收|待收|没交齐`)
)

// pairs are what is worked out of two columns where no column holds it.
var pairs = []struct {
	asked, from, less *regexp.Regexp
	name, zh          string
}{
	{profits, regexp.MustCompile(`(?i)\b(?:revenue|sales|income|turnover|takings|earnings)\b|收入|销售额|营收|营业额`), regexp.MustCompile(`(?i)\b(?:costs?|expenses?|expenditure|spend)\b|成本|支出|费用`), "profit", "利润"},
	{owing, regexp.MustCompile(`(?i)\b(?:due|invoiced|billed|charged|owed|payable|rent|fee|amount|total)\b|应收|应缴|应付|应交|账单|总价|总额|金额|房费|学费|租金|合计|订单额`), regexp.MustCompile(`(?i)\b(?:paid|received|payments?|settled)\b|实收|已付|已缴|实缴|实付|已交|实交|已收`), "outstanding", "欠款"},
}

// Derived is t with a column that a question makes of two others – revenue minus cost,
// 单价乘以数量, cost per km – the question that asks for it, and what it is made of.
func Derived(t *sheet.Table, question string) (table *sheet.Table, asks, made string) {
	var all []string
	for range maxSteps {
		next, asks, said := step(t, question)
		if said == "" {
			break
		}
		t, question, all = next, asks, append(all, said)
	}
	return t, question, strings.Join(all, "\n")
}

// maxSteps is how many columns are made one of another: a plus b minus c takes two.
const maxSteps = 6

// step makes one column of two.
func step(t *sheet.Table, question string) (table *sheet.Table, asks, made string) {
	s, whole := term.New(t), question
	question = over.ReplaceAllString(times.ReplaceAllString(eachOf(s, question), " * "), " / ")
	question = apart.ReplaceAllStringFunc(question, func(said string) string {
		g := apart.FindStringSubmatch(said)
		a, b, between := g[1], g[2], " minus "
		if g[4] != "" {
			a, b, between = g[4], g[5], "减去"
		}
		for r := []rune(a); g[4] != "" && len(r) > 2 && number(s, a) < 0; {
			r = r[1:]
			a = string(r)
		}
		if number(s, a) < 0 || number(s, b) < 0 {
			return said
		}
		return strings.TrimSuffix(g[4], a) + a + between + b + g[3]
	})
	if t, asks, made := partOf(s, question); made != "" {
		return t, asks, made
	}
	ts := s.Scan(question)
	for i := range ts {
		j, op := i+1, ""
		for ; j < len(ts) && op == ""; j++ {
			if op = operators[ts[j].Key]; op == "" && (!ts[j].Filler() || ts[j].Is("row")) {
				break
			}
		}
		a := numbered(s, &ts[i])
		if a < 0 || op == "" {
			continue
		}
		for j < len(ts) && numbered(s, &ts[j]) < 0 && ts[j].Filler() && !ts[j].Is("row") {
			j++
		}
		if j == len(ts) {
			break
		}
		b := numbered(s, &ts[j])
		if op == "per" {
			b = perUnit(s, &ts[j])
			op = "/"
		}
		if b < 0 || b == a {
			continue
		}
		if next := operator(s, ts, j); (op == "-" || op == "+") && (next == "*" || next == "/") {
			continue // that one goes first
		}
		return derive(s, question, ts, i, j, a, b, op)
	}
	if t, asks, made := perHan(s, question, ts); made != "" {
		return t, asks, made
	}
	if slices.ContainsFunc(t.Columns, func(c sheet.Column) bool { return c.Op != "" }) {
		return t, whole, ""
	}
	return paired(s, whole)
}

var (
	portion   = regexp.MustCompile(`(?i)\b(?:the )?([\pL_]+(?: [\pL_]+)?) as (?:a |the )?(?:percentage|percent|share|proportion|fraction) of (?:the |their |its )?([\pL_]+(?: [\pL_]+)?)`)
	portionOf = regexp.MustCompile(`(?i)\b(?:what )?(?:percentage|percent|share|proportion|fraction) of (?:the |their |its )?([\pL_]+(?: [\pL_]+)?) (?:is|are|was|were|goes to|went to|goes on) (?:the |their |its )?([\pL_]+(?: [\pL_]+)?)`)
	portionZh = regexp.MustCompile(`([\p{Han}]{2,8})占([\p{Han}]{2,8}?)的?(?:比例|比重|百分比|占比|百分之几|几成|百分之多少|多少)`)
)

var summedUp = regexp.MustCompile(`(?:总额|总和|合计|总量|总数|总计)$`)

// partOf reads what part one column is of another: 奖金占基本工资的比例.
func partOf(s *term.Schema, question string) (t *sheet.Table, asks, made string) {
	for _, re := range []*regexp.Regexp{portion, portionOf, portionZh} {
		at := re.FindStringSubmatchIndex(question)
		if at == nil {
			continue
		}
		x, y := question[at[2]:at[3]], question[at[4]:at[5]]
		if bare := summedUp.ReplaceAllString(y, ""); number(s, y) < 0 {
			y = bare
		}
		if bare := summedUp.ReplaceAllString(x, ""); number(s, x) < 0 && number(s, bare) >= 0 {
			x = bare
		}
		for r := []rune(x); len(r) > 2 && number(s, x) < 0; {
			r = r[1:]
			x = string(r)
		}
		if re == portionOf {
			x, y = y, x
		}
		x, y = strings.TrimSpace(x), strings.TrimSpace(y)
		a, b := number(s, x), number(s, y)
		if a < 0 || b < 0 || a == b {
			continue
		}
		name := map[bool]string{true: x + "占" + y + "比", false: x + " of " + y}[lexicon.Chinese(x)]
		added, lead := column(s.Table, name, a, b, "%"), question[:at[0]]
		if re == portionZh {
			lead = strings.TrimSuffix(summedUp.ReplaceAllString(question[:at[3]], ""), x)
		}
		return added, lead + " " + name + " " + question[at[1]:], told(added, a, b, "%", lexicon.Chinese(x))
	}
	return s.Table, question, ""
}

// operator is what stands between token j and another column of numbers right behind it.
func operator(s *term.Schema, ts []term.Token, j int) string {
	if j+2 < len(ts) && numbered(s, &ts[j+2]) >= 0 {
		return operators[ts[j+1].Key]
	}
	return ""
}

// number is the column of numbers that a text names, or -1.
func number(s *term.Schema, said string) int {
	for _, m := range s.Cols[lexicon.KeyOf(said)] {
		if f := &s.Fields[m.Col]; f.Kind == sheet.Number && f.Role != "none" {
			return m.Col
		}
	}
	return -1
}

func numbered(s *term.Schema, t *term.Token) int {
	if len(t.Values) > 0 || len(t.Cols) == 0 || t.Cols[0].Weight < 5 {
		return -1
	}
	return number(s, t.Key)
}

// perUnit is the column that a figure is divided by where it is asked for per token: an
// amount of something, and no column of grades or numbers of rooms.
func perUnit(s *term.Schema, t *term.Token) int {
	for _, m := range t.Cols {
		if f := &s.Fields[m.Col]; f.Kind == sheet.Number && f.Role == "sum" && measured.MatchString(strings.ReplaceAll(f.Name, "_", " ")) {
			return m.Col
		}
	}
	found := -1
	for i, f := range s.Fields {
		if slices.Contains([]string{"person", "head", "capita", "people"}, t.Key) && f.Role == "sum" && occupied.MatchString(f.Name) {
			return i
		}
		if said := strings.ToLower(t.Text); f.Role == "sum" && f.Unit != "" && (f.UnitOf() == said || f.UnitOf() == strings.TrimSuffix(said, "s")) && measured.MatchString(said) {
			if found >= 0 {
				return -1
			}
			found = i
		}
	}
	return found
}

// perHan reads 每公里的油费 and 人均消费.
func perHan(s *term.Schema, question string, ts []term.Token) (t *sheet.Table, asks, made string) {
	heads := slices.IndexFunc(s.Fields, func(f term.Field) bool { return f.Role == "sum" && people.MatchString(f.Name) })
	for i := range ts {
		b, j := -1, i+1
		switch {
		case ts[i].Key == "人均" && heads >= 0:
			b = heads
		case ts[i].Key == "每" && j < len(ts):
			b = perUnit(s, &ts[j])
			j++
		}
		for j < len(ts) && b >= 0 && ts[j].Key == "的" {
			j++
		}
		if b < 0 || j >= len(ts) {
			continue
		}
		if a := numbered(s, &ts[j]); a >= 0 && a != b {
			return derive(s, question, ts, i, j, a, b, "/")
		}
	}
	return s.Table, question, ""
}

// derive adds what tokens i to j of a question say of columns a and b.
func derive(s *term.Schema, question string, ts []term.Token, i, j, a, b int, op string) (*sheet.Table, string, string) {
	rs := []rune(lexicon.Narrow(question))
	at, from, to := 0, 0, 0
	for k := 0; k <= j; k++ {
		text := []rune(ts[k].Text)
		for at+len(text) < len(rs) && string(rs[at:at+len(text)]) != ts[k].Text {
			at++
		}
		if k == i {
			from = at
		}
		at += len(text)
		to = at
	}
	said, before, after := string(rs[from:to]), string(rs[:from]), string(rs[to:])
	name, step := said, s.Table.Columns[a].Op != "" || s.Table.Columns[b].Op != ""
	if step {
		name = map[bool]string{true: "算得", false: "outcome"}[lexicon.Chinese(s.Table.Columns[b].Name)]
	}
	if operator(s, ts, j) != "" { // it goes on: what has been made so far has a short name
		name = fmt.Sprintf("x%d", len(s.Table.Columns))
	} else if g := called.FindStringSubmatch(before); g != nil {
		own := verbs.ReplaceAllString(g[1][max(0, strings.LastIndex(g[1], "的")):], "")
		if own != "" && !slices.ContainsFunc(s.Cols[lexicon.KeyOf(own)], func(m term.Mention) bool { return m.Weight >= 10 }) && (step || lexicon.Chinese(own) == lexicon.Chinese(said)) {
			name = own
			before = strings.TrimSuffix(before, g[0]) + strings.TrimSuffix(g[1], own)
			after = strings.TrimLeft(after, " )）")
		}
	}
	if slices.ContainsFunc(s.Table.Columns, func(c sheet.Column) bool { return strings.EqualFold(c.Name, name) }) {
		return s.Table, question, ""
	}
	added := column(s.Table, name, a, b, op)
	return added, before + " " + name + " " + after, told(added, a, b, op, lexicon.Chinese(said))
}

// told says what the last column of t is made of, and how many rows lack a part of it.
func told(t *sheet.Table, a, b int, op string, zh bool) string {
	c, lacking := &t.Columns[len(t.Columns)-1], 0
	for row := range t.Rows {
		if c.Empty(row) {
			lacking++
		}
	}
	says := fmt.Sprintf("%s = %s %s %s", c.Name, t.Columns[a].Name, map[string]string{"-": "−", "*": "×", "/": "÷", "%": "÷", "+": "+"}[op], t.Columns[b].Name)
	switch {
	case lacking > 0 && zh:
		return says + fmt.Sprintf("；有 %d 行算不出，没有计入", lacking)
	case lacking > 0:
		return says + fmt.Sprintf("; rows for which that cannot be worked out, and which do not count: %d", lacking)
	}
	return says
}

// column is t with a column of two others.
func column(t *sheet.Table, name string, a, b int, op string) *sheet.Table {
	added, x, y := *t, &t.Columns[a], &t.Columns[b]
	c := sheet.Column{Name: name, Kind: sheet.Number, Num: make([]float64, t.Rows), Text: make([]string, t.Rows), Op: op, Parts: []int{a, b}}
	c.Format.Decimals = max(x.Format.Decimals, y.Format.Decimals)
	switch op {
	case "*":
		c.Format.Decimals = min(x.Format.Decimals+y.Format.Decimals, 4)
	case "/":
		c.Format.Decimals = 2
	case "%":
		c.Format.Decimals, c.Format.Suffix = 2, "%"
	}
	if x.Format.Suffix == y.Format.Suffix && x.Format.Prefix == y.Format.Prefix && (op == "-" || op == "+") {
		c.Format = x.Format
		c.Format.Decimals = max(x.Format.Decimals, y.Format.Decimals)
	}
	if op == "-" && x.Format.Clock == "" && x.Format.Prefix+y.Format.Suffix != "" && c.Format.Prefix == "" && y.Format.Prefix == "" {
		c.Format.Prefix = x.Format.Prefix
	}
	for row := range t.Rows {
		v, w := x.Num[row], y.Num[row]
		if op == "-" && math.IsNaN(w) && !math.IsNaN(v) && settled.MatchString(y.Name) {
			w = 0 // nothing was paid
		}
		n := map[string]float64{"-": v - w, "+": v + w, "*": v * w}[op]
		if c.Quotient() {
			if n = v / w; op == "%" {
				n *= 100
			}
			if w == 0 {
				n = math.NaN()
			}
		}
		if c.Num[row] = n; !math.IsNaN(n) {
			c.Num[row], _ = strconv.ParseFloat(strconv.FormatFloat(n, 'f', 6, 64), 64)
			c.Text[row] = c.Format.Write(n, c.Format.Decimals)
		}
	}
	added.Columns = append(slices.Clone(t.Columns), c)
	return &added
}

// paired works out a profit, what is outstanding or what was taken where a table has no
// column of that.
func paired(s *term.Schema, question string) (t *sheet.Table, asks, made string) {
	if t, asks, made := sales(s, question); made != "" {
		return t, asks, made
	}
	for _, p := range pairs {
		said := p.asked.FindString(question)
		if said == "" || slices.ContainsFunc(s.Fields, func(f term.Field) bool {
			return p.asked.MatchString(f.Name) || slices.ContainsFunc(f.Text, func(v string) bool { return strings.EqualFold(v, said) })
		}) {
			continue
		}
		a, b := -1, -1
		for i, f := range s.Fields {
			name := strings.ReplaceAll(f.Name, "_", " ")
			switch {
			case f.Kind != sheet.Number || f.Role == "none":
			case p.less.MatchString(name) && b < 0:
				b = i
			case p.from.MatchString(name) && a < 0:
				a = i
			}
		}
		if a < 0 || b < 0 {
			continue
		}
		name := p.name
		if lexicon.Chinese(said) {
			name = p.zh
		}
		added := column(s.Table, name, a, b, "-")
		head, _, _ := strings.Cut(strings.ReplaceAll(question, "？", "?"), "?")
		bounded := p.name == "outstanding" && lists.MatchString(head) && !figure.MatchString(p.asked.ReplaceAllString(head, ""))
		asks := p.asked.ReplaceAllStringFunc(question, func(said string) string {
			rest := map[bool]string{true: "多少"}[strings.HasSuffix(said, "多少")]
			if bounded {
				rest = map[bool]string{false: " more than 0", true: "大于0"}[lexicon.Chinese(said)]
			}
			bounded = false
			return " " + name + rest + " "
		})
		return added, asks, told(added, a, b, "-", lexicon.Chinese(said))
	}
	return s.Table, question, ""
}
