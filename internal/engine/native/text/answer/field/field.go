// Package field reads requests for several named things of a text – “extract the
// invoice number, total and due date as JSON” – and writes down what was found.
package field

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
	"github.com/tenonhub/tenon/internal/expression"
)

// most is how many things may be asked for at once.
const most = 12

var (
	lead    = expression.New(`(?i)^(?:please |can you |could you |i (?:need|want) |you )*(?:extract|pull(?: out)?|get|give(?: me)?|find|list|show(?: me)?|return|read(?: out)?|take|tell me|fetch|output|what (?:is|are)|what's|whats)\s+(?:me\s+)?(?:(?:all|both) )?(?:the |its |their )?(.+)$`)
	leadZh  = expression.New(`^(?:请|帮我|麻烦|从.{0,12}?(?:里|中)|把.{0,12}?的)*(?:提取|抽取|找出|列出|给出|读取|获取|取出|输出|摘出|整理出)(?:出来?|一下)?(?:(?:这|该|本)?(?:份|张|个)?(?:发票|合同|文件|文本|文章|协议|收据|订单)(?:里|中|上)?(?:面)?的)?(.+?)(?:提取|抽取|找|列)?(?:出来|一下)?$`)
	asJSON  = expression.New(`(?i)[,，、;；]?\s*(?:\b(?:and )?(?:return|output|give|format|save|write|put)\s+(?:it|them|that|this|the (?:result|answer)s?)?\s*)?(?:\b(?:as|in|into|to)\s+(?:an?\s+|one\s+)?(?:valid\s+)?json(?: (?:object|format|form|file))?|(?:，)?(?:请)?(?:并)?(?:用|以|按|转成|转为|输出为|输出成|存成|返回|做成|写成|整理成|格式为)\s*json(?:\s*(?:格式|形式|对象))?(?:输出|返回|给我|给出|表示|写出|列出|回答|来)?|\bjson(?: (?:please|only|format|output))?$)\s*`)
	origin  = expression.New(`(?i)\s+(?:from|of|in|out of|on)\s+(?:the |this |that |my )?(?:attached )?(?:invoice|contract|document|file|text|bill|receipt|letter|agreement|order|page|pdf|it)\s*$`)
	article = expression.New(`(?i)^(?:the|its|their|a|an|all)\s+`)
	apart   = expression.New(`(?i)\s*(?:,\s*and\s+|,|;|\s+and\s+|\s+as well as\s+|\s+plus\s+|&)\s*(?:the |its |their )?`)
	apartZh = expression.New(`[,，、;；]|以及|还有|和|与|及`)
	clause  = expression.New(`(?i)\b(?:who|whom|which|that|when|where|why|how|what|if|by|is|are|was|were|has|have|does|do|did|must|should|will|can|sorted|each|every|per|only|words?|sentences?|bullet|points?|keywords?|names|dates|amounts|places|people|persons|companies|organi[sz]ations|entities|terms|conditions|main|key|most|important|all|any)\b|[什谁哪几吗怎]|多少|所有|全部|关键|主要|要点`)
)

// Asked are the names of the things that a request lists, and whether it wants
// them as JSON; none when it asks for anything else.
func Asked(request string) (names []string, object bool) {
	s := strings.Trim(strings.TrimSpace(request), " .?!。？！")
	if cut := asJSON.ReplaceAllString(s, ""); cut != s {
		s, object = strings.Trim(cut, " ,，.。:："), true
	}
	form, joint := lead, apart
	chinese := words.Chinese(s)
	if chinese {
		form, joint = leadZh, apartZh
	}
	m := form.FindStringSubmatch(s)
	if m == nil {
		return nil, false
	}
	rest := origin.ReplaceAllString(m[1], "")
	for _, name := range joint.Regexp().Split(rest, -1) {
		name = strings.TrimSpace(article.ReplaceAllString(strings.TrimSpace(name), ""))
		long := len(strings.Fields(name)) > 4 || chinese && len([]rune(name)) > 10
		if name == "" || long || clause.MatchString(name) {
			return nil, false
		}
		names = append(names, name)
	}
	if chinese {
		names = owned(names)
	}
	if len(names) > most || len(names) < 2 && !object {
		return nil, false
	}
	return names, object
}

// owned gives the second of 甲方的姓名和电话 the first one's owner.
func owned(names []string) []string {
	for i := 1; i < len(names); i++ {
		if owner, _, ok := strings.Cut(names[i-1], "的"); ok && !strings.Contains(names[i], "的") && !strings.HasSuffix(names[i], "方") {
			names[i] = owner + "的" + names[i]
		}
	}
	return names
}

// Question asks for the thing of a name.
func Question(name string) []string {
	if words.Chinese(name) {
		return []string{name + "是多少？", name + "是什么？"}
	}
	return []string{"What is the " + name + "?"}
}

var (
	numbered   = expression.New(`(?i)^(\pL[\pL ]*?)\s*(?:numbers?|no\.?|nr\.?|id)$|^([\p{Han}]{2,4}?)(?:号码|编号|单号|号)$`)
	serial     = `\s*(?:no\.?|number|nr\.?|num\.?|id|#|号码|编号|单号|号)\s*[:：#.]?\s*([A-Za-z]{0,6}[-/]?\d[A-Za-z0-9/-]*)`
	metaQuoted = expression.New(`[^\pL\d\s]`)
)

// Number is the number that a text gives under a name: “invoice number” of
// “Invoice No. 2024-117”. It is empty for what is no number.
func Number(text, name string) string {
	m := numbered.FindStringSubmatch(strings.TrimSpace(name))
	if m == nil {
		return ""
	}
	of := metaQuoted.ReplaceAllString(m[1]+m[2], "")
	if got := expression.New(`(?i)` + strings.Join(strings.Fields(of), `\s+`) + serial).FindStringSubmatch(text); got != nil {
		return got[1]
	}
	return ""
}

// Write writes what was found, in the order of names: lines, or an object of
// JSON, where null stands for what the text does not say.
func Write(names, found []string, object, chinese bool) string {
	if object {
		var b bytes.Buffer
		b.WriteString("{")
		for i, n := range names {
			if i > 0 {
				b.WriteString(",")
			}
			b.WriteString("\n  " + quote(n) + ": ")
			if found[i] == "" {
				b.WriteString("null")
			} else {
				b.WriteString(quote(found[i]))
			}
		}
		b.WriteString("\n}")
		return b.String()
	}
	between, none := ": ", "the text does not say"
	if chinese {
		between, none = "：", "文中没有提到"
	}
	var lines []string
	for i, n := range names {
		said := found[i]
		if said == "" {
			said = none
		}
		lines = append(lines, n+between+said)
	}
	return strings.Join(lines, "\n")
}

func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(s) != nil {
		return `""`
	}
	return strings.TrimSpace(b.String())
}

// Some reports whether anything was found.
func Some(found []string) bool {
	return slices.ContainsFunc(found, func(s string) bool { return s != "" })
}
