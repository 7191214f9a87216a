package completions

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/api/dialogue"
	"github.com/tenonhub/tenon/internal/deposit"
	"github.com/tenonhub/tenon/internal/wire/object"
)

// Desk keeps and gives chat completions. Fail writes a failure in the dialect's form.
type Desk struct {
	Talks    dialogue.Desk
	Deposits deposit.Desk
	Fail     func(w http.ResponseWriter, r *http.Request, err error)
}

// shown is a completion on the wire.
func shown(k kept) (json.RawMessage, error) {
	o, err := object.Split(k.Completion)
	var about []byte
	if err == nil {
		about, err = json.Marshal(k.Metadata)
	}
	if err != nil {
		return nil, fmt.Errorf("read a completion: %w", err)
	}
	return o.With("metadata", about).Bytes(), nil
}

// Get gives a completion.
func (d Desk) Get(w http.ResponseWriter, r *http.Request) {
	var k kept
	err := d.Deposits.Load(r.Context(), deposit.OfCompletion, r.PathValue("id"), &k)
	d.tell(w, r, k, err)
}

func (d Desk) tell(w http.ResponseWriter, r *http.Request, k kept, err error) {
	var b json.RawMessage
	if err == nil {
		b, err = shown(k)
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, b)
}

// Change gives a completion other metadata.
func (d Desk) Change(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Metadata map[string]string `json:"metadata"`
	}
	var k kept
	id := r.PathValue("id")
	err := api.ReadJSON(w, r, 1<<20, &asked)
	if err == nil {
		err = d.Deposits.Load(r.Context(), deposit.OfCompletion, id, &k)
	}
	if k.Metadata = asked.Metadata; err == nil {
		err = d.Deposits.Change(r.Context(), deposit.OfCompletion, id, k)
	}
	d.tell(w, r, k, err)
}

// Delete removes a completion.
func (d Desk) Delete(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	if err := d.Deposits.Remove(r.Context(), deposit.OfCompletion, id); err != nil {
		d.Fail(w, r, err)
		return
	}
	api.WriteJSON(w, http.StatusOK, map[string]any{"id": id, "object": "chat.completion.deleted", "deleted": true})
}

// entry is one of a list.
type entry struct {
	id   string
	body json.RawMessage
}

// page writes the entries of a list after the one that is asked for.
func page(w http.ResponseWriter, l []entry, more bool) {
	res := struct {
		Object string            `json:"object"`
		Data   []json.RawMessage `json:"data"`
		First  string            `json:"first_id,omitempty"`
		Last   string            `json:"last_id,omitempty"`
		More   bool              `json:"has_more"`
	}{Object: "list", Data: []json.RawMessage{}, More: more}
	for _, e := range l {
		res.Data = append(res.Data, e.body)
	}
	if n := len(l); n > 0 {
		res.First, res.Last = l[0].id, l[n-1].id
	}
	api.WriteJSON(w, http.StatusOK, res)
}

func limit(r *http.Request) (int, error) {
	s := r.FormValue("limit")
	if s == "" {
		return 20, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > 100 {
		return 0, dialogue.Wrong("limit", "limit %q is no number from 1 to 100", s)
	}
	return n, nil
}

// List lists the completions of a model, or with some metadata.
func (d Desk) List(w http.ResponseWriter, r *http.Request) {
	most, err := limit(r)
	var l []entry
	more := false
	if err == nil {
		l, more, err = d.some(r.Context(), r, most)
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	page(w, l, more)
}

// looked is how many completions are read at once.
const looked = 20

func (d Desk) some(ctx context.Context, r *http.Request, most int) (l []entry, more bool, err error) {
	asked := r.URL.Query()
	p := deposit.Page{After: asked.Get("after"), Limit: looked, Oldest: asked.Get("order") != "desc"}
	for {
		items, err := d.Deposits.Rows.List(ctx, deposit.Owner(ctx), deposit.OfCompletion, p)
		if err != nil {
			return nil, false, err
		}
		for _, it := range items {
			var k kept
			if err := json.Unmarshal(it.Body, &k); err != nil {
				return nil, false, fmt.Errorf("read completion %s: %w", it.ID, err)
			}
			if !k.is(asked) {
				continue
			}
			if len(l) == most {
				return l, true, nil
			}
			b, err := shown(k)
			if err != nil {
				return nil, false, err
			}
			l = append(l, entry{it.ID, b})
		}
		if len(items) < looked {
			return l, false, nil
		}
		p.After = items[looked-1].ID
	}
}

// is reports whether a completion is one of those that are asked for.
func (k kept) is(asked map[string][]string) bool {
	for name, values := range asked {
		key, about := strings.CutPrefix(name, "metadata[")
		value, has := k.Metadata[strings.TrimSuffix(key, "]")]
		if name == "model" {
			value, has, about = k.Model, true, true
		}
		if about && (!has || !slices.Contains(values, value)) {
			return false
		}
	}
	return true
}

// Messages lists what went into a completion.
func (d Desk) Messages(w http.ResponseWriter, r *http.Request) {
	most, err := limit(r)
	var k kept
	id := r.PathValue("id")
	if err == nil {
		err = d.Deposits.Load(r.Context(), deposit.OfCompletion, id, &k)
	}
	if err != nil {
		d.Fail(w, r, err)
		return
	}
	var l []entry
	for i, raw := range k.Messages {
		if o, err := object.Split(raw); err == nil { // else the model would have refused it
			e := entry{id: fmt.Sprint(id, "-", i)}
			o = o.With("id", []byte(`"`+e.id+`"`))
			if parts := o.Get("content"); len(parts) > 0 && parts[0] == '[' {
				o = o.With("content_parts", parts).With("content", []byte("null"))
			}
			e.body = o.Bytes()
			l = append(l, e)
		}
	}
	if r.FormValue("order") == "desc" {
		slices.Reverse(l)
	}
	if after := r.FormValue("after"); after != "" {
		l = l[slices.IndexFunc(l, func(e entry) bool { return e.id == after })+1:]
	}
	page(w, l[:min(most, len(l))], len(l) > most)
}
