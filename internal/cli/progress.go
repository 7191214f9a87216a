package cli

import (
	"fmt"
	"io"
	"os"
	"strings"
	"unicode/utf8"

	"golang.org/x/term"

	"github.com/tenonhub/tenon/sdk"
)

// progress shows the nodes of a run: on a terminal as lines that change, else
// a line whenever a node begins or ends.
type progress struct {
	w     io.Writer
	quiet bool
	tty   bool
	width int
	drawn int // lines on the terminal that the next drawing replaces
	seen  map[string]sdk.State
}

func newProgress(w io.Writer, quiet bool) *progress {
	p := &progress{w: w, quiet: quiet, seen: map[string]sdk.State{}}
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.tty, p.width = true, 80
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 20 {
			p.width = w
		}
	}
	return p
}

func (p *progress) update(run sdk.Run) {
	switch {
	case p.quiet || len(run.Nodes) == 0 || run.State == sdk.Planned:
	case p.tty:
		p.draw(run)
	default:
		p.tell(run)
	}
}

func (p *progress) tell(run sdk.Run) {
	for _, n := range run.Nodes {
		if p.seen[n.ID] == n.State || n.State == sdk.Waiting {
			continue
		}
		p.seen[n.ID] = n.State
		fmt.Fprintln(p.w, line(n))
	}
}

func (p *progress) draw(run sdk.Run) {
	var b strings.Builder
	if p.drawn > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", p.drawn)
	}
	for _, n := range run.Nodes {
		b.WriteString("\r\x1b[2K" + clip(line(n), p.width-1) + "\n")
	}
	p.drawn = len(run.Nodes)
	_, _ = io.WriteString(p.w, b.String()) // progress is not worth an error
}

func (p *progress) done() {
	if p.drawn > 0 {
		fmt.Fprintln(p.w)
	}
}

var marks = map[sdk.State]string{
	sdk.Waiting: "·", sdk.Running: "▸", sdk.Done: "✓", sdk.Failed: "✗", sdk.Skipped: "–", sdk.Canceled: "✗",
}

func line(n sdk.Node) string {
	s := fmt.Sprintf("%s %s  %s", marks[n.State], n.ID, n.Title)
	if n.Model != "" {
		s += "  " + n.Model
	}
	switch {
	case n.State == sdk.Done && n.Memo:
		s += "  (remembered)"
	case n.State == sdk.Done:
		s += fmt.Sprintf("  %.1f s", float64(n.Millis)/1000)
	case n.State == sdk.Running && n.Progress > 0:
		s += fmt.Sprintf("  %s %3.0f %%", bar(n.Progress, 20), 100*n.Progress)
	case n.State == sdk.Failed:
		s += "  " + strings.ReplaceAll(n.Error, "\n", " ")
	}
	return s
}

func bar(share float64, width int) string {
	full := min(width, max(0, int(share*float64(width)+0.5)))
	return strings.Repeat("█", full) + strings.Repeat("░", width-full)
}

func clip(s string, width int) string {
	if utf8.RuneCountInString(s) <= width {
		return s
	}
	return string([]rune(s)[:width-1]) + "…"
}

// printPlan shows the graph, the words that led to each node, and what it reads.
func printPlan(w io.Writer, run sdk.Run) {
	fmt.Fprintf(w, "Plan by the %s planner, confidence %.0f %%\n", run.Planner, 100*run.Confidence)
	printGraph(w, run.Graph)
	for i, p := range run.Plans {
		fmt.Fprintf(w, "\nOr, confidence %.0f %% (number %d)\n", 100*p.Confidence, i+2)
		printGraph(w, p.Graph)
	}
	if len(run.Leaves) > 0 {
		fmt.Fprintf(w, "\nIt would send your input to %s.\n", strings.Join(run.Leaves, ", "))
	}
	if run.Error != "" {
		fmt.Fprintf(w, "\nIt cannot run now: %s\n", run.Error)
	}
}

func printGraph(w io.Writer, g sdk.Graph) {
	for _, n := range g.Nodes {
		fmt.Fprintf(w, "  %s  %s", n.ID, n.Task)
		for _, k := range sorted(n.Params) {
			fmt.Fprintf(w, "  %s=%v", k, n.Params[k])
		}
		fmt.Fprintln(w)
		for _, name := range sorted(n.In) {
			for _, s := range n.In[name] {
				fmt.Fprintf(w, "        %s ← %s\n", name, from(s))
			}
		}
		if len(n.Why) > 0 {
			fmt.Fprintf(w, "        because of “%s”\n", strings.Join(n.Why, "”, “"))
		}
	}
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
	return "“" + clip(strings.ReplaceAll(s.Text, "\n", " "), 60) + "”"
}
