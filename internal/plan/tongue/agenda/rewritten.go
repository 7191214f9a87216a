package agenda

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
)

// forms are the file formats that tables are written in, by the words for them.
var forms = map[string]string{
	"excel": "xlsx", "xlsx": "xlsx", "xls": "xlsx", "spreadsheet": "xlsx", "csv": "csv", "json": "json", "markdown": "markdown", "md": "markdown",
}

var (
	formNamed = regexp.MustCompile(`(?i)excel|xlsx|xls|spreadsheet|csv|json|markdown|\bmd\b|电子表格`)
	// had is a format that a table has, and is not to get.
	had = regexp.MustCompile(`(?i)\b(?:of|from|instead of|rather than|not)\s+(?:an?\s+|the\s+|this\s+|my\s+|that\s+)?(?:excel|xlsx?|spreadsheet|csv|json|markdown|md)\b|(?:从|不要)\s*(?:excel|xlsx?|csv|json|markdown|md|电子表格)|^\s*(?:请)?(?:把|将)?(?:这个|这份|这张)?\s*(?:excel|xlsx?|csv|json|电子表格)(?:表格?|文件)?`)
	// filler are the words that a wish to have a table in another form, or without what stands
	// there twice, is made of besides what it names.
	filler   = regexp.MustCompile(`(?i)^(?:please|pls|plz|can|could|would|you|thanks|thank|hi|hey|just|simply|i|id|we|want|wanna|need|like|have|get|give|me|us|convert(?:ed)?|turn(?:ed)?|chang(?:e|ed)|transform(?:ed)?|export(?:ed)?|sav(?:e|ed)|writ(?:e|ten)|store|make|put|output|download|return|send|create|produce|rewrite|do|it|this|that|both|these|them|the|all|any|every|my|our|its|your|a|an|to|into|as|in|from|of|with|for|so|and|then|also|new|instead|rather|than|not|file|files|format|form|sheet|table|tables|version|copy|data|dataset|list|workbook|document|contents?|s|be|should|there|which|are|is|no|without|one|rows?|lines?|entries|records|ones)$`)
	fillerZh = regexp.MustCompile(`请|首先|先|帮我|帮忙|麻烦|一下|谢谢|给我|我想?|想|要|需要|把|将|这个|这份|这张|这些|那个|该|此|它|表格?|文件|数据|名单|内容|全部|整个|所有|都|转换?|换|变|改|另存|保存|存|导出|输出|写|做|弄|生成|下载|成|为|到|进|出来?|来|一个|一份|一张|的|格式|版本?|形式|吧|呀|啊|了|可以|能|就行|从|里面?|中|并且?|然后|再|后|之后|最后|和|以|用|行|记录|条目?|项|只|保留|留|每|种|过|掉`)
	twice    = regexp.MustCompile(`(?i)\b(?:de-?duplicated?|de-?dupe[ds]?|dedup|duplicates?|duplicated|duplication|repeated|repeats|repetitions|doubles?|identical|redundant|unique|distinct)\b|去重|重复|完全(?:一样|相同)|一模一样|唯一|不重复`)
	removing = regexp.MustCompile(`(?i)\b(?:remov(?:e|ed|ing)|drop(?:ped|ping)?|delet(?:e|ed|ing)|get rid|eliminat(?:e|ed)|throw|leave|filter|strip|take|clean(?:ed)?|keep|kick|weed|rid|only|out|away|off|up|exact)\b|去重|删除?|去除?|移除|剔除|清除|清理|不重复|唯一|只保留|合并`)
)

// Rewritten is the only wish of a request over tables to have them in another file
// format, without what stands there twice, or both, or to have the texts in them that are
// for or against something; nil where it wants anything else.
func Rewritten(r *reading.Reading) *reading.Step {
	if r.Types[port.Table] == 0 || r.Types[port.Table] < len(r.Req.Given) || len(r.Content) > 0 || len(r.Req.Text) > plainly {
		return nil
	}
	var b strings.Builder
	for _, t := range r.Text.Tokens {
		if t.Kind != phrase.File && t.Kind != phrase.Mark {
			b.WriteString(r.Text.Source[t.Start:t.End] + gap(r, t))
		}
	}
	said := b.String()
	set := map[string]string{}
	if named := formNamed.FindAllString(had.ReplaceAllString(said, " "), -1); len(named) > 0 {
		if set["format"] = forms[strings.ToLower(named[len(named)-1])]; set["format"] == "" {
			set["format"] = "xlsx" // 电子表格
		}
	}
	if twice.MatchString(said) && (removing.MatchString(said) || strings.Contains(strings.ToLower(said), "dedup")) {
		set["unique"] = "true"
	}
	judged := ofSome.MatchString(said)
	rest := twice.ReplaceAllString(removing.ReplaceAllString(formNamed.ReplaceAllString(ofSome.ReplaceAllString(said, " "), " "), " "), " ")
	if len(set) == 0 || set["unique"] == "" && (twice.MatchString(said) || removing.MatchString(said)) || slices.ContainsFunc(strings.Fields(fillerZh.ReplaceAllString(rest, " ")), func(w string) bool {
		return !filler.MatchString(strings.NewReplacer("'", "", "’", "", "-", "").Replace(w))
	}) {
		return nil
	}
	n := len(r.Text.Tokens)
	if judged {
		return &reading.Step{Task: r.Reader.Tasks["sentiment-analysis"], From: 0, To: n, Set: map[string]string{}, Spans: [][2]int{{0, n}}, Why: []string{r.Said(0, n)}}
	}
	if r.Lang == "zh" {
		set["language"] = "zh"
	}
	return &reading.Step{Task: r.Reader.Tasks["table-conversion"], From: 0, To: n, Set: set, Spans: [][2]int{{0, n}}, Why: []string{r.Said(0, n)}}
}

// plainly is how many bytes a request has at the most that is one wish in plain words.
const plainly = 400

// Repeats reports whether words speak of what stands somewhere twice.
func Repeats(said string) bool { return twice.MatchString(said) }

// gap is what stands behind a token: nothing between Han characters.
func gap(r *reading.Reading, t phrase.Token) string {
	if t.End < len(r.Text.Source) && r.Text.Source[t.End] >= 0x80 {
		return ""
	}
	if t.Kind == phrase.Han && t.End < len(r.Text.Source) && r.Text.Source[t.End] != ' ' {
		return ""
	}
	return " "
}
