package agenda

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/plan/tongue/restriction"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	howToSay   = regexp.MustCompile(`(?i)^(how|what)\b|怎么说`)
	speaks     = regexp.MustCompile(`(?i)narrat|voice|speak|spoken|audio|listen|hear|念|朗|播|语音|出声`)
	stillNamed = regexp.MustCompile(`(?i)画面|那帧|那张|截图|frame|still|thumbnail|picture`)
)

var (
	// wonders asks whether something is so, feels how somebody feels, and feeling is who does:
	// “tell me whether the deposit is refundable” asks the text, and not its mood.
	wonders = regexp.MustCompile(`(?i)\b(?:whether|if) ((?:[a-z'’-]+ ){1,5}?)(?:is|are|was|were|can|may|must|has|have|will|does|do|should)\b`)
	feels   = regexp.MustCompile(`(?i)positive|negative|neutral|happy|angry|upset|satisf|pleas|annoy|glad|\bsad|mood|tone|sentiment|feel|\blike|\blove|enjoy|\bhate|complain|prais|\bgood|\bbad\b|friendly|rude|polite|critic|disappoint|content\b|\bmad\b|furious|frustrat|\bkind|\bnice|favou?r|sarcas|emotion|cheer|excit`)
	feeling = regexp.MustCompile(`(?i)\b(?:it|this|that|these|those|he|she|they|people|customers?|guests?|clients?|users?|writers?|authors?|reviewers?|reviews?|comments?|letters?|e-?mails?|messages?|texts?|feedback|tone|mood)\b`)
)

func Find(l []*reading.Step, id task.ID) int {
	return slices.IndexFunc(l, func(s *reading.Step) bool { return s.Task.ID == id })
}

// wondered has the text asked whether something is so, where that is no mood.
func (r *Agenda) wondered(l []*reading.Step) []*reading.Step {
	i := Find(l, "sentiment-analysis")
	if i < 0 || l[i].Line != "hint" || r.Types[port.Text]+r.Types[port.Document] == 0 || Find(l, "question-answering") >= 0 {
		return l
	}
	if m := wonders.FindStringSubmatch(r.Around(l[i])); m != nil && !feels.MatchString(r.Around(l[i])) && !feeling.MatchString(m[1]) {
		l[i].Task = r.Reader.Tasks["question-answering"]
	}
	return l
}

// thanks are words that are for the one who does it.
var thanks = regexp.MustCompile(`(?i)^(many )?(thanks|thank you|cheers|please|谢谢|多谢)[.! ]*$`)

// asMedia has a sound, picture or film written in a format, and no text.
var asMedia = regexp.MustCompile(`(?i)\b(?:write|put|make|save|turn)\b(?: (?:it|that|this|them|the \w+))?(?: out| down)? (?:as|in|into|to) (?:an? )?\.?(?:mp3|wav|flac|ogg|m4a|opus|aac|mp4|webm|mkv|mov|avi|jpe?g|png|gif|bmp|tiff?|webp)\b`)

// writtenOut wants what a text says written out, and no new text.
var writtenOut = regexp.MustCompile(`^(?:请|帮我|再|就|并|然后)*(?:写|列|指|说|标)(?:出|下|明)来?[^，。；]{1,16}(?:什么|哪些?|谁|多少|为什么|几)`)

// anew is a text that there is not yet.
var anew = regexp.MustCompile(`一[段篇封份个句首则条]|文案|介绍|故事|诗|邮件|标题|回复`)

// meantElse leaves out a text that is no text, and the muting of a film whose sound is taken out.
func (r *Agenda) meantElse(l []*reading.Step) []*reading.Step {
	drop := func(id task.ID, when func(*reading.Step) bool) {
		l = slices.DeleteFunc(l, func(s *reading.Step) bool { return s.Task.ID == id && when(s) })
	}
	drop("text-generation", func(s *reading.Step) bool {
		return len(l) > 1 && (thanks.MatchString(r.Said(s.From, s.To)) || asMedia.MatchString(r.Around(s)))
	})
	if i := Find(l, "video-to-audio"); i >= 0 {
		out := l[i]
		drop("video-muting", func(s *reading.Step) bool { // “take the sound out” has it
			return slices.ContainsFunc(s.Spans, func(a [2]int) bool {
				return slices.ContainsFunc(out.Spans, func(b [2]int) bool { return a[0] < b[1] && b[0] < a[1] })
			})
		})
	}
	return l
}

// settle makes the steps agree: what one says by the way about another goes
// there, and what only repeats another is left out.
func (r *Agenda) settle(l []*reading.Step) []*reading.Step {
	l = r.meantElse(l)
	drop := func(id task.ID, when func(*reading.Step) bool) {
		l = slices.DeleteFunc(l, func(s *reading.Step) bool { return s.Task.ID == id && when(s) })
	}
	if Find(l, "image-colorization") >= 0 {
		drop("image-color-enhancement", func(s *reading.Step) bool { return s.Set["look"] == "black-and-white" || s.Set["look"] == "auto" })
	}
	if i := Find(l, "image-color-enhancement"); i >= 0 {
		at := l[i]
		drop("image-colorization", func(s *reading.Step) bool { return r.Text.Tokens[s.From].Clause == r.Text.Tokens[at.From].Clause })
	}
	if len(l) > 1 {
		drop("translation", func(s *reading.Step) bool {
			return !s.Plain && len(r.Tongues.Targets) == 0
		})
	}
	if i := Find(l, "text-to-image"); i >= 0 {
		drop("image-resizing", func(s *reading.Step) bool {
			size := slices.IndexFunc(s.Caught, func(c reading.Capture) bool { return c.Name == "size" })
			if size < 0 || s.Set["crop"] != "" {
				return false
			}
			l[i].Caught = append(l[i].Caught, s.Caught[size])
			return true
		})
	}
	if i := Find(l, "text-to-speech"); i >= 0 && r.Types[port.Audio] == 0 {
		drop("audio-speed", func(s *reading.Step) bool {
			for _, c := range s.Caught {
				if c.Name == "factor" {
					c.Name = "speed"
					l[i].Caught = append(l[i].Caught, c)
				}
			}
			return true
		})
	}
	if i := Find(l, "optical-character-recognition"); i >= 0 {
		drop("image-to-text", func(s *reading.Step) bool { return s.From < l[i].To && l[i].From < s.To })
	}
	if i := Find(l, "barcode-generation"); i >= 0 {
		at := l[i]
		drop("question-answering", func(s *reading.Step) bool { // what a code is to hold is found for it
			return !s.Asks && r.Text.Tokens[s.From].Clause == r.Text.Tokens[at.From].Clause
		})
	}
	if i := Find(l, "translation"); i >= 0 {
		at := l[i]
		drop("text-to-speech", func(s *reading.Step) bool { return howToSay.MatchString(r.Said(at.From, at.To)) && s.Meets(at) })
	}
	if i := Find(l, "audio-pitch"); i >= 0 {
		at := l[i]
		drop("voice-conversion", func(s *reading.Step) bool { return s.From < at.To+3 && at.From < s.To+3 })
	}
	if source, to := r.Tongues.Source, r.Tongues.Targets; source != "" && len(to) == 1 && to[0] == source {
		l = r.untranslated(l, source)
	}
	if i := Find(l, "image-resizing"); i >= 0 && l[i].Caught != nil {
		at := l[i]
		drop("image-super-resolution", func(s *reading.Step) bool {
			return len(s.Caught) == 0 && r.Text.Tokens[s.From].Clause == r.Text.Tokens[at.From].Clause && enlarged.MatchString(r.Said(s.From, at.To))
		})
	}
	l = r.refined(r.lastFormat(l))
	if Find(l, "slideshow-generation") >= 0 {
		drop("text-to-video", func(*reading.Step) bool { return true })
	}
	return r.settleMore(l)
}

// untranslated leaves out the translation of what is in its language already,
// where it is to be shown or said in that.
func (r *Agenda) untranslated(l []*reading.Step, source string) []*reading.Step {
	speech := Find(l, "text-to-speech")
	if speech < 0 && Find(l, "subtitle-burning") < 0 {
		return l
	}
	if speech >= 0 {
		l[speech].Set["language"] = source
	}
	return slices.DeleteFunc(l, func(s *reading.Step) bool { return s.Task.ID == "translation" })
}

// refined leaves out what a sentence asks of a table that only says in which order the
// answer before it is to stand, or how much of it is wanted: that goes with its question.
func (r *Agenda) refined(l []*reading.Step) []*reading.Step {
	tokens, all := r.Text.Tokens, slices.Clone(l)
	stops := func(t phrase.Token) bool { return t.Kind == phrase.Mark && strings.Contains(".?!。？！", t.Word) }
	return slices.DeleteFunc(l, func(s *reading.Step) bool {
		from, to := s.From, s.To
		for from > 0 && !stops(tokens[from-1]) {
			from--
		}
		for to < len(tokens) && !stops(tokens[to]) {
			to++
		}
		if own, _ := r.Clause(s.From, s.To); !restriction.Refines(r.Said(from, to)) {
			from = own // the same sentence goes on
		}
		return s.Task.ID == "table-question-answering" && !s.Asks && from > 0 && restriction.Refines(r.Said(from, to)) && slices.ContainsFunc(all, func(o *reading.Step) bool {
			return o.Task.ID == s.Task.ID && o.To <= from && !slices.ContainsFunc(tokens[min(o.To, from-1):from-1], stops)
		})
	})
}

// enlarged is an enlargement to a size.
var enlarged = regexp.MustCompile(`^(放大|扩大|拉大)(到|成|为)`)

// lastFormat leaves out the format that something has, where one that it is to
// get follows: “wav改mp3”.
func (r *Agenda) lastFormat(l []*reading.Step) []*reading.Step {
	has := func(s *reading.Step) bool {
		return s.Set["format"] != "" && len(r.Req.Given) == 1 && strings.HasSuffix(strings.ToLower(r.Req.Given[0].Name), "."+s.Set["format"])
	}
	for i, s := range l {
		if has(s) && slices.ContainsFunc(l, func(o *reading.Step) bool { return o.Task.ID == s.Task.ID && o.Set["format"] != "" && !has(o) }) {
			return slices.Delete(slices.Clone(l), i, i+1) // “as m4a, my car plays no flac”
		}
	}
	for i := 0; i+1 < len(l); i++ {
		a, b := l[i], l[i+1]
		if a.Task.ID == b.Task.ID && a.Set["format"] != "" && b.Set["format"] != "" && a.To <= b.From && turned.MatchString(r.Text.Source[r.Text.Tokens[a.From].Start:r.Text.Tokens[b.To-1].End]) {
			return slices.Delete(slices.Clone(l), i, i+1)
		}
	}
	return l
}

var turned = regexp.MustCompile(`(?i)^[a-z0-9]+(格式的?|文件)?(转|改|换|变|导|存|到|成|为|→|->| to | into )`)

// joined reports whether “and” stands between two steps, the first before the second.
func (r *Agenda) joined(a, b *reading.Step) bool {
	return a.To <= b.From && slices.ContainsFunc(r.Text.Tokens[a.To:b.From], func(t phrase.Token) bool { return slices.Contains(reading.Joints, t.Word) })
}

// onlyMarks is what speaks of punctuation and of no other mistake.
var onlyMarks = regexp.MustCompile(`(?i)^(标点(符号)?|没?标点|punctuation|commas?)$`)

// captions is what names subtitles that are there already.
var captions = regexp.MustCompile(`(?i)^(these |the |those )?(sub|subtitle|caption)s?$|^(这些?|那些?)?字幕$`)

var (
	interrogates = regexp.MustCompile(`(?i)[?？]|哪|谁|什么|几|多少|\b(which|who|what|when|where|how)\b`)
	onlyTongue   = regexp.MustCompile(`(?i)^in [a-z]+( please)?$|^用.{1,4}(文|语)(写)?$`)
	alike        = regexp.MustCompile(`(?i)像|相似|接近|近|一样|相同|一致|意思|重复|雷同|匹配|\b(similar|similarity|close|closer|closest|alike|same|match|matches|near|nearest|resemble|overlap)\b`)
	finds        = regexp.MustCompile(`(?i)\b(where|when|which|what|find|list|show|mark|detect|tell)\b|哪|何时|什么时候|几分|找|标|列|检测`)
)

// settleMore is the second half of settle: what depends on what is at hand.
func (r *Agenda) settleMore(l []*reading.Step) []*reading.Step {
	drop := func(id task.ID, when func(*reading.Step) bool) {
		l = slices.DeleteFunc(l, func(s *reading.Step) bool { return s.Task.ID == id && when(s) })
	}
	if i := Find(l, "optical-character-recognition"); i >= 0 {
		drop("text-to-speech", func(s *reading.Step) bool {
			same := r.Text.Tokens[s.From].Clause == r.Text.Tokens[l[i].From].Clause
			return same && !worded(slices.DeleteFunc(slices.Clone(l), func(o *reading.Step) bool { return o == s || o == l[i] })) && !r.ThenAfter(l[i], s) && r.onlyReads(s)
		})
	}
	if labels, _ := r.Labels(); len(l) > 1 && len(labels) < 2 {
		l = slices.DeleteFunc(l, func(s *reading.Step) bool { return reading.Named(s.Task.ID) })
	}
	if labels, _ := r.Labels(); len(labels) > 1 && slices.ContainsFunc(l, func(s *reading.Step) bool { return reading.Named(s.Task.ID) }) {
		l = slices.DeleteFunc(l, func(s *reading.Step) bool { return !reading.Named(s.Task.ID) && within(s, labels) })
	}
	if labels, _ := r.Labels(); len(labels) > 2 && Find(l, "zero-shot-classification") >= 0 {
		drop("sentiment-analysis", func(s *reading.Step) bool {
			return r.Text.Tokens[s.From].Clause == r.Text.Tokens[l[Find(l, "zero-shot-classification")].From].Clause
		})
	}
	if Find(l, "punctuation") >= 0 {
		drop("text-error-correction", func(s *reading.Step) bool {
			return !slices.ContainsFunc(s.Why, func(w string) bool { return !onlyMarks.MatchString(w) })
		})
	}
	if Find(l, "subtitle-burning") >= 0 && r.Types[port.Text] > 0 {
		drop("automatic-speech-recognition", func(s *reading.Step) bool { return s.Port == "subtitles" || captions.MatchString(r.Said(s.From, s.To)) })
	}
	if i := Find(l, "chart-generation"); i >= 0 {
		x, y := r.Columns(l[i])
		drop("table-question-answering", func(s *reading.Step) bool {
			other := slices.ContainsFunc(l, func(o *reading.Step) bool { return o != s && o.Task.ID == s.Task.ID })
			return other && r.Text.Tokens[s.From].Clause == r.Text.Tokens[l[i].From].Clause && (r.drawsThose(s, l[i]) || x != "" && len(y) > 0 && !reading.Sums.MatchString(r.Around(s)) && !interrogates.MatchString(r.Around(s)))
		})
	}
	if Find(l, "text-generation") >= 0 || Find(l, "sentiment-analysis") >= 0 {
		drop("sentence-similarity", func(s *reading.Step) bool { return !alike.MatchString(r.Around(s)) })
	}
	l = r.silences(r.tallied(r.rowsWritten(l)))
	if i := Find(l, "face-detection"); i >= 0 {
		drop("object-detection", func(s *reading.Step) bool { return r.Text.Tokens[s.From].Clause == r.Text.Tokens[l[i].From].Clause })
	}
	drop("text-generation", func(s *reading.Step) bool { return r.onlyLists(l, s) })
	if i := Find(l, "text-generation"); i >= 0 {
		drop("translation", func(s *reading.Step) bool {
			meant := s.Set["own"] != "" && !s.Verbal() && r.Tongues.Source == ""
			if s.Verbal() && (r.ThenAfter(s, l[i]) || r.ThenAfter(l[i], s) || r.joined(l[i], s)) {
				return false
			}
			apart := r.Text.Tokens[s.From].Clause - r.Text.Tokens[l[i].From].Clause
			return (!s.Plain || meant) && apart == 0 || !s.Verbal() && apart == 1 && onlyTongue.MatchString(r.Around(s))
		})
	}
	if i := Find(l, "summarization"); i >= 0 {
		drop("text-generation", func(s *reading.Step) bool {
			return r.Text.Tokens[s.From].Clause == r.Text.Tokens[l[i].From].Clause && minutes.MatchString(r.Said(s.From, s.To))
		})
	}
	if i := Find(l, "text-to-video"); i >= 0 && Find(l, "slideshow-generation") < 0 && (r.Types[port.Image] > 1 || r.Types[port.Image] == 1 && Find(l, "text-to-speech") >= 0) {
		l[i].Task = r.Reader.Tasks["slideshow-generation"]
	}
	l = r.everyday(r.oneFrame(r.seen(l)))
	if i := Find(l, "video-to-text"); i > 0 && Find(l[:i], "video-thumbnail") >= 0 && stillNamed.MatchString(r.Said(l[i].From, l[i].To)) {
		l[i].Task = r.Reader.Tasks["image-to-text"]
	}
	return r.weighed(r.spokenBetween(r.onlyFields(r.sized(r.onlyDrawn(r.columns(r.judged(l)))))))
}

// drawsThose reports whether a question is no more than the wish to have drawn what was
// asked for before: “Draw the averages as a bar chart”.
func (r *Agenda) drawsThose(asked, chart *reading.Step) bool {
	return !asked.Asks && pointsBack.MatchString(strings.TrimSpace(r.Around(chart)))
}

// pointsBack is a wish to have drawn what was asked for before.
var pointsBack = regexp.MustCompile(`(?i)^(?:(?:and|then|please|also|now|finally) )*(?:draw|plot|show|chart|graph|visuali[sz]e|present|put|turn|display)(?: me| up)? (?:(?:all|both) )?(?:the|these|those) (?:averages?|means?|totals?|sums?|results?|figures?|numbers?|counts?|values?|shares?|percentages?|medians?|answers?)(?: in| as| into| on| with| using)?(?: an?| the)?(?: \w+)? (?:bars?|lines?|pie|charts?|graphs?|plots?|diagrams?|columns?)\b|^(?:请|再|并|然后|最后|也|帮我)*(?:[把将](?:这些|上面的?|上述|以上|它们的?|各自的?)*(?:平均值?|均值|合计|总[数和计额]|结果|统计结果|数据|数字|占比|比例|人数)(?:都|也)?(?:画|做|绘|用|制)|(?:画|做|绘制)(?:出|成)?(?:这些|上面的|上述|以上)(?:平均值?|均值|合计|总[数和计额]|结果|数据|数字|占比|比例|人数))`)

// lists is what asks for a list of what follows; listed is what may stand between, and
// roll what a list is called behind that.
var (
	roll   = regexp.MustCompile(`^的?(列表|清单|名单|表)`)
	lists  = regexp.MustCompile(`(?i)^((and|then) )?(make|write|draw up|put together|compile|create|prepare|produce|give me|build|jot down)( me| us)? an? ((short|brief|quick|full|complete) )?list$|^(写|列|做|整理|生成|给我)(出|个)?一?(份|个|张)`)
	listed = regexp.MustCompile(`(?i)^\s*(of|with)?( (the|all|its|some|main|most|important|key|top|\d+|few|five|ten|three))*\s*$|^$`)
)

// onlyLists reports whether a text that is to be written is only the list of what
// another step finds: “make a list of keywords”.
func (r *Agenda) onlyLists(l []*reading.Step, s *reading.Step) bool {
	said := strings.TrimSpace(r.Said(s.From, s.To))
	return lists.MatchString(said) && slices.ContainsFunc(l, func(o *reading.Step) bool {
		if o.Task.ID != "keyword-extraction" && o.Task.ID != "token-classification" {
			return false
		}
		if strings.HasSuffix(said, "list") {
			return s.To <= o.From && listed.MatchString(r.Said(s.To, o.From))
		}
		return s.From <= o.From && o.From <= s.To && roll.MatchString(r.Said(o.To, len(r.Text.Tokens)))
	})
}

// draws is what asks for a drawing of a table.
var draws = regexp.MustCompile(`(?i)\b(charts?|graphs?|plot\w*|draw\w*|diagrams?|visuali[sz]\w*|bars?|pie|lines?|histogram|scatter|curve|trend|donut|doughnut|sketch|picture|image|png|svg|illustrat\w*|infographic)\b|图|画|绘|柱|饼|折线|曲线|走势|可视|趋势|散点`)

var computes = regexp.MustCompile(`(?i)\b(percentages?|shares?|totals?|sums?|averages?|mean|median|number of|count|cross[ -]?tab\w*|pivot|difference)\b|占比|合计|总|平均|多少`)

// drawnAgain is what wants the answer to a question before it drawn: “Draw the averages as a bar chart”.
var drawnAgain = regexp.MustCompile(`(?i)^\W*(?:(?:and|then|please|also)\s+)*(?:draw|plot|show|chart|graph|visuali[sz]e|put)\s+(?:all )?(?:the|these|those)\s+(?:averages?|totals?|sums?|results?|figures?|numbers?|values?|counts?)\s*(?:$|[.,]|(?:as|in|into|on)\b)|^[，。\s]*(?:然后|再|并|最后)*把(?:这些|上述|以上|得到的)?(?:平均值?|均值|合计|总数|结果|数字|数据)画`)

// onlyDrawn leaves out charts that no word asks for, and the conversion of one to
// the form that it has.
func (r *Agenda) onlyDrawn(l []*reading.Step) []*reading.Step {
	i := Find(l, "chart-generation")
	if i < 0 {
		return l
	}
	if len(l) == 1 && r.Types[port.Table] > 0 && !draws.MatchString(r.Req.Text) && computes.MatchString(r.Req.Text) {
		l[i].Task = r.Reader.Tasks["table-question-answering"] // “percentage of sales by region”
		return l
	}
	if len(l) > 1 && !draws.MatchString(r.Req.Text) {
		return slices.Delete(l, i, i+1)
	}
	if k := Find(l, "table-question-answering"); k >= 0 {
		first := l[k]
		l = slices.DeleteFunc(l, func(s *reading.Step) bool { // what was asked for before is drawn
			return s.Task.ID == first.Task.ID && s != first && s.From > first.From && drawnAgain.MatchString(r.Around(s))
		})
	}
	return slices.DeleteFunc(l, func(s *reading.Step) bool {
		return s.Task.ID == "image-conversion" && r.Types[port.Image] == 0 && (s.Set["format"] == "png" || s.Set["format"] == "svg")
	})
}

// onlyFields leaves out the search for all names where fields are asked for.
func (r *Agenda) onlyFields(l []*reading.Step) []*reading.Step {
	i := Find(l, "question-answering")
	if i < 0 || l[i].Set["fields"] == "" {
		return l
	}
	at := l[i]
	return slices.DeleteFunc(l, func(s *reading.Step) bool {
		over := s.From < at.To && at.From < s.To
		return s.Task.ID == "token-classification" && (s.Line == "hint" || r.Sentence(s) == r.Sentence(at)) || over && reworks[s.Task.ID]
	})
}

// reworks are tasks that words for what a text holds may call by mistake: its
// payment terms are no keywords, and its words are counted without a table.
var reworks = map[task.ID]bool{"keyword-extraction": true, "summarization": true, "table-question-answering": true, "text-classification": true}

// minutes are what is to be summed up, and not written.
var minutes = regexp.MustCompile(`^(会议)?(纪要|记录)$`)

// period is a stretch of time as often as a full stop.
var period = regexp.MustCompile(`(?i)^(the |a )?periods?$`)

// whoDoes asks who does something, not whose names there are.
var whoDoes = regexp.MustCompile(`有谁\p{Han}`)

// oneName asks for the name of one: “the name of the tenant”, 租客的姓名; severalNames for more.
var (
	oneName      = regexp.MustCompile(`(?i)\bname of (?:the|my|our) [a-z]+\b|\b(?:the|my|our) [a-z]+['’]s name\b|(?:甲|乙|丙|卖|买|租|托|供|需)方的?(?:名字|姓名|名称)|[\p{Han}](?:人|客|东|家|师|长|者|户)的(?:名字|姓名|名称)`)
	severalNames = regexp.MustCompile(`(?i)\b(?:and|all|every|each|list|extract|find|names|pull)\b|[和、及与]|列出|提取|找出|所有|全部`)
)

// record is what the text at hand may be, of which something else is wanted.
var record = regexp.MustCompile(`^(会议|文字)?(纪要|记录|报告|报道|通讯稿|发言稿|演讲稿|稿子|新闻稿|通知|文案|推文)$`)

// mistaken leaves out what only words for the text at hand called, and asks the text who
// does something: 都有谁参加.
func (r *Agenda) mistaken(l []*reading.Step) []*reading.Step {
	for _, s := range l {
		from, to := r.Clause(s.From, s.To)
		if said := r.Said(from, to); s.Task.ID == "token-classification" && oneName.MatchString(said) && !severalNames.MatchString(said) {
			s.Task, s.Set, s.Asks, s.From, s.To = r.Reader.Tasks["question-answering"], map[string]string{}, true, from, to
		}
		if s.Task.ID == "token-classification" && whoDoes.MatchString(r.Said(from, to)) && !slices.ContainsFunc(s.Why, func(w string) bool { return !strings.HasSuffix(w, "有谁") }) {
			s.Task, s.Set, s.Asks, s.From, s.To = r.Reader.Tasks["question-answering"], map[string]string{}, true, from, to
		}
	}
	for _, s := range l {
		if from, to := r.Clause(s.From, s.To); s.Task.ID == "text-generation" && r.Types[port.Text]+r.Types[port.Document] > 0 && writtenOut.MatchString(r.Said(from, to)) && !anew.MatchString(r.Said(from, to)) {
			s.Task, s.Set, s.Asks, s.From, s.To = r.Reader.Tasks["question-answering"], map[string]string{}, true, from, to
		}
	}
	written := r.Types[port.Text]+r.Types[port.Document] > 0 && r.Types[port.Audio]+r.Types[port.Video] == 0
	return slices.DeleteFunc(slices.Clone(l), func(s *reading.Step) bool {
		switch s.Task.ID {
		case "punctuation":
			return s.Line == "hint" && period.MatchString(strings.Join(s.Why, " "))
		case "text-generation": // 把会议纪要翻译成英文
			return written && !slices.ContainsFunc(s.Why, func(w string) bool { return !record.MatchString(w) }) && slices.ContainsFunc(l, func(o *reading.Step) bool {
				return o.From >= s.To && r.Text.Tokens[o.From].Clause == r.Text.Tokens[s.From].Clause
			})
		}
		return false
	})
}

// within reports whether all the words of a step are of the classes that a
// request names: “is it watercolour, oil or pastel”.
func within(s *reading.Step, labels []string) bool {
	return len(s.Why) > 0 && !slices.ContainsFunc(s.Why, func(w string) bool {
		return !slices.ContainsFunc(labels, func(label string) bool { return strings.Contains(strings.ToLower(label), strings.ToLower(w)) })
	})
}

// seen makes a vector of a picture itself where nothing but pictures is at hand.
func (r *Agenda) seen(l []*reading.Step) []*reading.Step {
	i := Find(l, "feature-extraction")
	if i < 0 || r.Types[port.Image] == 0 || r.Types[port.Image] < len(r.Req.Given) || len(r.Content) > 0 || worded(l[:i]) {
		return l
	}
	if Find(l, "image-feature-extraction") >= 0 {
		return slices.Delete(l, i, i+1)
	}
	l[i].Task = r.Reader.Tasks["image-feature-extraction"]
	return l
}

// oneFrame makes a thumbnail of a single frame.
func (r *Agenda) oneFrame(l []*reading.Step) []*reading.Step {
	i := Find(l, "video-frames")
	if i < 0 || !l[i].Single() ||
		slices.ContainsFunc(l[i].Caught, func(c reading.Capture) bool { return c.Name == "every" }) {
		return l
	}
	if Find(l, "video-thumbnail") >= 0 {
		return slices.Delete(l, i, i+1)
	}
	l[i].Task = r.Reader.Tasks["video-thumbnail"]
	return l
}

// spokenBetween speaks a passage that is to be joined to a recording.
func (r *Agenda) spokenBetween(l []*reading.Step) []*reading.Step {
	i := Find(l, "audio-concatenation")
	if i < 0 || len(r.Content) == 0 || Find(l, "text-to-speech") >= 0 {
		return l
	}
	c := r.Content[0]
	s := &reading.Step{Task: r.Reader.Tasks["text-to-speech"], From: c.First, To: c.Last, Set: map[string]string{}, Why: []string{r.Said(c.First, c.Last)}, Spans: [][2]int{{c.First, c.Last}}}
	return slices.Insert(l, i, s)
}
