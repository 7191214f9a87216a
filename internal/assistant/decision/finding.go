package decision

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/lingo"
	"github.com/tenonhub/tenon/internal/assistant/term"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// finding says what a test found, whether it held or not.
func (c Case) finding(ctx context.Context, t graph.Test) string {
	from, _ := c.Graph.Node(t.Node)
	v := port.NewText(t.Text)
	switch {
	case t.Given != "":
		v = c.Given[t.Given]
	case t.Node != "":
		made, err := task.Lookup(string(from.Task))
		if err != nil {
			return ""
		}
		spec := made.Out[0]
		if t.Port != "" {
			spec, _ = made.Output(t.Port)
		}
		v, _ = c.Made[t.Node].First(spec.Name)
		v.Type = spec.Type
	}
	if c.Resolve != nil {
		v = c.Resolve(ctx, v)
	}
	if v.Type != port.Labels && v.Type != port.Boxes {
		b, err := v.Read(maxText)
		if err != nil {
			return ""
		}
		return c.ofText(t, from, strings.TrimSpace(string(b)), v.None)
	}
	labels, err := v.ReadLabels()
	if err != nil {
		return ""
	}
	return c.ofLabels(t, from, labels)
}

const (
	maxText  = 32 << 20 // bytes
	maxQuote = 80       // runes
)

func (c Case) ofText(t graph.Test, from graph.Node, s string, none bool) string {
	what := c.subject(t)
	switch t.Is {
	case graph.Found:
		thing, ok := texts[from.Task]
		if !ok {
			thing = [3]string{"an answer", "no answer", "答案"}
		}
		switch nothing := none || s == ""; {
		case c.Zh && nothing:
			return "没有找到" + thing[2]
		case c.Zh:
			return "找到了" + thing[2]
		case nothing:
			return thing[1] + " was found"
		}
		return thing[0] + " was found"
	case graph.Contains:
		words := "“" + strings.Join(t.Of, c.phrase("” or “", "”或“")) + "”"
		if i := containing(s, t.Of); i >= 0 {
			return fmt.Sprintf(c.phrase("%s mentions “%s”", "%s提到了“%s”"), what, t.Of[i])
		}
		return fmt.Sprintf(c.phrase("%s does not mention %s", "%s没有提到%s"), what, words)
	case graph.Longer:
		return fmt.Sprintf(c.phrase("%s has %d words", "%s有 %d 字"), what, graph.Words(s))
	default:
		s, _, _ = strings.Cut(s, "\n")
		s = strings.TrimRight(s, ".。")
		switch r := []rune(s); {
		case len(r) > maxQuote:
			s = "“" + string(r[:maxQuote]) + "…”"
		case strings.Contains(s, " ") || strings.Contains(s, "是") || strings.Contains(s, "为"):
			return s // a sentence
		}
		return c.phrase("the figure is ", "结果是 ") + s
	}
}

// texts are what words of a task are: there, lacking, in Chinese.
var texts = map[task.ID][3]string{
	"optical-character-recognition": {"text", "no text", "文字"}, "document-text-extraction": {"text", "no text", "文字"}, "automatic-speech-recognition": {"speech", "no speech", "说话声"},
}

func containing(s string, of []string) int {
	for i, w := range of {
		if strings.Contains(strings.ToLower(s), strings.ToLower(w)) {
			return i
		}
	}
	return -1
}

func (c Case) ofLabels(t graph.Test, from graph.Node, l []port.Label) string {
	what := c.subject(t)
	switch t.Is {
	case graph.Language:
		if len(l) == 0 {
			return fmt.Sprintf(c.phrase("the language of %s was not recognised", "没有认出%s的语言"), what)
		}
		return fmt.Sprintf(c.phrase("%s is in %s", "%s是%s"), what, lingo.Name(l[0].Name, c.phrase("en", "zh")))
	case graph.Label:
		class := graph.Verdict(l)
		whole := false
		for _, one := range l {
			whole = whole || one.Text == ""
		}
		named := term.Class(strings.ToLower(class), c.Zh)
		switch {
		case from.Task != "sentiment-analysis":
			return fmt.Sprintf(c.phrase("%s is classed as “%s”", "%s被归为“%s”"), what, term.Class(class, c.Zh))
		case !whole:
			return fmt.Sprintf(c.phrase("most of the entries are %s", "多数条目是%s的"), named)
		}
		return fmt.Sprintf(c.phrase("%s is %s", "%s是%s的"), what, named)
	default:
		return c.counted(t, from, t.Count(from.Task, l))
	}
}

// counted says how many of something were found.
func (c Case) counted(t graph.Test, from graph.Node, n int) string {
	thing, ok := things[string(from.Task)]
	if len(t.Of) == 1 {
		if thing, ok = things[strings.ToLower(t.Of[0])]; !ok {
			quoted := "“" + t.Of[0] + "”"
			thing = [3]string{quoted, quoted, quoted}
		}
	} else if len(t.Of) > 1 {
		thing = [3]string{"“" + strings.Join(t.Of, "” or “") + "”", "“" + strings.Join(t.Of, "” or “") + "”", "“" + strings.Join(t.Of, "”或“") + "”"}
	} else if !ok {
		thing = [3]string{"such thing", "such things", "这样的东西"}
	}
	mass := thing[1] == ""
	switch {
	case c.Zh && n == 0:
		return "没有找到" + thing[2]
	case c.Zh && mass:
		return "有" + thing[2]
	case c.Zh:
		return fmt.Sprintf("找到 %d 个%s", n, thing[2])
	case n == 0:
		return "no " + thing[0] + " was found"
	case mass:
		return thing[0] + " was found"
	case n == 1:
		return "one " + thing[0] + " was found"
	}
	return fmt.Sprintf("%d %s were found", n, thing[1])
}

// things are what tasks find, or of which class it is: one, several (none where
// it is not counted), and in Chinese.
var things = map[string][3]string{
	"token-classification": {"name", "names", "实体"}, "barcode-reading": {"code", "codes", "二维码或条形码"}, "face-detection": {"face", "faces", "人脸"},
	"object-detection": {"object", "objects", "物体"}, "keyword-extraction": {"keyword", "keywords", "关键词"}, "keyword-spotting": {"word", "words", "要听的词"},
	"speaker-diarization": {"speaker", "speakers", "说话人"}, "voice-activity-detection": {"speech", "", "说话声"}, "speech": {"speech", "", "说话声"},
	"person": {"person", "people", "人名"}, "place": {"place", "places", "地名"}, "organisation": {"organisation", "organisations", "机构"}, "date": {"date", "dates", "日期"},
	"email": {"e-mail address", "e-mail addresses", "邮箱"}, "url": {"link", "links", "链接"}, "phone": {"phone number", "phone numbers", "电话"}, "amount": {"amount", "amounts", "金额"},
}

var (
	spokenOf   = regexp.MustCompile(`(?i)\b(?:the|this|that|my|our|his|her|their) (review|comment|feedback|e-?mail|mail|message|letter|note|article|story|text|document|contract|notice|post|tweet|reply|answer|summary|transcript|call|recording|voicemail|picture|photo|image|report|complaint|page|file|speech|translation|invoice|bill|receipt|memo|interview|lecture|chat|conversation|newsletter|song|chapter|passage|paragraph|book|poster|flyer|card|sign|video|film|clip)s?\b`)
	namedThere = regexp.MustCompile(`评论|评价|反馈|留言|邮件|来信|信件|文章|文本|文件|文档|合同|通知|新闻|录音|语音|照片|图片|视频|摘要|译文|回复|投诉|报告|发票|账单|收据|简历|纪要|论文|公告|采访|演讲|海报|名片`)
)

// subject is what a test is about: the word that the request has for it, or the
// file, or what that is.
func (c Case) subject(t graph.Test) string {
	if f := c.file(t); f != "" {
		return f
	}
	for _, one := range append([]graph.Test{t}, c.alike(t)...) {
		if c.Zh {
			if w := namedThere.FindString(one.Why); w != "" {
				return w
			}
		} else if m := spokenOf.FindStringSubmatch(one.Why); m != nil {
			return "the " + strings.ToLower(m[1])
		}
	}
	word, ok := materials[c.origin(t.Node)]
	if !ok {
		word = materials[port.Text]
	}
	return c.phrase(word[0], word[1])
}

// file is the file that a test is about, where there are several.
func (c Case) file(t graph.Test) string {
	switch {
	case t.Given != "" && len(c.Given) > 1:
		return t.Given
	case t.Node != "" && c.File != nil:
		return c.File(t.Node)
	}
	return ""
}

// alike are the tests that look at what t does.
func (c Case) alike(t graph.Test) (l []graph.Test) {
	for _, n := range c.Graph.Nodes {
		for _, o := range n.When {
			if o.Node == t.Node && o.Port == t.Port && o.Given == t.Given && o.Text == t.Text && o.Is == t.Is {
				l = append(l, o)
			}
		}
	}
	return l
}

var materials = map[port.Type][2]string{
	port.Text: {"the text", "文本"}, port.Document: {"the document", "文档"}, port.Audio: {"the recording", "录音"}, port.Image: {"the picture", "图片"}, port.Video: {"the video", "视频"}, port.Table: {"the table", "表格"},
}

// origin is the type of what came with the request and flows into a node first.
func (c Case) origin(id string) port.Type {
	for range c.Graph.Nodes {
		n, ok := c.Graph.Node(id)
		t, err := task.Lookup(string(n.Task))
		if !ok || err != nil || len(n.In[t.In[0].Name]) == 0 {
			return ""
		}
		if id = n.In[t.In[0].Name][0].Node; id == "" {
			return t.In[0].Type
		}
	}
	return ""
}
