package huggingface

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/card"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

// maxSiblings is how many files an info object lists; others are in the tree.
const maxSiblings = 100_000

func (c *call) info(rev ref.Rev) error {
	r, err := c.open(hub.See)
	if err != nil {
		return err
	}
	d := describe(r.Repo)
	at, err := r.Resolve(c.ctx, rev)
	if err != nil {
		return err
	}
	d.SHA, d.LastModified, d.Creator = string(at.ID), wire.Time(at.Time), string(r.Creator)
	l, err := r.List(c.ctx, at, "", true, "", maxSiblings)
	if err != nil {
		return err
	}
	blobs := flag(c.r.URL.Query(), "blobs")
	d.Siblings = []wire.Sibling{}
	for _, e := range l {
		if e.Mode != hub.Folder && e.Mode != hub.Module {
			d.Siblings = append(d.Siblings, sibling(e, blobs))
		}
	}
	used, err := r.Used(c.ctx)
	if err != nil {
		return err
	}
	d.UsedStorage = &used.Large
	if err := c.addFacts(r, at, &d); err != nil {
		return err
	}
	if flag(c.r.URL.Query(), "securityStatus") {
		if d.Security, err = c.safety(r, l); err != nil {
			return err
		}
	}
	c.write(http.StatusOK, c.expanded(d))
	return nil
}

// expanded is what is told of a repository: all, or what the request names.
func (c *call) expanded(d wire.Repo) any {
	q := c.r.URL.Query()
	names := slices.Concat(q["expand"], q["expand[]"])
	if len(names) == 0 {
		return d
	}
	var all map[string]json.RawMessage
	b, err := json.Marshal(d)
	if err == nil {
		err = json.Unmarshal(b, &all)
	}
	if err != nil {
		panic(fmt.Sprintf("huggingface: write %T: %v", d, err)) // a programmer's mistake
	}
	out := map[string]json.RawMessage{}
	for _, name := range append(names, "_id", "id") {
		if v, ok := all[name]; ok {
			out[name] = v
		}
	}
	return out
}

// addFacts adds what the files say: of the main branch as it is what is known
// already, of any other revision what its card says.
func (c *call) addFacts(r *hub.Handle, at hub.Commit, d *wire.Repo) error {
	if at.ID != r.Head {
		return c.addCard(r, at, d)
	}
	f, err := r.Known(c.ctx)
	if err == nil {
		c.addKnown(d, r.Repo, f, true)
	}
	return err
}

func sibling(e hub.Entry, blobs bool) wire.Sibling {
	s := wire.Sibling{Name: e.Name}
	if !blobs {
		return s
	}
	size := e.Bytes()
	s.Size, s.BlobID = &size, string(e.OID)
	if e.Object != nil {
		s.LFS = &wire.LFS{SHA256: e.Object.Digest.String(), Size: e.Object.Size, PointerSize: int(e.Size)}
	}
	return s
}

// addCard adds what the card says. A card that cannot be read says nothing.
func (c *call) addCard(r *hub.Handle, at hub.Commit, d *wire.Repo) error {
	e, err := r.Entry(c.ctx, at, card.Name)
	if errors.Is(err, hub.ErrNoEntry) || err == nil && (e.Mode == hub.Folder || e.Object != nil || e.Size > card.Max) {
		return nil
	}
	if err != nil {
		return err
	}
	f, err := r.Read(c.ctx, e)
	if err != nil {
		return err
	}
	defer f.Close()
	b, err := io.ReadAll(f)
	if err != nil {
		return err
	}
	facts, err := card.Parse(string(b))
	if _, bad := json.Marshal(facts); err != nil || bad != nil { // YAML has numbers that JSON has not
		return nil // what is wrong with it was said when it came
	}
	d.CardData = facts
	d.PipelineTag, d.LibraryName, d.SDK = word(facts["pipeline_tag"]), word(facts["library_name"]), word(facts["sdk"])
	d.Tags = append(d.Tags, words(facts["tags"])...)
	for _, extra := range []string{d.LibraryName, d.PipelineTag} {
		if extra != "" && !slices.Contains(d.Tags, extra) {
			d.Tags = append(d.Tags, extra)
		}
	}
	for _, l := range words(facts["license"]) {
		d.Tags = append(d.Tags, "license:"+l)
	}
	return nil
}

func word(v any) string { s, _ := v.(string); return s }

// words reads a list of words, or one.
func words(v any) (l []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, s := range v {
			if s, ok := s.(string); ok {
				l = append(l, s)
			}
		}
	}
	return l
}

const (
	treePage     = 1000
	expandedPage = 50
)

func (c *call) tree(rev ref.Rev) error {
	in, err := ref.ParseFolder(c.r.PathValue("path"))
	if err != nil {
		return err
	}
	r, err := c.open(hub.See)
	if err != nil {
		return err
	}
	at, err := r.Resolve(c.ctx, rev)
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	expand, n := flag(q, "expand"), treePage
	if expand {
		n = expandedPage
	}
	if asked, err := strconv.Atoi(q.Get("limit")); err == nil && asked > 0 {
		n = min(n, asked)
	}
	after, err := ref.ParseFolder(q.Get("cursor"))
	if err != nil {
		return err
	}
	l, err := r.List(c.ctx, at, in, flag(q, "recursive"), after, n)
	if err != nil {
		return err
	}
	if len(l) == n {
		c.next("cursor", l[n-1].Name)
	}
	c.w.Header().Set("X-Repo-Commit", string(at.ID))
	return c.entries(r, at, l, expand)
}

// entries writes files and folders, with the commits that last changed them if
// that is asked for.
func (c *call) entries(r *hub.Handle, at hub.Commit, l []hub.Entry, expand bool) error {
	hashes, err := c.xetHashes(r, l...)
	if err != nil {
		return err
	}
	out := make([]wire.Entry, len(l))
	folders := map[ref.Path][]int{} // entries by the folder that they are in
	for i, e := range l {
		out[i] = entry(e)
		if e.Object != nil {
			out[i].XetHash = hashes[e.Object.Digest]
		}
		p := ref.Path(e.Name)
		in := ref.Path(strings.TrimSuffix(strings.TrimSuffix(e.Name, p.Base()), "/"))
		folders[in] = append(folders[in], i)
	}
	if !expand {
		c.write(http.StatusOK, out)
		return nil
	}
	for i, e := range l {
		if out[i].Type == "file" {
			var err error
			if out[i].Security, err = c.security(r, e); err != nil {
				return err
			}
		}
	}
	for in, indices := range folders {
		var names []string
		for _, i := range indices {
			names = append(names, ref.Path(l[i].Name).Base())
		}
		last, err := r.Last(c.ctx, at, in, names)
		if err != nil {
			return err
		}
		for n, i := range indices {
			if commit, ok := last[names[n]]; ok {
				out[i].LastCommit = &wire.LastCommit{ID: string(commit.ID), Title: commit.Title(), Date: wire.Time(commit.Time)}
			}
		}
	}
	c.write(http.StatusOK, out)
	return nil
}

func entry(e hub.Entry) wire.Entry {
	out := wire.Entry{Type: "file", Path: e.Name, OID: string(e.OID), Size: e.Bytes()}
	if e.Mode == hub.Folder || e.Mode == hub.Module {
		out.Type = "directory"
	}
	if e.Object != nil {
		out.LFS = &wire.LFS{OID: e.Object.Digest.String(), Size: e.Object.Size, PointerSize: int(e.Size)}
	}
	return out
}

const maxPaths = 10_000 // of a request

// paths answers about some paths: asked as a form by one client, as JSON by another.
func (c *call) paths(rev ref.Rev) error {
	var q struct {
		Paths  []string `json:"paths"`
		Expand bool     `json:"expand"`
	}
	if strings.HasPrefix(c.r.Header.Get("Content-Type"), "application/json") {
		if err := c.decode(&q); err != nil {
			return err
		}
	} else {
		c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxJSON)
		if err := c.r.ParseForm(); err != nil {
			return fault.Wrap(err, fault.Invalid, "the request is not a form")
		}
		q.Paths, q.Expand = append(c.r.PostForm["paths"], c.r.PostForm["paths[]"]...), flag(c.r.PostForm, "expand")
	}
	if len(q.Paths) > maxPaths {
		return fault.New(fault.TooLarge, "at most %d paths can be asked for at once", maxPaths)
	}
	r, err := c.open(hub.See)
	if err != nil {
		return err
	}
	at, err := r.Resolve(c.ctx, rev)
	if err != nil {
		return err
	}
	var l []hub.Entry
	for _, s := range q.Paths {
		p, err := ref.ParseFolder(s)
		if err != nil || p == "" {
			continue // as one that is not there
		}
		e, err := r.Entry(c.ctx, at, p)
		if errors.Is(err, hub.ErrNoEntry) {
			continue
		}
		if err != nil {
			return err
		}
		l = append(l, e)
	}
	return c.entries(r, at, l, q.Expand)
}

const commitPage = 50

func (c *call) commits(rev ref.Rev) error {
	r, err := c.open(hub.See)
	if err != nil {
		return err
	}
	at, err := r.Resolve(c.ctx, rev)
	if err != nil {
		return err
	}
	q := c.r.URL.Query()
	page, _ := strconv.Atoi(q.Get("p"))
	n, _ := strconv.Atoi(q.Get("limit"))
	if n = cmp.Or(n, commitPage); n < 1 || n > maxList || page < 0 || page > 1<<30/maxList {
		return fault.New(fault.Invalid, "there is no page %d of %d commits", page, n)
	}
	l, total, err := r.Log(c.ctx, at, page*n, n)
	if err != nil {
		return err
	}
	formatted := q.Get("expand[]") == "formatted" || q.Get("expand") == "formatted"
	out := make([]wire.Commit, len(l))
	for i, m := range l {
		out[i] = wire.Commit{ID: string(m.ID), Title: m.Title(), Message: m.Body(), Date: wire.Time(m.Time), Authors: []wire.Author{{User: m.Author.Name}}}
		if formatted {
			out[i].Formatted = &wire.Sentence{Title: html.EscapeString(m.Title()), Message: html.EscapeString(m.Body())}
		}
	}
	c.w.Header().Set("X-Total-Count", strconv.Itoa(total))
	if (page+1)*n < total {
		c.next("p", strconv.Itoa(page+1))
	}
	c.write(http.StatusOK, out)
	return nil
}

func (c *call) refs() error {
	r, err := c.open(hub.See)
	if err != nil {
		return err
	}
	l, err := r.Refs(c.ctx)
	if err != nil {
		return err
	}
	out := wire.Refs{Branches: []wire.Ref{}, Converts: []wire.Ref{}, Tags: []wire.Ref{}}
	if flag(c.r.URL.Query(), "include_prs") {
		out.PullRequests = []wire.Ref{}
	}
	for _, e := range l {
		w := wire.Ref{Name: e.Short(), Ref: string(e.Name), Target: string(e.Commit)}
		switch {
		case strings.HasPrefix(w.Ref, hub.Heads):
			out.Branches = append(out.Branches, w)
		case strings.HasPrefix(w.Ref, hub.Tags):
			out.Tags = append(out.Tags, w)
		case out.PullRequests != nil:
			out.PullRequests = append(out.PullRequests, w)
		}
	}
	c.write(http.StatusOK, out)
	return nil
}
