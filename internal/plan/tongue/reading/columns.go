package reading

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

// Sums is what has to be computed before it can be drawn.
var Sums = regexp.MustCompile(`(?i)\b(total|totals|average|averages|mean|sum|sums|count|number of|how many|top|best|most|least|largest|highest|lowest|cheapest|per|median|bottom|biggest|share)\b|合计|总计|平均|总|汇总|统计|前[一二三四五六七八九十\d]|最|数量|多少|求和|占比|均|人数|次数|各.{1,6}的`)

var (
	across    = regexp.MustCompile(`横(?:轴|坐标)(?:是|为|用|放)?(.+?)[，,、]?\s*纵(?:轴|坐标)(?:是|为|用|放)?([^，,。；;]+)`)
	behind    = regexp.MustCompile(`以(.+?)[为作]横(?:轴|坐标)[，,、]?(?:以)?(.+?)[为作]纵(?:轴|坐标)`)
	upright   = regexp.MustCompile(`纵(?:轴|坐标)(?:是|为|用|放)?(.+?)[，,、]?\s*横(?:轴|坐标)(?:是|为|用|放)?([^，,。；;]+)`)
	monthly   = regexp.MustCompile(`([^，。；;、\s]{1,8}?)按(?:照)?([^，。；;、的]{1,6}?)的?(?:折线|柱|条形|散点|曲线|走势|趋势|变化|图)`)
	along     = regexp.MustCompile(`按(?:照)?(.{1,8}?)(?:画出?|绘制?|把|出|做|的|统计|来画)(?:一张|一个|个|张|出)?(.{1,12}?)(?:的?(?:饼|圆饼|柱|条形|直方|折线|曲线|走势|趋势|散点|线图|图)|画|绘|做成|$|，|。)`)
	follows   = regexp.MustCompile(`([^，。；、,\s]{1,12}?)(?:随着?|跟着|对)([^，。；、,\s]{1,8}?)(?:变化|的?变动|的?走势|的?折线|的?曲线|的?散点|的?关系)`)
	between2  = regexp.MustCompile(`([^，。；、,\s的]{1,8})(?:和|与|跟|同)([^，。；、,\s的]{1,8}?)(?:之间)?的?关系`)
	axes      = regexp.MustCompile(`(?i)x轴?(?:是|为|用|放)?([^，,；;。是为用]{1,8}?)[，,；; ]+(?:和)?y轴?(?:是|为|用|放)?([^，。；;,]{1,12})`)
	looked    = regexp.MustCompile(`^.*(看看|看|画|显示|展示|分析|体现|反映|一下)`)
	each      = regexp.MustCompile(`(?:各|每)(?:个)?(地区|大区|城市|门店|店|部门|班级|班|类别|品类|品牌|产品|商品|月份|月|季度|年份|年|省份|省|区|国家|渠道|客户|员工|科目|学校|小组|组|队|党派|政党|选手|型号|商店|超市|车型|岗位|职位|专业|学院|车间|平台|站点|酒店|餐厅|路线|航线)的?([^，。；、的]{2,8}?)(?:的|画|做|绘|用|柱|折|饼|曲|图|$)`)
	scattered = regexp.MustCompile(`([^，。；、的\s]{1,6}?)(?:和|与|跟)([^，。；、的\s]{1,6}?)的?散点|(?i)\bscatter ?(?:plot|chart|graph|diagram)? (?:of|for) (?:the )?(\w+) and (?:the )?(\w+)`)
	computed  = regexp.MustCompile(`总|平均|均|合计|数量|人数|多少|占比|次数|中位|率|比例|最`)
	letters   = regexp.MustCompile(`(?i)\bx(?:[ -]?axis)? ?(?:is|=|:|for|轴?(?:是|为|用)) ?(?:the )?([^\s,，;；]+)[,，;； ]+(?:and )?y(?:[ -]?axis)? ?(?:is|=|:|for|轴?(?:是|为|用)) ?([^.;，。]+)|([^，,。；]{1,8})[做当]x轴?[，,、]?([^，,。；]{1,12})[做当]y`)
	bottom    = regexp.MustCompile(`(?i)(\w+) (?:along|at|on|across|as) (?:the )?(?:bottom|x[ -]?axis|horizontal)`)
	side      = regexp.MustCompile(`(?i)(\w+) (?:up|on|along|down|as) (?:the )?(?:side|left|y[ -]?axis|vertical)`)
	drawnAs   = regexp.MustCompile(`(画|绘|作|做|弄|出|拉|连|搞|整)(成|个|张|一|散|折|柱|条|图|$)`)
	drawing   = regexp.MustCompile(`^[^，。]*(画|绘制?|做|看看|显示|展示|展现)(个|张|出|一下|一个|一张|一幅|成)`)
	notColumn = regexp.MustCompile(`^(折|柱|条形|散点|曲线|图|线|张|个|一|饼)`)
	only      = regexp.MustCompile(`按(?:照)?([^，。；;、的]{1,6}?)来?(?:画|绘|做|出|生成|弄)(?:成|个|一个|张|一张|出|一下)?(?:饼|圆饼|柱|条形|折线|曲线|散点|图)`)
	listed    = regexp.MustCompile(`(?i)\s*(?:,|、|和|与|以及|\band\b|&)\s*`)
	named     = regexp.MustCompile(`(?i)[^\s，。、]*\.(csv|xlsx|tsv)\b`)
	sideways  = []string{"by", "per", "over", "against", "vs", "versus", "across"}
	stops     = []string{"as", "in", "from", "with", "and", "for", "using", "please", "pls", "then", "of", "is", "on", "to", "call", "titl", "title", "name", "sav", "save", "plus", "export", "too", "also"}
)

// Columns are what stands along the bottom and up the side of a chart.
func (r *Reading) Columns(s *Step) (x string, y []string) {
	said := r.Sentence(s)
	if g := letters.FindStringSubmatch(said); g != nil {
		return trimColumn(g[1] + g[3]), splitColumns(g[2] + g[4])
	}
	if a, b := bottom.FindStringSubmatch(said), side.FindStringSubmatch(said); a != nil && b != nil {
		return trimColumn(a[1]), splitColumns(b[1])
	}
	for _, m := range []struct {
		re   *regexp.Regexp
		swap bool
	}{{across, false}, {upright, true}, {behind, false}, {follows, true}, {along, false}, {monthly, true}, {between2, false}, {axes, false}} {
		g := m.re.FindStringSubmatch(said)
		if g == nil {
			continue
		}
		a, b := g[1], g[2]
		if m.swap {
			a, b = b, a
		}
		if m.re == between2 {
			a = looked.ReplaceAllString(a, "")
		}
		if notColumn.MatchString(b) || notColumn.MatchString(a) {
			continue
		}
		return trimColumn(a), splitColumns(b)
	}
	if g := scattered.FindStringSubmatch(said); g != nil {
		return trimColumn(looked.ReplaceAllString(g[1], "") + g[3]), splitColumns(g[2] + g[4])
	}
	if g := each.FindStringSubmatch(said); g != nil && !computed.MatchString(g[2]) && !notColumn.MatchString(g[2]) {
		return trimColumn(g[1]), splitColumns(g[2])
	}
	if g := only.FindStringSubmatch(said); g != nil {
		return trimColumn(g[1]), nil
	}
	from, to := r.Clause(s.From, s.To)
	if x, y = r.sideways(from, to); x == "" && len(y) == 0 && r.wordsIn(from, to) <= 3 && to < len(r.Text.Tokens) && r.Text.Tokens[to-1].Word == "," {
		x, y = r.sideways(r.Clause(to, to+1)) // “pie chart, costs by department”
	}
	return x, y
}

func trimColumn(s string) string {
	s = drawing.ReplaceAllString(s, "")
	if cut := drawnAs.FindStringIndex(s); cut != nil && cut[0] > 0 && !strings.HasSuffix(s[:cut[0]], "支") {
		s = s[:cut[0]]
	}
	s = strings.Trim(named.ReplaceAllString(s, ""), " ，,。.的“”\"'")
	for _, p := range []string{"the ", "把", "出", "一下"} {
		s = strings.TrimPrefix(s, p)
	}
	return s
}

func splitColumns(s string) []string {
	var l []string
	for _, c := range listed.Split(s, -1) {
		if c = trimColumn(c); c != "" {
			l = append(l, c)
		}
	}
	return l
}

// sideways reads “Y by X” of the tokens of a clause.
func (r *Reading) sideways(from, to int) (x string, y []string) {
	tokens := r.Text.Tokens
	at := -1
	for i := from; i < to; i++ {
		if slices.Contains(sideways, tokens[i].Word) {
			at = i
		}
	}
	if at <= from || at+1 >= to {
		return "", nil
	}
	end := at + 1
	for end < to && tokens[end].Kind == phrase.Word && !slices.Contains(stops, tokens[end].Word) {
		end++
	}
	start := at
	for start > from && (tokens[start-1].Kind == phrase.Word || tokens[start-1].Word == ",") && !r.draws(tokens[start-1]) {
		start--
	}
	if end == at+1 {
		return "", nil
	}
	if start == at {
		return trimColumn(r.Said(at+1, end)), nil
	}
	return trimColumn(r.Said(at+1, end)), splitColumns(r.Said(start, at))
}

func (r *Reading) draws(t phrase.Token) bool {
	return slices.Contains([]string{"of", "plot", "draw", "chart", "graph", "show", "me", "diagram", "visualiz", "with", "for", "make", "line", "bar", "bars", "scatter", "showing", "sho", "compar"}, t.Word)
}

// Sentence is the text round a step up to the marks that end a sentence.
func (r *Reading) Sentence(s *Step) string {
	tokens := r.Text.Tokens
	from, to := s.From, s.To
	for from > 0 && (tokens[from-1].Kind != phrase.Mark || !strings.Contains(".?!。？！;；\n", tokens[from-1].Word)) {
		from--
	}
	for to < len(tokens) && (tokens[to].Kind != phrase.Mark || !strings.Contains(".?!。？！;；\n", tokens[to].Word)) {
		to++
	}
	return r.Said(from, to)
}
