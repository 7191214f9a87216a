// Package restriction tells the clauses beside a question that restrict it, or say
// how its answer is to stand, from those that ask for something else.
package restriction

import (
	"regexp"
	"strings"
)

var (
	narrows = regexp.MustCompile(`(?i)^\s*(and\s+|but\s+)?(only|just|excluding|exclude|except|without|leaving out|leave out|not counting|not including|ignoring|ignore|apart from|other than|in|for|during|between|since|before|after|within|by|per|grouped|(sort|order|rank|arrange)(ed)?|split|broken down|(highest|lowest|largest|smallest|biggest|most|least|newest|oldest|latest|earliest|best|worst|top|descending|ascending|alphabetical(ly)?)( ones?)?( first| to (highest|lowest|largest|smallest|biggest))?\s*$)\b|\bonly\s*$|\b(first|descending|ascending)\s*$|^\s*(并且?|而且|但)?(请|我)?(只|仅|不算|不计|不含|不包括|除|排除|去掉|剔除|扣除)|^\s*(再|并|然后)?(按|按照|以|从|由)?[^，。]{0,8}(排序|排个序|排列|排一下|降序|升序|倒序|从高到低|从大到小|从低到高|从小到大|从多到少|从少到多|由高到低|由大到小|由低到高|由小到大)`)
	shapes  = regexp.MustCompile(`(?i)\b(sort|sorted|ranked|order(ed)? by|ascending|descending|alphabetical(ly)?|round(ed)?|decimals?( places?)?|whole (numbers|euros|dollars)|integers?|(cross|pivot)[ -]?(tab|table|tabulation)s?|columns?|compare|comparing|(as|in) (a )?percent(age)?s?|(and )?(what|how much|by how) (much )?(percent|percentage)|by how much)\b|\b(high|low|larg|small|bigg?|new|old|late|earli|cheap|long|short|young|great)(est|st)( (ones|figures|amounts|values))? (first|to|at the (top|bottom))\b|\b(best|worst|most|least|most recent|most expensive) (first|to)\b|\bfrom (high|low|large|small|big|new|old|most|least|best|worst)|^\w+ (by|per|x|vs) \w+$|排(个|一下)?序|排列|排名|升序|降序|[从由].{1,2}[到至].{1,2}|倒序|正序|先后|四舍五入|取整|整数|小数|精确到|交叉表|透视表?|占比|百分比|百分之|对比|比较一?下|相差`)
	besides = regexp.MustCompile(`(?i)^(?:and |along |together )*(?:with|plus) (?:the|their|its|his|her|each) [\w ]{2,24}$`)
	goesOn  = regexp.MustCompile(`^[A-Z][\w-]*(, [A-Z][\w-]*)* (and|or) [A-Z]`)
	orders  = regexp.MustCompile(`(?i)^((and|please|then) )*(sort|sorted|order|ordered|rank|ranked|arrange|arranged)\b[^,;]*$|^(\w+est|most|least|best|worst) first$|^(in )?(ascending|descending)( order)?$|^from \w+ to \w+$|^(请|再|并|然后)?(按|按照|以|从|由)?[^，。]{0,10}([从由].{1,2}[到至].{1,2}|升序|降序)(排序?|排列|来排)?$|^(请|再|并)?(按|按照)[^，。]{1,8}(排序|排列|排名|排)$`)
)

var (
	cuts    = regexp.MustCompile(`(?i)^(?:(?:and|but|then|please|only|just|show|give|keep|list|take|me|i|want|need|the) )*(?:top|first|last|bottom|best|worst|highest|lowest) (?:\d+|two|three|four|five|six|seven|eight|nine|ten)(?: of (?:them|these|those))?(?: ones)?(?: only| please)?$|^(?:并且?|再|然后|请|我)*(?:只|仅|就)?(?:要|取|看|列出?|显示|保留|留|给我|给)?(?:排名)?(?:前|后|最后)(?:\d+|[一二两三四五六七八九十百]+)(?:名|个|位|家|条|项|行|种|款)?(?:就行|即可|就好|就可以|吧)?$`)
	saving  = regexp.MustCompile(`(?i)^(?:(?:and|then|please|also|can|could|you|i|want|to) )*(?:save|export|store|write|download|output|give me|send me|put)(?: (?:it|this|them|that|these|those|me|(?:the|this|that|your|my) (?:result|results|answer|rows|table|list|output|data|lot)))?(?: (?:as|to|in|into|out as))? (?:(?:an?|one|the) )?(?:csv|excel|xlsx|spreadsheet|json|markdown)(?: (?:file|table|sheet|workbook|format|spreadsheet))?(?: please)?$|^(?:并且?|再|然后|请|最后|帮我)*(?:把)?(?:结果|名单|列表|表格|它们?|这些)?(?:另存|保存|存|导出|输出|下载)(?:成|为|到)?(?:一个|一份|个|份)?(?:csv|excel|xlsx|json|markdown|电子表格|表格)(?:文件|格式|表格?)?$`)
	sorting = regexp.MustCompile(`(?i)^(?:(?:and|then|please) )*(?:sort|order|rank|arrange)(?:ed)? (?:(?:it|them|these|those|that|this|all|the (?:results?|rows|list|answer|figures|totals)) )*(?:by|from|in|ascending|descending|highest|lowest|largest|smallest|high|low)\b|^(?:sorted|ordered|ranked|arranged)\b`)
	verb    = regexp.MustCompile(`(?i)^(?:(?:and|then|please) )*(?:sort|order|rank|arrange)`)
	apart   = regexp.MustCompile(`[,，、;；]|\band then\b|\band\b`)
)

// Refines reports whether a sentence only says in which order what was asked before it
// is to stand, or how many of the first are wanted: 从高到低排，只要前三名.
func Refines(sentence string) bool {
	n := 0
	for _, c := range apart.Split(bare(sentence), -1) {
		switch c = bare(c); {
		case c == "":
		case cuts.MatchString(c), saving.MatchString(c), Orders(c) && (!verb.MatchString(c) || sorting.MatchString(c)):
			n++
		default:
			return false
		}
	}
	return n > 0
}

// behind is the sentence behind a question.
var behind = regexp.MustCompile(`^\s*([?？.。!！])\s*([^?？.。!！\n]+)`)

// Refined is a question with the sentence behind it in a request, where that only says in
// which order its answer is to stand or how many of the first are wanted.
func Refined(request, question string) string {
	asked := strings.TrimRight(question, "?？.。!！ ")
	_, rest, found := strings.Cut(request, asked)
	g := behind.FindStringSubmatch(rest)
	if !found || asked == "" || g == nil || !Refines(g[2]) {
		return question
	}
	if len(g[1]) > 1 {
		return asked + "，" + strings.TrimSpace(g[2])
	}
	return asked + ", " + strings.TrimSpace(g[2])
}

func bare(clause string) string { return strings.Trim(clause, " ,.;:，。；：") }

// Narrows reports whether a clause says which rows of a table count: “only the
// North”, 不含退货.
func Narrows(clause string) bool { return narrows.MatchString(bare(clause)) }

// Shapes reports whether a clause says how an answer from a table is to stand – in
// which order, with which columns, how exact, across what, compared by how much –
// or goes on with a list of names.
func Shapes(clause string) bool {
	clause = bare(clause)
	return shapes.MatchString(clause) || besides.MatchString(clause) || goesOn.MatchString(clause)
}

// Orders reports whether words say in which order an answer stands, and nothing more.
func Orders(words string) bool { return orders.MatchString(bare(words)) }
