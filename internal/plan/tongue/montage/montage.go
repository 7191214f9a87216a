// Package montage reads which pieces of a request want something done to films and
// recordings that takes no learning: another form, one after another, a fade. It
// finds wishes and what they say, and makes no graph.
package montage

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Part is a piece of a request: wishes of this package, or words for other planners.
type Part struct {
	Text   string
	Wishes []Wish
}

// Wish is one thing that is to be done to films or recordings.
type Wish struct {
	Task   task.Task
	Params task.Params
	Files  []string // the given files that it names, in the order of the words
	Why    string
	Ask    string // what it leaves open, as the questions back call it
	Not    string // what it wants that its task does not do, as the lexicon calls that
}

// Parts are the pieces of a request, in their order; none where no piece has a wish.
func Parts(r *reading.Reading) (l []Part) {
	found := false
	var begin int // of the last part
	for _, at := range pieces(r) {
		p := read(r, at[0], at[1])
		if n := len(l); n > 0 && further(r, &l[n-1], p) {
			continue
		}
		if n := len(l); n > 0 && len(p.Wishes) == 0 && len(l[n-1].Wishes) == 0 {
			l[n-1].Text = strings.TrimSpace(r.Text.Source[begin:at[1]])
			continue
		}
		if n := len(l); n > 0 && len(l[n-1].Wishes) == 0 && len(p.Wishes) == 1 && p.Wishes[0].Task.ID == "video-scoring" && len(l[n-1].Text) < 40 && dropped.MatchString(l[n-1].Text) && len(pieces(alone(r, l[n-1].Text))) == 1 {
			p.Wishes[0].Params["sound"] = "replace" // “without its sound, and put the tune under it”
			l = l[:n-1]
		}
		found, begin = found || len(p.Wishes) > 0, at[0]
		l = append(l, p)
	}
	if !found {
		return nil
	}
	return l
}

var (
	// asking is a piece that wants to know something, and polite what wants something done in such words.
	asking = regexp.MustCompile(`(?i)^\W*(?:what|which|is|are|does|do (?:i|you|we|they)|did|how|who|when|where|why)\b|[?？]\s*$|吗|是不是|有没有|多少|什么|哪`)
	polite = regexp.MustCompile(`(?i)\b(?:can|could|would|will|may)\b|\bplease\b|[能可](?:不[能可])?(?:以|否)?(?:帮|把|给|请|将)|帮我|请`)
	// unwanted leads to something that is not wanted.
	unwanted = regexp.MustCompile(`(?i)(?:\b(?:do not|don['’]?t|never|not|no need to|instead of)|不要|别|不用|不需要|无需|不必)(?:\s+\w+)?\s*$`)
)

// read reads the words from one byte to another.
func read(r *reading.Reading, from, to int) Part {
	p := Part{Text: strings.TrimSpace(r.Text.Source[from:to])}
	if asking.MatchString(p.Text) && !polite.MatchString(p.Text) {
		return p
	}
	q := alone(r, p.Text)
	for _, m := range q.Matches {
		t := r.Reader.Tasks[m.Entry.Section]
		if !wished(m) || !there(q, t) || unwanted.MatchString(q.Text.Source[:q.Text.Tokens[m.From].Start]) || slices.ContainsFunc(p.Wishes, func(w Wish) bool { return w.Task.ID == t.ID }) {
			continue
		}
		if w := (Wish{Task: t, Params: task.Params{}, Files: files(q), Why: strings.Trim(p.Text, " ,.;，。；、")}); settled(q, &w) {
			p.Wishes = append(p.Wishes, w)
		}
	}
	if n := len(p.Wishes); n > 0 && q.Types[port.Video] > 0 && p.Wishes[n-1].Task.Out[0].Type == port.Video && p.Wishes[n-1].Task.ID != "video-scoring" && dropped.MatchString(p.Text) {
		p.Wishes = append(p.Wishes, Wish{Task: r.Reader.Tasks["video-muting"], Files: p.Wishes[n-1].Files, Why: p.Wishes[n-1].Why})
	}
	p.Wishes = slices.DeleteFunc(slices.Clone(p.Wishes), func(w Wish) bool { return outdone(q, p, w.Task.ID) })
	return p
}

// rivals are tasks that the same words may speak for: the first counts where its words stand there.
var rivals = []struct {
	first, second task.ID
	words         *regexp.Regexp
}{
	{"video-flipping", "video-rotation", regexp.MustCompile(`(?i)flip|mirror|镜像|翻转`)},
	{"video-lettering", "video-scoring", regexp.MustCompile(`["“「『《]|(?i)watermark|lettering|水印|字`)},
	{"audio-fade", "video-fade", soundAlone}, {"audio-reversal", "video-reversal", soundAlone}, {"audio-looping", "video-looping", soundAlone},
}

// soundAlone is what speaks of a recording beside a film.
var soundAlone = regexp.MustCompile(`(?i)\b(?:audio|recording|song|music|tune|track|sound)\b|录音|音频|音乐|歌|曲|声音|\.(?:mp3|wav|m4a|ogg|flac)\b`)

// outdone reports whether another wish of a piece has the words that a task was heard in.
func outdone(r *reading.Reading, p Part, id task.ID) bool {
	has := func(other task.ID) bool {
		return slices.ContainsFunc(p.Wishes, func(w Wish) bool { return w.Task.ID == other })
	}
	for _, v := range rivals {
		first := v.words.MatchString(p.Text) && (v.words != soundAlone || r.Types[port.Audio] > 0)
		if has(v.first) && has(v.second) && (id == v.second) == first && (id == v.first || id == v.second) {
			return true
		}
	}
	return id == "audio-conversion" && has("video-lettering")
}

// volume is said of the music that was put under a film before.
var volume = regexp.MustCompile(`(?i)^\W*(?:(?:but|and|with|at|make|keep|turn|it|the|music|volume|tune|song|down|a|bit|very|really|little|half)\s+)*(?:quiet\w*|soft\w*|low\w*|faint\w*|volume|gently|\d+ ?%)[^.]{0,16}$|^(?:把)?(?:音乐|背景音乐)?(?:的)?(?:音量|声音)?(?:要|调|放)?(?:[小轻低]|降|百分之|\d+%)[^，。]{0,8}$|^\W*音量[^，。]{1,10}$`)

// when is nothing but the times of what was wanted before: “from 0:05 to 0:09”.
var when = regexp.MustCompile(`(?i)^\W*(?:only\s+)?(?:from|between|for|at|until|shown|visible|从|在|只在|只从|显示|持续)(?:[\d:.\s第到至秒分钟一二三四五六七八九十，,、-]|from|to|and|for|until|the|first|seconds?|minutes?|secs?|s\b)*(?:显示|出现|消失)?\W*$`)

// dropped is the sound of a film that is not wanted any more.
var dropped = regexp.MustCompile(drops)

// further adds to the wish of a part what the next says of the same: “fade in over 2 seconds, out
// over 3”, “the picture is sideways, turn it to the left”.
func further(r *reading.Reading, last *Part, next Part) bool {
	if len(last.Wishes) != 1 {
		return false
	}
	w := &last.Wishes[0]
	same := len(next.Wishes) == 1 && next.Wishes[0].Task.ID == w.Task.ID
	switch w.Task.ID {
	case "audio-fade", "video-fade":
		if same {
			for _, way := range []string{"in", "out"} {
				if v := next.Wishes[0].Params; v.Number(way) > 0 {
					w.Params[way] = v[way]
				}
			}
			w.Why += ", " + next.Wishes[0].Why
		}
		return same
	case "video-rotation":
	case "video-lettering":
		same = len(next.Wishes) == 0 && when.MatchString(next.Text)
	case "video-scoring":
		same = same || len(next.Wishes) == 0 && (volume.MatchString(next.Text) || dropped.MatchString(next.Text))
	default:
		return false
	}
	if !same {
		return false
	}
	all := *w
	all.Params, all.Why = task.Params{}, w.Why+", "+next.Text
	q := alone(r, all.Why)
	if all.Files = files(q); settled(q, &all) {
		*w = all
	}
	return true
}

// wished reports whether a phrase is of a wish that is read here: the lexicon gives it a sort, and
// no weight for other readers.
func wished(m phrase.Match) bool { return m.Entry.Set["sort"] != "" }

// there reports whether there is something that a task can work on.
func there(r *reading.Reading, t task.Task) bool {
	typ := reading.InputType(t)
	return r.Types[typ] > 0 || typ == port.Audio && r.Types[port.Video] > 0
}

// alone reads words as if they were said alone.
func alone(r *reading.Reading, said string) *reading.Reading {
	return r.Reader.Read(plan.Request{Text: said, Given: r.Req.Given, Lang: r.Lang})
}

// files are the given files that are named, in the order of the words.
func files(r *reading.Reading) (l []string) {
	at := map[string]int{}
	for i, t := range r.Text.Tokens {
		if t.Kind == phrase.File && t.Given >= 0 {
			if name := r.Req.Given[t.Given].Name; at[name] == 0 {
				at[name] = i + 1
			}
		}
	}
	for _, g := range r.Req.Given {
		if i := r.Mentioned(g.Name); at[g.Name] == 0 && i >= 0 {
			at[g.Name] = i + 1
		}
		if at[g.Name] > 0 {
			l = append(l, g.Name)
		}
	}
	slices.SortStableFunc(l, func(a, b string) int { return at[a] - at[b] })
	return l
}

var (
	// joint stands between a wish and the next.
	joint = regexp.MustCompile(`(?i)\s*(?:[,;，；。、！!\n]|\.(?:\s|$)|→)+\s*(?:(?:and|then|also|plus|but|finally|after that)\s+)*(?:再|然后|并且?|最后|同时|接着|另外|顺便|之后)*|\s+(?:and\s+then|and\s+also|and|then|plus|also|\+|&)\s+|(?:之后再?|然后再?|并且|同时|接着|顺便|而且|以及|再|并|和|且)`)
	// listed stands between the names of a list.
	listed = regexp.MustCompile(`(?i)^\s*(?:,|，|、|and|then|plus|with|和|与|跟|再|然后|\s)+\s*$`)
	// jointless are words that have a joint in them.
	jointless = regexp.MustCompile(`合并|并成|并起|总和|柔和|再次|并排|并列|和声|和弦`)
)

// pieces are the stretches between joints that say for themselves what is wanted; others belong
// to the one before.
func pieces(r *reading.Reading) (l [][2]int) {
	masked := []byte(r.Text.Source)
	mask := func(from, to int) {
		for i := from; i < to; i++ {
			masked[i] = '_'
		}
	}
	for _, t := range r.Text.Tokens {
		if t.Kind != phrase.Word && t.Kind != phrase.Han && t.Kind != phrase.Mark {
			mask(t.Start, t.End)
		}
	}
	for _, at := range jointless.FindAllIndex(masked, -1) {
		mask(at[0], at[1])
	}
	var ends, begins []int // of names without their endings
	for _, g := range r.Req.Given {
		if i := r.Mentioned(g.Name); i >= 0 {
			begins, ends = append(begins, r.Text.Tokens[i].Start), append(ends, r.Text.Tokens[i].Start+len(strings.TrimSuffix(g.Name, path.Ext(g.Name))))
		}
	}
	for _, end := range ends {
		for _, begin := range begins {
			if end < begin && listed.Match(masked[end:begin]) {
				mask(end, begin)
			}
		}
	}
	from := 0
	add := func(to int) {
		said := strings.TrimSpace(r.Text.Source[from:to])
		if n := len(l); n > 0 && (said == "" || !speaks(alone(r, said)) || oneForm(alone(r, r.Text.Source[l[n-1][0]:l[n-1][1]]), alone(r, said))) {
			l[n-1][1] = to
		} else if said != "" {
			l = append(l, [2]int{from, to})
		}
	}
	for _, at := range joint.FindAllIndex(masked, -1) {
		if at[0] > from {
			add(at[0])
		}
		from = at[1]
	}
	add(len(masked))
	if len(l) > 1 && !speaks(alone(r, r.Text.Source[l[0][0]:l[0][1]])) { // “please, …”
		l[1][0] = l[0][0]
		l = l[1:]
	}
	return l
}

// oneForm reports whether two pieces speak of one form of a recording: “as mp3, 192 kbps”.
func oneForm(a, b *reading.Reading) bool {
	first, alsoFirst := forms(a)
	second, alsoSecond := forms(b)
	return first && second && (!alsoFirst || !alsoSecond)
}

// forms reports whether words speak of the form of a recording, and of what else.
func forms(r *reading.Reading) (form, besides bool) {
	for _, m := range r.Matches {
		switch m.Entry.Section {
		case "audio-conversion":
			form = form || m.Entry.Weight >= 4 || wished(m)
		case "audio-information", "video-to-audio", "text-to-speech", "video-conversion":
		default:
			besides = besides || m.Entry.Weight >= 4
		}
	}
	return form, besides
}

// speaks reports whether words say what is to be done with what there is.
func speaks(r *reading.Reading) bool {
	if len(read(r, 0, len(r.Text.Source)).Wishes) > 0 {
		return true
	}
	return slices.ContainsFunc(r.Matches, func(m phrase.Match) bool {
		t := r.Reader.Tasks[m.Entry.Section]
		return m.Entry.Weight >= 4 && !wished(m) && (reading.InputType(t) == port.Text || there(r, t))
	})
}
