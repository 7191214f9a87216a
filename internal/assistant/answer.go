package assistant

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/assistant/again"
	"github.com/tenonhub/tenon/internal/assistant/chinese"
	"github.com/tenonhub/tenon/internal/assistant/suffix"
	"github.com/tenonhub/tenon/internal/assistant/telling"
	"github.com/tenonhub/tenon/internal/assistant/wish"
	"github.com/tenonhub/tenon/internal/contest"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/graph"
	"github.com/tenonhub/tenon/internal/payload"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
)

// maxSpoken is how many runes of a text stand in the answer itself; a longer
// one becomes an artefact, with its beginning in the answer.
const maxSpoken = 4000

// conclude puts what the graph made, and what went wrong, into words. Nodes
// that the request spoke of are told of, not only the last ones; those are not
// that were asked for a test alone.
func conclude(r *Run, made map[string]port.Values, err error, asked func(id string) bool) {
	r.State = Done
	if err != nil {
		r.State, r.Error = verdict(r, err), failure(r, err)
	}
	if r.State == Consent {
		r.Error = "" // what is missing is in Leaves
	}
	if q := chinese.Question(slices.DeleteFunc(each(err), func(e error) bool { return errors.Is(e, graph.ErrSkipped) }), r.Lang); q != "" && len(made) == 0 {
		r.State, r.Question, r.Error = Question, q, ""
	}
	shown := slices.DeleteFunc(shown(r, made), func(n graph.Node) bool { return asked(n.ID) })
	if r.State == Impossible && len(shown) > 0 { // a part of it is done
		r.State, r.Lacking, r.Error = Done, append(r.Lacking, strings.Split(r.Error, "\n")...), ""
	}
	replies := replied(r, shown)
	notes := doubt(r)
	parts, names := []string(nil), map[string]int{}
	for _, n := range shown {
		t, lookup := task.Lookup(string(n.Task))
		if lookup != nil {
			continue
		}
		if telling.Judges[n.Task] || made[n.ID][rows] != nil && n.Task == "token-classification" {
			r.beside(named(r.Graph, n, made[n.ID][rows], t, port.Spec{Name: rows, Type: port.Table}, names), rows)
		}
		var said []string
		alone := len(shown) < 2 // words that are the whole answer need no name
		for i, spec := range t.Out {
			values := made[n.ID][spec.Name]
			if i > 0 && (slim(spec, values) || r.savedAlready(spec, values)) {
				continue // the answer says all that is in it
			}
			if spec.Name == "note" {
				if len(values) > 0 && values[0].Text != "" {
					said = append(said, values[0].Text)
				}
				continue
			}
			if i > 0 && len(values) > 0 && words(spec.Type) && (spec.Type == port.Table || !read(r.Graph, n.ID, spec.Name)) {
				r.beside(named(r.Graph, n, values, t, spec, names), spec.Name)
				continue
			}
			values = named(r.Graph, n, values, t, spec, names)
			s, kept := say(n, spec, values, r.Lang, r.Text)
			s += holds(r, n)
			r.Artefacts = append(r.Artefacts, kept...)
			alone = alone && len(kept) == 0
			if i == 0 && len(kept) == 0 && len(values) > 0 {
				r.Artefacts = append(r.Artefacts, textFile(r, n, t, s, values[0].Name, names)...)
			}
			if s != "" {
				said = append(said, s)
			}
		}
		if s := strings.Join(said, "\n"); s != "" {
			file := ofFile(r.Graph, n.ID)
			r.Told = append(r.Told, Section{n.ID, file, s})
			warned := shaky(r, n.ID)
			parts = append(parts, heading(nameResult(n.Task, file, r.Lang)+contest.Title(replies, n.ID, r.Lang == "zh")+warned, s, alone && warned == "", r.Lang))
		}
	}
	r.Artefacts = append(r.Artefacts, captions(r, made, names)...)
	if s := contest.Compare(replies, r.Lang == "zh"); s != "" {
		parts = append([]string{s}, parts...)
	}
	parts = append(parts, fitted(r, made)...)
	parts = append(append(parts, left(r)...), notes...)
	r.Answer = strings.Join(parts, "\n\n")
}

// left is what was not done of a request, and what of it was not used.
func left(r *Run) (parts []string) {
	if len(r.Undone) > 0 {
		parts = append(parts, fmt.Sprintf(phrase(r.Lang, "Not done: nothing here can %s.", "没有做到：这里不能%s。"), strings.Join(r.Undone, phrase(r.Lang, " or ", "，也不能"))))
	}
	for _, why := range r.Lacking {
		parts = append(parts, phrase(r.Lang, "Not done: ", "没有做到：")+why)
	}
	if len(r.Unused) > 0 {
		parts = append(parts, fmt.Sprintf(phrase(r.Lang, "Not used: %s.", "没有用到：%s。"), strings.Join(r.Unused, phrase(r.Lang, ", ", "、"))))
	}
	return parts
}

// replied are the answers to questions among what is told.
func replied(r *Run, shown []graph.Node) (l []contest.Said) {
	for _, v := range r.Nodes {
		q, asked := v.In.First("question")
		if a, ok := v.Out.First("answer"); asked && ok && slices.ContainsFunc(shown, func(n graph.Node) bool { return n.ID == v.ID }) {
			l = append(l, contest.Said{ID: v.ID, Question: q.Text, File: ofFile(r.Graph, v.ID), Text: strings.TrimSpace(a.Text), None: a.None})
		}
	}
	return l
}

// beside adds files of a port that stand beside an answer: they are saved where the
// request speaks of that.
func (r *Run) beside(files []port.Value, port string) {
	r.Artefacts = append(r.Artefacts, files...)
	for _, v := range files {
		if !wish.Beside(r.Text, port) {
			r.Beside = append(r.Beside, v.Name)
		}
	}
}

// slim reports whether a table beside an answer has a single row.
func slim(spec port.Spec, values []port.Value) bool {
	return spec.Type == port.Table && len(values) == 1 && values[0].Digest == "" && strings.Count(strings.TrimSpace(values[0].Text), "\n") < 2
}

// savedAlready reports whether a table beside an answer is the whole of one that was given,
// which its name says, or holds the same as one that stands beside another answer.
func (r *Run) savedAlready(spec port.Spec, values []port.Value) bool {
	if spec.Type != port.Table || len(values) != 1 || wish.Beside(r.Text, spec.Name) {
		return false
	}
	v := values[0]
	bare := func(name string) string { return strings.TrimSuffix(name, path.Ext(name)) }
	for _, n := range r.Graph.Nodes {
		for _, sources := range n.In {
			if slices.ContainsFunc(sources, func(s graph.Source) bool { return s.Given != "" && bare(s.Given) == bare(v.Name) }) {
				return true
			}
		}
	}
	return slices.ContainsFunc(r.Artefacts, func(a port.Value) bool {
		return a.Type == v.Type && a.Media == v.Media && a.Digest == v.Digest && a.Text == v.Text
	})
}

// fitted says of what was cut what is left, of each picture that kept its shape where both sides of another were asked for,
// and of each summary that could not be as short as was asked for.
func fitted(r *Run, made map[string]port.Values) (said []string) {
	for _, n := range r.Graph.Nodes {
		if s := telling.Cut(n, r.Lang); s != "" && made[n.ID] != nil {
			said = append(said, s)
		}
		w, h := n.Params.Number("width"), n.Params.Number("height")
		size := fmt.Sprintf("%.0fx%.0f", w, h)
		if v, ok := made[n.ID].First("image"); ok && n.Task == "image-resizing" && w > 0 && h > 0 && n.Params["crop"] != true && !strings.Contains(v.Name, size) {
			said = append(said, fmt.Sprintf(phrase(r.Lang, "It kept its shape and fits into %s; to fill that, say “crop it to %s”.", "保持了原来的比例，没有填满 %s；要正好填满，请说“裁剪成%s”。"), size, size))
		}
	}
	for _, n := range r.Graph.Nodes {
		v, ok := made[n.ID].First("text")
		if size := len(strings.Fields(v.Text)); ok && n.Task == "summarization" {
			if han(v.Text) {
				size = utf8.RuneCountInString(v.Text)
			}
			if most := int(n.Params.Number("length")); most > 0 && size > most {
				said = append(said, fmt.Sprintf(phrase(r.Lang, "No sentence of the text is as short as %d words: the shortest has %d.", "文中没有 %d 字以内的句子：最短的一句有 %d 字。"), most, size))
			}
		}
	}
	return said
}

// holds says what is in a code, which nobody sees.
func holds(r *Run, n graph.Node) string {
	i := slices.IndexFunc(r.Nodes, func(v Node) bool { return v.ID == n.ID })
	if n.Task != "barcode-generation" || i < 0 {
		return ""
	}
	v, _ := r.Nodes[i].In.First("text")
	if v.Text == "" {
		return ""
	}
	return phrase(r.Lang, "\nIt holds: ", "\n内容：") + strings.TrimSpace(v.Text)
}

// shown are the nodes that an answer tells of, but for a translation on the way of a text
// that was in its language already, and what a table was asked twice.
func shown(r *Run, made map[string]port.Values) (out []graph.Node) {
	for _, n := range worthTelling(r, made) {
		v, _ := made[n.ID].First("answer")
		if !slices.ContainsFunc(out, func(b graph.Node) bool {
			w, _ := made[b.ID].First("answer")
			return again.Same(w.Text, v.Text) && ofFile(r.Graph, b.ID) == ofFile(r.Graph, n.ID)
		}) {
			out = append(out, n)
		}
	}
	return out
}

func worthTelling(r *Run, made map[string]port.Values) []graph.Node {
	return slices.DeleteFunc(tell(direct(r.Graph, made), made, r.Text), func(n graph.Node) bool {
		i := slices.IndexFunc(r.Nodes, func(v Node) bool { return v.ID == n.ID })
		return i >= 0 && n.Task == "translation" && r.Nodes[i].Model == (ref.Model{}) && !slices.ContainsFunc(r.Graph.Sinks(), func(s graph.Node) bool { return s.ID == n.ID })
	})
}

// tell returns the nodes whose results are told: the last ones, and those on the
// way that the request named; not the files that others were made from. What was
// made first stands before what was made from it.
func tell(g graph.Graph, made map[string]port.Values, request string) []graph.Node {
	sinks := g.Sinks()
	var told []graph.Node
	for _, n := range inOrder(g) {
		last := slices.ContainsFunc(sinks, func(s graph.Node) bool { return s.ID == n.ID })
		if last || len(n.Why) > 0 {
			told = append(told, n)
		}
	}
	return slices.DeleteFunc(told, func(n graph.Node) bool { return made[n.ID] == nil || superseded(g, n, made, request) })
}

// read reports whether a node reads this output port of id.
func read(g graph.Graph, id, name string) bool {
	for _, n := range g.Nodes {
		for _, sources := range n.In {
			for _, s := range sources {
				if s.Node == id && s.Port == name {
					return true
				}
			}
		}
	}
	return false
}

// inOrder are the nodes of g with each behind those that it needs, and else as they stand.
func inOrder(g graph.Graph) (l []graph.Node) {
	var put func(n graph.Node)
	put = func(n graph.Node) {
		if slices.ContainsFunc(l, func(o graph.Node) bool { return o.ID == n.ID }) {
			return
		}
		for _, id := range n.Needs() {
			if before, ok := g.Node(id); ok {
				put(before)
			}
		}
		l = append(l, n)
	}
	for _, n := range g.Nodes {
		put(n)
	}
	return l
}

func heading(name, said string, alone bool, lang string) string {
	if alone {
		return said
	}
	colon := ": "
	if lang == "zh" {
		colon = "："
	}
	if strings.Contains(said, "\n") || len([]rune(said)) > 80 {
		return name + strings.TrimRight(colon, " ") + "\n" + said
	}
	return name + colon + said
}

func resultName(id task.ID, lang string) string {
	t, err := task.Lookup(string(id))
	switch {
	case err != nil:
		return string(id)
	case lang == "zh":
		return t.ResZh
	}
	return t.Result
}

// nameResult is what a result is called, with the file that it is of, if any.
func nameResult(id task.ID, file, lang string) string {
	if file == "" {
		return resultName(id, lang)
	}
	return resultName(id, lang) + fmt.Sprintf(phrase(lang, " (%s)", "（%s）"), file)
}

// say puts the values of one output into words; files are artefacts.
func say(n graph.Node, spec port.Spec, values []port.Value, lang, request string) (said string, kept []port.Value) {
	var lines []string
	for _, v := range values {
		switch {
		case v.Text == "" && v.Digest != "":
			kept = append(kept, v)
			lines = append(lines, v.Name)
		case spec.Type == port.Labels || spec.Type == port.Boxes:
			lines = append(lines, telling.Labels(n, v, lang, request))
		case spec.Type == port.Embedding:
			kept = append(kept, v)
			lines = append(lines, phrase(lang, "a vector, saved as ", "向量，已存为 ")+v.Name)
		case spec.Type == port.Table:
			kept = append(kept, v)
			lines = append(lines, v.Name)
		case len([]rune(v.Text)) > maxSpoken:
			kept = append(kept, v)
			lines = append(lines, string([]rune(v.Text)[:maxSpoken])+"…", phrase(lang, "The whole text is in ", "全文见 ")+v.Name)
		default:
			held, _ := payload.Told(v.Text, lang == "zh")
			lines = append(lines, or(or(held, strings.TrimSpace(v.Text)), nothing(n.Task, lang)))
		}
	}
	return strings.Join(lines, "\n"), kept
}

// nothing says that a model gave no words.
func nothing(id task.ID, lang string) string {
	switch id {
	case "automatic-speech-recognition":
		return phrase(lang, "no speech was found", "没有听到说话声")
	case "optical-character-recognition", "document-text-extraction":
		return phrase(lang, "no readable text was found", "没有读到文字")
	}
	return phrase(lang, "nothing was found", "没有找到")
}

// named gives every value a file name of its own: that which its model gave
// it, or one from the file that it is of and what it is.
func named(g graph.Graph, n graph.Node, values []port.Value, t task.Task, spec port.Spec, taken map[string]int) []port.Value {
	values = slices.Clone(values)
	for i := range values {
		v := &values[i]
		if bare(v.Name, t) {
			what := strings.ReplaceAll(strings.ToLower(t.Result), " ", "-")
			if spec.Name == "subtitles" {
				what = spec.Name
			}
			ext := extension(*v, spec)
			if of := files(g, n.ID); len(of) == 1 {
				what = strings.TrimSuffix(strings.TrimSuffix(of[0], path.Ext(of[0]))+"-"+what, "-"+ext[1:]) // video.gif
			}
			v.Name = what + ext
		}
		v.Name = suffix.True(v.Name, v.Media)
		taken[v.Name]++
		if k := taken[v.Name]; k > 1 {
			ext := path.Ext(v.Name)
			v.Name = fmt.Sprintf("%s-%d%s", strings.TrimSuffix(v.Name, ext), k, ext)
		}
	}
	return values
}

// bare reports whether a name says nothing: there is none, or it is that of a
// port, as models call what was made of a nameless text.
func bare(name string, t task.Task) bool {
	_, port := t.Input(strings.TrimSuffix(name, path.Ext(name)))
	return name == "" || port
}

var extensions = map[port.Type]string{
	port.Text: ".txt", port.Table: ".csv", port.Labels: ".json", port.Boxes: ".json", port.Embedding: ".json",
	port.Image: ".png", port.Masks: ".png", port.Audio: ".wav", port.Video: ".mp4", port.Chat: ".json",
}

func extension(v port.Value, spec port.Spec) string {
	if spec.Name == "subtitles" {
		return ".srt"
	}
	return or(or(suffix.Of(v.Media), path.Ext(v.Name)), or(extensions[v.Type], ".bin"))
}

// verdict is the state of a run that did not succeed: it needs consent, or
// nothing here can do it, or a node failed.
func verdict(r *Run, err error) State {
	state := Impossible
	for _, e := range each(err) {
		var away *leaving
		switch {
		case errors.As(e, &away):
			r.Leaves = append(r.Leaves, away.model)
		case !errors.Is(e, errNothing) && !errors.Is(e, graph.ErrSkipped):
			state = Failed
		}
	}
	if len(r.Leaves) > 0 && state != Failed {
		return Consent
	}
	return state
}

func each(err error) []error {
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		return many.Unwrap()
	}
	return []error{err}
}

// failure tells which nodes failed, and why.
func failure(r *Run, err error) string {
	var lines []string
	for _, e := range each(err) {
		var at *graph.NodeError
		if !errors.As(e, &at) {
			_, msg := chinese.Told(e, r.Lang)
			lines = append(lines, msg)
			continue
		}
		i := slices.IndexFunc(r.Nodes, func(n Node) bool { return n.ID == at.Node })
		if i < 0 {
			continue
		}
		n := &r.Nodes[i]
		if errors.Is(e, graph.ErrSkipped) {
			n.State = Skipped
			continue
		}
		if n.State != Failed { // it failed before it began
			_, msg := chinese.Told(e, r.Lang)
			n.State, n.Error = Failed, msg
		}
		if errors.Is(e, errNothing) {
			lines = append(lines, unable(*n, r.Lang))
			continue
		}
		lines = append(lines, fmt.Sprintf(phrase(r.Lang, "%s (node %s) failed: %s", "“%s”（节点 %s）失败：%s"), n.Title, n.ID, n.Error))
	}
	return strings.Join(lines, "\n")
}

// unable says that nothing here does a node, by its question or else its task.
func unable(n Node, lang string) string {
	q, _ := n.In.First("question")
	what := "“" + or(strings.TrimRight(q.Text, " ?？.。"), n.Title) + "”"
	if strings.HasPrefix(n.Error, what) {
		return n.Error
	}
	return what + phrase(lang, ": ", "：") + n.Error
}

// Told is err in the language of req, for a person whose request is refused
// before it is one.
func Told(err error, req Request) error {
	lang := or(req.Lang, speech(req))
	f, known := errors.AsType[*fault.Error](err)
	if lang != "zh" || !known {
		return err
	}
	other := *f
	other.Msg = chinese.Fault(f.Kind, f.Msg)
	return &other
}

func phrase(lang, en, zh string) string {
	if lang == "zh" {
		return zh
	}
	return en
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
