package assistant

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/entries"
	"github.com/tenonhub/tenon/internal/assistant/kind"
	"github.com/tenonhub/tenon/internal/assistant/likeness"
	"github.com/tenonhub/tenon/internal/assistant/lingo"
	"github.com/tenonhub/tenon/internal/assistant/term"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/payload"
	"github.com/tenonhub/tenon/internal/port"
)

// maxLabels is how many labels an answer tells; the rest are in the run.
const maxLabels = 12

// sayLabels puts labels into words as their task asks for.
func sayLabels(n graph.Node, v port.Value, lang, request string) string {
	id := n.Task
	labels, err := v.ReadLabels()
	if err != nil {
		return v.Text
	}
	labels = n.Narrowed(labels)
	if len(labels) == 0 {
		return phrase(lang, "nothing was found", "没有找到")
	}
	if id == "token-classification" {
		if labels = kind.Listed(labels, request); len(labels) == 0 {
			return phrase(lang, "nothing was found", "没有找到")
		}
		return sayNames(labels, lang)
	}
	if id == "language-identification" {
		for i, l := range labels {
			if l.Text == lingo.Name(l.Name, "en") { // its name, and no entry of a list
				labels[i].Text = ""
			}
		}
	}
	if whole, each := apart(labels); judges[id] && len(each) > 0 {
		only, counts := entries.Wanted(request)
		if id != "sentiment-analysis" {
			only, counts = "", false
		}
		if only != "" || counts || len(whole) == 0 || entries.Tied(each, func(l port.Label) string { return l.Name }, unjudged) {
			return sayRate(each, request, lang) + sayEach(id, each, only, lang)
		}
		return sayLabels(n, port.NewLabels(whole), lang, request) + "\n" + sayEach(id, each, "", lang)
	}
	all, rest := labels, ""
	if len(labels) > maxLabels {
		rest = fmt.Sprintf(phrase(lang, " … and %d more", "……另有 %d 个"), len(labels)-maxLabels)
		labels = labels[:maxLabels]
	}
	switch id {
	case "language-identification":
		return sayLanguages(labels, lang)
	case "sentiment-analysis", "text-classification", "image-classification", "audio-classification", "video-classification":
		return sayBest(labels, lang)
	case "sentence-similarity":
		return sayLikeness(labels, lang) + rest
	case "keyword-extraction":
		return join(labels, lang, func(l port.Label) string { return or(l.Text, l.Name) }) + rest
	case "voice-activity-detection", "speaker-diarization", "keyword-spotting":
		if id == "voice-activity-detection" {
			rest += "\n" + sayShares(all, lang)
		}
		return lines(labels, func(l port.Label) string {
			return fmt.Sprintf("%s–%s  %s", clock(l.From), clock(l.To), term.Class(l.Name, lang == "zh"))
		}) + rest
	case "barcode-reading":
		return lines(labels, func(l port.Label) string {
			said, _ := payload.Told(l.Text, lang == "zh")
			return fmt.Sprintf("%s: %s", l.Name, strings.TrimPrefix(said+"\n"+l.Text, "\n"))
		}) + rest
	default:
		return lines(labels, func(l port.Label) string {
			return fmt.Sprintf("%s  %.2f", strings.TrimSpace(l.Name+" "+l.Text), l.Score)
		}) + rest
	}
}

// sayShares tells how much of a recording is speech, and how much is not.
func sayShares(labels []port.Label, lang string) string {
	took, whole := map[string]float64{}, 0.0
	var names, said []string
	for _, l := range labels {
		if !slices.Contains(names, l.Name) {
			names = append(names, l.Name)
		}
		took[l.Name] += l.To - l.From
		whole += l.To - l.From
	}
	for _, name := range names {
		said = append(said, fmt.Sprintf(phrase(lang, "%s %s of %s (%.0f %%)", "%s %s，共 %s（%.0f %%）"), term.Class(name, lang == "zh"), clock(took[name]), clock(whole), 100*took[name]/max(whole, 0.001)))
	}
	return phrase(lang, "In all: ", "合计：") + strings.Join(said, phrase(lang, ", ", "；"))
}

// sayNames tells each name once, by kind, in the order of the text.
func sayNames(labels []port.Label, lang string) string {
	var kinds []string
	names := map[string][]string{}
	for _, l := range labels {
		if len(names[l.Name]) == 0 {
			kinds = append(kinds, l.Name)
		}
		if !slices.Contains(names[l.Name], l.Text) {
			names[l.Name] = append(names[l.Name], l.Text)
		}
	}
	var said []string
	for _, kind := range kinds {
		said = append(said, term.Class(kind, lang == "zh")+phrase(lang, ": ", "：")+strings.Join(names[kind], phrase(lang, "; ", "；")))
	}
	return strings.Join(said, "\n")
}

// sayLikeness tells how near texts are: the figure, and what it means.
func sayLikeness(labels []port.Label, lang string) string {
	if len(labels) == 1 {
		return likeness.Say(labels[0], lang == "zh") + phrase(lang, ".", "。")
	}
	return lines(labels, func(l port.Label) string {
		return or(l.Name, l.Text) + phrase(lang, ": ", "：") + likeness.Say(l, lang == "zh")
	})
}

func sayLanguages(labels []port.Label, lang string) string {
	best := labels[0]
	return fmt.Sprintf("%s (%s, %.0f %%)", lingo.Name(best.Name, lang), best.Name, 100*best.Score)
}

func sayBest(labels []port.Label, lang string) string {
	best := labels[0]
	for _, l := range labels {
		if l.Score > best.Score {
			best = l
		}
	}
	return fmt.Sprintf("%s (%.0f %%)", term.Class(best.Name, lang == "zh"), 100*best.Score)
}

func join(labels []port.Label, lang string, f func(port.Label) string) string {
	var l []string
	for _, label := range labels {
		l = append(l, f(label))
	}
	return strings.Join(l, phrase(lang, ", ", "、"))
}

func lines(labels []port.Label, f func(port.Label) string) string {
	var l []string
	for _, label := range labels {
		l = append(l, f(label))
	}
	return strings.Join(l, "\n")
}

// clock writes seconds as 1:02.5.
func clock(seconds float64) string {
	return fmt.Sprintf("%d:%04.1f", int(seconds)/60, seconds-float64(int(seconds)/60*60))
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
