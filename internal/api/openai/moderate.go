package openai

import (
	"encoding/json"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/callee"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/engine"
	"github.com/tenonhub/tenon/internal/task"
)

const classifies = task.ID("text-classification")

// flagged is the score from which on a text is of a class.
const flagged = 0.5

// judged is what a model thinks of one text: its classes are the categories.
type judged struct {
	Flagged    bool               `json:"flagged"`
	Categories map[string]bool    `json:"categories"`
	Scores     map[string]float64 `json:"category_scores"`
}

// moderate asks a model that classifies texts, such as one for toxic ones.
func (s server) moderate(w http.ResponseWriter, r *http.Request) {
	var req struct {
		Model string          `json:"model"`
		Input json.RawMessage `json:"input"`
	}
	err := read(w, r, &req)
	var texts []string
	if err == nil {
		texts, err = judgeable(req.Input)
	}
	var m catalog.Model
	if err == nil {
		m, err = s.Find(r.Context(), req.Model, catalog.Need{Task: classifies})
	}
	results := []judged{}
	for i := 0; i < len(texts) && err == nil; i++ {
		var j judged
		j, err = s.judge(r, m, texts[i])
		results = append(results, j)
	}
	if err != nil {
		s.fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, map[string]any{"id": deposit.ID("modr-"), "model": m.Ref.String(), "results": results})
}

// judgeable are the texts of a moderation: as they are, or in parts.
func judgeable(raw json.RawMessage) ([]string, error) {
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if json.Unmarshal(raw, &parts) != nil || len(parts) == 0 {
		return inputs(raw)
	}
	var texts []string
	for i, p := range parts {
		if p.Type != "text" || p.Text == "" {
			return nil, dialogue.Wrong("input", "part %d of input is %q; a model of text-classification, which judges here, takes parts of the type text that are not empty", i, p.Type)
		}
		texts = append(texts, p.Text)
	}
	return texts, nil
}

func (s server) judge(r *http.Request, m catalog.Model, text string) (j judged, err error) {
	j = judged{Categories: map[string]bool{}, Scores: map[string]float64{}}
	err = s.Run(r.Context(), engine.Request{Model: m.Ref, Task: classifies, In: callee.Text(text)}, func(ev engine.Event) error {
		v, ok := ev.Out.First("labels")
		if !ok {
			return nil
		}
		l, err := v.ReadLabels()
		for _, c := range l {
			j.Categories[c.Name], j.Scores[c.Name] = c.Score >= flagged, c.Score
			j.Flagged = j.Flagged || c.Score >= flagged
		}
		return err
	})
	return j, err
}
