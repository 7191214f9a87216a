package refusal_test

import (
	"context"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant/refusal"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

type ready struct{}

func (ready) Ready(context.Context, catalog.Model) error       { return nil }
func (ready) Record(context.Context, ref.Model) catalog.Record { return catalog.Record{} }

// TestARefusedPairOfLanguagesIsNamedFirst: not the pairs of each model.
func TestARefusedPairOfLanguagesIsNamedFirst(t *testing.T) {
	t.Parallel()
	models := []catalog.Model{
		{Ref: ref.Model{Owner: "tenon", Name: "a"}, Task: "translation", Pairs: []string{"en-es", "es-en"}},
		{Ref: ref.Model{Owner: "tenon", Name: "b"}, Task: "translation", Pairs: []string{"fr-en"}},
	}
	for _, c := range []struct{ source, target, lang, want string }{
		{"de", "en", "en", "no model here translates from German to English. Connect one that does"},
		{"de", "en", "zh", "这里没有模型能从德语译成英语。可以接入一个"},
		{"", "zh", "en", "no model here translates into Chinese. Connect"},
		{"", "ja", "zh", "这里没有模型能译成日语。"},
	} {
		params := task.Params{"target": c.target}
		if c.source != "" {
			params["source"] = c.source
		}
		choices, err := catalog.New(catalog.Fixed(models)).Choose(t.Context(), catalog.Need{Task: "translation", Params: params}, ready{})
		if err != nil {
			t.Fatal(err)
		}
		said := refusal.Cannot(graph.Node{ID: "n1", Task: "translation", Params: params}, choices, c.lang)
		if !strings.HasPrefix(said, c.want) || !strings.Contains(said, "tenon/a") || !strings.Contains(said, "en-es") {
			t.Errorf("%v: %s", c, said)
		}
	}
}
