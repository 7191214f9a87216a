package agenda

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
)

var (
	// tellsToo is a wish to be told something beside a chart: “… and tell me the total”.
	tellsToo = regexp.MustCompile(`(?i)\b(?:chart|graph|plot|diagram|pie|draw\w*)\b.*?(?:,|\band\b)\s*(?:(?:also|then)\s+)?((?:tell|give|say|let|show|what|how|which|who)\b.*)$|(?:图|画).*?(?:，|再|并|顺便|然后)+(?:告诉我|说说|说一下|算出?|看看|列出)([^，。]+)$`)
	// drawsToo is a chart of something else behind what is to be told: “the average
	// amount per region and a line chart of the quantity over time”.
	drawsToo = regexp.MustCompile(`(?i)^(.+?)(?:,|,? and)\s+(?:(?:also|then)\s+)?(?:(?:draw|plot|make|show|give)\s+(?:me\s+)?)?an?\s+(?:\w+\s+)?(?:chart|graph|plot|diagram)\s+(?:of|with|showing)\b`)
)

// ToldBeside is what the clause of a question over a table wants told beside a chart.
func (r *Agenda) ToldBeside(s *reading.Step) string {
	i := Find(r.Order, "chart-generation")
	if i < 0 {
		return ""
	}
	said := r.Around(s)
	if len(r.Order) > 2 {
		if i > 1 && r.Order[0] == s && r.Text.Tokens[s.From].Clause != r.Text.Tokens[r.Order[i].From].Clause && r.Draws(r.Order[i], r.Order[i-1]) {
			return strings.Trim(said, " ,.;:，。；：")
		}
		return ""
	}
	if m := tellsToo.FindStringSubmatch(said); m != nil {
		return strings.Trim(m[1]+m[2], " ,.;:，。；：")
	}
	m := drawsToo.FindStringSubmatch(said)
	x, y := r.Columns(r.Order[i])
	if m == nil || x == "" || len(y) == 0 || slices.ContainsFunc(y, func(c string) bool {
		return reading.Sums.MatchString(c) && !counts.MatchString(c) || strings.Contains(m[1], c)
	}) {
		return ""
	}
	return strings.Trim(m[1], " ,.;:，。；：")
}

// counts is a column of a chart that is counted.
var counts = regexp.MustCompile(`(?i)^(?:the )?(?:number|count) of `)

// askedBeforeDrawn puts a question that a chart shows the answer of before the chart, where
// another one stands before both: “the mean by class, and a pie of how many each class has”.
func (r *Agenda) askedBeforeDrawn(l []*reading.Step) {
	for j := 1; j+1 < len(l); j++ {
		if l[j].Task.ID == "chart-generation" && l[j-1].Task.ID == "table-question-answering" && l[j+1].Task.ID == "table-question-answering" && r.Draws(l[j], l[j+1]) {
			l[j], l[j+1] = l[j+1], l[j]
			return
		}
	}
}

// Draws reports whether a question is what the clause of a chart says that it shows.
func (r *Agenda) Draws(chart, asked *reading.Step) bool {
	return r.Text.Tokens[chart.From].Clause == r.Text.Tokens[asked.From].Clause && drawnCount.MatchString(r.Around(chart))
}

// drawnCount is a chart of what has to be counted or reckoned.
var drawnCount = regexp.MustCompile(`(?i)\b(?:chart|graph|plot|diagram|pie|bars?|lines?)\b.{0,12}\b(?:of|with|showing|for|that shows|to show)\b.*\b(?:how (?:many|much)|number of|count of|totals?|averages?|mean|sum|median)\b|(?:多少|几|各|每|数量|人数|总|平均).*(?:画|做|绘)|(?:画|做|绘).*(?:多少|几|各|每|数量|人数|总|平均).*图`)

// sized gives a chart the width that plain words say behind it: “png, 800 wide”.
func (r *Agenda) sized(l []*reading.Step) []*reading.Step {
	i := Find(l, "chart-generation")
	if i < 0 || Find(l, "image-resizing") >= 0 {
		return l
	}
	for _, m := range r.Matches {
		if m.Entry.Section != "image-resizing" || m.Entry.Weight < 4 || m.From < l[i].To || !wideAs.MatchString(r.Said(m.From, m.To)) {
			continue
		}
		s := &reading.Step{Task: r.Reader.Tasks["image-resizing"], From: m.From, To: m.To, Set: map[string]string{}, Why: []string{r.Said(m.From, m.To)}, Spans: [][2]int{{m.From, m.To}}}
		s.Merge(r.Reading, m)
		return slices.Insert(l, i+1, s)
	}
	return l
}

// wideAs is a width in pixels, which no column and no value is.
var wideAs = regexp.MustCompile(`(?i)^\d{2,4} ?(px|pixels?)? ?(wide|across)$|^宽(度)?(为|是|要)?\d{2,4}(像素|px)?$`)
