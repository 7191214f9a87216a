package dashscope

import (
	"fmt"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
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

// understand puts a sentence into one of some classes, or finds what it names of some kinds.
func (s server) understand(c call) (output, usage any, err error) {
	var in struct {
		Sentence string `json:"sentence"`
		Labels   texts  `json:"labels"`
		Task     string `json:"task"`
	}
	if err := c.input(&in); err != nil {
		return nil, nil, err
	}
	labels := strings.FieldsFunc(strings.Join(in.Labels, "，"), func(r rune) bool { return r == '，' || r == ',' || r == '、' })
	if strings.TrimSpace(in.Sentence) == "" || len(labels) == 0 {
		return nil, nil, fault.New(fault.Invalid, "give a sentence, and labels with commas between them")
	}
	for i := range labels {
		labels[i] = strings.TrimSpace(labels[i])
	}
	began, words := time.Now(), ""
	switch in.Task {
	case "", "extraction":
		words, err = s.extract(c, in.Sentence, labels)
	case "classification":
		words, err = s.classify(c, in.Sentence, labels)
	default:
		err = fault.New(fault.Invalid, "there is no task %.60q; there are extraction and classification", in.Task)
	}
	if err != nil {
		return nil, nil, err
	}
	return map[string]any{"rt": time.Since(began).Seconds(), "text": words}, nil, nil
}

// classify is the class that fits best.
func (s server) classify(c call, sentence string, classes []string) (string, error) {
	l, err := s.labels(c, sorts, sentence, task.Params{"labels": classes})
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
func (s server) extract(c call, sentence string, labels []string) (string, error) {
	l, err := s.labels(c, finds, sentence, nil)
	if err != nil {
		return "", err
	}
	var lines []string
	for _, label := range labels {
		kind := kindOf(label)
		if _, known := kinds[kind]; !known {
			return "", fault.New(fault.Invalid, "%s finds people, places, organisations, dates and amounts, and no %.60q; a chat model that is told to does", c.Model, label)
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
func (s server) labels(c call, id task.ID, text string, p task.Params) (l []port.Label, err error) {
	m, err := s.Find(c.r.Context(), c.Model, catalog.Need{Task: id, Params: p})
	if err != nil {
		return nil, err
	}
	err = s.Run(c.r.Context(), engine.Request{Model: m.Ref, Task: id, In: callee.Text(text), Params: p}, func(ev engine.Event) error {
		v, ok := ev.Out.First("labels")
		if !ok {
			return nil
		}
		l, err = v.ReadLabels()
		return err
	})
	return l, err
}
