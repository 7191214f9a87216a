// Package refusal says that nothing here does a step of a graph, why each model
// that might does not, and what would make it possible. It chooses no model.
package refusal

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/chinese"
	"github.com/tenonhub/tenon/internal/assistant/lingo"
	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/task"
)

// Cannot says that nothing here does a node, and what would make it possible.
func Cannot(n graph.Node, choices []catalog.Choice, lang string) string {
	t, err := task.Lookup(string(n.Task))
	if err != nil {
		return err.Error()
	}
	connect := connect(n, lang)
	if len(choices) == 0 {
		return fmt.Sprintf(phrase(lang, "no installed model does %s (“%s”: %s) %s", "没有已安装的模型能做“%[2]s”（%[1]s）。%[4]s"),
			n.Task, phrase(lang, t.En, t.Zh), t.Doc, connect)
	}
	var why []string
	for _, ch := range choices[:min(len(choices), 3)] {
		why = append(why, fmt.Sprintf(phrase(lang, "%s: %s", "%s：%s"), ch.Model.Ref, unfit(ch, lang)))
	}
	if pair, there := unpaired(choices, lang); pair != "" {
		return pair + connect + there
	}
	return fmt.Sprintf(phrase(lang, "“%s” cannot be done now – %s. %s", "“%s”现在无法完成：%s。%s"),
		phrase(lang, t.En, t.Zh), strings.Join(why, phrase(lang, "; ", "；")), connect)
}

// Unfit says that the models that are here are none for what a node works on.
func Unfit(n graph.Node, why, lang string) string {
	return strings.TrimRight(why, ".。") + phrase(lang, ". ", "。") + connect(n, lang)
}

func connect(n graph.Node, lang string) string {
	return fmt.Sprintf(phrase(lang, "Connect one that does with `tenon connect NAME URL --task %s`.", "可以接入一个：`tenon connect NAME URL --task %s`。"), n.Task)
}

// unpaired says that no model translates a pair of languages, where that is why
// each of them is not chosen, and what is translated into the one that is asked for.
func unpaired(choices []catalog.Choice, lang string) (no, there string) {
	var from, to string
	var sources []string
	for _, ch := range choices {
		pair, ok := errors.AsType[catalog.PairError](ch.Err)
		if !ok {
			return "", ""
		}
		from, to = pair.From, pair.To
		for _, p := range ch.Model.Pairs {
			if source, ok := strings.CutSuffix(p, "-"+to); ok && !slices.Contains(sources, lingo.Name(source, lang)) {
				sources = append(sources, lingo.Name(source, lang))
			}
		}
	}
	if len(sources) > 0 {
		there = fmt.Sprintf(phrase(lang, " What there is translates into %s from %s.", "已有的能译成%s的语言：%s。"), lingo.Name(to, lang), strings.Join(sources, phrase(lang, ", ", "、")))
	}
	if from == "" {
		return fmt.Sprintf(phrase(lang, "no model here translates into %s. ", "这里没有模型能译成%s。"), lingo.Name(to, lang)), there
	}
	return fmt.Sprintf(phrase(lang, "no model here translates from %s to %s. ", "这里没有模型能从%s译成%s。"), lingo.Name(from, lang), lingo.Name(to, lang)), there
}

// unfit is why a model cannot be used, without its name.
func unfit(ch catalog.Choice, lang string) string {
	msg := ch.Err.Error()
	if f, known := errors.AsType[*fault.Error](ch.Err); known {
		msg = f.Msg
	}
	if zh, ok := chinese.Of(msg); ok && lang == "zh" {
		return zh
	}
	return msg
}

func phrase(lang, en, zh string) string {
	if lang == "zh" {
		return zh
	}
	return en
}
