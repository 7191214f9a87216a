package settings_test

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/cli/settings"
)

func load(t *testing.T, file string, f settings.Flags, env map[string]string) (settings.Settings, error) {
	t.Helper()
	f.Data = t.TempDir()
	if err := os.WriteFile(filepath.Join(f.Data, "tenon.toml"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	return settings.Load(f, func(name string) string { return env[name] })
}

func TestUpstreamsComeFromAFileTheEnvironmentAndFlags(t *testing.T) {
	t.Parallel()
	file := "mirror_minutes = 5\nmirror_cache_gb = 2\n[[upstream]]\nname = 'lab'\nurl = 'https://lab.example'\nkind = 'tenon'\ndeny = ['lab/secret']\n[[upstream]]\nname = 'other'\nurl = 'https://other.example'\nkind = 'tenon'\n"
	set, err := load(t, file, settings.Flags{Upstreams: []string{"huggingface allow=Qwen/*,BAAI/*"}}, map[string]string{
		"HOME": "/home/ann", "TENON_UPSTREAM": "other url=https://other.example:8443; modelscope", "TENON_UPSTREAM_TOKEN_LAB": "t",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := app.Mirrors{Interval: 300e9, Cache: 2 << 30, Upstreams: []app.Upstream{
		{Name: "lab", URL: "https://lab.example", Kind: "tenon", Token: "t", Deny: []string{"lab/secret"}},
		{Name: "other", URL: "https://other.example:8443", Kind: "tenon"},
		{Name: "modelscope", URL: "https://www.modelscope.cn", Kind: "modelscope"},
		{Name: "huggingface", URL: "https://huggingface.co", Kind: "huggingface", Allow: []string{"Qwen/*", "BAAI/*"}},
	}}
	if got := set.Config("").Mirrors; !reflect.DeepEqual(got, want) {
		t.Errorf("they are %+v, want %+v", got, want)
	}
	var b strings.Builder
	if err := set.Write(&b); err != nil {
		t.Fatal(err)
	}
	again, err := load(t, strings.Replace(b.String(), "data = ", "# data = ", 1), settings.Flags{}, map[string]string{"HOME": "/home/ann"})
	if err != nil || fmt.Sprint(again.Config("").Mirrors) != fmt.Sprint(want) {
		t.Errorf("what is printed is read as %+v, %v", again.Config("").Mirrors, err)
	}
}

// Each setting is read from its variable, which comes before the file, and is printed
// with a comment.
func TestEachSettingHasItsVariable(t *testing.T) {
	t.Parallel()
	odd := map[string]string{
		"data": "/var/tenon", "database": "postgres://ann@db/tenon", "log": "debug", "worker_draft": "3",
		"tls_cert": "a.pem", "tls_key": "b.pem",
	}
	var file, want strings.Builder
	env := map[string]string{"HOME": "/home/ann"}
	for i, f := range reflect.VisibleFields(reflect.TypeFor[settings.Settings]()) {
		name := f.Tag.Get("toml")
		var in string
		value := odd[name]
		switch f.Type.Kind() {
		case reflect.String:
			value, in = cmp.Or(value, fmt.Sprint("of-", name)), "'info'"
			if strings.HasPrefix(name, "tls") || name == "database" || name == "data" {
				in = "''"
			}
			fmt.Fprintf(&want, "%s = '%s'\n", name, value)
		case reflect.Int64:
			value = cmp.Or(value, fmt.Sprint(i+1))
			in = "1"
			fmt.Fprintf(&want, "%s = %s\n", name, value)
		case reflect.Bool:
			value, in = "true", "false"
			fmt.Fprintf(&want, "%s = true\n", name)
		default:
			continue // the upstreams, which have a test of their own
		}
		if f.Tag.Get("comment") == "" {
			t.Errorf("%s is printed without a comment", name)
		}
		fmt.Fprintf(&file, "%s = %s\n", name, in)
		env["TENON_"+strings.ToUpper(name)] = value
	}
	set, err := settings.Load(settings.Flags{Config: written(t, file.String())}, func(name string) string { return env[name] })
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := set.Write(&b); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(want.String()) {
		if !strings.Contains("\n"+b.String(), "\n"+line) {
			t.Errorf("it is not so that %s", line)
		}
	}
}

func written(t *testing.T, content string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "tenon.toml")
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestWhatIsNoUpstreamIsSaid(t *testing.T) {
	t.Parallel()
	if _, err := load(t, "", settings.Flags{Upstreams: []string{"lab address=https://lab.example"}}, map[string]string{"HOME": "/home/ann"}); err == nil || !strings.Contains(err.Error(), "address=") {
		t.Errorf("got %v", err)
	}
	if _, err := load(t, "mirror_minutes = 0\n", settings.Flags{}, map[string]string{"HOME": "/home/ann"}); err == nil || !strings.Contains(err.Error(), "mirror_minutes") {
		t.Errorf("got %v", err)
	}
}
