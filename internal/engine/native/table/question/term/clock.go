package term

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

var (
	raced    = regexp.MustCompile(`(?i)\b(?:finish|time|result|net|chip|gun|race|pace|lap|laps|split|best|record|marathon|half|5k|10k|swim|run|bike)\b|成绩|用时|配速|净计时`)
	byHours  = regexp.MustCompile(`(?i)\b(?:hours?|worked|shift|overtime|sleep)\b|工时|小时|加班|睡眠`)
	spans    = regexp.MustCompile(`(?i)\b\d{1,3}:[0-5]\d(?::[0-5]\d)?\b|\b\d+\s*(?:h|hrs?|hours?)(?:\s*(?:and\s+)?\d+\s*(?:m|mins?|minutes?))?\b|\b\d+\s*(?:m|mins?|minutes?)(?:\s*(?:and\s+)?\d+\s*(?:s|secs?|seconds?))?\b|\d+\s*(?:个)?(?:小时|钟头)(?:\d+分钟?)?(?:\d+秒)?|\d+分钟?(?:\d+秒)?|\d+秒`)
	quicker  = regexp.MustCompile(`(?i)\b(?:faster|quicker) than\b|\bsub[- ]?(?:\b|(\d))|快于|少于`)
	slower   = regexp.MustCompile(`(?i)\bslower than\b|慢于`)
	hanFast  = regexp.MustCompile(`比(.{1,14}?)(?:更)?(快|慢|短|长)`)
	firstly  = regexp.MustCompile(`(?i)\b(?:from (?:the )?)?(?:fastest (?:to (?:the )?slowest|first)|quickest first)\b|从快到慢`)
	lastly   = regexp.MustCompile(`(?i)\b(?:from (?:the )?)?slowest (?:to (?:the )?fastest|first)\b|从慢到快`)
	winner   = regexp.MustCompile(`(?i)\b(?:won|wins|winner|came (?:in )?first)\b|冠军|第一名|赢了`)
	shortest = regexp.MustCompile(`跑得最快|跑的最快|跑最快`)
)

// Timed are the columns of durations.
func (s *Schema) Timed() (cols []int) {
	for i, f := range s.Fields {
		if f.Clock() {
			cols = append(cols, i)
		}
	}
	return cols
}

// Clock reports whether a column holds durations.
func (f *Field) Clock() bool { return f.Format.Clock != "" }

// Raced reports whether the least of a column is its best: the times of a race.
func (f *Field) Raced() bool { return f.Clock() && raced.MatchString(spread(f.Name)) }

// clocked says what is known of a column of durations.
func (f *Field) clocked() {
	f.Unit, f.Concept, f.Role = "s", "duration", "sum"
	if f.Format.Clock == sheet.Halves && byHours.MatchString(spread(f.Name)) {
		f.Unit = "min"
	}
	if f.Raced() {
		f.Role = "avg"
	}
}

// Clocked is a question over a table of durations with those that it names in the unit
// of their column: under 2:50:00 is under 10200 seconds.
func (s *Schema) Clocked(question string) string {
	cols := s.Timed()
	if len(cols) == 0 {
		return question
	}
	f := &s.Fields[cols[0]]
	unit := map[string]string{"s": " second", "min": " min"}[f.Unit]
	question = hanFast.ReplaceAllStringFunc(question, func(said string) string {
		g := hanFast.FindStringSubmatch(said)
		if !spans.MatchString(g[1]) {
			return said
		}
		return map[bool]string{true: "小于", false: "大于"}[g[2] == "快" || g[2] == "短"] + g[1]
	})
	if s.WithConcept("speed") < 0 {
		question = quicker.ReplaceAllString(question, "less than $1")
		question = slower.ReplaceAllString(question, "more than ")
		by := " by " + f.Name + " "
		question = lastly.ReplaceAllString(question, by+"highest first")
		if f.Raced() {
			question = winner.ReplaceAllStringFunc(question, func(said string) string {
				return map[bool]string{true: "最快", false: "fastest"}[said >= "\x80"]
			})
		}
		question = firstly.ReplaceAllString(question, by+"lowest first")
		question = shortest.ReplaceAllString(question, "最快")
	}
	return spans.ReplaceAllStringFunc(question, func(said string) string {
		v, form, ok := sheet.ParseDuration(strings.ReplaceAll(strings.ReplaceAll(said, "and ", ""), "个", ""))
		switch {
		case !ok:
			return said
		case form == sheet.Halves && f.Format.Clock == sheet.Thirds && s.whole(cols[0], v):
			v *= 60 // under 2:50, of times such as 2:33:34
		case form != sheet.Halves && f.Unit == "min":
			v /= 60
		}
		return strconv.FormatFloat(v, 'f', -1, 64) + unit
	})
}

// whole reports whether v is below all of a column, which 60 times as much is not.
func (s *Schema) whole(column int, v float64) bool {
	for _, n := range s.Fields[column].Num {
		if n <= v {
			return false
		}
	}
	return true
}
