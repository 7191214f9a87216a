package huggingface

import (
	"encoding/base64"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/assistant/chinese"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/hub/trend"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/task"
	wire "github.com/tenonhub/tenon/internal/wire/huggingface"
)

const (
	defaultList = 1000
	maxList     = 1000
	// fullList is how many repositories a page has whose files are listed.
	fullList = 100
)

var sorts = map[string]hub.Sort{
	"": hub.ByUpdated, "lastModified": hub.ByUpdated, "last_modified": hub.ByUpdated, "createdAt": hub.ByCreated, "created_at": hub.ByCreated,
	"downloads": hub.ByDownloads, "likes": hub.ByLikes, "trendingScore": hub.ByTrend, "trending_score": hub.ByTrend, "relevance": hub.ByRelevance,
}

// query reads what repositories are asked for.
func (c *call) query(k hub.Kind) (q hub.Query, err error) {
	v := c.r.URL.Query()
	q = hub.Query{Kind: k, Limit: defaultList, Text: strings.Join(v["search"], " ")}
	if s := v.Get("author"); s != "" {
		if q.Owner, err = ref.ParseOwner(s); err != nil {
			return q, err
		}
	}
	if s := v.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 {
			return q, fault.New(fault.Invalid, "limit %q is not a number from 1 on", s)
		}
		q.Limit = min(n, maxList)
	}
	if q.Labels, err = labels(v); err != nil {
		return q, err
	}
	if v.Get("gated") != "" {
		gated := flag(v, "gated")
		q.Gated = &gated
	}
	if q.Parameters, err = parameters(v.Get("num_parameters")); err != nil {
		return q, err
	}
	if q.Sort, q.Ascending, err = order(v.Get("sort"), v.Get("direction"), q.Text); err != nil {
		return q, err
	}
	q.After, err = readMark(v.Get("cursor"))
	return q, err
}

// order reads an order. What is looked for comes by relevance unless another
// one is named.
func order(name, direction, text string) (s hub.Sort, ascending bool, err error) {
	s, ok := sorts[name]
	if !ok {
		return s, false, fault.New(fault.Invalid, "there is no order %q: it is downloads, likes, lastModified, createdAt, trendingScore or relevance", name)
	}
	if name == "" && strings.TrimSpace(text) != "" {
		return hub.ByRelevance, false, nil
	}
	switch direction {
	case "", "-1":
		return s, false, nil
	case "1":
		return s, true, nil
	}
	return s, false, fault.New(fault.Invalid, "direction %q is neither -1, the greatest first, nor 1", direction)
}

// labels are those that repositories must have. What cannot be told of them
// here is refused, and not passed over.
func labels(v map[string][]string) (l []string, err error) {
	for _, name := range []string{"apps", "inference", "inference_provider", "models"} {
		if len(v[name]) > 0 {
			return nil, fault.New(fault.Invalid, "repositories cannot be listed by %s here: list them by filter, such as gguf, or by search", name)
		}
	}
	for _, name := range []struct{ key, prefix string }{
		{"filter", ""},
		{"tags", ""},
		{"pipeline_tag", "pipeline_tag:"},
		{"library", "library:"},
		{"license", "license:"},
		{"language", "language:"},
		{"datasets", "dataset:"},
		{"base_model", "base_model:"},
		{"task", "pipeline_tag:"},
	} {
		for _, values := range v[name.key] {
			for s := range strings.SplitSeq(values, ",") {
				if s = strings.TrimSpace(s); s != "" {
					l = append(l, name.prefix+strings.TrimPrefix(s, name.prefix))
				}
			}
		}
	}
	return l, nil
}

// parameters reads a range as min:1B,max:8B.
func parameters(s string) (r [2]int64, err error) {
	if s == "" {
		return r, nil
	}
	for part := range strings.SplitSeq(s, ",") {
		which, text, _ := strings.Cut(strings.TrimSpace(part), ":")
		n, ok := amount(text)
		i := slices.Index([]string{"min", "max"}, which)
		if !ok || i < 0 {
			return r, fault.New(fault.Invalid, "num_parameters %q is not as min:1B,max:8B", s)
		}
		r[i] = n
	}
	return r, nil
}

// amount reads a number as 1.5B.
func amount(s string) (int64, bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	factor := 1.0
	if i := strings.IndexAny(s, "KMBT"); i > 0 && i == len(s)-1 {
		factor = math.Pow(1000, float64(strings.IndexByte("KMBT", s[i])+1))
		s = s[:i]
	}
	n, err := strconv.ParseFloat(s, 64)
	return int64(n * factor), err == nil && n >= 0 && n*factor < 1e18
}

// wants reports whether a request asks for a property of what it lists.
func (c *call) wants(name, flagName string) bool {
	v := c.r.URL.Query()
	return flag(v, "full") || flag(v, flagName) || slices.Contains(v["expand"], name) || slices.Contains(v["expand[]"], name)
}

// list answers with repositories, a page at a time.
func (c *call) list() error {
	k := api.KindOf(c.r)
	q, err := c.query(k)
	if err != nil {
		return err
	}
	siblings := c.wants("siblings", "full")
	if siblings {
		q.Limit = min(q.Limit, fullList)
	}
	l, more, err := c.Hub.List(c.ctx, q)
	if err != nil {
		return err
	}
	out, err := c.describeAll(l, siblings)
	if err != nil {
		return err
	}
	if more != nil {
		c.next("cursor", writeMark(*more))
	}
	c.write(http.StatusOK, out)
	return nil
}

// describeAll says what is known of repositories.
func (c *call) describeAll(l []hub.Repo, siblings bool) ([]any, error) {
	card := c.wants("cardData", "cardData")
	known, err := c.Hub.Known(c.ctx, card, l)
	if err != nil {
		return nil, err
	}
	out := make([]any, len(l))
	for i, r := range l {
		d := describe(r)
		c.addKnown(&d, r, known[r.ID], card)
		if !c.wants("config", "config") {
			d.Config = nil
		}
		if siblings {
			if d.Siblings, err = c.siblings(r); err != nil {
				return nil, err
			}
		}
		out[i] = c.expanded(d)
	}
	return out, nil
}

// siblings lists the files of a repository that was listed.
func (c *call) siblings(r hub.Repo) ([]wire.Sibling, error) {
	h, err := c.Hub.OpenID(c.ctx, r.ID, hub.See)
	if err != nil {
		return nil, err
	}
	at, err := h.Resolve(c.ctx, hub.Main)
	if err != nil {
		return nil, err
	}
	l, err := h.List(c.ctx, at, "", true, "", maxSiblings)
	if err != nil {
		return nil, err
	}
	out := []wire.Sibling{}
	for _, e := range l {
		if e.Mode != hub.Folder && e.Mode != hub.Module {
			out = append(out, sibling(e, false))
		}
	}
	return out, nil
}

func (c *call) facets() error {
	q, err := c.query(api.KindOf(c.r))
	if err != nil {
		return err
	}
	f, err := c.Hub.Facets(c.ctx, q)
	if err != nil {
		return err
	}
	c.write(http.StatusOK, f)
	return nil
}

// tagsByType lists labels that there are, the most used ones.
func (c *call) tagsByType(k hub.Kind) error {
	f, err := c.Hub.Facets(c.ctx, hub.Query{Kind: k})
	if err != nil {
		return err
	}
	out := map[string][]wire.TagOfType{}
	for facet, kind := range map[string]string{"task": "pipeline_tag", "library": "library", "language": "language", "license": "license"} {
		out[kind] = []wire.TagOfType{}
		for _, v := range f.By[facet] {
			id := v.Value
			if kind == "license" {
				id = "license:" + id
			}
			out[kind] = append(out[kind], wire.TagOfType{ID: id, Label: v.Value, Type: kind})
		}
	}
	c.write(http.StatusOK, out)
	return nil
}

const similarList = 10

func (c *call) similar() error {
	q, err := c.query(c.place.Kind)
	if err != nil {
		return err
	}
	if !c.r.URL.Query().Has("limit") {
		q.Limit = similarList
	}
	r, err := c.open(hub.See)
	if err != nil {
		return err
	}
	l, err := r.Similar(c.ctx, hub.Query{Limit: min(q.Limit, fullList)})
	if err != nil {
		return err
	}
	out, err := c.describeAll(l, false)
	if err != nil {
		return err
	}
	c.write(http.StatusOK, out)
	return nil
}

func (c *call) like(likes bool) error {
	r, err := c.open(hub.See)
	if err != nil {
		return err
	}
	if err := r.Like(c.ctx, likes); err != nil {
		return err
	}
	c.write(http.StatusOK, map[string]bool{"success": true})
	return nil
}

func (c *call) likers() error {
	r, err := c.open(hub.See)
	if err != nil {
		return err
	}
	l, err := r.Likers(c.ctx)
	if err != nil {
		return err
	}
	out := []wire.Liker{}
	for _, o := range l {
		out = append(out, wire.Liker{User: string(o), FullName: string(o), Type: "user"})
	}
	c.write(http.StatusOK, out)
	return nil
}

// likes lists what a user likes.
func (c *call) likes() error {
	o, err := ref.ParseOwner(c.r.PathValue("user"))
	if err != nil {
		return err
	}
	l, err := c.Hub.Liked(c.ctx, o)
	if err != nil {
		return err
	}
	out := []wire.Liked{}
	for _, e := range l {
		out = append(out, wire.Liked{CreatedAt: wire.Time(e.Since), Repo: wire.LikedRef{Name: e.Name.String(), Type: string(e.Kind)}})
	}
	c.write(http.StatusOK, out)
	return nil
}

func writeMark(m hub.Mark) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %d %d", m.Class, m.Value, m.Seq))
}

func readMark(s string) (*hub.Mark, error) {
	if s == "" {
		return nil, nil //nolint:nilnil // the first page has no mark
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	col := strings.Split(string(b), " ")
	if err != nil || len(col) != 3 {
		return nil, errMark
	}
	class, err := strconv.Atoi(col[0])
	value, e := strconv.ParseInt(col[1], 10, 64)
	seq, e2 := strconv.ParseInt(col[2], 10, 64)
	if errors.Join(err, e, e2) != nil || class < 0 {
		return nil, errMark
	}
	return &hub.Mark{Class: class, Value: value, Seq: seq}, nil
}

var errMark = fault.New(fault.Invalid, "the cursor is not one that this server gave")

// describe says what is known of a repository without its files.
func describe(r hub.Repo) wire.Repo {
	d := wire.Repo{
		MongoID: string(r.ID), ID: r.Name.String(), Author: string(r.Name.Owner), SHA: string(r.Head),
		LastModified: wire.Time(r.Updated), CreatedAt: wire.Time(r.Created), Private: r.Private, Gated: wire.Gate(r.Gate), Tags: []string{},
		Downloads: r.Downloads, DownloadsAllTime: r.Downloads, Likes: r.Likes, TrendingScore: int64(math.Round(trend.Uses(r.Trend, time.Now()))),
	}
	if r.Kind == hub.Model {
		d.ModelID = d.ID
	}
	return d
}

// addKnown adds what files say.
func (c *call) addKnown(d *wire.Repo, r hub.Repo, f facts.Facts, card bool) {
	d.Tags = append(d.Tags, f.Labels()...)
	d.PipelineTag, d.LibraryName, d.SDK = f.Task, f.Library, f.SDK
	d.BaseModels, d.Config = f.BaseModels, f.Config
	if card {
		d.CardData = f.Card
	}
	if slices.Contains(f.Formats, "safetensors") && len(f.Types) > 0 {
		d.Safetensors = &wire.Safetensors{Parameters: f.Types, Total: f.Parameters}
	}
	if slices.Contains(f.Formats, "gguf") && f.Parameters > 0 {
		d.GGUF = &wire.GGUF{Total: f.Parameters, Architecture: f.Architecture, ContextLength: f.Context}
	}
	d.Known = &wire.Known{
		Licenses: f.Licenses, Languages: f.Languages, Architecture: f.Architecture, Parameters: f.Parameters, Quantisation: f.Quantisation,
		Context: f.Context, Formats: f.Formats, Bytes: f.Bytes, Files: f.Files, Summary: f.Summary,
	}
	if r.Kind == hub.Model {
		d.Known.Runs = c.runs(r, f)
	}
}

// takes are the types of the inputs of a task that must be given.
func takes(name string) (l []string) {
	t, err := task.Lookup(name)
	if err != nil {
		return nil
	}
	for _, spec := range t.In {
		if !spec.Optional {
			l = append(l, string(spec.Type))
		}
	}
	return l
}

// runs is how the server runs what files hold. A model that comes with the
// program needs none.
func (c *call) runs(r hub.Repo, f facts.Facts) *wire.Runs {
	if c.Built != nil {
		if engine, task, ok := c.Built(r.Name); ok {
			return &wire.Runs{Engine: engine, Task: task, Takes: takes(task)}
		}
	}
	w := wire.Runs{Engine: f.Runs.Engine, Task: f.Runs.Task, Also: f.Runs.Also, Takes: takes(f.Runs.Task), Memory: f.Runs.Memory, Missing: f.Runs.Missing, Quants: f.Runs.Quants, Base: f.Runs.Base}
	if len(f.Runs.Files) > 0 {
		w.File = f.Runs.Files[0]
	}
	if c.Lacks != nil && w.Engine != "" {
		if w.Missing = c.Lacks(w.Engine); w.Missing != "" {
			w.Engine = ""
		}
	}
	if w.Missing != "" {
		w.Chinese, _ = chinese.Of(w.Missing)
	}
	c.blind(&w, f)
	return &w
}

// blind says why a model that could see pictures sees none.
func (c *call) blind(w *wire.Runs, f facts.Facts) {
	if w.Engine == "" {
		return
	}
	if w.Blind = f.Runs.Blind; f.Runs.Sees() && c.Lacks != nil {
		w.Blind = c.Lacks("vision")
	}
	if w.Blind != "" {
		w.Also = nil
		w.BlindChinese, _ = chinese.Of(w.Blind)
	}
}
