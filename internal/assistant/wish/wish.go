// Package wish hears which files a request wants to have saved.
package wish

import "regexp"

var (
	both = regexp.MustCompile(`(?i)\b(keep|save|give me|send me|want|need|have|return|export|download) (both|all of them|all (two|three|four|steps|versions|files)|each|every|the intermediate)\b|` +
		`\b(both|all|each|every) (of (them|the) )?(versions?|files|results|steps?|stages?)\b|\b(also|and) (keep|give me|send me|return|export|want|need|leave me)\b|` +
		`\balso save\b|\b(save|keep|want|need|export|give me|send me) (it|that|this|the [\w -]{1,30}|a [\w -]{1,30}) (too|as well|also)\b|\bin between\b|\bintermediate\b|` +
		`都(要|留|保留|给我|发我|发给我)|也(要|留|保留|保存|存|给我|发我|发给我|导出)|中间(的)?(结果|文件|图|步骤|版本)|每一?步|分别(保存|存|给我|导出)|连同|一并(保存|存|给我|发)`)
	text = regexp.MustCompile(`(?i)\b(?:save|saving|saved|export|write|store|download|output|give|send|hand|return|want|need|have|get|transcribe|turn|convert)\b[^\n!?]*?\b(?:as|to|in|into)\s+(?:an? )?(?:new )?(?:([\w-]+\.txt)\b|\.?txt\b|(?:plain )?text file\b)|` +
		`(?:存|导出|写|输出|下载|做|弄|转|整理|给我|发我|要)(?:成|为|到|进|在)?\s*(?:一个)?(?:([\p{Han}\w-]+\.txt)|\.?txt|文本文件)`)
	subtitles = regexp.MustCompile(`(?i)subtitle|caption|\bsrt\b|\bvtt\b|time ?stamp|字幕|时间轴|时间戳`)
	file      = regexp.MustCompile(`(?i)\b(?:save|export|download|write|store)\b|\bas an? (?:csv|table|file|spreadsheet)|\b(?:csv|excel|xlsx|json|markdown)\b|导出|保存|存为|另存|存成|下载|生成表`)
)

// transcript is what asks for what is said in words.
var transcript = regexp.MustCompile(`(?i)\b(?:transcri(?:pts?|ptions?|be[ds]?|bing)|texts?|txt|words)\b|文字|文本|文稿|逐字稿|稿子|转写|听写`)

// Words reports whether a request wants subtitles and what is said in words as well.
func Words(request string) bool {
	return subtitles.MatchString(request) && transcript.MatchString(request)
}

// Both reports whether a request wants what is made on the way as well.
func Both(request string) bool { return both.MatchString(request) }

// Text reports whether a request wants its words in a file of text, and the name of that
// if it says one.
func Text(request string) (name string, ok bool) {
	m := text.FindStringSubmatch(request)
	if m == nil {
		return "", false
	}
	return m[1] + m[2], true
}

// clause is the clause of a request that wants a file of text, up to where it says so,
// and where it ends in the request.
func clause(request string) (said string, end int) {
	at := text.FindStringIndex(request)
	if at == nil {
		return "", 0
	}
	begin := 0
	for _, stop := range stops.FindAllStringIndex(request[:at[1]], -1) {
		if stop[1] < at[1] {
			begin = stop[1]
		}
	}
	return request[begin:at[1]], at[1]
}

var (
	stops    = regexp.MustCompile(`[,;?!，。；？！\n]|\. |\b(?:and|then)\b|然后|再|并`)
	document = regexp.MustCompile(`(?i)\b(?:word|pdf|docx?)\b`)
	takenOut = regexp.MustCompile(`(?i)\b(?:out|off|strip|remove)\b|去|取|抽`)
)

// Document reports whether words speak of a document such as a person writes.
func Document(request string) bool { return document.MatchString(request) }

// TakenOut reports whether the words for the sound of a film may mean that it is to go.
func TakenOut(why string) bool { return takenOut.MatchString(why) }

var (
	tabular = regexp.MustCompile(`(?i)\b(?:excel|xlsx?|spreadsheet|csv|json|markdown)\b|(?:存|导出|输出|做|写|转|生成|整理)(?:成|为|到|一个|一张|一份)*(?:excel|xlsx?|csv|json|markdown|表)|\b(?:as|in|into|to) an? (?:new )?table\b|电子表格`)
	forms   = regexp.MustCompile(`(?i)(excel|xlsx?|spreadsheet|电子表格)|(json)|(markdown)`)
)

// Table reports whether a request wants what is found as a table in a file, and the
// format of that: csv where it names no other.
func Table(request string) (format string, ok bool) {
	switch m := forms.FindStringSubmatch(request); {
	case !tabular.MatchString(request):
		return "csv", false
	case m == nil:
		return "csv", true
	case m[1] != "":
		return "xlsx", true
	case m[2] != "":
		return "json", true
	}
	return "markdown", true
}

// captions is what wants subtitles as a file of their own.
var captions = regexp.MustCompile(`(?i)\bsrt\b|srt|\bvtt\b|\b(?:subtitles?|captions?)(?: text)? (?:as a |in a )?(?:separate )?file\b|\bfile (?:of|with) the (?:subtitles|captions)\b|字幕(?:的)?(?:文件|文本)|字幕(?:也|单独|另外?)(?:给|存|导|要|发|保存)`)

// Captions reports whether a request wants the subtitles of a film as a file.
func Captions(request string) bool { return captions.MatchString(request) }

// Beside reports whether a request speaks of what a port of that name gives beside the answer.
func Beside(request, port string) bool {
	if port == "subtitles" {
		return subtitles.MatchString(request)
	}
	return file.MatchString(request)
}
