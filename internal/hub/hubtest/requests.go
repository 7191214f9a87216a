package hubtest

import (
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

func gatedApart(t *testing.T, s Store) {
	t.Helper()
	m := shelf(t, s)
	for _, name := range []string{"lab/zh-ears", "lab/secret-whisper"} {
		if r, err := s.Change(t.Context(), m[name].ID, func(r *hub.Repo) error { r.Gate = hub.GateAuto; return nil }); err != nil || r.Gate != hub.GateAuto {
			t.Fatal(r, err)
		}
	}
	if r, err := s.ByID(t.Context(), m["lab/zh-ears"].ID); err != nil || r.Gate != hub.GateAuto {
		t.Errorf("found %+v, %v", r, err)
	}
	yes, no := true, false
	for i, c := range []struct {
		q    hub.Query
		want string
	}{
		{hub.Query{Gated: &yes}, "zh-ears"},
		{hub.Query{Gated: &yes, All: true}, "secret-whisper zh-ears"},
		{hub.Query{Gated: &yes, Text: "whisper", Sort: hub.ByRelevance}, "zh-ears"},
		{hub.Query{Gated: &yes, Labels: []string{"license:mit"}}, ""},
		{hub.Query{Gated: &no, Text: "whisper", Sort: hub.ByRelevance}, "whisper-tiny-german whisper-large bert-base"},
		{hub.Query{Gated: &no, Labels: []string{"zh"}, Sort: hub.ByDownloads}, "whisper-large"},
	} {
		for _, limit := range []int{1, 9} {
			c.q.Limit = limit
			if got := find(t, s, c.q); got != c.want {
				t.Errorf("%d, %d on a page: found %q, want %q", i, limit, got, c.want)
			}
		}
		c.q.Kind = hub.Model
		if f, err := s.Facets(t.Context(), hub.Query{Kind: hub.Model, Gated: &yes}); err != nil || f.Total != 1 {
			t.Errorf("counted %+v, %v", f, err)
		}
	}
}

func requests(t *testing.T, s Store) {
	t.Helper()
	r, other := add(t, s, hub.Model, "lab/voice", 0, false), add(t, s, hub.Model, "lab/ears", 0, false)
	if _, ok, err := s.RequestOf(t.Context(), r.ID, "eve"); ok || err != nil {
		t.Errorf("a request before it came: %v", err)
	}
	ask := func(id hub.ID, user ref.Owner, minutes int) (made hub.Request) {
		t.Helper()
		err := s.SetRequest(t.Context(), id, user, func(q *hub.Request) error {
			if q.Standing != "" || q.User != user {
				t.Errorf("%s has asked already: %+v", user, q)
			}
			q.Standing, q.Asked, q.Email, q.Fields = hub.Pending, epoch.Add(time.Duration(minutes)*time.Minute), "eve@example.org", map[string]string{"why": "语音"}
			made = *q
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	eve := ask(r.ID, "Eve", 3)
	for i := range 3 { // two of them at one time
		ask(r.ID, ref.Owner(fmt.Sprint("user-", i)), i/2)
	}
	ask(other.ID, "eve", 0)
	same := func(a, b hub.Request) bool {
		return a.ID == b.ID && a.User == b.User && a.Standing == b.Standing && a.Asked.Equal(b.Asked) && a.Email == b.Email && a.Reason == b.Reason && a.Judge == b.Judge && maps.Equal(a.Fields, b.Fields)
	}
	if got, ok, err := s.RequestOf(t.Context(), r.ID, "eve"); !ok || err != nil || !same(got, eve) {
		t.Errorf("asked %+v, %v, %v; want %+v", got, ok, err, eve)
	}
	if got, err := s.RequestByID(t.Context(), r.ID, eve.ID); err != nil || !same(got, eve) {
		t.Errorf("by id: %+v, %v", got, err)
	}
	if _, err := s.RequestByID(t.Context(), other.ID, eve.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("by the id of another's: %v", err)
	}
	refuse := fault.New(fault.Forbidden, "no")
	if err := s.SetRequest(t.Context(), r.ID, "eve", func(q *hub.Request) error { q.Standing = hub.Rejected; return refuse }); !fault.Is(err, fault.Forbidden) {
		t.Errorf("refused: %v", err)
	}
	err := s.SetRequest(t.Context(), r.ID, "EVE", func(q *hub.Request) error { q.Standing, q.Reason, q.Judge = hub.Accepted, "so", "ada"; return nil })
	if got, _, e := s.RequestOf(t.Context(), r.ID, "eve"); err != nil || e != nil || got.Standing != hub.Accepted || got.Reason != "so" || got.Judge != "ada" || got.ID != eve.ID || !got.Asked.Equal(eve.Asked) {
		t.Errorf("decided %+v, %v, %v", got, err, e)
	}
	if err := s.SetRequest(t.Context(), hub.NewID(), "eve", func(*hub.Request) error { return nil }); !fault.Is(err, fault.NotFound) {
		t.Errorf("for what is not there: %v", err)
	}
	requestPages(t, s, r.ID)
	for range 2 {
		if err := s.RemoveRequest(t.Context(), r.ID, "eve"); err != nil {
			t.Fatal(err)
		}
	}
	if _, ok, err := s.RequestOf(t.Context(), r.ID, "eve"); ok || err != nil {
		t.Errorf("removed, and there: %v", err)
	}
	if _, ok, err := s.RequestOf(t.Context(), other.ID, "eve"); !ok || err != nil {
		t.Errorf("that for another is gone: %v", err)
	}
}

// requestPages expects three pending requests and an accepted one.
func requestPages(t *testing.T, s Store, repo hub.ID) {
	t.Helper()
	list := func(st hub.Standing, after hub.Request, n int) (l []hub.Request) {
		t.Helper()
		l, err := s.ListRequests(t.Context(), repo, st, after, n)
		if err != nil {
			t.Fatal(err)
		}
		return l
	}
	var all []string
	for after := (hub.Request{}); ; {
		l := list(hub.Pending, after, 1)
		if len(l) == 0 {
			break
		}
		all, after = append(all, string(l[0].User)), l[0]
	}
	if len(all) != 3 || all[2] != "user-2" || len(list(hub.Accepted, hub.Request{}, 9)) != 1 || len(list(hub.Rejected, hub.Request{}, 9)) != 0 {
		t.Errorf("listed %v", all)
	}
	first := list(hub.Pending, hub.Request{}, 1)
	if err := s.RemoveRequest(t.Context(), repo, first[0].User); err != nil {
		t.Fatal(err)
	}
	if l := list(hub.Pending, first[0], 9); len(l) != 2 {
		t.Errorf("after one that was withdrawn there are %d", len(l))
	}
}
