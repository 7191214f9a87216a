package draft

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// done is what names a result by what was done to make it: 改好的, 换完的, 上好色的那张.
var done = regexp.MustCompile(`(上|翻|译|改|剪|截|切|裁|抠|调|拼|接|画|转|写|念|读|录|修|压|换|去|降|放|弄|缩|认|识别|提取|合成|处理|总结)[^，。；、]{0,2}(好|完|过|出来)[^，。；、]{0,2}(的|后)`)

// doneBy are the tasks that the verbs of done stand for.
var doneBy = map[string][]task.ID{
	"上": {"image-colorization"}, "翻": {"translation"}, "译": {"translation"}, "改": {"text-error-correction", "text-generation", "image-to-image"},
	"剪": {"video-trim", "audio-trim"}, "截": {"video-trim", "audio-trim", "video-thumbnail"}, "切": {"video-trim", "audio-trim"}, "裁": {"image-resizing"}, "抠": {"image-segmentation"},
	"调": {"image-color-enhancement"}, "拼": {"image-stitching", "audio-concatenation"}, "接": {"audio-concatenation"}, "画": {"text-to-image"},
	"转": {"automatic-speech-recognition", "image-style-transfer"}, "写": {"text-generation"}, "念": {"text-to-speech"}, "读": {"text-to-speech"}, "录": {"text-to-speech"},
	"修": {"image-super-resolution", "image-denoising", "text-error-correction"}, "压": {"summarization", "video-resizing", "subtitle-burning"}, "换": {"image-to-image"},
	"降": {"speech-enhancement", "image-denoising"}, "去": {"speech-enhancement", "image-denoising"}, "放": {"image-super-resolution"}, "缩": {"summarization", "image-resizing"},
	"认": {"optical-character-recognition"}, "识别": {"optical-character-recognition", "automatic-speech-recognition"}, "提取": {"document-text-extraction", "video-to-audio"}, "总结": {"summarization"},
}

// called is the result that the words before a step name: by the look that it
// has (“水墨那张再裁成正方形”), its language (“泰文那版还要语音”), or by what
// was done to make it.
func (b *Draft) called(s *reading.Step, to port.Type) []value {
	from, end := b.r.Clause(s.From, s.To)
	if b.cued(s, "original") {
		return nil
	}
	if s.From > from {
		if vs := b.lookOf(s, from); len(vs) > 0 && agenda.Distance(vs[0].typ, to) >= 0 {
			return vs
		}
		if vs := b.tongueOf(s, from); len(vs) > 0 && to == port.Text {
			return vs
		}
	}
	g := done.FindStringSubmatch(b.r.Said(from, end))
	if g == nil {
		return nil
	}
	for _, made := range slices.Backward(b.groups) {
		if slices.Contains(doneBy[g[1]], made.task) && made.step != nil && made.step.From < s.From && len(made.values) == 1 && agenda.Distance(made.values[0].typ, to) >= 0 {
			return made.values
		}
	}
	return nil
}

var that = regexp.MustCompile(`^(的)?(那|这|版|图)(张|版|份|幅|个)?`)

// lookOf is the picture of an earlier step whose style or look the clause of
// s names before it.
func (b *Draft) lookOf(s *reading.Step, from int) []value {
	for _, m := range b.r.Matches {
		want := m.Entry.Set["style"] + m.Entry.Set["look"]
		if want == "" || want == "auto" || m.From < from || m.To > s.From || !that.MatchString(b.r.Text.Source[b.r.Text.Tokens[m.To-1].End:]) {
			continue
		}
		for _, g := range b.groups {
			if g.step != nil && string(g.task) == m.Entry.Section && g.step != s && g.step.Set["style"]+g.step.Set["look"] == want {
				return g.values
			}
		}
	}
	return nil
}

// tongueOf is the translation into the language that the clause of s names
// before it.
func (b *Draft) tongueOf(s *reading.Step, from int) []value {
	if s.Task.ID == "translation" {
		return nil
	}
	for _, t := range b.r.Text.Tokens[from:s.From] {
		if t.Kind != phrase.Language || !that.MatchString(b.r.Text.Source[t.End:]) && !strings.HasPrefix(b.r.Text.Source[t.End:], "的") {
			continue
		}
		for _, g := range b.groups {
			for _, v := range g.values {
				n, ok := b.Graph().Node(v.src.Node)
				if ok && g.task == "translation" && len(g.values) > 1 && n.Params["target"] == t.Code {
					return []value{v}
				}
			}
		}
	}
	return nil
}

// forks is what says that several results come of the one made before.
var forks = regexp.MustCompile(`(两|三|几|[2-4])个?(用途|去处|用处)|(完|好|过|之后|以后|正后)的(那|这)?(张|份|段|版|个)?[：:，,、]?(再)?(一(份|张|版|段|个|边)|分别|各)|那?(张|份|段|版)[：:]一(份|张|版|段)|(?i:\bfrom (the|that) (\w+ )?(one|version|copy|result),? (i|we|make|give|also|both))`)

// forked is what was made before the words that say that several things come of it.
func (b *Draft) forked(s *reading.Step, to port.Type) []value {
	at := forks.FindStringIndex(b.r.Text.Source)
	for _, m := range b.r.Cues {
		if from := b.r.Text.Tokens[m.From].Start; m.Entry.Set["kind"] == "apart" && (at == nil || from < at[0]) {
			at = []int{from, from}
		}
	}
	if at == nil || b.cued(s, "original") || b.r.Text.Tokens[s.From].Start < at[0] {
		return nil
	}
	for _, g := range slices.Backward(b.groups) {
		if g.step != nil && b.r.Text.Tokens[g.step.From].Start < at[0] {
			if b.readable(s, g, to) {
				return g.values
			}
			return nil
		}
	}
	return nil
}

// matter are the words for what a request comes with.
var matter = regexp.MustCompile(`(?i)\bthe (review|comment|complaint|e?mail|message|article|report|contract|document|letter|text|page|post|note|story|speech|original)s?\b|原文|评论|来信|邮件|文章|合同|报告|投诉|留言|帖子|原稿|信(?:件|再|也|翻|译)`)

// material is what came with the request, where a step speaks of it by its kind
// after something else was written: “answer it, and translate the review”.
func (b *Draft) material(s *reading.Step, to port.Type) []value {
	n := len(b.groups)
	if n == 0 || to != port.Text || b.groups[n-1].task != "text-generation" || b.groups[n-1].step == nil {
		return nil
	}
	named := matter.FindString(b.r.Around(s))
	written := b.groups[n-1].step
	if named == "" || b.r.Text.Tokens[written.From].Clause == b.r.Text.Tokens[s.From].Clause || strings.Contains(strings.ToLower(b.r.Around(written)), strings.ToLower(strings.TrimPrefix(named, "the "))) {
		return nil
	}
	if again := b.recognised(); again != nil {
		return again.values
	}
	return b.base(to)
}

// printed reports whether a passage stands with a step that pictures or sounds it.
func (r *wishes) printed(s *reading.Step) bool {
	return slices.ContainsFunc(r.Content, func(c reading.Span) bool {
		t := r.Text.Tokens[c.First]
		return t.Kind == phrase.Quote && t.Clause == r.Text.Tokens[s.From].Clause && strings.TrimSpace(r.Words(c)) != ""
	})
}
