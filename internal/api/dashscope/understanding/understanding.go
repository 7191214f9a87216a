// Package understanding answers DashScope's requests to understand a sentence: it is put
// into one of some classes, or what it names of some kinds is found.
package understanding

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
	"github.com/tenonhub/tenon/internal/wire/openai"
)

// The tasks of understanding.
const (
	sorts = task.ID("zero-shot-classification")
	finds = task.ID("token-classification")
)

// kinds are the kinds of names that models find, by what people call them.
var kinds = map[string][]string{
	"person": {"person", "people", "per", "name", "人名", "人物", "姓名"}, "place": {"place", "location", "loc", "地名", "地点", "地址", "位置"},
	"organisation": {"organisation", "organization", "org", "company", "机构", "组织", "公司", "机构名", "组织名"},
	"date":         {"date", "time", "日期", "时间"}, "amount": {"amount", "quantity", "number", "金额", "数量"},
}

// kindOf is the kind that a label means; the label itself if it means none of them.
func kindOf(label string) string {
	label = strings.ToLower(strings.TrimSpace(label))
	for kind, names := range kinds {
		for _, name := range names {
			if name == label {
				return kind
			}
		}
	}
	return label
}

// Input is a sentence, with what is asked about it.
type Input struct {
	Sentence string         `json:"sentence"`
	Labels   openai.Strings `json:"labels"` // with commas between them
	Task     string         `json:"task"`   // "extraction", also if it is empty, or "classification"
}

// Output is what was understood, and how many seconds that took.
type Output struct {
	Seconds float64 `json:"rt"`
	Text    string  `json:"text"`
}

// Desk understands by models.
type Desk struct{ callee.Desk }

// Understand does what is asked by a model. Faults: Invalid, and those of models.
func (d Desk) Understand(ctx context.Context, model string, in Input) (Output, error) {
	labels := strings.FieldsFunc(strings.Join(in.Labels, "，"), func(r rune) bool { return r == '，' || r == ',' || r == '、' })
	if strings.TrimSpace(in.Sentence) == "" || len(labels) == 0 {
		return Output{}, fault.New(fault.Invalid, "give a sentence, and labels with commas between them")
	}
	for i := range labels {
		labels[i] = strings.TrimSpace(labels[i])
	}
	began, words := time.Now(), ""
	var err error
	switch in.Task {
	case "", "extraction":
		words, err = d.extract(ctx, model, in.Sentence, labels)
	case "classification":
		words, err = d.classify(ctx, model, in.Sentence, labels)
	default:
		err = fault.New(fault.Invalid, "there is no task %.60q; there are extraction and classification", in.Task)
	}
	return Output{time.Since(began).Seconds(), words}, err
}

// classify is the class that fits best.
func (d Desk) classify(ctx context.Context, model, sentence string, classes []string) (string, error) {
	l, err := d.labels(ctx, model, sorts, sentence, task.Params{"labels": classes})
	if err != nil {
		return "", err
	}
	best := port.Label{}
	for _, one := range l {
		if one.Score >= best.Score {
			best = one
		}
	}
	return best.Name, nil
}

// extract is a line for each kind, with what is named of it.
func (d Desk) extract(ctx context.Context, model, sentence string, labels []string) (string, error) {
	l, err := d.labels(ctx, model, finds, sentence, nil)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, label := range labels {
		kind := kindOf(label)
		if _, known := kinds[kind]; !known {
			return "", fault.New(fault.Invalid, "%s finds people, places, organisations, dates and amounts, and no %.60q; a chat model that is told to does", model, label)
		}
		var found []string
		for _, one := range l {
			if kindOf(one.Name) == kind {
				found = append(found, one.Text)
			}
		}
		lines = append(lines, fmt.Sprintf("%s: %s", label, strings.Join(found, ", ")))
	}
	return strings.Join(lines, "\n"), nil
}

// labels runs a model that gives labels to a text.
func (d Desk) labels(ctx context.Context, model string, id task.ID, text string, p task.Params) (l []port.Label, err error) {
	m, err := d.Find(ctx, model, catalog.Need{Task: id, Params: p})
	if err != nil {
		return nil, err
	}
	err = d.Run(ctx, engine.Request{Model: m.Ref, Task: id, In: callee.Text(text), Params: p}, func(ev engine.Event) error {
		v, ok := ev.Out.First("labels")
		if !ok {
			return nil
		}
		l, err = v.ReadLabels()
		return err
	})
	return l, err
}
