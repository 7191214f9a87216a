package sdk

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
)

type object map[string]json.RawMessage

// whole is a run put together from events: "run" has all of it, "change" what
// is other than before, with null for what is gone, and of nodes those that
// changed, by their ID.
type whole struct {
	head  object   // without nodes
	nodes []object // in their order
}

// take returns the run after an event.
func (w *whole) take(name string, data []byte) (run Run, err error) {
	head, nodes, err := apart(data)
	if err != nil {
		return run, err
	}
	if name == "change" {
		err = w.change(head, nodes)
	} else {
		w.head, w.nodes = head, nodes
	}
	if err != nil {
		return run, err
	}
	all := maps.Clone(w.head)
	if len(w.nodes) > 0 {
		if all["nodes"], err = json.Marshal(w.nodes); err != nil {
			return run, fmt.Errorf("join nodes: %w", err)
		}
	}
	joined, err := json.Marshal(all)
	if err == nil {
		err = json.Unmarshal(joined, &run)
	}
	return run, err
}

func apart(data []byte) (head object, nodes []object, err error) {
	if err := json.Unmarshal(data, &head); err != nil {
		return nil, nil, err
	}
	if raw, ok := head["nodes"]; ok {
		delete(head, "nodes")
		err = json.Unmarshal(raw, &nodes)
	}
	return head, nodes, err
}

func (w *whole) change(head object, nodes []object) error {
	if w.head == nil {
		return errors.New("a change came before its run")
	}
	merge(w.head, head)
	have := map[string]object{}
	for _, n := range w.nodes {
		have[string(n["id"])] = n
	}
	for _, n := range nodes {
		old := have[string(n["id"])]
		if old == nil {
			return fmt.Errorf("a change of node %s, which the run does not have", n["id"])
		}
		merge(old, n)
	}
	return nil
}

func merge(old, news object) {
	for name, v := range news {
		if old[name] = v; string(v) == "null" {
			delete(old, name)
		}
	}
}
