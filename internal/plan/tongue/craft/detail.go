package craft

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/task"
)

// detail reads off the words of a wish how it is to be done; false means that the wish is
// none of those that are known here.
func (c *Craft) detail(w *Wish, said phrase.Text, at [2]int) bool {
	clause := said.Source[at[0]:at[1]]
	switch w.Task {
	case "image-cropping":
		return cropping(w, clause)
	case "image-border":
		if takesAway.MatchString(clause) {
			return false
		}
		border(w.Params, clause)
		if unframed.MatchString(clause) {
			w.Undone = "border-form"
		}
	case "image-lettering":
		return lettering(w, said, at)
	case "face-masking":
		if someFaces.MatchString(clause) {
			w.Undone = "masked-part"
		}
		return !plates.MatchString(clause) && !behind.MatchString(clause)
	case "document-pages", "document-rotation", "document-splitting", "document-to-images":
		return w.pages(clause)
	case "text-masking":
		return w.masking(clause)
	}
	return true
}

var (
	size    = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s*(?:px|pixels?|像素)?\s*[x×*]\s*(\d+(?:\.\d+)?)`)
	corner  = regexp.MustCompile(`(?i)(?:at|from|starting|beginning|offset|起点|从|坐标|左上角)[^\d(（]{0,12}[(（]?\s*(\d+)\s*[,，]\s*(\d+)\s*[)）]?`)
	ratio   = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*[:：比]\s*(\d+(?:\.\d+)?)`)
	square  = regexp.MustCompile(`(?i)\bsquare\b|正方形|方形`)
	percent = regexp.MustCompile(`(?i)%|\bper ?cent\b|百分`)
	// measure is a number that is no part of a size or a ratio, with what it is of.
	measure = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s*(px\b|pixels?\b|像素|%|per ?cent\b)?`)
	edges   = regexp.MustCompile(`(?i)\b(?:all (?:four |the )?(?:sides|edges|around|round)|(?:each|every) (?:side|edge)|four sides|all round|all around)\b|四周|四边|每边|每条边|各边|四个边|\b(?:both sides|left and right|either side)\b|两边|两侧|左右|\btop and bottom\b|上下|\b(?:top|upper|bottom|lower|left|right)\b|顶部?|上[边面方部]|底部?|下[边面方部]|左[边面侧]?|右[边面侧]?|上|下`)
	shares  = regexp.MustCompile(`(?i)\b(?:(top|upper|bottom|lower|left|right)(?:-| )?(?:hand )?)(?:(left|right)(?:-| )?(?:hand )?)?(half|third|quarter|corner)\b|([上下左右])(?:半|面的?一半|边的?一半)(?:部分|边|张)?|([左右])([上下])角?的?(四分之一)|([上下左右])[边面方部侧]?的?(三分之一|四分之一|二分之一)`)
	middle  = regexp.MustCompile(`(?i)\b(?:middle|cent(?:er|re)|central)\b|中间|中央|正中|居中|中心`)
	cutOff  = regexp.MustCompile(`(?i)\b(?:off|trim|shave|chop|cut (?:away|off)|remove|take|lose|strip|slice)\b|掉|去|削|切`)
)

var sideNames = map[string]string{
	"top": "top", "upper": "top", "bottom": "bottom", "lower": "bottom", "left": "left", "right": "right",
	"上": "top", "顶": "top", "下": "bottom", "底": "bottom", "左": "left", "右": "right",
}

// sides are the sides that a word for some of them means.
func sides(word string) []string {
	word = strings.ToLower(word)
	switch {
	case strings.Contains(word, "both") || strings.Contains(word, "either") || strings.Contains(word, "两") || strings.Contains(word, "左右") || strings.Contains(word, "left and right"):
		return []string{"left", "right"}
	case strings.Contains(word, "top and bottom") || strings.Contains(word, "上下"):
		return []string{"top", "bottom"}
	}
	if s := sideNames[word]; s != "" {
		return []string{s}
	}
	for name, s := range sideNames {
		if name[0] >= 0x80 && strings.HasPrefix(word, name) {
			return []string{s}
		}
	}
	return []string{"left", "right", "top", "bottom"}
}

// cropping is the part of a picture that is kept. A plain square or the usual shapes out of
// the middle are for the task that sets sizes.
func cropping(w *Wish, clause string) bool {
	p := w.Params
	if shared(p, clause) {
		return true
	}
	rest := clause
	if m := size.FindStringSubmatch(rest); m != nil {
		p["width"], p["height"] = number(m[1]), number(m[2])
		rest = strings.Replace(rest, m[0], " ", 1)
		if at := corner.FindStringSubmatch(rest); at != nil {
			p["trim_left"], p["trim_top"] = number(at[1]), number(at[2])
		}
		place(p, rest)
		return p["trim_left"] != nil || p["place"] != nil
	}
	if m := ratio.FindStringSubmatch(rest); m != nil {
		p["shape"] = m[1] + ":" + m[2]
		rest = strings.Replace(rest, m[0], " ", 1)
	} else if square.MatchString(rest) {
		p["shape"] = "1:1"
	}
	if p["shape"] != nil {
		place(p, rest)
		usual := map[string]bool{"1:1": true, "4:3": true, "3:2": true, "16:9": true, "3:4": true, "2:3": true, "9:16": true}
		return p["place"] != nil && (p["place"] != "middle" || p["shape"] == "1:1") || !usual[p["shape"].(string)]
	}
	if !cutSides(p, rest) {
		w.Lacks = "size"
		return true
	}
	if len(p) == 0 {
		if m := measure.FindStringSubmatch(rest); m != nil && (m[2] == "%" || percent.MatchString(m[2])) && !cutOff.MatchString(rest) {
			p["width"], p["height"], p["unit"] = number(m[1]), number(m[1]), "percent"
			place(p, rest)
		}
	}
	return len(p) > 0
}

// shared are halves, thirds and quarters: “the left half”, 上半部分.
func shared(p task.Params, clause string) bool {
	m := shares.FindStringSubmatch(clause)
	if m == nil {
		return false
	}
	a, b := sideNames[strings.ToLower(m[1])], strings.ToLower(m[2])
	part := strings.ToLower(m[3]) + m[7] + m[9]
	switch {
	case m[4] != "":
		a, part = sideNames[m[4]], "half"
	case m[5] != "":
		a, b = sideNames[m[6]], sideNames[m[5]]
	case m[8] != "":
		a = sideNames[m[8]]
	}
	share := map[string]float64{"half": 50, "二分之一": 50, "third": 33.3333, "三分之一": 33.3333, "quarter": 25, "四分之一": 25}[part]
	if b == "" && part == "corner" {
		return false
	}
	drop := cutOff.MatchString(clause) && !regexp.MustCompile(`(?i)\b(?:keep|only|just|out)\b|保留|只|出|留下|裁成`).MatchString(clause)
	p["unit"] = "percent"
	switch {
	case b != "": // a corner is a quarter
		p["width"], p["height"], p["place"] = 50.0, 50.0, a+"-"+b
	case drop:
		p["trim_"+a] = share
	case a == "left" || a == "right":
		p["width"], p["place"] = share, a
	default:
		p["height"], p["place"] = share, a
	}
	return true
}

// cutSides are numbers with the sides at which so much is cut off, in either order; false where
// some are pixels and others shares, which cannot be had in one step.
func cutSides(p task.Params, clause string) bool {
	type item struct {
		at    int
		value string
		unit  string
		sides []string
	}
	var items []item
	for _, m := range measure.FindAllStringSubmatchIndex(clause, -1) {
		unit := ""
		if m[4] >= 0 {
			unit = clause[m[4]:m[5]]
		}
		items = append(items, item{at: m[0], value: clause[m[2]:m[3]], unit: unit})
	}
	for _, m := range edges.FindAllStringIndex(clause, -1) {
		it := item{at: m[0], sides: sides(clause[m[0]:m[1]])}
		k := 0
		for k < len(items) && items[k].at < it.at {
			k++
		}
		items = append(items[:k], append([]item{it}, items[k:]...)...)
	}
	if len(items) == 0 {
		return true
	}
	before := items[0].sides != nil
	plain := false
	put := func(of []string, n item) {
		for _, s := range of {
			p["trim_"+s] = number(n.value)
		}
		plain = plain || n.unit != "" && !percent.MatchString(n.unit)
		if percent.MatchString(n.unit) {
			p["unit"] = "percent"
		}
	}
	var pending []string
	var last *item
	for i := range items {
		it := items[i]
		switch {
		case it.sides != nil && before:
			if last != nil {
				pending, last = nil, nil
			}
			pending = append(pending, it.sides...)
		case it.sides != nil:
			if last != nil {
				put(it.sides, *last)
			}
		case before:
			put(pending, it)
			last = &items[i]
		default:
			last = &items[i]
		}
	}
	return !plain || p["unit"] == nil
}

var places = []struct {
	is *regexp.Regexp
	at string
}{
	{regexp.MustCompile(`(?i)\b(?:top|upper)(?:-| |[, ]+and )?(?:hand )?left\b|\bleft (?:top|upper)\b|左上`), "top-left"},
	{regexp.MustCompile(`(?i)\b(?:top|upper)(?:-| )?(?:hand )?right\b|\bright (?:top|upper)\b|右上`), "top-right"},
	{regexp.MustCompile(`(?i)\b(?:bottom|lower)(?:-| )?(?:hand )?left\b|\bleft (?:bottom|lower)\b|左下`), "bottom-left"},
	{regexp.MustCompile(`(?i)\b(?:bottom|lower)(?:-| )?(?:hand )?right\b|\bright (?:bottom|lower)\b|右下`), "bottom-right"},
	{middle, "middle"},
	{regexp.MustCompile(`(?i)\b(?:top|upper|above|head)\b|顶|上[方边面部]|最上`), "top"},
	{regexp.MustCompile(`(?i)\b(?:bottom|lower|foot|below|underneath|under)\b|底|下[方边面部]|最下`), "bottom"},
	{regexp.MustCompile(`(?i)\bleft\b|左[侧边面]`), "left"},
	{regexp.MustCompile(`(?i)\bright\b|右[侧边面]`), "right"},
}

// edgeOf is the edge in whose middle something lies.
var edgeOf = regexp.MustCompile(`(?i)\b(?:top|bottom|upper|lower)\b|顶|底|[上下][方边面部]`)

// place is where something lies.
func place(p task.Params, said string) {
	for _, l := range places {
		if l.at == "middle" && edgeOf.MatchString(said) {
			continue // at the bottom, in the middle
		}
		if l.is.MatchString(said) {
			p["place"] = l.at
			return
		}
	}
}

var (
	hex     = regexp.MustCompile(`#[0-9a-fA-F]{6}\b|#[0-9a-fA-F]{3}\b`)
	colours = regexp.MustCompile(`(?i)\b((?:dark|light|navy|sky|royal|hot)[ -]?)?(black|white|red|green|blue|yellow|orange|purple|pink|gr[ae]y|brown|golden|gold|silver|navy|teal|cyan|magenta|beige|cream|maroon|olive|turquoise|violet|crimson)\b|(深|浅|暗|大|天|粉|墨)?(黑|白|红|绿|蓝|黄|橙|橘|紫|粉|灰|棕|褐|咖啡|金|银|青|米)(色|边|底|字|框|的)`)
)

// colour is the first colour that is named.
func colour(said string) (string, bool) {
	if m := hex.FindString(said); m != "" {
		return m, true
	}
	m := colours.FindStringSubmatch(said)
	switch {
	case m == nil:
		return "", false
	case m[2] != "":
		return strings.ToLower(strings.ReplaceAll(strings.TrimSpace(m[1])+m[2], "-", "")), true
	}
	return m[3] + m[4] + "色", true
}

var (
	polaroid = regexp.MustCompile(`(?i)polaroid|拍立得`)
	double   = regexp.MustCompile(`(?i)\bdouble\b|双线|双层|双重`)
)

// border is how wide a border is, and how it looks.
func border(p task.Params, clause string) {
	if m := measure.FindStringSubmatch(clause); m != nil && number(m[1]) > 0 {
		p["width"] = number(m[1])
		if percent.MatchString(m[2]) {
			p["unit"] = "percent"
		}
	}
	if c, ok := colour(clause); ok {
		p["color"] = c
	}
	switch {
	case polaroid.MatchString(clause):
		p["style"] = "polaroid"
	case double.MatchString(clause):
		p["style"] = "double"
	}
}

// stamped are words in capitals between what writes them and where.
var stamped = regexp.MustCompile(`\b(?:[Ww]rite|[Pp]rint|[Ss]tamp|[Pp]ut|[Oo]verlay|[Aa]dd|[Pp]lace)\s+([A-Z0-9][^,.;]*?)\s+(?:across|on|over|onto|at|in|along)\b`)

// coded is what a code is called.
var coded = regexp.MustCompile(`(?i)\b(?:qr|bar ?code)\b|二维码|条形码|条码|[这个新]码`)

var (
	saying   = regexp.MustCompile(`(?i)\b(?:saying|that (?:says|reads)|which says|reading|with (?:the (?:words?|text|caption|title)|text|caption)|the (?:words?|text|caption|title|watermark)|caption it|watermark(?: it| this| the \w+)? (?:with|as))\s*:?\s+([^,，。;；]+?)(?:\s+(?:at|in|on|across|along|over|to)\s+(?:the\s+)?(?:top|bottom|upper|lower|left|right|middle|cent|corner|photo|picture|image|it|whole)\b.*)?[.!]?\s*$|(?:写(?:上|着|下)?|文字(?:是|为|：|:)|内容(?:是|为|：|:)|水印(?:为|是|：|:|，|,)?|字样|标题(?:为|是|：|:)?|打上|印上|加上)\s*[：:]?\s*([^，,。；;“”"「」（）()]+?)(?:的?(?:水印|字样|几个字|字|标题|文字))?[。！]?\s*$`)
	mark     = regexp.MustCompile(`(?i)watermark|水印`)
	allOver  = regexp.MustCompile(`(?i)\ball over\b|\btile[ds]?\b|\brepeat(?:ed|ing|edly)?\b|\bacross the whole\b|\bdiagonal(?:ly)?\b|\beverywhere\b|铺满|平铺|满屏|全图|斜着|满版|重复`)
	faint    = regexp.MustCompile(`(?i)\b(?:semi|half)[- ]?transparent\b|\btransparent\b|\btranslucent\b|\bfaint(?:ly)?\b|\bsubtle\b|半透明|透明|淡淡?的?`)
	opaque   = regexp.MustCompile(`(?i)(\d+)\s*%\s*(?:opacity|opaque)|(?:opacity|不透明度)\D{0,6}(\d+)\s*%|(\d+)\s*%\s*transparent|透明度\D{0,4}(\d+)\s*%`)
	boldly   = regexp.MustCompile(`(?i)\bbold\b|粗体|加粗`)
	letterTo = regexp.MustCompile(`(?i)(\d+)\s*(?:px|pixels?|pt|points?|像素|号字?)`)
	noWords  = regexp.MustCompile(`(?i)^(?:a|an|the|some|my|our|text|words?|caption|title|watermark|name|logo|date|it|photo|picture|image|on it|here|水印|字|文字|标题|日期|名字|图片|照片|在图片上|图上)?$`)
)

// lettering is what is written on a picture, and how; false where nothing is to be written on it.
func lettering(w *Wish, said phrase.Text, at [2]int) bool {
	p, clause := w.Params, said.Source[at[0]:at[1]]
	around := clause
	for _, t := range said.Tokens {
		if t.Kind != phrase.Quote || t.Start < at[0] || t.End > at[1] {
			continue
		}
		if w.Words != "" {
			w.Undone = "several-words"
		} else {
			w.Words = strings.TrimSpace(said.Source[t.In:t.Out])
		}
		around = strings.Replace(around, said.Source[t.Start:t.End], " ", 1)
	}
	if coded.MatchString(said.Source) || takesAway.MatchString(around) || read.MatchString(around) || w.Words == "" && thoughtOf.MatchString(around) && !onIt.MatchString(around) {
		return false
	}
	if w.Words == "" {
		w.Words = plainWords(clause)
		around = strings.Replace(around, w.Words, " ", 1)
	}
	if m := stamped.FindStringSubmatch(clause); w.Words == "" && m != nil && !noWords.MatchString(m[1]) {
		w.Words = m[1]
		around = strings.Replace(around, w.Words, " ", 1)
	}
	switch {
	case w.Words == "":
		w.Lacks = "words"
	case w.Undone == "" && written.MatchString(around):
		w.Undone = "letter-form"
	}
	place(p, around)
	if c, ok := colour(around); ok {
		p["color"] = c
	}
	if boldly.MatchString(around) {
		p["bold"] = true
	}
	if m := letterTo.FindStringSubmatch(around); m != nil {
		p["size"] = number(m[1])
	}
	if allOver.MatchString(around) {
		p["place"] = "tiled"
	}
	marks := mark.MatchString(around)
	if marks && p["place"] == nil {
		p["place"] = "bottom-right"
	}
	switch m := opaque.FindStringSubmatch(around); {
	case m != nil && m[1]+m[2] != "":
		p["opacity"] = number(m[1]+m[2]) / 100
	case m != nil:
		p["opacity"] = (100 - number(m[3]+m[4])) / 100
	case p["place"] == "tiled":
		p["opacity"] = 0.3
	case faint.MatchString(around) || marks:
		p["opacity"] = 0.5
	}
	return true
}

// plainWords are the words to be written that stand in no quotes, without the colour behind them.
func plainWords(clause string) string {
	m := saying.FindStringSubmatch(clause)
	if m == nil {
		return ""
	}
	words := strings.TrimSpace(m[1] + m[2])
	if at := inColour.FindStringIndex(words); at != nil {
		words = words[:at[0]]
	}
	if noWords.MatchString(words) || whereabouts.MatchString(words) {
		return ""
	}
	return words
}

func number(s string) float64 {
	n, _ := strconv.ParseFloat(s, 64)
	return n
}
