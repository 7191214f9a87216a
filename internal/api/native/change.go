package native

import (
	"bytes"
	"encoding/json"
	"slices"

	"github.com/tenonhub/tenon/internal/assistant"
)

type object map[string]json.RawMessage

// picture is a run as it was last shown to a follower: its fields but "nodes",
// and those of each node.
type picture struct {
	head  object
	ids   []string
	nodes []object
}

func pictureOf(run assistant.Run) (p picture, err error) {
	for _, n := range run.Nodes {
		o, err := fields(n)
		if err != nil {
			return p, err
		}
		p.ids, p.nodes = append(p.ids, n.ID), append(p.nodes, o)
	}
	run.Nodes = nil
	p.head, err = fields(run)
	return p, err
}

func fields(v any) (o object, err error) {
	b, err := json.Marshal(v)
	if err == nil {
		err = json.Unmarshal(b, &o)
	}
	return o, err
}

// since returns what is other than in an earlier picture: the fields that
// changed, null for those that are gone, and under "nodes" the same of each
// changed node beside its "id". ok is false if the nodes are not the same ones.
func (p picture) since(old picture) (change map[string]any, ok bool) {
	if !slices.Equal(p.ids, old.ids) {
		return nil, false
	}
	change = news(p.head, old.head)
	var nodes []map[string]any
	for i, n := range p.nodes {
		if c := news(n, old.nodes[i]); len(c) > 0 {
			c["id"] = p.ids[i]
			nodes = append(nodes, c)
		}
	}
	if len(nodes) > 0 {
		change["nodes"] = nodes
	}
	return change, true
}

func news(now, old object) map[string]any {
	change := map[string]any{}
	for name := range old {
		if _, ok := now[name]; !ok {
			change[name] = nil
		}
	}
	for name, v := range now {
		if was, ok := old[name]; !ok || !bytes.Equal(was, v) {
			change[name] = v
		}
	}
	return change
}
