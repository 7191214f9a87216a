// Package telling puts the labels that models give into words: of a text, of each entry
// of a list, of a recording.
package telling

import (
	"cmp"
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
	"github.com/tenonhub/tenon/internal/task"
)

// maxLabels is how many labels an answer tells; the rest are in the run.
const maxLabels = 12

// Labels puts labels into words as their task asks for.
func Labels(n graph.Node, v port.Value, lang, request string) string {
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
		return sayNames(labels, kind.PerLine(request), lang)
	}
	if id == "language-identification" {
		for i, l := range labels {
			if l.Text == lingo.Name(l.Name, "en") { // its name, and no entry of a list
				labels[i].Text = ""
			}
		}
	}
	if whole, each := apart(labels); Judges[id] && len(each) > 0 {
		only, counts := entries.Wanted(request)
		if id != "sentiment-analysis" {
			only, counts = "", false
		}
		if only != "" || counts || len(whole) == 0 || entries.Tied(each, func(l port.Label) string { return l.Name }, Unjudged) {
			return sayRate(each, request, lang) + sayEach(id, each, only, lang)
		}
		return Labels(n, port.NewLabels(whole), lang, request) + "\n" + sayEach(id, each, "", lang)
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
		return join(labels, lang, func(l port.Label) string { return cmp.Or(l.Text, l.Name) }) + rest
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

// sayNames tells each name once, by kind, in the order of the text; a part of one
// person's name alone – Marcus beside Marcus Oyelaran – is told by the whole. In lines, each has
// one, and what all are of the same kind is not said.
func sayNames(labels []port.Label, lines bool, lang string) string {
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
		whole := slices.DeleteFunc(slices.Clone(names[kind]), func(part string) bool {
			wholes := 0
			for _, n := range names[kind] {
				if strings.HasPrefix(n, part+" ") || strings.HasSuffix(n, " "+part) {
					wholes++
				}
			}
			return kind == "person" && wholes == 1
		})
		called := term.Class(kind, lang == "zh") + phrase(lang, ": ", "：")
		switch {
		case !lines:
			said = append(said, called+strings.Join(whole, phrase(lang, "; ", "；")))
		case len(kinds) == 1:
			said = append(said, whole...)
		default:
			said = append(append(said, strings.TrimSpace(called)), whole...)
		}
	}
	return strings.Join(said, "\n")
}

// sayLikeness tells how near texts are: the figure, and what it means.
func sayLikeness(labels []port.Label, lang string) string {
	if len(labels) == 1 {
		return likeness.Say(labels[0], lang == "zh") + phrase(lang, ".", "。")
	}
	return lines(labels, func(l port.Label) string {
		return cmp.Or(l.Name, l.Text) + phrase(lang, ": ", "：") + likeness.Say(l, lang == "zh")
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

// Called is what a label is called in an answer.
func Called(id task.ID, label, lang string) string {
	if id == "language-identification" && label != Unjudged {
		return lingo.Name(label, lang)
	}
	return term.Class(label, lang == "zh")
}

// apart parts what was said of a list from what was said of its entries.
func apart(labels []port.Label) (whole, each []port.Label) {
	for _, l := range labels {
		if l.Text == "" {
			whole = append(whole, l)
		} else {
			each = append(each, l)
		}
	}
	return whole, each
}

// sayRate tells the share of the entries that a request asks for, of those that were judged.
func sayRate(each []port.Label, request, lang string) string {
	label, counts := entries.Rate(request), map[string]int{}
	for _, l := range each {
		counts[l.Name]++
	}
	n, all := counts[label], len(each)-counts[Unjudged]
	if label == "" || all == 0 {
		return ""
	}
	return fmt.Sprintf(phrase(lang, "%.0f %% are %s (%d of %d).", "%.0f %% 为%s（%d / %d）。"), 100*float64(n)/float64(all), term.Class(label, lang == "zh"), n, all) + "\n"
}

// sayEach tells how many entries got each label, and which: all, or only those
// of one label.
func sayEach(id task.ID, each []port.Label, only, lang string) string {
	var kinds, lines []string
	told := 0
	counts := map[string]int{}
	for i, l := range each {
		name := Called(id, l.Name, lang)
		if counts[name] == 0 {
			kinds = append(kinds, name)
		}
		counts[name]++
		if l.Name != Unjudged {
			name += fmt.Sprintf(" (%.0f %%)", 100*l.Score)
		}
		if only != "" && l.Name != only {
			continue
		}
		if told++; told <= maxEach {
			lines = append(lines, fmt.Sprintf("%d. %s: %s", i+1, name, beginning(l.Text, maxEntry)))
		}
	}
	if told > maxEach {
		lines = append(lines, fmt.Sprintf(phrase(lang, "… and %d more", "……另有 %d 条"), told-maxEach))
	}
	slices.SortStableFunc(kinds, func(a, b string) int { return counts[b] - counts[a] })
	for i, name := range kinds {
		kinds[i] = fmt.Sprintf(phrase(lang, "%d %s", "%d 条%s"), counts[name], name)
	}
	return phrase(lang, "One by one: ", "逐条：") + strings.Join(kinds, phrase(lang, ", ", "，")) + strings.TrimRight("\n"+strings.Join(lines, "\n"), "\n")
}

// beginning is the beginning of a text, with a mark where more follows.
func beginning(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + "…"
	}
	return s
}

// Judges are the tasks that say one thing of a whole text. Of a list of texts
// they say it of each as well, where the request speaks of several.
var Judges = map[task.ID]bool{"sentiment-analysis": true, "text-classification": true, "zero-shot-classification": true, "language-identification": true}

// Unjudged is the label of an entry that a model does not take, such as one in another
// language: what it says of the others stands.
const Unjudged = "not judged"

const (
	maxEntry = 60 // runes of an entry that an answer quotes
	maxEach  = 30 // entries that an answer tells of; the rest are in the run
)

func phrase(lang, en, zh string) string {
	if lang == "zh" {
		return zh
	}
	return en
}
