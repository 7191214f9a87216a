package modelscope

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/ref"
	wire "github.com/tenonhub/tenon/internal/wire/modelscope"
)

// The most repositories that lists of the open API go through, which their
// clients know, and how many a page has.
const (
	maxOpen     = 3000
	defaultOpen = 10
)

// orders are those of the open API.
var orders = map[string]hub.Sort{
	"": hub.ByTrend, "default": hub.ByTrend, "downloads": hub.ByDownloads, "likes": hub.ByLikes, "view_num": hub.ByDownloads,
	"last_modified": hub.ByUpdated, "updated_at": hub.ByUpdated, "created_at": hub.ByCreated,
}

// openList answers with a page of repositories.
func (c *call) openList(k hub.Kind) error {
	q, number, size, err := c.openQuery(k)
	if err != nil {
		return err
	}
	l, more, err := c.Hub.List(c.ctx, q)
	if err != nil {
		return err
	}
	total := len(l)
	if more != nil {
		if total, err = c.count(q, total); err != nil {
			return err
		}
	}
	l = l[min((number-1)*size, len(l)):]
	known, err := c.Hub.Known(c.ctx, false, l)
	if err != nil {
		return err
	}
	out := []wire.OpenRepo{}
	for _, r := range l {
		out = append(out, describeOpen(r, known[r.ID]))
	}
	data := wire.OpenList{Total: total, Number: number, Size: size}
	switch k {
	case hub.Model:
		data.Models = &out
	case hub.Dataset:
		data.Datasets = &out
	case hub.Space: // clients read it without what is around the others
		data.Studios = &out
		c.w.Header().Set("Content-Type", "application/json; charset=utf-8")
		return json.NewEncoder(c.w).Encode(data)
	}
	return c.ok(data)
}

// count is how many repositories there are beside some that were listed, of those that
// the actor may see.
func (c *call) count(q hub.Query, listed int) (int, error) {
	f, err := c.Hub.Facets(c.ctx, q)
	return max(listed, f.Total), err
}

// openQuery reads what is asked for: all repositories up to the end of a page.
func (c *call) openQuery(k hub.Kind) (q hub.Query, number, size int, err error) {
	v := c.r.URL.Query()
	number, size = 1, defaultOpen
	for name, n := range map[string]*int{"page_number": &number, "page_size": &size} {
		if s := v.Get(name); s != "" {
			if *n, err = strconv.Atoi(s); err != nil || *n < 1 || *n > maxOpen {
				return q, 0, 0, fault.New(fault.Invalid, "%s %.40q is not a number from 1 to %d", name, s, maxOpen)
			}
		}
	}
	if number*size > maxOpen {
		return q, 0, 0, fault.New(fault.Invalid, "page %d of %d repositories is further than %d: narrow the list down", number, size, maxOpen)
	}
	q = hub.Query{Kind: k, Text: v.Get("search"), Limit: number * size}
	owner := v.Get("owner")
	if owner == "" {
		owner = v.Get("author") // older clients
	}
	if owner != "" {
		if q.Owner, err = ref.ParseOwner(owner); err != nil {
			return q, 0, 0, err
		}
	}
	sort, ok := orders[v.Get("sort")]
	if !ok {
		return q, 0, 0, fault.New(fault.Invalid, "there is no order %.40q: it is downloads, likes, last_modified, created_at or default", v.Get("sort"))
	}
	if q.Sort = sort; strings.TrimSpace(q.Text) != "" && v.Get("sort") == "" {
		q.Sort = hub.ByRelevance
	}
	q.Labels, err = openLabels(k, v)
	return q, number, size, err
}

// openLabels are those that repositories must have. What is not known of them here
// is refused, and not passed over.
func openLabels(k hub.Kind, v map[string][]string) (l []string, err error) {
	task := "pipeline_tag:"
	if k == hub.Dataset {
		task = "task_categories:"
	}
	prefixes := map[string]string{"task": task, "library": "library:", "license": "license:", "model_type": "", "custom_tag": ""}
	for name, values := range v {
		key, ok := strings.CutPrefix(name, "filter.")
		if name == "status" || name == "mcp_support" || name == "hardware_type" {
			key, ok = name, true
		}
		if !ok || values[0] == "" {
			continue
		}
		prefix, known := prefixes[key]
		if !known {
			return nil, fault.New(fault.Invalid, "repositories cannot be listed by %.40q here: it is task, library, license, model_type or custom_tag", key)
		}
		l = append(l, prefix+values[0])
	}
	return l, nil
}

// openInfo answers with a repository.
func (c *call) openInfo() error {
	r, err := c.repo(hub.See)
	if err != nil {
		return err
	}
	f, err := r.Known(c.ctx)
	if err != nil {
		return err
	}
	return c.ok(describeOpen(r.Repo, f))
}

func describeOpen(r hub.Repo, f facts.Facts) wire.OpenRepo {
	w := wire.OpenRepo{
		ID: r.Name.String(), DisplayName: r.Name.Name, Private: r.Private, Gated: r.Gate != hub.GateNone, Downloads: r.Downloads, Likes: r.Likes,
		License: strings.Join(f.Licenses, ", "), Library: f.Library, ModelType: f.ModelType, Size: f.Bytes, Tags: append([]string{}, f.Tags...), Tasks: tasks(f),
		Created: r.Created.UTC().Format(time.RFC3339), Modified: r.Updated.UTC().Format(time.RFC3339),
	}
	return w
}

// tasks are what a repository is for.
func tasks(f facts.Facts) []string {
	if f.Task != "" && len(f.Tasks) == 0 {
		return []string{f.Task}
	}
	return append([]string{}, f.Tasks...)
}
