package tongue

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/plan"
	"github.com/tenonhub/tenon/internal/plan/tongue/agenda"
	"github.com/tenonhub/tenon/internal/plan/tongue/craft"
	"github.com/tenonhub/tenon/internal/plan/tongue/reading"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/task"
)

// crafted is what comes of a request with wishes that phrases alone know: each of them and
// of the stretches between, which are planned as if they were said alone, works on what the
// one before it made.
func (p *Planner) crafted(r *reading.Reading) (t thought, ok bool) {
	of := craft.Material{Types: r.Types}
	for _, g := range r.Req.Given {
		of.Names = append(of.Names, g.Name)
	}
	parts, ok := p.craft.Parts(r.Req.Text, of)
	if !ok {
		return t, false
	}
	b := &bench{planner: p, r: r, now: map[string]piece{}}
	for _, g := range r.Req.Given {
		b.now[g.Name] = piece{src: graph.Source{Given: g.Name}, typ: g.Type, of: g.Name}
	}
	for i, part := range parts {
		if part.Wish == nil {
			if i+1 < len(parts) && parts[i+1].Wish != nil && parts[i+1].Wish.Form && craft.Carries(part.Said) && (len(r.Req.Given) == 0 && len(r.Content) > 0 || !b.means(part.Said)) {
				continue // “convert the contract” to Word
			}
			if !craft.Bids(part.Said) && !b.means(part.Said) {
				continue // “the scan is upside down, …”
			}
			if !b.say(part.Said) {
				return t, false
			}
		} else if !b.do(part) {
			return t, false
		}
		if b.question != "" {
			return plainly(r, outcome{question: b.question}), true
		}
	}
	given := graph.Given{}
	for _, g := range r.Req.Given {
		given[g.Name] = g.Type
	}
	g := graph.Graph{Nodes: b.nodes}
	if _, err := graph.Check(g, given); err != nil || len(b.nodes) == 0 {
		return t, false
	}
	return plainly(r, outcome{graph: g, undone: b.undone}), true
}

// plainly is a thought of one outcome that a rule knows whole.
func plainly(r *reading.Reading, o outcome) thought {
	return thought{reading: r, best: o, plain: true, others: []hypothesis{{outcome: o, swerve: -1, share: 1}}}
}

// piece is something that a step can work on.
type piece struct {
	src  graph.Source
	typ  port.Type
	many bool
	of   string // the file that it was made of, or ""
}

// bench is where the steps are put together.
type bench struct {
	planner  *Planner
	r        *reading.Reading
	nodes    []graph.Node
	now      map[string]piece // what has become of each file
	last     []piece          // what the part before made
	told     bool             // that was only told of something
	undone   []string
	question string
}

// ways lead from one type to text.
var ways = map[port.Type]task.ID{port.Document: "document-text-extraction", port.Image: "optical-character-recognition", port.Audio: "automatic-speech-recognition", port.Video: "video-to-audio"}

// node adds a node, or finds the one that does the same, and returns what it makes.
func (b *bench) node(t task.Task, in map[string][]graph.Source, params task.Params, why, of string) piece {
	made := piece{typ: t.Out[0].Type, many: t.Out[0].Many, of: of}
	if len(params) == 0 {
		params = nil
	}
	for _, n := range b.nodes {
		if n.Task == t.ID && reflect.DeepEqual(n.In, in) && reflect.DeepEqual(n.Params, params) {
			made.src = graph.Source{Node: n.ID}
			return made
		}
	}
	n := graph.Node{ID: fmt.Sprintf("n%d", len(b.nodes)+1), Task: t.ID, In: in, Params: params}
	if why != "" {
		n.Why = []string{why}
	}
	b.nodes = append(b.nodes, n)
	made.src = graph.Source{Node: n.ID}
	return made
}

// reaches reports whether a piece can be had as a type, and has makes it that.
func reaches(p piece, to port.Type) bool {
	exact := to == port.Document && p.typ != port.Document
	return p.typ == to || !exact && port.Fits(p.typ, to) || to == port.Text && ways[p.typ] != ""
}

func (b *bench) has(p piece, to port.Type) piece {
	for p.typ != to && !port.Fits(p.typ, to) {
		way := b.planner.Tasks[string(ways[p.typ])]
		p = b.node(way, map[string][]graph.Source{way.In[0].Name: {p.src}}, nil, "", p.of)
	}
	return p
}

// do adds the steps of a wish.
func (b *bench) do(part craft.Part) bool {
	w := part.Wish
	b.settle(w)
	t := b.planner.Tasks[string(w.Task)]
	if w.Lacks != "" {
		b.question = ask(w.Lacks, b.r.Lang)
		return true
	}
	first := t.In[0]
	on := b.subjects(part, first.Type)
	if len(on) == 0 {
		return false
	}
	if w.Undone != "" {
		b.undone = union(b.undone, []string{said(w.Undone, b.r.Lang)})
	}
	if w.Task == "face-masking" && b.r.Types[port.Video] > 0 {
		b.undone = union(b.undone, []string{said("masking", b.r.Lang)})
	}
	params := w.Params
	if _, told := find(t.Params, "language"); told && params["language"] == nil && b.r.Lang == "zh" {
		params["language"] = "zh"
	}
	in := func(sources ...graph.Source) map[string][]graph.Source {
		m := map[string][]graph.Source{first.Name: sources}
		if w.Words != "" && len(t.In) > 1 {
			m[t.In[1].Name] = []graph.Source{{Text: w.Words}}
		}
		return m
	}
	var made []piece
	if first.Many {
		var all []graph.Source
		for _, p := range on {
			all = append(all, b.has(p, first.Type).src)
		}
		made = append(made, b.node(t, in(all...), params, part.Said, on[0].of))
	} else {
		for _, p := range on {
			if p.many {
				return false
			}
			made = append(made, b.node(t, in(b.has(p, first.Type).src), params, part.Said, p.of))
		}
	}
	b.keep(made, agenda.Looks[t.ID])
	return true
}

// settle writes words as a document where the part before made such of pictures, and pictures
// where it made these of words.
func (b *bench) settle(w *craft.Wish) {
	if len(b.last) == 0 || w.Params["format"] != nil && w.Params["format"] != "pdf" {
		return
	}
	made := b.last[0].typ
	switch {
	case w.Task == "images-to-document" && made != port.Image && reaches(b.last[0], port.Text):
		w.Task, w.Params = "document-writing", task.Params{"format": "pdf"}
	case w.Task == "document-writing" && made == port.Image:
		w.Task, w.Params = "images-to-document", task.Params{}
	}
}

// keep notes what a part made.
func (b *bench) keep(made []piece, told bool) {
	b.last, b.told = made, told
	for _, p := range made {
		if p.of != "" && !told {
			b.now[p.of] = p
		}
	}
}

func find(params []task.Param, name string) (task.Param, bool) {
	i := slices.IndexFunc(params, func(d task.Param) bool { return d.Name == name })
	if i < 0 {
		return task.Param{}, false
	}
	return params[i], true
}

// subjects are what a wish works on: the files that it names, or what the part before made,
// or all there are, or the words that stand in the request.
func (b *bench) subjects(part craft.Part, typ port.Type) (on []piece) {
	fits := func(l []piece) []piece {
		exact := slices.DeleteFunc(slices.Clone(l), func(p piece) bool { return p.typ != typ })
		if len(exact) > 0 {
			return exact
		}
		return slices.DeleteFunc(slices.Clone(l), func(p piece) bool { return !reaches(p, typ) })
	}
	var named, all []piece
	for _, g := range b.r.Req.Given {
		all = append(all, b.now[g.Name])
		if strings.Contains(strings.ToLower(part.Said), strings.ToLower(g.Name)) {
			named = append(named, b.now[g.Name])
		}
	}
	if l := fits(named); len(l) > 0 {
		return l
	}
	if l := fits(b.last); len(l) > 0 && (!b.told || part.Wish.Form) {
		return l
	}
	if l := fits(all); len(l) > 0 {
		return l
	}
	if len(b.r.Req.Given) == 0 && typ == port.Text && len(b.r.Content) > 0 && part.Wish.Words == "" {
		return []piece{{src: graph.Source{Text: b.r.Words(b.r.Content[0])}, typ: port.Text}}
	}
	return nil
}

// means reports whether words for themselves are understood.
func (b *bench) means(words string) bool {
	req := b.r.Req
	req.Text, req.Lang = words, b.r.Lang
	o := b.planner.think(req).best
	return o.question == "" && len(o.graph.Nodes) > 0 && len(o.undone) == 0
}

// say plans words that are no wish known here, on what there is by now.
func (b *bench) say(words string) bool {
	req := b.r.Req
	req.Text, req.Lang = words, b.r.Lang
	req.Given = nil
	for _, g := range b.r.Req.Given {
		if p := b.now[g.Name]; !p.many {
			req.Given = append(req.Given, plan.Given{Name: g.Name, Type: p.typ})
		}
	}
	t := b.planner.think(req)
	if t.best.question != "" {
		b.question = t.best.question
		return true
	}
	if len(t.best.graph.Nodes) == 0 && len(b.nodes) == 0 && len(t.best.undone) == 0 {
		return false
	}
	b.undone = union(b.undone, t.best.missed(words, b.r.Lang))
	b.take(t.best.graph.Nodes)
	return true
}

// take adds the nodes of a part, which read what has become of the files.
func (b *bench) take(nodes []graph.Node) {
	ids, read := map[string]string{}, map[string]bool{}
	of := map[string]string{}
	for _, n := range nodes {
		was := n.ID
		n.ID = fmt.Sprintf("n%d", len(b.nodes)+1)
		ids[was] = n.ID
		in := map[string][]graph.Source{}
		for name, sources := range n.In {
			for _, s := range sources {
				s = b.moved(s, ids)
				read[s.Node] = true
				in[name] = append(in[name], s)
			}
		}
		of[n.ID] = b.origin(n.In, of, ids)
		n.In = in
		for k := range n.When {
			n.When[k].Node = ids[n.When[k].Node]
		}
		b.nodes = append(b.nodes, n)
	}
	var made []piece
	told := true
	for _, n := range b.nodes[len(b.nodes)-len(nodes):] {
		if t := b.planner.Tasks[string(n.Task)]; !read[n.ID] {
			made = append(made, piece{src: graph.Source{Node: n.ID}, typ: t.Out[0].Type, many: t.Out[0].Many, of: of[n.ID]})
			told = told && agenda.Looks[t.ID]
		}
	}
	if len(nodes) > 0 {
		b.keep(made, told)
	}
}

// moved is where a source of a part's own plan stands here.
func (b *bench) moved(s graph.Source, ids map[string]string) graph.Source {
	if s.Else != nil {
		other := b.moved(*s.Else, ids)
		s.Else = &other
	}
	if s.Given != "" {
		if p, ok := b.now[s.Given]; ok && p.src.Given == "" {
			p.src.Else = s.Else
			return p.src
		}
		return s
	}
	if s.Node != "" {
		s.Node = ids[s.Node]
	}
	return s
}

// origin is the file that a node's result is made of.
func (b *bench) origin(in map[string][]graph.Source, of, ids map[string]string) string {
	for _, sources := range in {
		for _, s := range sources {
			if s.Given != "" {
				return s.Given
			}
			if s.Node != "" && of[ids[s.Node]] != "" {
				return of[ids[s.Node]]
			}
		}
	}
	return ""
}

// coloured gives codes the colours that are asked for.
func coloured(g graph.Graph, r *reading.Reading) {
	for i, n := range g.Nodes {
		if n.Task != "barcode-generation" {
			continue
		}
		params := maps.Clone(n.Params)
		if params == nil {
			params = task.Params{}
		}
		code, ground := craft.Ink(r.Req.Text)
		if code != "" && code != "black" && code != "黑色" {
			params["color"] = code
		}
		if ground != "" && ground != "white" && ground != "白色" {
			params["background"] = ground
		}
		if len(params) > len(n.Params) {
			g.Nodes[i].Params = params
		}
	}
}
