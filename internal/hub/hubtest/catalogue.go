package hubtest

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/hub/trend"
	"github.com/tenonhub/tenon/internal/ref"
)

// shelf fills a store with models that are known, the later the more used.
func shelf(t *testing.T, s Store) map[string]hub.Repo {
	t.Helper()
	m := map[string]hub.Repo{}
	for i, e := range []struct {
		name    string
		private bool
		f       facts.Facts
	}{
		{"opener/whisper-large", false, facts.Facts{Task: "automatic-speech-recognition", Library: "transformers", ModelType: "whisper", Languages: []string{"en", "zh"}, Licenses: []string{"MIT"}, Parameters: 1_500_000_000, Formats: []string{"safetensors"}, Text: "Speech recognition for 99 languages"}},
		{"lab/zh-ears", false, facts.Facts{Task: "automatic-speech-recognition", Library: "funasr", Languages: []string{"zh"}, Licenses: []string{"apache-2.0"}, Parameters: 220_000_000, Text: "中文语音识别模型，基于 whisper"}},
		{"lab/distilbert-base", false, facts.Facts{Task: "fill-mask", Library: "transformers", ModelType: "distilbert", Languages: []string{"en"}, Licenses: []string{"apache-2.0"}, Parameters: 66_000_000, Names: []string{"vocabulary.txt"}}},
		{"google/bert-base", false, facts.Facts{Task: "fill-mask", Library: "transformers", ModelType: "bert", Languages: []string{"en"}, Licenses: []string{"apache-2.0"}, Parameters: 110_000_000, Tags: []string{"whispering"}}},
		{"ada/whisper-tiny-german", false, facts.Facts{Task: "automatic-speech-recognition", Library: "transformers", ModelType: "whisper", Languages: []string{"de"}, BaseModels: []string{"opener/whisper-large"}}},
		{"lab/secret-whisper", true, facts.Facts{Task: "automatic-speech-recognition"}},
	} {
		r := add(t, s, hub.Model, e.name, i, e.private)
		e.f.Card = map[string]any{"name": e.name}
		if err := s.Describe(t.Context(), r.ID, "abc", e.f); err != nil {
			t.Fatal(err)
		}
		if err := s.Count(t.Context(), map[hub.ID]int64{r.ID: int64(math.Pow10(i))}, epoch); err != nil {
			t.Fatal(err)
		}
		m[e.name] = r
	}
	return m
}

// find lists the names that a query finds, without owners.
func find(t *testing.T, s Store, q hub.Query) string {
	t.Helper()
	q.Kind = hub.Model
	if q.Limit == 0 {
		q.Limit = 20
	}
	var l []string
	for _, n := range names(pages(t, s, q)) {
		_, n, _ = strings.Cut(n, "/")
		l = append(l, n)
	}
	return strings.Join(l, " ")
}

func searched(t *testing.T, s Store) {
	t.Helper()
	m := shelf(t, s)
	for text, want := range map[string]string{
		"tilber": "distilbert-base", "TINY german": "whisper-tiny-german", "vocab": "distilbert-base", "speech 99": "whisper-large", "zh_ear": "zh-ears",
		"语音识别": "zh-ears", "识": "zh-ears", "中文 whisper": "zh-ears", "recogn 99": "", "99 recogn": "whisper-large", "nothing like it": "",
		"germann": "whisper-tiny-german", "distlibert": "distilbert-base", "distlibret base": "distilbert-base", "gogle": "bert-base", `"quoted" OR NOT (`: "", "": "whisper-tiny-german bert-base distilbert-base zh-ears whisper-large",
		"ǁbert": "bert-base distilbert-base", "'": "whisper-tiny-german bert-base distilbert-base zh-ears whisper-large",
	} {
		for _, limit := range []int{20, 1} {
			if got := find(t, s, hub.Query{Text: text, Sort: hub.ByRelevance, Limit: limit}); got != want {
				t.Errorf("%q, pages of %d: %q, want %q", text, limit, got, want)
			}
		}
	}
	r := m["google/bert-base"]
	if _, err := s.Change(t.Context(), r.ID, func(c *hub.Repo) error { c.Name = name("google", "elmo"); return nil }); err != nil {
		t.Fatal(err)
	}
	if got := find(t, s, hub.Query{Text: "elmo", Sort: hub.ByRelevance}); got != "elmo" {
		t.Errorf("renamed: %q", got)
	}
	if err := s.Delete(t.Context(), r.ID, epoch); err != nil {
		t.Fatal(err)
	}
	if got := find(t, s, hub.Query{Text: "elmo", Sort: hub.ByRelevance}); got != "" {
		t.Errorf("deleted: %q", got)
	}
}

func ranked(t *testing.T, s Store) {
	t.Helper()
	m := shelf(t, s)
	for text, want := range map[string]string{
		"whisper":              "whisper-tiny-german whisper-large bert-base zh-ears",
		"opener/Whisper-Large": "whisper-large whisper-tiny-german",
		"bert-base":            "bert-base distilbert-base",
	} {
		if got := find(t, s, hub.Query{Text: text, Sort: hub.ByRelevance, Limit: 2}); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got, want := find(t, s, hub.Query{Text: "whisper", Sort: hub.ByDownloads, Ascending: true, Limit: 1}), "whisper-large zh-ears bert-base whisper-tiny-german"; got != want {
		t.Errorf("the least used first: %q, want %q", got, want)
	}
	for want, q := range map[string]hub.Query{
		"secret-whisper whisper-tiny-german whisper-large bert-base zh-ears":  {Within: []ref.Owner{"Lab"}},
		"whisper-tiny-german whisper-large bert-base zh-ears":                 {Within: []ref.Owner{"Ada"}},
		"secret-whisper whisper-tiny-german whisper-large  bert-base zh-ears": {Named: []ref.Repo{name("LAB", "Secret-whisper")}},
	} {
		want = strings.Join(strings.Fields(want), " ")
		q.Text, q.Sort = "whisper", hub.ByRelevance
		if got := find(t, s, q); got != want {
			t.Errorf("within %v: %q, want %q", q.Within, got, want)
		}
	}
	if _, err := s.Change(t.Context(), m["lab/secret-whisper"].ID, func(c *hub.Repo) error { c.Private = false; return nil }); err != nil {
		t.Fatal(err)
	}
	if got := find(t, s, hub.Query{Text: "secret", Sort: hub.ByRelevance}); got != "secret-whisper" {
		t.Errorf("made public: %q", got)
	}
}

func filtered(t *testing.T, s Store) {
	t.Helper()
	shelf(t, s)
	for want, q := range map[string]hub.Query{
		"bert-base distilbert-base":         {Labels: []string{"fill-mask"}},
		"whisper-large":                     {Labels: []string{"EN", "license:mit"}},
		"zh-ears whisper-large":             {Labels: []string{"language:zh"}},
		"distilbert-base":                   {Labels: []string{"license:apache-2.0", "transformers"}, Owner: "LAB"},
		"whisper-tiny-german":               {Labels: []string{"base_model:opener/whisper-large"}},
		"bert-base zh-ears":                 {Parameters: [2]int64{100_000_000, 1_000_000_000}},
		"bert-base  zh-ears":                {Parameters: [2]int64{110_000_000, 220_000_000}},
		"zh-ears":                           {Parameters: [2]int64{110_000_001, 220_000_000}},
		"bert-base":                         {Parameters: [2]int64{110_000_000, 219_999_999}},
		" whisper-large":                    {Parameters: [2]int64{1_500_000_000, 1_500_000_000}},
		"  whisper-large":                   {Parameters: [2]int64{1_000_000_000, 0}},
		" distilbert-base":                  {Parameters: [2]int64{0, 100_000_000}, Labels: []string{"fill-mask"}},
		"distilbert-base ":                  {Text: "bert", Parameters: [2]int64{0, 100_000_000}},
		"distilbert-base zh-ears":           {Owner: "lab"},
		"":                                  {Labels: []string{"fill"}},
		"whisper-tiny-german whisper-large": {Text: "whisper", Labels: []string{"automatic-speech-recognition", "transformers"}},
	} {
		for _, sort := range []hub.Sort{hub.ByRelevance, hub.ByDownloads, hub.ByTrend} {
			q.Sort = sort
			if got := find(t, s, q); got != strings.Join(strings.Fields(want), " ") {
				t.Errorf("%+v: %q, want %q", q, got, want)
			}
		}
	}
}

func counted(t *testing.T, s Store) {
	t.Helper()
	shelf(t, s)
	f, err := s.Facets(t.Context(), hub.Query{Kind: hub.Model})
	if err != nil || f.Total != 5 || !f.Exact {
		t.Fatalf("%+v, %v", f, err)
	}
	for facet, want := range map[string]string{
		"task": "[{automatic-speech-recognition 3} {fill-mask 2}]", "language": "[{en 3} {zh 2} {de 1}]", "author": "[{lab 2} {ada 1} {google 1} {opener 1}]",
		"size": "[{100M-1B 2} {1B-4B 1} {<100M 1}]", "license": "[{apache-2.0 3} {MIT 1}]", "library": "[{transformers 4} {funasr 1}]",
	} {
		if got := fmt.Sprint(f.By[facet]); got != want {
			t.Errorf("%s: %s, want %s", facet, got, want)
		}
	}
	f, err = s.Facets(t.Context(), hub.Query{Kind: hub.Model, Text: "bert", Labels: []string{"fill-mask"}, Parameters: [2]int64{100_000_000, 0}})
	if err != nil || f.Total != 1 || fmt.Sprint(f.By["author"]) != "[{google 1}]" {
		t.Errorf("%+v, %v", f, err)
	}
	m, _, err := s.List(t.Context(), hub.Query{Kind: hub.Model, Owner: "google", Limit: 1})
	if err != nil || len(m) != 1 {
		t.Fatal(m, err)
	}
	if _, err := s.Change(t.Context(), m[0].ID, func(c *hub.Repo) error { c.Private = true; return nil }); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		q     hub.Query
		total int
		sees  bool // what became private
	}{
		{hub.Query{}, 4, false},
		{hub.Query{Within: []ref.Owner{"ada"}}, 4, false},
		{hub.Query{Within: []ref.Owner{"ada", "Google"}}, 5, true},
		{hub.Query{Named: []ref.Repo{name("google", "bert-base"), name("google", "other")}}, 5, true},
		{hub.Query{All: true}, 6, true},
	} {
		c.q.Kind = hub.Model
		if f, err = s.Facets(t.Context(), c.q); err != nil || f.Total != c.total || strings.Contains(fmt.Sprint(f.By["author"]), "google") != c.sees {
			t.Errorf("of %+v there are counted %+v, %v", c.q, f, err)
		}
	}
}

func similar(t *testing.T, s Store) {
	t.Helper()
	m := shelf(t, s)
	l, err := s.Similar(t.Context(), m["opener/whisper-large"].ID, hub.Query{Limit: 9})
	if n := names(l); err != nil || !slices.Equal(n, []string{"ada/whisper-tiny-german", "lab/zh-ears"}) {
		t.Errorf("%v, %v", n, err)
	}
}

func behind(t *testing.T, s Store) {
	t.Helper()
	m := shelf(t, s)
	r := m["google/bert-base"]
	f, err := s.Known(t.Context(), true, r.ID, hub.NewID())
	if err != nil || len(f) != 1 || f[r.ID].Task != "fill-mask" || f[r.ID].Card["name"] != "google/bert-base" {
		t.Errorf("known: %+v, %v", f, err)
	}
	for _, e := range m {
		if _, err := s.Change(t.Context(), e.ID, func(c *hub.Repo) error { c.Head = "abc"; return nil }); err != nil {
			t.Fatal(err)
		}
	}
	fresh := add(t, s, hub.Space, "lab/app", 0, false)
	if _, err := s.Change(t.Context(), r.ID, func(c *hub.Repo) error { c.Head = "def"; return nil }); err != nil {
		t.Fatal(err)
	}
	want := []hub.ID{fresh.ID, r.ID}
	slices.Sort(want)
	if l, err := s.Behind(t.Context(), "", 9); err != nil || !slices.Equal(l, want) {
		t.Errorf("behind are %v, %v; want %v", l, err, want)
	}
	if l, err := s.Behind(t.Context(), want[0], 9); err != nil || !slices.Equal(l, want[1:]) {
		t.Errorf("after the first: %v, %v", l, err)
	}
}

func used(t *testing.T, s Store) {
	t.Helper()
	r := add(t, s, hub.Model, "lab/voice", 0, false)
	other := add(t, s, hub.Model, "lab/ears", 1, false)
	for range 2 { // the second time changes nothing
		for i, user := range []ref.Owner{"Ada", "bob"} {
			if err := s.Like(t.Context(), r.ID, user, true, epoch.Add(time.Duration(i)*time.Minute)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := s.Count(t.Context(), map[hub.ID]int64{r.ID: 5, hub.NewID(): 1}, epoch); err != nil {
		t.Fatal(err)
	}
	if l, err := s.Likers(t.Context(), r.ID, 9); err != nil || !slices.Equal(l, []ref.Owner{"bob", "Ada"}) {
		t.Errorf("likers %v, %v", l, err)
	}
	if l, err := s.Liked(t.Context(), "ADA", 9); err != nil || len(l) != 1 || l[0].ID != r.ID || !l[0].Since.Equal(epoch) {
		t.Errorf("ada likes %+v, %v", l, err)
	}
	got, err := s.ByID(t.Context(), r.ID)
	if now := trend.Uses(got.Trend, epoch); err != nil || got.Likes != 2 || got.Downloads != 5 || now < 24 || now > 25.1 || trend.Uses(got.Trend, epoch.Add(72*time.Hour)) > 12.6 {
		t.Errorf("used: %+v, %v, %v", got, now, err)
	}
	if n := find(t, s, hub.Query{Sort: hub.ByTrend}); n != "voice ears" {
		t.Errorf("by trend: %s", n)
	}
	if err := s.Like(t.Context(), r.ID, "ada", false, epoch); err != nil {
		t.Fatal(err)
	}
	if got, err := s.ByID(t.Context(), r.ID); err != nil || got.Likes != 1 {
		t.Errorf("after a like was taken back: %+v, %v", got, err)
	}
	if got, err := s.ByID(t.Context(), other.ID); err != nil || got.Likes != 0 || got.Trend != 0 {
		t.Errorf("the other: %+v, %v", got, err)
	}
}
