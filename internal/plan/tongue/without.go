package tongue

import (
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

var (
	// apiece divides a request into what it wants one after the other.
	apiece = regexp.MustCompile(`(?i)[，,；;。!！]\s*(?:(?:and|then|also|plus|finally)\s+)*|\.\s+(?:(?:and|then|also)\s+)*|\s+(?:and\s+then|and|then|plus)\s+|然后|再|并且?`)
	// scored wants a sound put under a film, or in the place of its own.
	scored = regexp.MustCompile(`(?i)\b(?:put|lay|add|use|set|play|mix|dub|drop|overlay|insert|place|run|attach|give|replace|swap|exchange|score|back|combine|merge|pair)\b.*\b(?:music|tune|song|jingle|track|melody|audio|sound|soundtrack|recording|voice-?over|narration|bgm|score)\b|\bwith (?:the |this |that |my )?(?:music|tune|song|jingle|track|melody|recording|bgm)\b|(?:配|加|换|垫|叠|混|铺|放|插|用|换成|拿|合).*(?:曲|音乐|歌|背景音|配乐|音频|录音|旋律|bgm|音轨|伴奏)|(?:曲|音乐|歌|音频|录音|旋律|伴奏).*(?:配|加|换|垫|叠|混|铺|放|当|做|作|合)`)
	// soundOut takes the sound out of a film, or is of it alone, and both are told.
	soundOut = regexp.MustCompile(`(?i)\b(?:extract|take out|get|rip|pull|separate|mute|remove|strip|delete|transcrib\w*|louder|quieter|volume|noise|save|write|convert|trim|cut|join|slow|speed)\b|提取|去掉|去除|静音|删|转成|转文字|降噪|音量|剪|截|拼`)
)

// without is what comes of a request that wants one of several things that no task does, in a
// clause of its own: the rest is planned, and that named.
func (p *Planner) without(r *reading.Reading) (t thought, ok bool) {
	if r.Types[port.Video] == 0 || r.Types[port.Audio] == 0 || len(r.Req.Text) > 400 {
		return t, false
	}
	if _, err := task.Lookup("video-scoring"); err == nil {
		return t, false // a task does
	}
	whole, from := r.Req.Text, 0
	var rest []string
	for _, at := range append(apiece.FindAllStringIndex(whole, -1), []int{len(whole), len(whole)}) {
		part := whole[from:at[0]]
		from = at[1]
		sound := slices.ContainsFunc(r.Req.Given, func(g plan.Given) bool {
			return g.Type == port.Audio && strings.Contains(part, g.Name)
		})
		if masked := maskNames(part, r.Req.Given); scored.MatchString(masked) && !soundOut.MatchString(masked) || sound && scored.MatchString(strings.ReplaceAll(masked, "_", " 歌 song ")) {
			ok = true
			continue
		}
		if strings.TrimSpace(part) != "" {
			rest = append(rest, part)
		}
	}
	if !ok {
		return t, false
	}
	req := r.Req
	req.Lang, req.Given = r.Lang, slices.DeleteFunc(slices.Clone(req.Given), func(g plan.Given) bool { return g.Type == port.Audio })
	undone := []string{said("music", r.Lang)}
	t = thought{reading: r, plain: true}
	if len(rest) > 0 {
		req.Text = strings.Join(rest, map[bool]string{true: "，", false: ", "}[r.Lang == "zh"])
		next := p.think(req)
		if next.best.question == "" {
			t.best = next.best
			t.best.undone = union(slices.Clone(next.best.undone), undone)
		}
	}
	if len(t.best.graph.Nodes) == 0 {
		t.best = outcome{refused: true, undone: undone}
	}
	t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	return t, true
}

// maskNames are words without the names of the files that came with them.
func maskNames(words string, given []plan.Given) string {
	for _, g := range given {
		words = strings.ReplaceAll(words, g.Name, "_")
	}
	return words
}
