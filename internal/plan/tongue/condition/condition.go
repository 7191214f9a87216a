// Package condition reads the conditions of a request, “if it is negative, …,
// otherwise …”, as far as a graph can test them, and joins the graphs of what is
// asked for where they hold and where they do not. It plans nothing itself.
package condition

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/task"
)

// Part is a part of a request: plain words, or what a condition decides.
type Part struct {
	Words string
	If    *Branch
}

// Branch is what is asked for where a test holds, and where it does not.
type Branch struct {
	Test Test
	Then []Part
	Else []Part
}

// Test is a test of which it is not known yet what in a graph it looks at.
type Test struct {
	graph.Test
	Task     task.ID // that tells what is tested; empty where it is a text itself
	Of       task.ID // the task whose result is spoken of, “the summary”, if any
	Question string  // to be asked where the test is of an answer
	Thing    string  // the words for what is looked for, or for the language
	File     string  // that is spoken of
	Asked    string  // the question that the test answers, where it is asked for itself
}

// Decided are the parts where the first condition holds, or where it does not;
// ok is false where there is none.
func Decided(parts []Part, holds bool) (left []Part, of Test, ok bool) {
	i := slices.IndexFunc(parts, func(p Part) bool { return p.If != nil })
	if i < 0 {
		return parts, Test{}, false
	}
	taken := parts[i].If.Then
	if !holds {
		taken = parts[i].If.Else
	}
	return slices.Concat(parts[:i], taken, parts[i+1:]), parts[i].If.Test, true
}

// Words are plain parts as one request.
func Words(parts []Part) string {
	said := ""
	for _, p := range parts {
		w := p.Words
		if strings.TrimSpace(w) == "" {
			continue
		}
		if end := strings.TrimSpace(said); end == "" || strings.ContainsAny(end[len(end)-1:], ".!?;\n") || slices.ContainsFunc([]string{"。", "！", "？", "；"}, func(m string) bool { return strings.HasSuffix(end, m) }) {
			w = leads.ReplaceAllString(w, "")
		}
		switch {
		case said == "":
		case wide(w) && wide(lastRune(said)) && !stop.MatchString(lastRune(said)) && !boundary.MatchString(lastRune(said)):
			said += "，"
		case !strings.HasSuffix(said, " ") && !strings.HasPrefix(w, " ") && !wide(w):
			said += " "
		}
		said += w
	}
	return strings.TrimSpace(trails.ReplaceAllString(strings.TrimSpace(leads.ReplaceAllString(said, "")), ""))
}

// Idle reports whether words ask for nothing: there are none but those that
// introduce what came with them.
func Idle(words string) bool {
	return strings.TrimSpace(idle.ReplaceAllString(words, "")) == ""
}

// excludes reports whether b cannot hold where a does.
func (t Test) excludes(o Test) bool {
	if t.Is != o.Is || t.Task != o.Task || t.Of != o.Of {
		return false
	}
	opposite := t.Not != o.Not && t.Than == o.Than && slices.Equal(t.Test.Of, o.Test.Of)
	apart := (t.Is == graph.Label || t.Is == graph.Language) && !t.Not && !o.Not && !slices.ContainsFunc(t.Test.Of, func(s string) bool { return slices.Contains(o.Test.Of, s) })
	return opposite || apart
}

// chained makes of conditions that follow one another and exclude each other,
// “if it is positive …; if it is negative …”, one with another in its place.
func chained(parts []Part) []Part {
	var l []Part
	for _, p := range parts {
		if k := len(l) - 1; p.If != nil && k >= 0 {
			before := k
			for before > 0 && l[before].If == nil && Idle(l[before].Words) {
				before--
			}
			if last := l[before].If; last != nil {
				for last != nil && last.Test.excludes(p.If.Test) {
					if len(last.Else) == 0 {
						p.If.Test.Asked = "" // it is asked before
						last.Else = []Part{p}
						p.If = nil
						break
					}
					if len(last.Else) != 1 {
						break
					}
					last = last.Else[0].If
				}
				if p.If == nil {
					continue
				}
			}
		}
		l = append(l, p)
	}
	return l
}
