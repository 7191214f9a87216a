package montage

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
)

// settled reads the parameters of a wish off its words; false where the words are of something else.
func settled(r *reading.Reading, w *Wish) bool {
	switch w.Task.ID {
	case "audio-conversion":
		return form(r, w)
	case "video-conversion":
		return pace(r, w)
	case "video-resizing":
		return shape(r, w)
	case "video-rotation":
		return turn(r, w)
	case "video-flipping":
		if upDown.MatchString(r.Text.Source) {
			w.Params["direction"] = "top-bottom"
		}
	case "audio-fade", "video-fade":
		fade(r, w)
		return !takesAway.MatchString(unnamed(r))
	case "video-scoring":
		return score(r, w)
	case "audio-looping", "video-looping":
		return loop(r, w)
	case "video-lettering":
		return letter(r, w)
	case "video-concatenation":
		return join(r, w)
	}
	return true
}

// join reads in which order films are joined.
func join(r *reading.Reading, w *Wish) bool {
	var all []string
	for _, g := range r.Req.Given {
		if g.Type == port.Video {
			all = append(all, g.Name)
		}
	}
	others := slices.DeleteFunc(slices.Clone(all), func(name string) bool { return slices.Contains(w.Files, name) })
	switch said := unnamed(r); {
	case len(w.Files) == 2 && follows.MatchString(said) && !followed.MatchString(said):
		slices.Reverse(w.Files)
	case len(w.Files) == 1 && atLast.MatchString(said):
		w.Files = append(others, w.Files[0])
	case len(w.Files) == 1 && atFirst.MatchString(said):
		w.Files = append(w.Files, others...)
	}
	return len(all) > 1 || r.Types[port.Audio] == 0
}

var (
	upDown   = regexp.MustCompile(`(?i)upside|vertical|top|上下|垂直`)
	follows  = regexp.MustCompile(`(?i)\b(?:after|behind|to the end of|following)\b|[接放拼加连]?[在到].*后`)
	atLast   = regexp.MustCompile(`(?i)_\W*(?:last|at the end|comes last|goes last|放?在?最后|放?在?末尾)|最后是?放?_|(?:last|finally) (?:comes )?_`)
	atFirst  = regexp.MustCompile(`(?i)_\W*(?:first|at the (?:start|beginning|front)|放?在?最?[开前]|打头)|先放?_|(?:first|begin\w* with|start\w* with) _`)
	followed = regexp.MustCompile(`后[面头边]?(?:再)?[接放拼加连]`)

	paced = regexp.MustCompile(`(?i)(\d+)(?:\.\d+)?\s*(?:fps|frames|pictures|帧|hz)|(?:帧率|帧数|frame ?rate|fps)\D{0,12}(\d+)`)
	films = regexp.MustCompile(`(?i)\b(mp4|webm|mkv|mov|avi)\b`)
)

// pace reads the pictures a second that a film is to have.
func pace(r *reading.Reading, w *Wish) bool {
	said := unnamed(r)
	m := paced.FindStringSubmatch(said)
	if m == nil {
		return false
	}
	rate, _ := strconv.ParseFloat(m[1]+m[2], 64)
	w.Params["rate"] = rate
	if f := films.FindString(said); f != "" {
		w.Params["format"] = strings.ToLower(f)
	}
	return rate >= 1 && rate <= 120
}

// unnamed are the words without the names of files.
func unnamed(r *reading.Reading) string {
	said := r.Text.Source
	for _, g := range r.Req.Given {
		said = strings.ReplaceAll(said, g.Name, "_")
	}
	return said
}

var (
	sides  = regexp.MustCompile(`\b(16|9|4|3|1)\s?[:：比x×/]\s?(16|9|5|4|3|1)\b|(16|9|4|3|1)(?:：|比)(16|9|5|4|3|1)`)
	square = regexp.MustCompile(`(?i)\bsquared?\b|方形`)
	tall   = regexp.MustCompile(`(?i)\b(?:vertical|portrait|upright)\b|竖`)
	broad  = regexp.MustCompile(`(?i)\b(?:landscape|widescreen|horizontal)\b|横|宽屏`)
	whole  = regexp.MustCompile(`(?i)\b(?:bars|letterbox\w*|pillarbox\w*|pad(?:ded|ding)?|(?:without|no|not|dont|don['’]t) (?:any )?(?:crop|cut|los)\w*|whole (?:picture|frame|image)|entire (?:picture|frame|image)|nothing .{0,12}cut)\b|黑边|(?:不|别|不要|不用|不许|无需)(?:裁|剪|切)|完整|全部保留|保留全部|留黑`)
	shapes = []string{"16:9", "9:16", "4:3", "3:4", "4:5"}
)

// shape reads the shape that a film is to get.
func shape(r *reading.Reading, w *Wish) bool {
	said := unnamed(r)
	switch m := sides.FindStringSubmatch(said); {
	case m != nil && m[1]+m[3] == "1" && m[2]+m[4] == "1":
		w.Params["shape"] = "square"
	case m != nil && slices.Contains(shapes, m[1]+m[3]+":"+m[2]+m[4]):
		w.Params["shape"] = m[1] + m[3] + ":" + m[2] + m[4]
	case m != nil:
		return false
	case square.MatchString(said):
		w.Params["shape"] = "square"
	case last(tall, said) > last(broad, said): // 横屏转竖屏
		w.Params["shape"] = "9:16"
	case last(broad, said) >= 0:
		w.Params["shape"] = "16:9"
	default:
		return false
	}
	if whole.MatchString(said) {
		w.Params["bars"] = true
	}
	return true
}

// last is where the last of some words begins, or -1.
func last(words *regexp.Regexp, said string) int {
	l := words.FindAllStringIndex(said, -1)
	if len(l) == 0 {
		return -1
	}
	return l[len(l)-1][0]
}

var (
	degrees  = regexp.MustCompile(`(\d+)\s*(?:°|degrees?|度)`)
	halfTurn = regexp.MustCompile(`(?i)upside|half[- ]turn|颠倒|倒[了着过]|转半圈|一百八十度`)
	turned   = regexp.MustCompile(`(?i)rotat|\b(?:left|right|clockwise|upside|sideways|round|around|upright|quarter|half)\b|°|\d|wise|旋|转|倒|横|竖|歪|反`)
	into     = regexp.MustCompile(`(?i)\b(?:turn|make)\w*\b.*\b(?:into|off|down|up)\b|转[成为码换]`)
	leftward = regexp.MustCompile(`(?i)counter|anti|\bleft\b|逆时针|[向往朝]左|左[转旋]`)
)

// turn reads by how much the picture of a film is turned.
func turn(r *reading.Reading, w *Wish) bool {
	said := unnamed(r)
	if !turned.MatchString(said) || into.MatchString(strings.ReplaceAll(strings.ToLower(said), "upside down", "")) && !degrees.MatchString(said) {
		return false
	}
	by := 90
	if m := degrees.FindStringSubmatch(said); m != nil {
		by, _ = strconv.Atoi(m[1])
	} else if halfTurn.MatchString(said) {
		by = 180
	}
	if leftward.MatchString(said) {
		by = 360 - by%360
	}
	if by %= 360; by%90 != 0 || by == 0 {
		w.Not = "turn-video"
	}
	w.Params["degrees"] = strconv.Itoa(by)
	return true
}

var (
	comes = regexp.MustCompile(`(?i)\bfad\w*\s+(?:(?:it|this|that|them|(?:the|my) \w+|\S+\.\w+)\s+)?(?:in|up|from black)\b|\b(?:fade|ease|ramp|swell)[- ]?(?:in|up)\b|\b(?:from|out of) black\b|\b(?:beginning|begins?|starts?|opens?|opening)\b|淡入|渐入|渐强|渐现|渐响|亮起|响起|变大|变响|出现|开头|片头`)
	goes  = regexp.MustCompile(`(?i)\bfad\w*\s+(?:(?:it|this|that|them|(?:the|my) \w+|\S+\.\w+)\s+)?(?:out|down|away|to black|to silence)\b|\b(?:in|to|on|into) black\b|\b(?:and|fade|ease|ramp)[- ]*(?:out|down)\b|\bto silence\b|\b(?:end|ends|ending|last|stops?|finish(?:es)?)\b|淡出|渐出|渐弱|渐隐|渐黑|暗下|消失|变小|变轻|变弱|小声|结尾|片尾|末尾|最后`)
)

// usual is how long a fade takes whose length is not said, in seconds.
const usual = 2

// fade reads at which ends there is a fade, and how long it takes.
func fade(r *reading.Reading, w *Wish) {
	said := unnamed(r)
	in, out := comes.FindStringIndex(said), goes.FindStringIndex(said)
	lasts := times(r)
	length := func(i int) float64 {
		switch {
		case len(lasts) == 0:
			return usual
		case i < len(lasts):
			return lasts[i]
		}
		return lasts[0]
	}
	w.Params["in"], w.Params["out"] = 0.0, 0.0
	switch {
	case in != nil && out == nil:
		w.Params["in"] = length(0)
	case out != nil && in == nil:
		w.Params["out"] = length(0)
	case in != nil && out[0] < in[0]:
		w.Params["in"], w.Params["out"] = length(1), length(0)
	default:
		w.Params["in"], w.Params["out"] = length(0), length(1)
	}
}

// times are the times that are named, in seconds.
func times(r *reading.Reading) (l []float64) {
	for _, t := range r.Text.Tokens {
		if t.Kind == phrase.Time {
			l = append(l, t.Value)
		}
	}
	return l
}

var (
	instead = regexp.MustCompile(`(?i)\b(?:replace\w*|instead|swap|exchange|in place of)\b|\bchange the (?:sound|audio|music|soundtrack)\b|替换|代替|取代|换[成掉为]|` + drops)
	kept    = regexp.MustCompile(`(?i)\b(?:keep|keeping|leave)\b.{0,20}\b(?:sound|audio|voices?|talking|speech)\b|保留|留着|原声不变`)
	musical = regexp.MustCompile(`(?i)\b(?:music|song|tune|track|soundtrack|bgm|melody|score|piece|audio|sound)\b|音|曲|歌|乐|旋律|伴奏`)
	gains   = regexp.MustCompile(`(?i)(-|minus )?(\d+(?:\.\d+)?)\s*(?:dB|decibels?|分贝)`)
	percent = regexp.MustCompile(`(\d+)\s*(?:%|percent)|百分之(\d+)`)
	softly  = regexp.MustCompile(`(?i)\b(?:very |really )?(?:quiet\w*|soft\w*|low|faint\w*|gently)\b|小声|轻一?点|轻轻|小一?点|低一?点|很轻`)
)

// drops are the words for a film that loses its own sound.
const drops = `(?i)\b(?:lose|drop|remove|mute|kill|delete|get rid of|without|silence|no|strip|cut out|take out)\b.{0,24}\b(?:sound|audio|noise|voices?|talking|speech|speaking)\b|\bmute (?:it|the)\b|(?:去掉|去除|不要|删掉|删除|关掉|静音|消掉).{0,6}(?:原声|声音|原音|音轨)|(?:原声|声音|原音|音轨)(?:去掉|删掉|不要|关掉)`

// score reads whether music comes in place of the sound of a film, and how loud it is.
func score(r *reading.Reading, w *Wish) bool {
	said := unnamed(r)
	heard := slices.ContainsFunc(w.Files, func(name string) bool {
		return slices.ContainsFunc(r.Req.Given, func(g plan.Given) bool { return g.Name == name && g.Type == port.Audio })
	})
	if !heard && !musical.MatchString(said) {
		return false
	}
	if instead.MatchString(said) && !kept.MatchString(said) {
		w.Params["sound"] = "replace"
	}
	if m := gains.FindStringSubmatch(said); m != nil {
		db, _ := strconv.ParseFloat(m[2], 64)
		w.Params["decibels"] = -db
	} else if m := percent.FindStringSubmatch(said); m != nil {
		if n, _ := strconv.ParseFloat(m[1]+m[2], 64); n > 0 {
			w.Params["decibels"] = math.Round(20 * math.Log10(n/100))
		}
	} else if softly.MatchString(said) {
		w.Params["decibels"] = -20.0
	}
	return true
}

// again is what has something played more than once.
var again = regexp.MustCompile(`(?i)\bloop|\brepeat|循环|重复|反复`)

// loop reads how often something is played.
func loop(r *reading.Reading, w *Wish) bool {
	for _, m := range r.Matches {
		if m.Entry.Section != string(w.Task.ID) {
			continue
		}
		if i, ok := m.Caught["times"]; ok && r.Text.Tokens[i].Value >= 2 {
			w.Params["times"] = r.Text.Tokens[i].Value
		} else if n, err := strconv.ParseFloat(m.Entry.Set["times"], 64); err == nil && w.Params["times"] == nil {
			w.Params["times"] = n
		}
	}
	return w.Params["times"] != nil || again.MatchString(r.Text.Source)
}

var (
	places = []struct {
		name  string
		words *regexp.Regexp
	}{
		{"top-left", regexp.MustCompile(`(?i)(?:top|upper)[- ]left|left (?:top|upper)|左上`)}, {"top-right", regexp.MustCompile(`(?i)(?:top|upper)[- ]right|右上`)},
		{"bottom-left", regexp.MustCompile(`(?i)(?:bottom|lower)[- ]left|左下`)}, {"bottom-right", regexp.MustCompile(`(?i)(?:bottom|lower)[- ]right|右下|\bcorner\b|角落`)},
		{"top", regexp.MustCompile(`(?i)\b(?:top|above|upper)\b|上方|顶|上面|最上|上边`)}, {"bottom", regexp.MustCompile(`(?i)\b(?:bottom|below|lower|underneath)\b|下方|底|下面|下边`)},
		{"middle", regexp.MustCompile(`(?i)\b(?:middle|cent(?:er|re)|across)\b|中间|中央|正中|居中`)},
	}
	marks    = regexp.MustCompile(`(?i)watermark|水印`)
	loose    = regexp.MustCompile(`(?i)\b(?:saying|that says|that reads|reading|the (?:words?|text|title|caption)|text|title|caption|write|print)\s*:?\s+(.+?)(?:\s+(?:on|at|in|over|across|onto|to|from|for)\s+(?:the|it|this|that|top|bottom|all|each|\d).*)?[.!]?$`)
	looseZh  = regexp.MustCompile(`(?:写着|写上|打上|印上|加上|字样|文字|标题|水印|显示|写)(?:一行|一句|几个)?(?:文字|标题|字|水印)?[：:是为]?\s*(.+?)[。！]?$`)
	until    = regexp.MustCompile(`(?i)\b(?:first|opening|until|till|up to)\b|前|开头|之前`)
	noWords  = regexp.MustCompile(`(?i)^(?:(?:a|the|some|my|our|on|onto|it|this|that|video|film|clip|in|at|to|of|text|title|caption|words?|watermark|picture|date|name)\s*)*$|^(?:个|一个|一行|日期|文字|标题|水印|字|上|到|在|视频|画面|里|的)*$`)
	trimmed  = " \t\"“”'‘’「」『』《》.,，。"
	solely   = regexp.MustCompile(`(?i)\b(?:only|just)\b|只|仅`)
	lastPart = regexp.MustCompile(`(?i)\b(?:last|final)\b|\bat the (?:very )?end\b|最后|片尾|结尾|末尾`)
)

var (
	// takesAway wants gone what a film has.
	takesAway = regexp.MustCompile(`(?i)\b(?:remov\w+|delet\w+|eras\w+|get rid of)\b|去掉|去除|删|抹|消除|移除`)
	subtitled = regexp.MustCompile(`(?i)\bsubtitl|字幕`)
	leading   = regexp.MustCompile(`(?i)^(?:saying|that says|that reads|reading)\s*:?\s+`)
)

// letter reads what is written onto a film, where, and from when to when; false where these are
// subtitles, or words that are to go.
func letter(r *reading.Reading, w *Wish) bool {
	said := unnamed(r)
	if len(r.Content) == 0 && (subtitled.MatchString(said) || takesAway.MatchString(said)) {
		return false
	}
	text := ""
	if len(r.Content) > 0 {
		text = r.Words(r.Content[0])
		said = strings.ReplaceAll(said, text, "_")
	} else if m := looseZh.FindStringSubmatch(said); m != nil && r.Lang == "zh" {
		text = m[1]
	} else if m := loose.FindStringSubmatch(said); m != nil {
		text = m[1]
	}
	if text = strings.Trim(leading.ReplaceAllString(text, ""), trimmed); text == "" || noWords.MatchString(text) {
		w.Ask = "words"
	}
	w.Params["text"] = text
	for _, at := range places {
		if at.words.MatchString(said) {
			w.Params["place"] = at.name
			break
		}
	}
	if w.Params["place"] == nil && marks.MatchString(said) {
		w.Params["place"] = "bottom-right"
	}
	l, lasts := times(r), duration(r)
	switch {
	case lastPart.MatchString(said) && (len(l) > 0 || solely.MatchString(said)):
		w.Ask = "tail"
	case len(l) > 1 && lasts > 0:
		w.Params["start"], w.Params["end"] = l[0], l[0]+lasts
	case len(l) > 1:
		w.Params["start"], w.Params["end"] = l[0], l[1]
	case len(l) == 1 && (lasts > 0 || until.MatchString(said)):
		w.Params["end"] = l[0]
	case len(l) == 1:
		w.Params["start"] = l[0]
	}
	return true
}

// stays leads to how long something is there.
var stays = regexp.MustCompile(`(?i)(?:\bfor|\blasting|\bstays?|显示|持续|停留|出现|放)\s*(?:about )?$`)

// duration is how long something is said to be there, in seconds; 0 where nothing says it.
func duration(r *reading.Reading) float64 {
	for _, t := range r.Text.Tokens {
		if t.Kind == phrase.Time && stays.MatchString(r.Text.Source[:t.Start]) {
			return t.Value
		}
	}
	return 0
}
