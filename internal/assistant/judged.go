package assistant

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/entries"
	"github.com/tenonhub/tenon/internal/assistant/telling"
	"github.com/tenonhub/tenon/internal/assistant/wish"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// rows is the port of a node that judged the entries of a list where these stand as a
// table, each with its label and score.
const rows = "rows"

// judged adds to what was said of entries, or of the whole text where there are none, the
// table of them: of a table its own rows, with two columns more. What was found in a text is
// a table where one is asked for.
func (e *execution) judged(ctx context.Context, n graph.Node, in, out port.Values, list int) (port.Values, error) {
	whole, ok := out.First("labels")
	format, asked := wish.Table(e.req.Text)
	finds := n.Task == "token-classification" && asked && list == 0
	if !ok || !telling.Judges[n.Task] && !finds {
		return out, nil
	}
	labels, err := e.assistant.resolve(ctx, whole).ReadLabels()
	if err != nil {
		return nil, err
	}
	each := labels[max(0, len(labels)-list):]
	if finds {
		each = labels
	} else if v, ok := in.First("text"); ok && asked && list == 0 && len(labels) > 0 {
		b, err := e.assistant.resolve(ctx, v).Read(maxListed)
		if err != nil {
			return out, nil //nolint:nilerr // it is too long to stand in a cell
		}
		labels[0].Text = strings.TrimSpace(string(b))
		each = labels[:1]
	}
	if len(each) == 0 {
		return out, nil
	}
	table := port.NewTable(e.listed(ctx, n.Task, in, each))
	if format != "csv" {
		if table, err = e.rewritten(ctx, table, format); err != nil {
			return nil, err
		}
	}
	table.Name = "" // it is given one beside the answer
	table, err = e.assistant.keep(ctx, table)
	return port.Values{"labels": out["labels"], rows: {table}}, err
}

// listKey is what makes the result of a judging node another, beside its inputs: that
// each entry is judged, which they are, and how the table of them is wanted.
func (e *execution) listKey(n graph.Node, list []string, some bool) (key string) {
	format, asked := wish.Table(e.req.Text)
	if len(list) == 0 && (!asked || !telling.Judges[n.Task] && n.Task != "token-classification") {
		return ""
	}
	only := entries.Saved(e.req.Text)
	key = strings.Join([]string{"-each", format, fmt.Sprint(asked), only, e.lang}, "-")
	if some {
		key += fmt.Sprintf("-%x", sha256.Sum256([]byte(strings.Join(list, "\n"))))[:17]
	}
	return key
}

// listed are entries and what was said of them as the lines of a CSV.
func (e *execution) listed(ctx context.Context, id task.ID, in port.Values, each []port.Label) string {
	said := entries.Sheet{Request: e.req.Text, Head: [3]string{phrase(e.lang, "text", "内容"), phrase(e.lang, "label", "判断"), phrase(e.lang, "score", "得分")}}
	if v, ok := in.First("text"); ok && v.Type == port.Table {
		if b, err := e.assistant.resolve(ctx, v).Read(maxListed); err == nil {
			said.Of = string(b)
		}
	}
	only := entries.Saved(e.req.Text)
	for _, l := range each {
		said.Said = append(said.Said, [3]string{l.Text, telling.Called(id, l.Name, e.lang), fmt.Sprintf("%.2f", l.Score)})
		said.Leave = append(said.Leave, only != "" && only != l.Name && len(each) > 1)
	}
	return said.CSV()
}

// rewritten is a table in another format, by a model on this machine.
func (e *execution) rewritten(ctx context.Context, table port.Value, format string) (port.Value, error) {
	want := catalog.Need{Task: "table-conversion", Params: task.Params{"format": format}, Local: true}
	choices, err := e.assistant.parts.Models.Choose(ctx, want)
	if err != nil || len(choices) == 0 || choices[0].Err != nil {
		return table, err // as it is
	}
	req := engine.Request{Model: choices[0].Model.Ref, Task: want.Task, Params: want.Params, In: port.Values{"table": {table}}}
	for ev, err := range e.assistant.parts.Gateway.Do(ctx, req) {
		if err != nil {
			return table, timedOut(ctx, err)
		}
		if v, ok := ev.Out.First("table"); ok {
			return e.assistant.keep(ctx, v) // the file is there only as long as the call lasts
		}
	}
	return table, fault.New(fault.Unavailable, "%s gave no answer", req.Model)
}
