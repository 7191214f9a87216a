package wish

import (
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/task"
)

// Takers are the tasks that take words out of a file.
var Takers = []task.ID{"optical-character-recognition", "automatic-speech-recognition", "document-text-extraction"}

// Filed is the node whose words are to be the file of text that a request asks for,
// where they are asked something besides: the clause that wants the file names them, or
// what is asked stands behind it. It is empty where there is none.
func Filed(request string, g graph.Graph) string {
	said, end := clause(request)
	for _, n := range g.Nodes {
		asked := slices.IndexFunc(g.Nodes, func(o graph.Node) bool { return o.In["question"] != nil && slices.Contains(o.Needs(), n.ID) })
		if end == 0 || asked < 0 || !slices.Contains(Takers, n.Task) {
			continue
		}
		names := func(w string) bool { return strings.Contains(said, w) }
		behind := func(w string) bool { return strings.Index(request, w) >= end }
		if why := g.Nodes[asked].Why; slices.ContainsFunc(n.Why, names) && !slices.ContainsFunc(why, names) || len(why) > 0 && !slices.ContainsFunc(why, func(w string) bool { return !behind(w) }) {
			return n.ID
		}
	}
	return ""
}
