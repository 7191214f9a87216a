package draft

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/figure"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/ratio"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	closing   = regexp.MustCompile(`(秒|分钟?|分)半?[^，。；]{0,2}(往后|以后|之后|后面|后头|起后面)[^。；]{0,12}(不要|删|剪掉|去掉|砍|扔|掐|cut|没用)`)
	leftward  = regexp.MustCompile(`(?i)逆时针|向左|往左|左转|左旋|\b(counter[- ]?clockwise|anti[- ]?clockwise|(to the )?left)\b|[-−]\d`)
	louder    = regexp.MustCompile(`(?i)\b(louder|up|boost|amplify|raise|increase)\b|大声|调大|提高|放大|加大`)
	unwritten = regexp.MustCompile(`(?i)\b(avif|heic|heif|svg|ico|psd)\b`)
	downTo    = regexp.MustCompile(`(?i)\b(cut|trim|shorten|reduce|cropped|down) (it |this |that |the \w+ )?(down )?to (only )?(the )?(first|opening|initial)\b|(剪|截|裁|缩)(到|成|至)(前|开头)|\b(cut|clip|take|lift|pull) (out )?(the )?(first|opening|initial)\b[^,.;]{0,30}\b(as|into) an?\b`)
	minuteAt  = regexp.MustCompile(`(?i)\bminute (\d+)\b|第(\d+)分钟?($|[^\d零一二三四五六七八九十半])`)
	minutesOn = regexp.MustCompile(`(?i)\bfrom minute (\d+)( on|onwards?)\b|从?第(\d+)分钟?(开始|起|往后|之后|以后)`)
	minutesTo = regexp.MustCompile(`(?i)\bminutes? (\d+) ?(?:to|till|until|through|-|–|and) ?(?:minutes? )?(\d+)\b`)
	softer    = regexp.MustCompile(`(?i)小声|调小|[降减](了|低|小|少)?[\d一二三四五六七八九十]|调低|降低|减小|轻一点|小一点|一半的?音量|音量.{0,3}(一半|减半)|\b(quieter|softer|turn (it |that |this |the \w+ )?down|down by|lower|reduce|half (the|its)? ?volume|halve|less loud|too loud)\b`)
)

// hintedParam is the value of a parameter of a step that the hints speak for.
func (r *wishes) hintedParam(s *reading.Step, d task.Param) (any, bool) {
	best, most := "", hintSure
	prefix := string(s.Task.ID) + "." + d.Name + "="
	alone := r.Alone(s)
	for _, id := range r.Hinted {
		v, ok := strings.CutPrefix(id, prefix)
		if !ok {
			continue
		}
		odds := r.Hints[id].Odds
		if !alone {
			odds = r.HintAt(s, id)
		}
		if odds > most {
			best, most = v, odds
		}
	}
	return parse(d, best)
}

// shapes are the ratios that read like a time.
var shapes = []string{"9:16"}

// hintSure are the log-odds from which hints alone set a parameter.
const hintSure = 0.5

// params reads the parameters of a step off its words: one set for each node
// that it makes.
func (b *Draft) params(s *reading.Step) []task.Params {
	r := b.r
	for _, m := range r.Matches {
		if m.Entry.Section == string(s.Task.ID) && m.Entry.Weight == 0 && r.near(s, m) {
			s.Merge(r.Reading, m)
		}
	}
	p := r.caught(s)
	for _, d := range s.Task.Params {
		if v, ok := parse(d, s.Set[d.Name]); ok && p[d.Name] == nil {
			p[d.Name] = v
		}
		if v, ok := r.hintedParam(s, d); ok && p[d.Name] == nil && d.Name != "semitones" {
			p[d.Name] = v
		}
	}
	switch s.Task.ID {
	case "video-frames":
		if p["every"] != nil {
			delete(p, "count")
		}
	case "translation":
		return b.targetParams(s, p)
	case "zero-shot-classification", "zero-shot-image-classification":
		if l, _ := r.Labels(); len(l) > 1 {
			p["labels"] = l
		} else {
			b.miss("labels")
		}
	case "text-to-speech":
		if l := b.r.Voices(s); len(l) > 1 {
			var variants []task.Params
			for _, voice := range l {
				q := maps.Clone(p)
				q["voice"] = voice
				variants = append(variants, q)
			}
			return variants
		}
	case "image-style-transfer":
		if p["style"] == nil {
			b.miss("style")
		}
	case "keyword-extraction", "image-super-resolution", "image-conversion", "image-rotation", "audio-volume", "audio-pitch", "audio-speed", "video-speed", "video-thumbnail":
		b.everydayParams(s, p)
	case "image-resizing":
		b.everydayParams(s, p)
		if shape, _ := p["shape"].(string); shape != "" && (strings.HasPrefix(shape, fmt.Sprint(p["width"], ":")) || strings.HasSuffix(shape, fmt.Sprint(":", p["height"]))) {
			delete(p, "width") // the numbers are those of the shape
			delete(p, "height")
		}
		if p["width"] != nil || p["height"] != nil {
			shape, _ := p["shape"].(string)
			if w, h, ok := ratio.Sides(shape, p.Number("width"), p.Number("height")); ok {
				p["width"], p["height"], p["crop"] = w, h, true
			}
			delete(p, "shape")
			delete(p, "percent")
		} else if p["shape"] != nil {
			delete(p, "crop") // a shape is always cut out
		} else if p["shape"] == nil && p["percent"] == nil {
			b.miss("size")
		}
	case "audio-trim", "video-trim", "video-to-gif":
		b.cut(s, p)
	}
	return []task.Params{p}
}

// cut settles which part of a sound or film is kept.
func (b *Draft) cut(s *reading.Step, p task.Params) {
	r := b.r
	if g := minutesOn.FindStringSubmatch(r.Sentence(s)); g != nil && p["end"] == nil {
		if n, err := strconv.ParseFloat(g[1]+g[3], 64); err == nil {
			p["start"] = 60 * n
		}
	}
	if g := minutesTo.FindStringSubmatch(r.Sentence(s)); g != nil {
		from, wrong := strconv.ParseFloat(g[1], 64)
		if to, err := strconv.ParseFloat(g[2], 64); err == nil && wrong == nil && from < to && p["start"] == from && p["end"] == to {
			p["start"], p["end"] = 60*from, 60*to
		}
	}
	if at, ok := p["end"]; ok && p["start"] == nil && r.CutAway(s) {
		p["start"] = at
		delete(p, "end")
	}
	if at, ok := p["start"]; ok && p["end"] == nil && closing.MatchString(r.Sentence(s)) && !r.Keeps(s) {
		p["end"] = at
		delete(p, "start")
	}
	if at, ok := p["start"]; ok && p["end"] == nil && downTo.MatchString(r.Sentence(s)) {
		p["end"] = at
		delete(p, "start")
	}
	if s.Set["tail"] != "" {
		b.miss("tail")
	} else if len(p) == 0 && s.Task.ID != "video-to-gif" {
		b.miss("part")
	}
}

// caught are the parameters that the phrases of a step catch: numbers, times, sizes.
func (r *wishes) caught(s *reading.Step) task.Params {
	p := task.Params{}
	for _, c := range s.Caught {
		switch {
		case c.Name == "shape":
			if said := r.Text.Source[c.Token.Start:c.Token.End]; slices.Contains(shapes, said) {
				p["shape"] = said
			}
		case (c.Name == "width" || c.Name == "height") && strings.HasPrefix(r.Text.Source[c.Token.End:], "%"):
			if takes(s.Task, "percent") {
				p["percent"] = c.Token.Value
			}
		case c.Name == "size":
			p["width"], p["height"] = c.Token.Value, c.Token.Height
		case c.Token.Kind == phrase.Number || c.Token.Kind == phrase.Time:
			if takes(s.Task, c.Name) && (p[c.Name] == nil || r.corrects(s, c)) && c.Token.Value > 0 && (c.Token.Value != 1 || c.Name != "factor" && c.Name != "scale") {
				p[c.Name] = c.Token.Value
			}
		}
	}
	return p
}

func takes(t task.Task, name string) bool {
	for _, d := range t.Params {
		if d.Name == name {
			return true
		}
	}
	return false
}

// near reports whether a phrase that only adds to a step stands close enough.
func (r *wishes) near(s *reading.Step, m phrase.Match) bool {
	for _, at := range m.Caught {
		if r.nearer(s, at) {
			return false
		}
		if o := r.claimed[r.Text.Tokens[at].Start]; o != nil && o != s && agenda.Gap(s, at) > 1 {
			return false
		}
	}
	if agenda.Gap(s, m.From) > 30 {
		return false
	}
	between := func(o *reading.Step) bool {
		return o != s && mayTake(o.Task, m) && (o.From >= s.To && o.To <= m.From || o.To <= s.From && o.From >= m.To)
	}
	return !slices.ContainsFunc(r.Order, between)
}

// nearer reports whether a phrase of another step, which stands nearer than s,
// catches a token.
func (r *wishes) nearer(s *reading.Step, at int) bool {
	return slices.ContainsFunc(r.Matches, func(m phrase.Match) bool {
		for _, k := range m.Caught {
			if k != at || m.Entry.Section == string(s.Task.ID) {
				continue
			}
			return slices.ContainsFunc(r.Order, func(o *reading.Step) bool {
				return string(o.Task.ID) == m.Entry.Section && agenda.Gap(o, at) < agenda.Gap(s, at) && r.Text.Tokens[o.From].Clause == r.Text.Tokens[at].Clause
			})
		}
		return false
	})
}

// mayTake reports whether a task has a parameter that a phrase sets or catches.
func mayTake(t task.Task, m phrase.Match) bool {
	pace := []string{"factor", "speed", "scale"}
	for _, d := range t.Params {
		if v := m.Entry.Set[d.Name]; v != "" && (len(d.Choices) == 0 || slices.Contains(d.Choices, v)) {
			return true
		}
		for name := range m.Caught {
			if name == d.Name || name == "size" && d.Name == "width" || slices.Contains(pace, name) && slices.Contains(pace, d.Name) {
				return true
			}
		}
	}
	return false
}

func parse(d task.Param, v string) (any, bool) {
	if v == "" {
		return nil, false
	}
	switch d.Kind {
	case task.Number, task.Integer, task.Seconds:
		n, err := strconv.ParseFloat(v, 64)
		return n, err == nil
	case task.Boolean:
		return v == "true", true
	default:
		return v, true
	}
}

func pitch(s *reading.Step, p task.Params) {
	down := s.Set["down"] != "" && (s.Set["up"] == "" || s.Set["octaves"] == "")
	if o, err := strconv.ParseFloat(s.Set["octaves"], 64); err == nil && p["semitones"] == nil {
		p["semitones"] = 12 * o
	}
	n, ok := p["semitones"].(float64)
	if n == 0.5 {
		n, p["semitones"] = 1, 1.0 // 半个音 is a semitone
	}
	switch {
	case ok && down:
		p["semitones"] = -n
	case !ok && down:
		p["semitones"] = -4.0
	}
}

// corrects reports whether words between a value and the one before take that
// one back: “x3, no, x4”.
func (r *wishes) corrects(s *reading.Step, c reading.Capture) bool {
	from := 0
	for _, o := range s.Caught {
		if o.Name == c.Name && o.Token.Start < c.Token.Start {
			from = o.Token.End
		}
	}
	return from > 0 && reading.Corrected.MatchString(r.Text.Source[from:c.Token.Start])
}

// aList is a list, and not one word.
var aList = regexp.MustCompile(`^一[个份组张条](?:\p{Han}{0,4}的)?(?:关键词|关键字|标签|主题词)的?(?:清单|列表|名单|表|汇总|云)`)

// everydayParams settles what words say of formats, of turning and of loudness.
func (b *Draft) everydayParams(s *reading.Step, p task.Params) {
	r := b.r
	switch s.Task.ID {
	case "keyword-extraction":
		if one := r.Text.Source[r.Text.Tokens[s.From].Start:]; p["count"] == 1.0 && aList.MatchString(one) {
			delete(p, "count") // 一个关键词清单
		}
		if n := figure.Wanted(r.Text.Source[r.Text.Tokens[s.To-1].End:]); n > 0 && p["count"] == nil {
			p["count"] = float64(n)
		}
	case "image-super-resolution":
		if times, ok := ratio.Size.Of(r.Sentence(s)); ok && p["scale"] == nil && times == math.Trunc(times) {
			p["scale"] = times
		}
	case "image-resizing":
		if times, ok := ratio.Size.Of(r.Sentence(s)); ok && len(p) == 0 {
			p["percent"] = math.Round(100 * times)
		}
	case "audio-pitch":
		if times, ok := ratio.Pitch.Of(r.Sentence(s)); ok && p["semitones"] == nil && s.Set["octaves"] == "" {
			p["semitones"] = ratio.Semitones(times)
		} else {
			pitch(s, p)
		}
	case "audio-speed", "video-speed":
		if times, ok := ratio.Speed.Of(r.Sentence(s)); ok {
			p["factor"] = math.Round(100*times) / 100
		} else if n, ok := p["factor"].(float64); ok && n > 1 && ratio.Slower(r.Sentence(s)) {
			p["factor"] = math.Round(100/n) / 100
		}
	case "video-thumbnail":
		if m := minuteAt.FindStringSubmatch(r.Sentence(s)); m != nil && (p["at"] == nil || fmt.Sprint(p["at"]) == m[1]+m[2]) {
			if n, err := strconv.ParseFloat(m[1]+m[2], 64); err == nil {
				p["at"] = 60 * n
			}
		}
	case "image-conversion":
		if p["format"] == nil && unwritten.MatchString(r.Sentence(s)) {
			b.miss("format")
		}
	case "image-rotation":
		if n, ok := p["degrees"].(float64); ok && n > 0 && n != 180 && leftward.MatchString(r.Sentence(s)) {
			p["degrees"] = -n
		}
	case "audio-volume":
		if times, ok := ratio.Loudness.Of(r.Sentence(s)); ok && !slices.ContainsFunc(s.Caught, func(c reading.Capture) bool { return c.Name == "decibels" }) {
			p["decibels"] = ratio.Decibels(times)
			return
		}
		if louder.MatchString(strings.Join(s.Why, " ")) {
			return
		}
		if n, ok := p["decibels"].(float64); ok && n > 0 && softer.MatchString(r.Sentence(s)) {
			p["decibels"] = -n
		} else if !ok && softer.MatchString(r.Sentence(s)) {
			p["decibels"] = -6.0
		}
	}
}
