// Package material holds the kinds of things that requests are about, under which it is
// listed what can be done here.
package material

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// Kind is a kind of material, with a request that shows what is done to it.
type Kind struct {
	types  []port.Type
	En, Zh string
	Shown  [2]string // English, Chinese
}

// Kinds are what abilities are listed under.
var Kinds = []Kind{
	{[]port.Type{port.Text, port.Document}, "Texts and documents", "文本和文档", [2]string{`“Summarise report.pdf in three sentences and read it aloud”`, "“把 report.pdf 总结成三句话，再读出来”"}},
	{[]port.Type{port.Image}, "Pictures", "图片", [2]string{`“Turn photo.jpg into a watercolour and enlarge it twice”`, "“把 photo.jpg 画成水彩，再放大两倍”"}},
	{[]port.Type{port.Audio}, "Sound", "声音", [2]string{`“Clean up call.wav and tell me how the customer feels”`, "“给 call.wav 降噪，再看看客户的情绪”"}},
	{[]port.Type{port.Video}, "Video", "视频", [2]string{`“Cut clip.mp4 from 0:10 to 0:40 and make a thumbnail”`, "“把 clip.mp4 剪出 10 秒到 40 秒，再截一张封面”"}},
	{[]port.Type{port.Table}, "Tables", "表格", [2]string{`“Bar chart of the total amount per region”, with sales.csv`, "“各地区的总金额，画成柱状图”，附上 sales.csv"}},
}

// Takes reports whether what a task reads first is of the kind.
func (k Kind) Takes(t task.Task) bool { return slices.Contains(k.types, t.In[0].Type) }

// Uncapitalised is a phrase as it stands in a list, but “OCR …” stays.
func Uncapitalised(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	if next, _ := utf8.DecodeRuneInString(s[n:]); unicode.IsUpper(next) {
		return s
	}
	return string(unicode.ToLower(r)) + s[n:]
}
