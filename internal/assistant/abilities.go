package assistant

import (
	"context"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/catalog"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// material is what abilities are listed under, with a request that shows one.
var material = []struct {
	types  []port.Type
	en, zh string
	shown  [2]string // English, Chinese
}{
	{[]port.Type{port.Text, port.Document}, "Texts and documents", "文本和文档", [2]string{`“Summarise report.pdf in three sentences and read it aloud”`, "“把 report.pdf 总结成三句话，再读出来”"}},
	{[]port.Type{port.Image}, "Pictures", "图片", [2]string{`“Turn photo.jpg into a watercolour and enlarge it twice”`, "“把 photo.jpg 画成水彩，再放大两倍”"}},
	{[]port.Type{port.Audio}, "Sound", "声音", [2]string{`“Clean up call.wav and tell me how the customer feels”`, "“给 call.wav 降噪，再看看客户的情绪”"}},
	{[]port.Type{port.Video}, "Video", "视频", [2]string{`“Cut clip.mp4 from 0:10 to 0:40 and make a thumbnail”`, "“把 clip.mp4 剪出 10 秒到 40 秒，再截一张封面”"}},
	{[]port.Type{port.Table}, "Tables", "表格", [2]string{`“Bar chart of the total amount per region”, with sales.csv`, "“各地区的总金额，画成柱状图”，附上 sales.csv"}},
}

// abilities says what can be done here, by what it is done to: the tasks that
// some model does now.
func (a *Assistant) abilities(ctx context.Context, lang string) (string, error) {
	lines := []string{phrase(lang, "Say what you need and attach the files. This can be done here:", "请说出您的需要，并附上文件。这里可以做：")}
	for _, m := range material {
		var names []string
		for _, t := range task.All() {
			if !takes(t, m.types) {
				continue
			}
			choices, err := a.parts.Models.Choose(ctx, catalog.Need{Task: t.ID})
			if err != nil {
				return "", fmt.Errorf("look up what can be done: %w", err)
			}
			if len(choices) > 0 && choices[0].Err == nil {
				names = append(names, phrase(lang, uncapitalised(t.En), t.Zh))
			}
		}
		if len(names) > 0 {
			lines = append(lines, phrase(lang, m.en, m.zh)+phrase(lang, ": ", "：")+strings.Join(names, phrase(lang, ", ", "、")), "  "+phrase(lang, m.shown[0], m.shown[1]))
		}
	}
	lines = append(lines, phrase(lang, "Several steps may stand in one request. What shall I do?", "一句话里可以有好几步。您想做什么？"))
	return strings.Join(lines, "\n"), nil
}

// takes reports whether what a task reads first is one of some types.
func takes(t task.Task, types []port.Type) bool {
	for _, typ := range types {
		if t.In[0].Type == typ {
			return true
		}
	}
	return false
}

// uncapitalised is a phrase as it stands in a list, but “OCR …” stays.
func uncapitalised(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}
