package tongue

import (
	"slices"

	"github.com/tenonhub/tenon/internal/plan/tongue/draft"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
)

// question says what is missing, in the language of the request.
func question(r *reading.Reading, b *draft.Draft) string {
	what := "wish"
	switch {
	case len(b.Missing) > 0 && (b.Missing[0] != "file" || len(b.Nodes) == 0 || len(r.Req.Given) == 0):
		what = b.Missing[0]
	case len(b.Nodes) > 0:
		return ""
	case len(r.Req.Given) == 0:
		what = "file"
	case slices.ContainsFunc(r.Vague, func(m phrase.Match) bool { return m.Entry.Set["kind"] == "question" }):
		what = "question"
	}
	if what == "wish" {
		return wish(r)
	}
	return ask(what, r.Lang)
}

// wish asks what is to be done, or for what it could be done with.
func wish(r *reading.Reading) string {
	if lacks := r.Lacks(); needed[string(lacks)] != [2]string{} {
		return lacking(lacks, r.Lang)
	}
	return suggest(r)
}

// lacking says that a kind of file is needed and is not there.
func lacking(kind port.Type, lang string) string {
	need := needed[string(kind)]
	if lang == "zh" {
		return "这需要" + need[1] + "，但附上的文件里没有。请附上" + need[1] + "。"
	}
	return "That needs " + need[0] + ", and none came with the request. Please attach it."
}

// suggest asks what is to be done, with what can be done to the kind of file that came.
func suggest(r *reading.Reading) string {
	if len(r.Types) != 1 {
		return ask("wish", r.Lang)
	}
	for t := range r.Types {
		can, known := suited[t]
		switch {
		case !known:
		case r.Lang == "zh":
			return "您想让我做什么？比如" + can[1] + "。"
		default:
			return "What should be done with it? For example: " + can[0] + "."
		}
	}
	return ask("wish", r.Lang)
}

// suited are some of the things that are done to files of a kind.
var suited = map[port.Type][2]string{
	port.Text:     {"summarise, translate, answer a question about it, find names or keywords, or read it aloud", "总结、翻译、回答关于它的问题、找出人名或关键词，或者朗读"},
	port.Document: {"summarise, translate, answer a question about it, find names or keywords, or take its text out", "总结、翻译、回答关于它的问题、找出人名或关键词，或者提取文字"},
	port.Image:    {"describe it, read the text in it, enlarge it, brighten it, take out the noise, change its size or format, or turn it into a watercolour", "描述内容、读出图中文字、放大、调亮、去噪点、改尺寸或格式，或者画成水彩"},
	port.Audio:    {"transcribe it, remove the noise, cut it, change its speed or volume, or write it as MP3", "转成文字、降噪、剪切、改变速度或音量，或者转成 MP3"},
	port.Video:    {"put subtitles in, transcribe it, cut it, take its sound or a picture out, or make it smaller", "加字幕、转成文字、剪切、提取声音或截图，或者缩小"},
	port.Table:    {"answer a question about it, draw a chart, leave out rows that stand there twice, or write it as Excel, CSV or JSON", "回答关于它的问题、画图表、去掉重复的行，或者转成 Excel、CSV、JSON"},
}

// needed are what a request may lack, in words.
var needed = map[string][2]string{
	"image": {"a picture", "图片"}, "audio": {"a recording", "音频"}, "video": {"a video", "视频"}, "table": {"a table", "表格"},
}

func ask(what, lang string) string {
	zh := map[string]string{
		"wish": "您想让我做什么？比如总结、翻译、转成文字，或者修改图片、声音、视频。", "file": "要处理的文件没有附上。请附上文件，或把内容写在引号里。",
		"target": "要翻译成哪种语言？比如英文、中文、日文。", "style": "要哪种风格？可以是水彩、油画、水墨、素描、扁平插画、像素或卡通。",
		"labels": "要分成哪些类别？请列出来，比如“投诉、咨询、表扬”。", "size": "要改成多大？请给出像素，比如 800x600，或者只给宽度。", "format": "图片可以存为 jpg、png、gif、bmp 或 tiff，要哪一种？", "which": "有好几个文件，您指的是哪一个？请写出文件名。", "part": "要哪一段？请给出从几分几秒到几分几秒。", "question": "您想问什么问题？",
		"words": "要写上什么字？请放在引号里，比如“内部资料”。", "pages": "要哪几页？比如“第 2 到 5 页”。",
		"tail": "这里只能从开头算时间。要保留从几分几秒到几分几秒？",
	}
	en := map[string]string{
		"wish": "What should be done with it? For example: summarise, translate, transcribe, or change the picture, sound or video.", "file": "What it should work on is missing. Please attach the file, or put the text in quotes.",
		"target": "Into which language? For example English, Chinese or Spanish.", "style": "Which style: watercolour, oil, ink, sketch, flat illustration, pixel or cartoon?",
		"labels": "Which classes? Please list them, for example “complaint, question or praise”.", "size": "To what size? Please give pixels, for example 800x600, or the width alone.", "format": "Pictures can be written as jpg, png, gif, bmp or tiff. Which of these?", "which": "There are several files. Which one do you mean? Please give its name.", "part": "Which part, from when to when? For example 0:10 to 1:30.", "question": "What is your question?",
		"words": "Which words shall be written on it? Please put them in quotes, for example “Summer 2026”.", "pages": "Which pages? For example 2 to 5.",
		"tail": "Times can only be counted from the beginning here. From when to when shall it be kept? For example 0:10 to 1:30.",
	}
	if lang == "zh" {
		return zh[what]
	}
	return en[what]
}

// open is the question back to a request that leaves its wish open.
func open(r *reading.Reading) string {
	switch {
	case len(r.Req.Given) == 0 && len(r.Content) == 0:
		return ask("file", r.Lang)
	case r.Alike():
		return ask("which", r.Lang)
	}
	return wish(r)
}
