package terminal

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"golang.org/x/term"

	"github.com/tenonhub/tenon/sdk"
)

// Progress shows the nodes of a run: on a terminal as lines that change, else
// a line whenever a node begins or ends.
type Progress struct {
	w     io.Writer
	quiet bool
	TTY   bool // whether w is a terminal
	width int
	rows  int // of the terminal
	drawn int // lines on the terminal that the next drawing replaces
	seen  map[string]sdk.State
}

// NewProgress returns one that writes to w, or nothing if it is quiet.
func NewProgress(w io.Writer, quiet bool) *Progress {
	p := &Progress{w: w, quiet: quiet, seen: map[string]sdk.State{}}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.TTY, p.width, p.rows = true, 80, 24
		if w, h, err := term.GetSize(int(f.Fd())); err == nil && w > 20 {
			p.width, p.rows = w, h
		}
	}
	return p
}

// Update shows how a run stands.
func (p *Progress) Update(run sdk.Run) {
	switch {
	case p.quiet || len(run.Nodes) == 0 || run.State == sdk.Planned:
	case p.TTY && len(run.Nodes) < p.rows: // lines that have scrolled away cannot be drawn again
		p.draw(run)
	default:
		p.tell(run)
	}
}

func (p *Progress) tell(run sdk.Run) {
	for _, n := range run.Nodes {
		if p.seen[n.ID] == n.State || n.State == sdk.Waiting {
			continue
		}
		p.seen[n.ID] = n.State
		fmt.Fprintln(p.w, Plain(line(n, run.Lang)))
	}
}

func (p *Progress) draw(run sdk.Run) {
	var b strings.Builder
	if p.drawn > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", p.drawn)
	}
	for _, n := range run.Nodes {
		b.WriteString("\r\x1b[2K" + Clip(Plain(line(n, run.Lang)), p.width-1) + "\n")
	}
	p.drawn = len(run.Nodes)
	_, _ = io.WriteString(p.w, b.String()) // progress is not worth an error
}

// Done ends the showing.
func (p *Progress) Done() {
	if p.drawn > 0 {
		fmt.Fprintln(p.w)
	}
}

var marks = map[sdk.State]string{
	sdk.Waiting: "·", sdk.Running: "▸", sdk.Done: "✓", sdk.Failed: "✗", sdk.Skipped: "–", sdk.Canceled: "✗",
}

func line(n sdk.Node, lang string) string {
	s := fmt.Sprintf("%s %s  %s", marks[n.State], n.ID, n.Title)
	if n.Model != "" {
		s += "  " + n.Model
	}
	switch {
	case n.State == sdk.Done && n.Memo:
		s += Say(lang, "  (remembered)", "（沿用以前的结果）")
	case n.State == sdk.Done:
		s += fmt.Sprintf("  %.1f s", float64(n.Millis)/1000)
	case n.State == sdk.Skipped && n.Because != "":
		s += Say(lang, "  skipped: ", "  已跳过：") + n.Because
	case n.State == sdk.Running && n.Progress > 0:
		s += fmt.Sprintf("  %s %3.0f %%", Bar(n.Progress, 20), 100*n.Progress)
	}
	return s // why a step failed stands in the error that the request ends with
}

// Bar is a bar of so many columns, of which a share is full.
func Bar(share float64, width int) string {
	full := min(width, max(0, int(share*float64(width)+0.5)))
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

// PrintPlan shows the graph, the words that led to each node, and what it reads.
func PrintPlan(w io.Writer, run sdk.Run) {
	fmt.Fprintf(w, Say(run.Lang, "Plan by the %s planner, confidence %.0f %%\n", "计划（规划器：%s，把握 %.0f %%）\n"), run.Planner, 100*run.Confidence)
	printGraph(w, run.Graph, run.Lang)
	if len(run.Undone) > 0 {
		fmt.Fprintf(w, Say(run.Lang, "  nothing here can %s\n", "  这里不能%s\n"), strings.Join(run.Undone, Say(run.Lang, " or ", "，也不能")))
	}
	for _, why := range run.Lacking {
		fmt.Fprintf(w, Say(run.Lang, "  not done: %s\n", "  没有做到：%s\n"), why)
	}
	if len(run.Unused) > 0 {
		fmt.Fprintf(w, Say(run.Lang, "  not used: %s\n", "  没有用到：%s\n"), strings.Join(run.Unused, Say(run.Lang, ", ", "、")))
	}
	for i, p := range run.Plans {
		fmt.Fprintf(w, Say(run.Lang, "\nOr, confidence %.0f %% (number %d)\n", "\n或者，把握 %.0f %%（第 %d 个）\n"), 100*p.Confidence, i+2)
		printGraph(w, p.Graph, run.Lang)
	}
	if len(run.Leaves) > 0 {
		fmt.Fprintf(w, Say(run.Lang, "\nIt would send your input to %s.\n", "\n这会把您的内容发送到 %s。\n"), strings.Join(run.Leaves, ", "))
	}
	if run.Error != "" {
		fmt.Fprintf(w, Say(run.Lang, "\nIt cannot run now: %s\n", "\n现在无法运行：%s\n"), run.Error)
	}
}

func printGraph(w io.Writer, g sdk.Graph, lang string) {
	for _, n := range g.Nodes {
		fmt.Fprintf(w, "  %s  %s", n.ID, n.Task)
		for _, k := range slices.Sorted(maps.Keys(n.Params)) {
			fmt.Fprintf(w, "  %s=%v", k, n.Params[k])
		}
		fmt.Fprintln(w)
		for _, name := range slices.Sorted(maps.Keys(n.In)) {
			for _, s := range n.In[name] {
				read := from(s)
				for ; s.Else != nil; read += Say(lang, ", or else ", "，否则 ") + from(s) {
					s = *s.Else
				}
				fmt.Fprintf(w, "        %s ← %s\n", name, read)
			}
		}
		for _, t := range n.When {
			fmt.Fprintf(w, Say(lang, "        only if %s\n", "        条件：%s\n"), test(t, lang))
		}
		if len(n.Why) > 0 {
			fmt.Fprintf(w, Say(lang, "        because of “%s”\n", "        依据“%s”\n"), strings.Join(distinct(n.Why), "”, “"))
		}
	}
}

// test is a test in words.
func test(t sdk.Test, lang string) string {
	of := strings.Join(t.Of, Say(lang, " or ", " 或 "))
	var is string
	switch t.Is {
	case "label", "language":
		is = map[bool]string{false: Say(lang, "is ", "是 "), true: Say(lang, "is not ", "不是 ")}[t.Not] + of
	case "contains":
		is = map[bool]string{false: Say(lang, "contains ", "含有 "), true: Say(lang, "does not contain ", "不含 ")}[t.Not] + of
	case "longer":
		is = fmt.Sprintf(map[bool]string{false: Say(lang, "has more than %g words", "超过 %g 字"), true: Say(lang, "has at most %g words", "不超过 %g 字")}[t.Not], t.Than)
	case "above", "below":
		sign := map[string]string{"above": ">", "below": "<"}
		if t.Not {
			sign = map[string]string{"above": "≤", "below": "≥"}
		}
		is = strings.TrimSpace(fmt.Sprintf("%s %g %s", sign[t.Is], t.Than, of))
	default:
		is = map[bool]string{false: Say(lang, "found ", "找到 "), true: Say(lang, "did not find ", "没有找到 ")}[t.Not] + cmp.Or(of, Say(lang, "any", "结果"))
	}
	return from(sdk.Source{Node: t.Node, Port: t.Port, Given: t.Given, Text: t.Text}) + " " + is
}

// distinct leaves out what stands before.
func distinct(l []string) []string {
	var d []string
	for _, s := range l {
		if !slices.Contains(d, s) {
			d = append(d, s)
		}
	}
	return d
}

func from(s sdk.Source) string {
	switch {
	case s.Node != "" && s.Port != "":
		return s.Node + "." + s.Port
	case s.Node != "":
		return s.Node
	case s.Given != "":
		return s.Given
	}
	return "“" + Clip(strings.ReplaceAll(s.Text, "\n", " "), 60) + "”"
}
