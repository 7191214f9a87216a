package assistant

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/assistant/suffix"
	"github.com/tenonhub/tenon/internal/assistant/wish"
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
	return isFile(outputType(n)) && !wish.Both(request) && slices.ContainsFunc(g.Nodes, func(o graph.Node) bool {
		still := (o.Task == "video-thumbnail" || o.Task == "video-frames") && len(n.Why) > 0
		return made[o.ID] != nil && isFile(outputType(o)) && !still && slices.Contains(o.Needs(), n.ID)
	})
}

// textFile is what a node says as a file, where the request wants that: not of
// what only leads to other words, but for the words of a file that the request wants
// to be the file while they are asked something besides. It stands beside the answer
// where a document of another kind is asked for, which nothing here writes.
func textFile(r *Run, n graph.Node, t task.Task, said, usual string, names map[string]int) []port.Value {
	name, want := wish.Text(r.Text)
	of := wish.Filed(r.Text, r.Graph)
	typ := t.Out[0].Type
	want = want || n.Task == "automatic-speech-recognition" && wish.Words(r.Text)
	instead := !want && slices.ContainsFunc(r.Undone, wish.Document)
	want = want || instead
	if !want || said == "" || typ != port.Text && typ != port.Labels || of != "" && of != n.ID {
		return nil
	}
	if of == "" && slices.ContainsFunc(r.Graph.Nodes, func(o graph.Node) bool { return outputType(o) == port.Text && slices.Contains(o.Needs(), n.ID) }) {
		return nil
	}
	if slices.ContainsFunc(r.Given, func(g Given) bool { return name != "" && g.Name == name }) {
		return nil // it is what came with it
	}
	v := port.NewText(said)
	if v.Name = strings.TrimSuffix(usual, path.Ext(usual)) + ".txt"; name != "" {
		v.Name = name
		return named(r.Graph, n, []port.Value{v}, t, t.Out[0], names)
	}
	if instead {
		r.Beside = append(r.Beside, v.Name)
	}
	return []port.Value{v}
}

// captions are the subtitles that were burnt into a film, as a file, where the request wants that
// as well.
func captions(r *Run, made map[string]port.Values, names map[string]int) []port.Value {
	saved := slices.ContainsFunc(r.Artefacts, func(v port.Value) bool { return path.Ext(v.Name) == ".srt" })
	for _, n := range r.Graph.Nodes {
		if n.Task != "subtitle-burning" || saved || !wish.Captions(r.Text) || len(n.In["subtitles"]) != 1 {
			continue
		}
		s := n.In["subtitles"][0]
		from, ok := r.Graph.Node(s.Node)
		t, err := task.Lookup(string(from.Task))
		if !ok || err != nil {
			continue
		}
		return named(r.Graph, from, made[s.Node][or(s.Port, t.Out[0].Name)], t, port.Spec{Name: "subtitles", Type: port.Text}, names)
	}
	return nil
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
	if !ok || len(sources) != 1 || sources[0].Node == "" || suffix.Of(v.Media) != "."+format {
		return ""
	}
	for _, p := range t.Params {
		if have, said := n.Params[p.Name]; p.Name != "format" && said && fmt.Sprint(have) != fmt.Sprint(p.Default) {
			return "" // more than the format is wanted
		}
	}
	return strings.ToUpper(format)
}
