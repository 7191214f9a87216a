package collection_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/collection"
	"github.com/tenonhub/tenon/internal/ref"
)

func TestASlugIsReadable(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]string{"ICCV Oct. 2023": "ada/iccv-oct-2023-", "语音 models": "ada/models-", "语音": "ada/", "a/b--c": "ada/a-b-c-", "..": "ada/"} {
		c := collection.Collection{ID: collection.NewID(), Owner: "ada", Title: title}
		if got := c.Slug(); got != want+string(c.ID) {
			t.Errorf("%q is %s, want %s…", title, got, want)
		}
	}
}

func FuzzSlug(f *testing.F) {
	f.Add("ada", "Voices", "ada/voices-64f9a55bb3115b4f513ec026")
	f.Add("a-b", "-/-", "64f9a55bb3115b4f513ec026")
	f.Add("", "\xff", "x-64F9A55BB3115B4F513EC026")
	f.Fuzz(func(t *testing.T, owner, title, slug string) {
		c := collection.Collection{ID: collection.NewID(), Owner: ref.Owner(owner), Title: title}
		if id, err := collection.ParseSlug(c.Slug()); err != nil || id != c.ID {
			t.Errorf("%q leads to %v, %v", c.Slug(), id, err)
		}
		if id, err := collection.ParseSlug(slug); err == nil && !strings.HasSuffix(slug, string(id)) {
			t.Errorf("%q leads to %v", slug, id)
		}
	})
}
