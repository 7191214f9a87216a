package assistant

import (
	"fmt"
	"mime"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// isFile reports whether values of a type are files to those who asked for them.
func isFile(t port.Type) bool {
	return slices.Contains([]port.Type{port.Image, port.Masks, port.Audio, port.Video, port.Document}, t)
}

// outputType is the type of the first output of a node.
func outputType(n graph.Node) port.Type {
	t, err := task.Lookup(string(n.Task))
	if err != nil {
		return ""
	}
	return t.Out[0].Type
}

// superseded reports whether a file was made only on the way: another file was
// made from it, which is no still of a film, and the request does not want both.
func superseded(g graph.Graph, n graph.Node, made map[string]port.Values, request string) bool {
	return isFile(outputType(n)) && !wantsBoth.MatchString(request) && slices.ContainsFunc(g.Nodes, func(o graph.Node) bool {
		still := (o.Task == "video-thumbnail" || o.Task == "video-frames") && len(n.Why) > 0
		return made[o.ID] != nil && isFile(outputType(o)) && !still && slices.Contains(o.Needs(), n.ID)
	})
}

// wantsBoth is what a request says that wants what is made on the way as well.
var wantsBoth = regexp.MustCompile(`(?i)\b(keep|save|give me|send me|want|need|have|return|export|download) (both|all of them|all (two|three|four|steps|versions|files)|each|every|the intermediate)\b|` +
	`\b(both|all|each|every) (of (them|the) )?(versions?|files|results|steps?|stages?)\b|\b(also|and) (keep|give me|send me|return|export|want|need|leave me)\b|` +
	`\balso save\b|\b(save|keep|want|need|export|give me|send me) (it|that|this|the [\w -]{1,30}|a [\w -]{1,30}) (too|as well|also)\b|\bin between\b|\bintermediate\b|` +
	`都(要|留|保留|给我|发我|发给我)|也(要|留|保留|保存|存|给我|发我|发给我|导出)|中间(的)?(结果|文件|图|步骤|版本)|每一?步|分别(保存|存|给我|导出)|连同|一并(保存|存|给我|发)`)

// wantsText is what a request says that wants its words in a file of text, and the
// name of that.
var wantsText = regexp.MustCompile(`(?i)\b(?:save|saving|saved|export|write|store|download|output)\b[^\n!?]*?\b(?:as|to|in|into)\s+(?:an? )?(?:new )?(?:([\w-]+\.txt)\b|\.?txt\b|(?:plain )?text file\b)|` +
	`(?:存|导出|写|输出|下载)(?:成|为|到|进|在)?\s*(?:一个)?(?:([\p{Han}\w-]+\.txt)|\.?txt|文本文件)`)

// textFile is what a node says as a file, where the request wants that: not of
// what only leads to other words.
func textFile(r *Run, n graph.Node, t task.Task, said, usual string, names map[string]int) []port.Value {
	m := wantsText.FindStringSubmatch(r.Text)
	typ := t.Out[0].Type
	if m == nil || said == "" || typ != port.Text && typ != port.Labels || slices.ContainsFunc(r.Graph.Nodes, func(o graph.Node) bool { return outputType(o) == port.Text && slices.Contains(o.Needs(), n.ID) }) {
		return nil
	}
	name := m[1] + m[2]
	if slices.ContainsFunc(r.Given, func(g Given) bool { return name != "" && g.Name == name }) {
		return nil // it is what came with it
	}
	v := port.NewText(said)
	if v.Name = strings.TrimSuffix(usual, path.Ext(usual)) + ".txt"; name != "" {
		v.Name = name
		return named(r.Graph, n, []port.Value{v}, t, t.Out[0], names)
	}
	return []port.Value{v}
}

// direct is a graph without the nodes that gave on the file that they were
// given: what reads them reads that.
func direct(g graph.Graph, made map[string]port.Values) graph.Graph {
	passed := map[string]graph.Source{}
	for _, n := range g.Nodes {
		t, err := task.Lookup(string(n.Task))
		if err != nil {
			continue
		}
		from := n.In[t.In[0].Name]
		out := made[n.ID][t.Out[0].Name]
		if len(from) != 1 || from[0].Node == "" || len(out) != 1 || out[0].Digest == "" {
			continue
		}
		source, _ := g.Node(from[0].Node)
		ts, err := task.Lookup(string(source.Task))
		if in := made[source.ID][or(from[0].Port, ts.Out[0].Name)]; err == nil && len(in) == 1 && in[0].Digest == out[0].Digest {
			passed[n.ID] = from[0]
		}
	}
	left := graph.Graph{Nodes: slices.Clone(g.Nodes)}
	for i, n := range left.Nodes {
		in := map[string][]graph.Source{}
		for name, sources := range n.In {
			for _, s := range sources {
				for passed[s.Node] != (graph.Source{}) {
					s = passed[s.Node]
				}
				in[name] = append(in[name], s)
			}
		}
		left.Nodes[i].In = in
	}
	left.Nodes = slices.DeleteFunc(left.Nodes, func(n graph.Node) bool {
		from, ok := passed[n.ID]
		source, _ := g.Node(from.Node)
		return ok && len(source.Why) > 0
	})
	return left
}

// inFormat is the format that a node would convert a file of another to, where
// the file is in it already: it is given on as it is.
func inFormat(n graph.Node, in port.Values) string {
	t, err := task.Lookup(string(n.Task))
	format := n.Params.Text("format")
	if err != nil || format == "" || !strings.HasSuffix(string(n.Task), "-conversion") || n.Task == "voice-conversion" {
		return ""
	}
	sources := n.In[t.In[0].Name]
	v, ok := in.First(t.In[0].Name)
	if !ok || len(sources) != 1 || sources[0].Node == "" || suffix(v.Media) != "."+format {
		return ""
	}
	for _, p := range t.Params {
		if have, said := n.Params[p.Name]; p.Name != "format" && said && fmt.Sprint(have) != fmt.Sprint(p.Default) {
			return "" // more than the format is wanted
		}
	}
	return strings.ToUpper(format)
}

// endings are those of the names of files, by what they hold; the first is usual.
var endings = map[string][]string{
	"image/png": {".png"}, "image/jpeg": {".jpg", ".jpeg", ".jfif"}, "image/gif": {".gif"}, "image/bmp": {".bmp"}, "image/tiff": {".tiff", ".tif"}, "image/webp": {".webp"},
	"image/svg+xml": {".svg"}, "image/avif": {".avif"}, "image/heic": {".heic", ".heif"},
	"audio/mpeg": {".mp3"}, "audio/wav": {".wav"}, "audio/x-wav": {".wav"}, "audio/flac": {".flac"}, "audio/ogg": {".ogg", ".oga", ".opus"}, "audio/opus": {".opus"}, "audio/mp4": {".m4a", ".mp4"}, "audio/aac": {".aac"},
	"video/mp4": {".mp4", ".m4v"}, "video/webm": {".webm"}, "video/quicktime": {".mov"}, "video/x-matroska": {".mkv"}, "video/x-msvideo": {".avi"},
	"application/pdf": {".pdf"}, "application/zip": {".zip"},
}

// suffix is what the name of a file of this media type ends in; "" is unknown.
func suffix(media string) string {
	media, _, err := mime.ParseMediaType(media)
	if l := endings[media]; err == nil && len(l) > 0 {
		return l[0]
	}
	return ""
}

// trueName is the name of a file with the ending of what it holds.
func trueName(name, media string) string {
	want, have := suffix(media), strings.ToLower(path.Ext(name))
	if want == "" || have == want {
		return name
	}
	base, _, _ := mime.ParseMediaType(media)
	if slices.Contains(endings[base], have) {
		return name
	}
	for _, l := range endings {
		if slices.Contains(l, have) {
			return strings.TrimSuffix(name, path.Ext(name)) + want
		}
	}
	return name + want
}
