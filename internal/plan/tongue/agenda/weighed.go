package agenda

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	// heavy is a size of a file; a bare “k” or “m” needs a word that says it is a limit.
	heavy = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s?个?(kib|kbs?|kilobytes?|mib|mbs?|megs?|megabytes?|兆|k|m)([^a-z]|$)`)
	// has stands before the size that a file has, and is not to get.
	has     = regexp.MustCompile(`(?i)(?:\b(?:is|was|are|has|have|its|it's|from|currently|now|a|this|the)|[是有为从达]|现在|原来|目前)\s*(?:about |over |nearly |almost |大概|大约|差不多)?$`)
	atMost  = regexp.MustCompile(`(?i)(?:\b(?:under|below|within|most|max|maximum|less than|smaller than|more than|bigger than|larger than|over|up to|to|than|of|into)|不要?超过|别超过|不能超过|不大于|小于|少于|低于|最多|最大|压(?:缩)?(?:到|成|至)|缩小?(?:到|成|至)|[到至成])\s*(?:an?\s+|about\s+|max\s+|under\s+|just\s+)*$`)
	atMost2 = regexp.MustCompile(`(?i)^\s*(?:max|maximum|or less|or smaller|at most|tops|limit|以内|之内|以下|内|左右|最多)`)
	lighter = regexp.MustCompile(`(?i)\b(?:smaller|small|compress\w*|shrink|reduce|squeeze|lighter|fit|size|resize|limit|max|maximum|under|below|within|most|than|up to)\b|最大|最多|压|缩|小|减|瘦身|以内|之内|以下|不超过|限`)
)

// weight is how many kilobytes a file may have at the most, as the request says; 0 is
// no limit.
func weight(r *reading.Reading) float64 {
	if r.Types[port.Image]+r.Types[port.Video]+r.Types[port.Audio] == 0 || !lighter.MatchString(r.Req.Text) {
		return 0
	}
	said, most := r.Req.Text, 0.0
	for _, m := range heavy.FindAllStringSubmatchIndex(said, -1) {
		before, unit, behind := said[:m[0]], strings.ToLower(said[m[4]:m[5]]), said[m[5]:]
		limit := atMost.MatchString(before) || atMost2.MatchString(behind)
		if !limit && (len(unit) == 1 || has.MatchString(before)) {
			continue
		}
		n, err := strconv.ParseFloat(said[m[2]:m[3]], 64)
		if err != nil {
			continue
		}
		if most = n; unit[0] == 'm' || unit == "兆" {
			most = 1000 * n
		}
	}
	return math.Floor(most)
}

// written are the tasks that write a file of a kind in another format, and give it a size in pixels.
var written = map[port.Type][2]task.ID{
	port.Image: {"image-conversion", "image-resizing"}, port.Audio: {"audio-conversion"}, port.Video: {"video-conversion", "video-resizing"},
}

// weighed has a file written of the size that the request says, in place of a size in
// pixels that it does not say.
func (r *Agenda) weighed(l []*reading.Step) []*reading.Step {
	most := weight(r.Reading)
	if most == 0 {
		return l
	}
	if Find(l, "video-to-audio") >= 0 { // the sound is to be so small, unless the film is named
		l = slices.DeleteFunc(l, func(s *reading.Step) bool {
			return (s.Task.ID == "video-conversion" || s.Task.ID == "video-resizing") && s.Set["format"] == "" && !filmNamed.MatchString(r.Around(s))
		})
	}
	var kind port.Type
	for _, s := range l {
		if out := s.Task.Out[0].Type; written[out][0] != "" {
			kind = out
		}
	}
	if kind == "" {
		return l
	}
	conversion := written[kind][0]
	i := Find(l, conversion)
	if k := Find(l, written[kind][1]); k >= 0 && unsized(l[k]) {
		if i >= 0 {
			l = slices.Delete(l, k, k+1)
			i = Find(l, conversion)
		} else {
			l[k].Task, l[k].Set, l[k].Caught, i = r.Reader.Tasks[string(conversion)], map[string]string{}, nil, k
		}
	}
	if i < 0 {
		l, i = append(l, lightened(r.Reading, conversion)), len(l)
	}
	lighten(r.Reading, l[i], most)
	return l
}

// unsized reports whether nothing says how large a picture is to be in pixels.
func unsized(s *reading.Step) bool {
	return s.Set["percent"] == "" && s.Set["shape"] == "" && s.Set["width"] == "" && s.Set["height"] == "" && !slices.ContainsFunc(s.Caught, func(c reading.Capture) bool {
		return c.Name == "width" || c.Name == "height" || c.Name == "size" || c.Name == "percent"
	})
}

// lightened is the step that writes a file of a size.
func lightened(r *reading.Reading, by task.ID) *reading.Step {
	n := len(r.Text.Tokens)
	return &reading.Step{Task: r.Reader.Tasks[string(by)], From: n - 1, To: n, Set: map[string]string{}, Spans: [][2]int{{n - 1, n}}, Why: []string{strings.TrimSpace(heavy.FindString(r.Req.Text))}}
}

func lighten(r *reading.Reading, s *reading.Step, most float64) {
	s.Set["kilobytes"] = strconv.FormatFloat(most, 'f', -1, 64)
	webp := s.Task.ID == "image-conversion" && !slices.ContainsFunc(r.Req.Given, func(g plan.Given) bool {
		return g.Type == port.Image && !strings.HasSuffix(strings.ToLower(g.Name), ".webp")
	})
	if s.Set["format"] == "" && webp {
		s.Set["format"] = "webp"
	}
}
