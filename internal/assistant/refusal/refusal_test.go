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

// TestARefusedPairOfLanguagesIsNamed, and what else is translated into the one that is asked for.
func TestARefusedPairOfLanguagesIsNamed(t *testing.T) {
	t.Parallel()
	models := []catalog.Model{
		{Ref: ref.Model{Owner: "tenon", Name: "a"}, Task: "translation", Pairs: []string{"en-es", "es-en"}},
		{Ref: ref.Model{Owner: "tenon", Name: "b"}, Task: "translation", Pairs: []string{"fr-en"}},
	}
	for _, c := range []struct{ source, target, lang, want, there string }{
		{"de", "en", "en", "no model here translates from German to English. Connect one that does", " What there is translates into English from Spanish, French."},
		{"de", "en", "zh", "这里没有模型能从德语译成英语。可以接入一个", "已有的能译成英语的语言：西班牙语、法语。"},
		{"", "zh", "en", "no model here translates into Chinese. Connect", "translation`."},
		{"", "ja", "zh", "这里没有模型能译成日语。", "translation`。"},
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
		if !strings.HasPrefix(said, c.want) || !strings.HasSuffix(said, c.there) {
			t.Errorf("%v: %s", c, said)
		}
	}
}
