package tongue

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/draft"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// beyond says what no task does, in words that follow “cannot”, by the names
// of the lexicon's section “beyond”: English, Chinese.
var beyond = map[string][2]string{
	"picture-form":  {"write pictures as AVIF, HEIC, PSD or ICO: only as jpg, png, gif, bmp, tiff or webp", "把图片存成 AVIF、HEIC、PSD 或 ICO：只能存为 jpg、png、gif、bmp、tiff 或 webp"},
	"data-form":     {"put an answer into the form of JSON, XML or bullet points", "把结果写成 JSON、XML 或分点列出的形式"},
	"answer-table":  {"put the answers of a text into a table", "把从文字里找到的回答做成表格"},
	"errand":        {"book, buy, order, pay, call, write to people or remind anybody: it works on what is attached", "替人订票、购物、下单、付款、打电话、发消息或设提醒：只能处理附上的内容"},
	"some-frames":   {"stop at a number of pictures that are so far apart: all of them are taken", "按间隔截图时再限定张数：会截到视频结束"},
	"masking":       {"mask the faces of a film, or number plates: faces of pictures, and names and numbers of texts, can be masked", "给视频里的人脸或车牌打码：可以给图片里的人脸、文字里的姓名和号码打码"},
	"masked-part":   {"leave some of them as they are or mask some only: all that are found are masked", "只遮住或保留其中的一部分：找到的都会遮住"},
	"masked-other":  {"find passwords, IP addresses, number plates, user names, ages or signatures in a text", "在文字里找出密码、IP 地址、车牌、微信号、年龄或签名"},
	"border-form":   {"put a border on one side only, or one with round corners, shadows or patterns: it goes all round in one colour", "只给一边加边框，或加圆角、阴影、花纹：边框是四周一圈纯色"},
	"letter-form":   {"choose a font, or write upright, slanted or with shadows on a picture", "选择字体，或竖排、斜体、加阴影写字"},
	"several-words": {"write several things on a picture at once: the first is written", "一次写几处字：只写第一处"},
	"cluster":       {"group things by what they are about without being told the groups: list the groups", "不给出类别就按主题分组：请列出类别"},
	"duplicates":    {"remove what stands there twice", "去掉重复的内容"},
	"border":        {"put a border or frame round a film", "给视频加边框"},
	"rounding":      {"round the figures of an answer", "给结果取整或四舍五入"},
	"length":        {"make a text a given number of words or characters long: only a number of sentences can be given", "按字数控制长度：只能指定几句话"},
	"description":   {"give a description a set length", "按指定的长度写描述"},
	"slides":        {"make slides for a presentation", "制作演示文稿"},
	"excel":         {"write Excel files", "生成 Excel 文件"},
	"archive":       {"pack files into an archive", "打包压缩文件"},
	"turn-video":    {"turn the picture of a video by less than a quarter", "把视频旋转任意角度：只能转 90、180 或 270 度"},
	"steady":        {"steady a shaky film", "给视频防抖"},
	"other-chart":   {"draw this kind of chart: only bars, lines, scattered points and pies", "画这种图：只能画柱状图、折线图、散点图和饼图"},
	"relative-size": {"make a text a given share of its length: only a number of sentences can be given", "按比例缩短文字：只能指定几句话"},
	"no-times":      {"do something zero times", "做零次或零倍"},
	"email":         {"send e-mails or messages", "发送邮件或消息"},
	"bytes":         {"make a file of a given size in megabytes", "把文件压到指定的大小（多少兆）"},
	"drawn-code":    {"write a QR code or barcode as PDF or EPS: only as PNG or SVG", "把二维码或条形码存成 PDF 或 EPS：只能存为 PNG 或 SVG"},
	"part":          {"pick a part out of a text: the whole of it is used, but a question can have a passage found", "只取文中的一部分：用的是全文，要找其中一段可以提问"},
	"share":         {"cut a film or a recording at a share of its length: say from which second to which", "按比例截取视频或录音：请说明从几秒到几秒"},
	"comparing":     {"say which of several has more of something or speaks of something: each is looked at for itself", "比较哪一个更怎么样、哪一个提到什么：只能分别看每一个"},
	"judged-chart":  {"draw a chart of what is judged of each entry", "把逐条判断的结果画成图"},
	"judged-part":   {"work on some of the entries of a list only: all of them are used", "只处理其中一部分条目：用的是全部条目"},
	"across":        {"compare the rows of two lists or tables: each is looked at for itself", "比对两份名单或表格里的行：只能分别看每一份"},
	"commonest":     {"say which of several complaints is the commonest: each entry is judged for itself", "归纳哪种意见最多：只能逐条判断"},
	"unheard":       {"make out this part of the request:", "理解请求里的这一部分："},
	"unmade-form":   {"write a file of this format, since nothing of what is made is of that kind:", "存成这种格式，因为做出来的东西里没有这一类："},
	"sharpen":       {"sharpen pictures or films", "锐化图片或视频"},
	"word-cloud":    {"draw a word cloud: keywords can be listed", "画词云：可以列出关键词"},
	"text-table":    {"make a table, CSV or Excel file of running text", "把一段文字做成表格、CSV 或 Excel 文件"},
	"condition":     {"tell whether this condition holds: what is planned is done in any case", "判断这个条件是否成立：计划里的都会做"},
}

// said is what is named as beyond every task, in a language.
func said(what, lang string) string {
	if lang == "zh" {
		return beyond[what][1]
	}
	return beyond[what][0]
}

// caught reports whether words say a parameter of a step.
func caught(s *reading.Step, name string) bool {
	return slices.ContainsFunc(s.Caught, func(c reading.Capture) bool { return c.Name == name })
}

// asked reports whether a question has words that say how its answer is to look:
// who answers it goes by them.
func asked(b *draft.Draft, words string) bool {
	return slices.ContainsFunc(b.Nodes, func(n graph.Node) bool {
		return slices.ContainsFunc(n.In["question"], func(s graph.Source) bool { return strings.Contains(s.Text, words) })
	})
}

var (
	// judges are the tasks whose judgements of entries are a table as well.
	judges  = map[task.ID]bool{"sentiment-analysis": true, "text-classification": true, "zero-shot-classification": true, "language-identification": true}
	tabular = regexp.MustCompile(`(?i)json|markdown`)
)

// rowsAs reports whether the rows of an answer are written in the form that is asked for.
func rowsAs(b *draft.Draft) bool {
	return slices.ContainsFunc(b.Nodes, func(n graph.Node) bool { return n.Task == "table-question-answering" && n.Params["format"] != nil })
}

// undone says what of a request no task does, in its language, the longer
// explanations last; beside is true where all of it only says more closely
// what is wanted.
func undone(r *reading.Reading, chosen []*reading.Step, b *draft.Draft) (l []string, beside bool) {
	looks := agenda.Find(chosen, "image-to-text")+agenda.Find(chosen, "video-to-text") > -2 && agenda.Find(chosen, "summarization") < 0
	summed, judged := agenda.Find(chosen, "summarization") >= 0, slices.ContainsFunc(chosen, func(s *reading.Step) bool { return judges[s.Task.ID] })
	names := slices.DeleteFunc(r.Beyond(chosen), func(what string) bool {
		switch {
		case what == "bytes" && slices.ContainsFunc(b.Nodes, func(n graph.Node) bool { return n.Params["kilobytes"] != nil }):
			return true
		case what == "length" && summed:
			return true
		case what == "excel" || what == "data-form" && tabular.MatchString(r.SaidBeyond(what)):
			return judged || rowsAs(b) || what == "excel" && agenda.Find(chosen, "token-classification") >= 0
		}
		return what == "length" && looks || what == "description" && !looks || what == "rounding" && asked(b, r.SaidBeyond(what))
	})
	if agenda.Judged(r) && agenda.Find(chosen, "chart-generation") >= 0 {
		names = append(names, "judged-chart")
	}
	if agenda.OfSome(r) && agenda.Find(chosen, "translation")+agenda.Find(chosen, "summarization")+agenda.Find(chosen, "text-to-speech") > -3 {
		names = append(names, "judged-part")
	}
	if i := agenda.Find(chosen, "video-frames"); i >= 0 && caught(chosen[i], "every") && caught(chosen[i], "count") {
		names = append(names, "some-frames")
	}
	for _, what := range names {
		if what == "excel" && r.Types[port.Table] == 0 && r.Types[port.Text] > 0 {
			what = "text-table"
		}
		l = append(l, said(what, r.Lang))
	}
	slices.SortStableFunc(l, func(a, b string) int {
		return strings.Count(a, ":") + strings.Count(a, "：") - strings.Count(b, ":") - strings.Count(b, "：")
	})
	return l, !slices.ContainsFunc(names, func(what string) bool { return !reading.Beside(what) })
}
