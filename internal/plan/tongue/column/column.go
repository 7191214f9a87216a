// Package column reads off a sentence what a chart shows: the columns that stand
// along its bottom and up its side. It does not know which columns a table has.
package column

import (
	"regexp"
	"strings"
)

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
)

// eachHas is a chart of a count behind a figure: “the mean per class and a pie of how many
// pupils each class has”.
var eachHas = regexp.MustCompile(`(?i)\b(?:averages?|mean|median|totals?|sum|highest|lowest) [^,]*?\band (?:(?:also |then )?(?:draw|make|give|show|plot) (?:me )?)?an? (?:\w+ )?(?:chart|graph|plot|diagram|pie) (?:of|with|showing) how many (\w+) (?:are in )?(?:each|every) (\w+)`)

// Said are the columns that a sentence names in a form of its own, and whether
// it does.
func Said(said string) (x string, y []string, ok bool) {
	if g := letters.FindStringSubmatch(said); g != nil {
		return Trim(g[1] + g[3]), Split(g[2] + g[4]), true
	}
	if a, b := bottom.FindStringSubmatch(said), side.FindStringSubmatch(said); a != nil && b != nil {
		return Trim(a[1]), Split(b[1]), true
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
		return Trim(a), Split(b), true
	}
	if g := scattered.FindStringSubmatch(said); g != nil {
		return Trim(looked.ReplaceAllString(g[1], "") + g[3]), Split(g[2] + g[4]), true
	}
	if g := each.FindStringSubmatch(said); g != nil && !computed.MatchString(g[2]) && !notColumn.MatchString(g[2]) {
		return Trim(g[1]), Split(g[2]), true
	}
	if g := only.FindStringSubmatch(said); g != nil {
		return Trim(g[1]), nil, true
	}
	if g := eachHas.FindStringSubmatch(said); g != nil {
		return g[2], []string{"number of " + g[1]}, true
	}
	return "", nil, false
}

// Trim is the name of a column without the words round it.
func Trim(s string) string {
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

// meant is what stands for something named before, which is no column.
var meant = regexp.MustCompile(`(?i)^(?:it|this|that|them|these|those|它们?|这个|这些|其)$`)

// Split are the columns of a list.
func Split(s string) []string {
	var l []string
	for _, c := range listed.Split(s, -1) {
		if c = Trim(c); c != "" && !meant.MatchString(c) {
			l = append(l, c)
		}
	}
	return l
}

var (
	drawnOf = regexp.MustCompile(`(?i)\b(?:charts?|graphs?|plot|diagram|pie|histogram)\s+(?:of|for|showing|about)\s+(?:the |all |my |our |all the )*([\pL][\pL _-]{2,30}?)\s*(?:$|[,.;:!?]|\b(?:and|as|in|from|please|pls|with|then|to)\b)|(?:画|做|来|生成|给我|绘制|制作)(?:一下|一?[张个幅份])?([\p{Han}]{2,8}?)(?:分布|情况)?的?(?:饼|圆饼|柱状|柱形|条形|环形)图`)
	// drawnIn are the things that alone are drawn: in Hull and York.
	drawnIn  = regexp.MustCompile(`^ (?:in|for|at) (?:the )?[A-Z][\pL-]*(?: [A-Z][\pL-]*)*(?:(?:, | and | or |, and )[A-Z][\pL-]*(?: [A-Z][\pL-]*)*)*`)
	noColumn = regexp.MustCompile(`(?i)^(?:th(?:is|at|ese|ose|em)|it|me|us|your?|table|data|file|csv|excel|sheet|numbers|values|results?|answer)\b|\.(?:csv|xlsx)|^(?:一?[张个幅份]|这|那|表|数据|文件|结果|一下)`)
)

// Drawn is what a sentence calls that which a chart shows, “a pie chart of the menus”,
// or “” where that is the table itself.
func Drawn(said string) string {
	at := drawnOf.FindStringSubmatchIndex(said)
	if at == nil {
		return ""
	}
	g := drawnOf.FindStringSubmatch(said)
	if noColumn.MatchString(g[1] + g[2]) {
		return ""
	}
	if at[2] >= 0 {
		return g[1] + drawnIn.FindString(said[at[3]:])
	}
	return g[2]
}
