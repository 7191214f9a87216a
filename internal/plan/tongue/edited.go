package tongue

import (
	"fmt"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/montage"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
)

// held is what a request works on at one of its wishes: a given file, or what became of it.
type held struct {
	plan.Given
	src graph.Source
}

// cutting is the plan of a request over films and recordings while it grows, wish by wish.
type cutting struct {
	p     *Planner
	r     *reading.Reading
	nodes []graph.Node
	now   []held
	best  outcome
}

// edited is what comes of a request that wants something of package montage: each of its wishes
// is done to what the one before made, and what else it wants is planned as if it were said alone.
func (p *Planner) edited(r *reading.Reading) (t thought, ok bool) {
	if r.Types[port.Audio]+r.Types[port.Video] == 0 || len(r.Req.Text) > 600 {
		return t, false
	}
	parts := montage.Parts(r)
	if len(parts) == 0 {
		return t, false
	}
	c := cutting{p: p, r: r}
	for _, g := range r.Req.Given {
		c.now = append(c.now, held{g, graph.Source{Given: g.Name}})
	}
	for _, part := range parts {
		if len(part.Wishes) == 0 {
			c.plain(part.Text)
		}
		for _, w := range part.Wishes {
			c.wish(w)
		}
	}
	c.best.graph.Nodes = c.nodes
	if c.best.question != "" {
		c.best = outcome{question: c.best.question}
	}
	c.best.refused = c.best.question == "" && len(c.nodes) == 0
	return thought{reading: r, best: c.best, plain: true, others: []hypothesis{{outcome: c.best, swerve: -1, share: 1}}}, true
}

// plain plans words that have no such wish, on what there is by then.
func (c *cutting) plain(said string) {
	req := c.r.Req
	req.Text, req.Lang, req.Given = said, c.r.Lang, nil
	at := map[string]graph.Source{}
	for _, h := range c.now {
		req.Given = append(req.Given, h.Given)
		at[h.Name] = h.src
	}
	made := c.p.think(req).best
	c.best.undone = union(c.best.undone, made.undone)
	if len(made.graph.Nodes) == 0 {
		if len(made.undone) == 0 {
			c.best.undone = union(c.best.undone, made.missed(said, c.r.Lang))
		}
		return
	}
	names := map[string]string{}
	for _, n := range made.graph.Nodes {
		in := map[string][]graph.Source{}
		for name, sources := range n.In {
			for _, from := range sources {
				if from.Given != "" {
					port := from.Port
					if from = at[from.Given]; port != "" {
						from.Port = port
					}
				} else if from.Node != "" {
					from.Node = names[from.Node]
				}
				in[name] = append(in[name], from)
			}
		}
		id := n.ID
		n.In = in
		names[id] = c.add(n)
	}
}

// add adds a node, and what it makes to what there is in place of what that was made of.
func (c *cutting) add(n graph.Node) (id string) {
	n.ID = fmt.Sprintf("n%d", len(c.nodes)+1)
	c.nodes = append(c.nodes, n)
	out := c.p.Tasks[string(n.Task)].Out[0]
	if out.Many || out.Type != port.Video && out.Type != port.Audio && out.Type != port.Image {
		return n.ID
	}
	first := -1
	for i := 0; i < len(c.now); i++ {
		reads := false
		for _, sources := range n.In {
			reads = reads || slices.ContainsFunc(sources, func(s graph.Source) bool {
				return s.Node == c.now[i].src.Node && s.Given == c.now[i].src.Given && s.Text == ""
			})
		}
		switch {
		case reads && first < 0:
			first = i
			c.now[i].Type, c.now[i].src = out.Type, graph.Source{Node: n.ID}
		case reads:
			c.now = slices.Delete(c.now, i, i+1)
			i--
		}
	}
	return n.ID
}

// wish adds what a wish wants done: to each of the files that it is about, or to all together.
func (c *cutting) wish(w montage.Wish) {
	about := c.about(w, w.Task.In[0].Type)
	if sound, ok := c.p.Tasks[strings.Replace(string(w.Task.ID), "video-", "audio-", 1)]; ok && len(about) == 0 {
		w.Task = sound // of a film there is only the sound by now
		about = c.about(w, port.Audio)
	}
	in := w.Task.In[0]
	switch {
	case w.Ask != "":
		c.best.question = ask(w.Ask, c.r.Lang)
	case w.Not != "":
		c.best.undone = union(c.best.undone, []string{said(w.Not, c.r.Lang)})
	case in.Many && len(about) < 2:
		c.best.question = ask("file", c.r.Lang)
	case len(about) == 0: // a picture, by now
		c.plain(w.Why)
	case in.Many:
		n := graph.Node{Task: w.Task.ID, In: map[string][]graph.Source{}, Params: w.Params, Why: []string{w.Why}}
		for _, h := range about {
			n.In[in.Name] = append(n.In[in.Name], h.src)
		}
		c.add(n)
	default:
		for _, h := range about {
			c.each(w, h)
		}
	}
}

// each adds what a wish wants done to one file.
func (c *cutting) each(w montage.Wish, h held) {
	in := w.Task.In[0]
	n := graph.Node{Task: w.Task.ID, In: map[string][]graph.Source{in.Name: {h.src}}, Params: w.Params, Why: []string{w.Why}}
	if h.Type != in.Type {
		n.In[in.Name][0] = graph.Source{Node: c.add(graph.Node{Task: "video-to-audio", In: map[string][]graph.Source{"video": {h.src}}})}
	}
	if len(w.Task.In) > 1 {
		music := c.about(montage.Wish{Files: w.Files}, port.Audio)
		if len(music) == 0 || music[0].Type != port.Audio {
			c.best.question = lacking(port.Audio, c.r.Lang)
			return
		}
		n.In[w.Task.In[1].Name] = []graph.Source{music[0].src}
	}
	c.add(n)
}

// about are what a wish is about: of its type the files that it names, or all; the sound of films
// where there is nothing else to be heard.
func (c *cutting) about(w montage.Wish, typ port.Type) []held {
	for _, t := range []port.Type{typ, port.Video} {
		var l, named []held
		for _, h := range c.now {
			if h.Type == t {
				l = append(l, h)
			}
		}
		for _, name := range w.Files {
			if i := slices.IndexFunc(l, func(h held) bool { return h.Name == name }); i >= 0 {
				named = append(named, l[i])
			}
		}
		switch {
		case len(named) > 1 || len(named) == 1 && (w.Task.ID == "" || !w.Task.In[0].Many):
			return named
		case len(l) > 0 || typ != port.Audio:
			return l
		}
	}
	return nil
}
