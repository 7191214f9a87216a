package tongue

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan/tongue/form"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// writes are the tasks that write a file of a type in a format.
var writes = []struct {
	of port.Type
	by task.ID
}{{port.Image, "image-conversion"}, {port.Video, "video-conversion"}, {port.Audio, "audio-conversion"}}

// asForm is what leads to the format of a file that is to be made.
var asForm = regexp.MustCompile(`(?i)\b(?:as|into|to|in|a|an|want|export|save|make)\s+(?:an?\s+)?$|[成为存转要做出]\s*(?:一?个)?$`)

// realised is a plan in which a format that the request names anywhere is that of what is made:
// where nothing writes it, the last of its kind is converted, or that is named as not done.
func (t thought) realised() thought {
	if t.best.refused || t.best.question != "" || len(t.best.graph.Nodes) == 0 {
		return t
	}
	var files []string
	for _, g := range t.reading.Req.Given {
		files = append(files, g.Name)
	}
	masked := quotation.ReplaceAllString(t.reading.Req.Text, " ")
	before := len(t.best.graph.Nodes)
	nodes, changed := unconverted(slices.Clone(t.best.graph.Nodes), masked, files)
	for _, w := range writes {
		format, why := form.Wanted(masked, files, w.of)
		if format == "" || made(nodes, format, w.of) {
			continue
		}
		more, ok := written(nodes, format, why, w.of, w.by)
		switch {
		case ok:
			nodes, changed = more, true
		case asForm.MatchString(masked[:strings.LastIndex(masked, why)]):
			t.best.undone = union(slices.Clone(t.best.undone), []string{said("unmade-form", t.reading.Lang) + quoteOf(why, t.reading.Lang)})
		}
	}
	if t.best.graph.Nodes = nodes; changed || len(nodes) > before {
		t.others = []hypothesis{{outcome: t.best, swerve: -1, share: 1}}
	}
	return t
}

// unconverted are nodes without the last one where that converts a picture, into no format in
// particular, which is made in the format that the request names: “发我png”.
func unconverted(nodes []graph.Node, said string, files []string) ([]graph.Node, bool) {
	last := nodes[len(nodes)-1]
	if last.Task != "image-conversion" || last.Params["format"] != nil || len(last.In["image"]) != 1 || len(last.Params) > 0 {
		return nodes, false
	}
	format, _ := form.Wanted(said, files, port.Image)
	if i := slices.IndexFunc(nodes, func(n graph.Node) bool { return n.ID == last.In["image"][0].Node }); i < 0 || !writesForm(nodes[i], format) {
		return nodes, false
	}
	return nodes[:len(nodes)-1], true
}

// things are what files of a type are called.
var things = map[port.Type][2]string{port.Image: {"picture", "图片"}, port.Video: {"video", "视频"}, port.Audio: {"recording", "录音"}}

// called plans a request anew that calls a file by its format, “transcribe this mp3”, where that
// was taken for the wish to have it in the format that it has.
func (p *Planner) called(t thought) thought {
	for _, g := range t.reading.Req.Given {
		format := strings.TrimPrefix(path.Ext(g.Name), ".")
		same := func(n graph.Node) bool {
			kept := n.Params["kilobytes"] != nil || n.Params["quality"] != nil || n.Params["bitrate"] != nil
			return strings.HasSuffix(string(n.Task), "-conversion") && n.Params["format"] == format && !kept && slices.Contains(n.In[string(g.Type)], graph.Source{Given: g.Name})
		}
		if format == "" || things[g.Type] == [2]string{} || !slices.ContainsFunc(t.best.graph.Nodes, same) {
			continue
		}
		req := t.reading.Req
		for k, before := range []string{`(?i)\b((?:the|this|that|my|our|these|an?|from) )`, `([把将这那]个?[段张份条]?|^)\s*`} {
			by := regexp.MustCompile(before + `\.?(?i:` + regexp.QuoteMeta(format) + `)(?: ?files?|文件)?`)
			req.Text = by.ReplaceAllString(req.Text, "${1}"+things[g.Type][k])
		}
		if next := p.think(req); req.Text != t.reading.Req.Text && len(next.best.graph.Nodes) > 0 && next.best.question == "" && !slices.ContainsFunc(next.best.graph.Nodes, same) {
			return next
		}
	}
	return t
}

// made reports whether what nodes make last of a type is in a format, or what was made on the way
// where nothing of that type comes last.
func made(nodes []graph.Node, format string, of port.Type) bool {
	last := graph.Graph{Nodes: nodes}.Sinks()
	last = slices.DeleteFunc(last, func(n graph.Node) bool {
		t, err := task.Lookup(string(n.Task))
		return err != nil || t.Out[0].Type != of
	})
	if len(last) == 0 || of == port.Image { // a picture keeps its format
		last = nodes
	}
	return slices.ContainsFunc(last, func(n graph.Node) bool { return writesForm(n, format) })
}

// writesForm reports whether a node writes a format.
func writesForm(n graph.Node, format string) bool {
	drawn := n.Task == "chart-generation" || n.Task == "barcode-generation" || n.Task == "text-to-image" || n.Task == "document-to-images" && n.Params["format"] == nil
	return n.Params["format"] == format || n.Params["file"] == format || format == "gif" && n.Task == "video-to-gif" || format == "png" && drawn
}

// written are nodes of which the last that makes a thing of a type makes it in a format.
func written(nodes []graph.Node, format, why string, of port.Type, by task.ID) ([]graph.Node, bool) {
	read := map[string]bool{}
	for _, n := range nodes {
		for _, id := range n.Needs() {
			read[id] = true
		}
	}
	film, words := -1, -1
	for i, n := range slices.Backward(nodes) {
		made, err := task.Lookup(string(n.Task))
		if err != nil || read[n.ID] || len(n.When) > 0 || made.Out[0].Many {
			continue
		}
		switch made.Out[0].Type {
		case of:
			if n.Task == "text-to-speech" && format == "wav" {
				return nodes, true
			}
			if takesFormat(made, format) && n.Params["format"] == nil {
				p := task.Params{"format": format}
				for k, v := range n.Params {
					p[k] = v
				}
				nodes[i].Params = p
				return nodes, true
			}
			return append(nodes, converts(nodes, n.ID, format, why, by)), true
		case port.Video:
			film = i
		case port.Text:
			words = max(words, i)
		}
	}
	switch {
	case film >= 0 && format == "gif":
		return append(nodes, graph.Node{ID: fmt.Sprintf("n%d", len(nodes)+1), Task: "video-to-gif", In: map[string][]graph.Source{"video": {{Node: nodes[film].ID}}}, Why: []string{why}}), true
	case of == port.Audio && words >= 0 && heardOf(nodes):
		speech := graph.Node{ID: fmt.Sprintf("n%d", len(nodes)+1), Task: "text-to-speech", In: map[string][]graph.Source{"text": {{Node: nodes[words].ID}}}, Why: []string{why}}
		nodes = append(nodes, speech)
		if format == "wav" {
			return nodes, true
		}
		return append(nodes, converts(nodes, speech.ID, format, why, by)), true
	}
	return nodes, false
}

// heardOf reports whether nothing of what nodes read was a sound already.
func heardOf(nodes []graph.Node) bool {
	return !slices.ContainsFunc(nodes, func(n graph.Node) bool {
		t, err := task.Lookup(string(n.Task))
		return err != nil || t.In[0].Type == port.Audio || t.In[0].Type == port.Video
	})
}

// takesFormat reports whether a task writes a format by itself.
func takesFormat(t task.Task, format string) bool {
	return slices.ContainsFunc(t.Params, func(p task.Param) bool { return p.Name == "format" && slices.Contains(p.Choices, format) })
}

// converts is a node that writes what another makes in a format.
func converts(nodes []graph.Node, of, format, why string, by task.ID) graph.Node {
	in, _ := task.Lookup(string(by))
	return graph.Node{
		ID: fmt.Sprintf("n%d", len(nodes)+1), Task: by, In: map[string][]graph.Source{in.In[0].Name: {{Node: of}}},
		Params: task.Params{"format": format}, Why: []string{why},
	}
}
