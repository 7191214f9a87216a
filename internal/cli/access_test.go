package cli_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

func TestAccessOnTheCommandLine(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	if _, err := s.Hub.Create(s.As(t, s.Ada), hub.Dataset, ref.Repo{Owner: "lab", Name: "voices"}, false, hub.Operation{Path: "a.txt", Content: []byte("text")}); err != nil {
		t.Fatal(err)
	}
	ada := map[string]string{"TENON_DATA": t.TempDir(), "TENON_SERVER": s.URL, "TENON_TOKEN": s.Ada}
	eve := maps.Clone(ada)
	eve["TENON_TOKEN"] = s.Eve
	dir := t.TempDir()
	for _, c := range []struct {
		who    map[string]string
		args   string
		status int
		want   string
	}{
		{ada, "access list lab/voices --type dataset", 2, "not gated"},
		{ada, "access set lab/voices sometimes --type dataset", 2, "none of manual"},
		{eve, "access set lab/voices open --type dataset", 2, "may not"},
		{ada, "access set lab/voices manual --type dataset", 0, "is manual"},
		{ada, "info lab/voices --type dataset", 0, "files on request (manual)"},
		{eve, "pull lab/voices --type dataset --out " + dir, 2, "tenon access ask lab/voices"},
		{eve, "access ask lab/voices --type dataset --field lab", 2, "NAME=VALUE"},
		{eve, "access ask lab/voices --type dataset --field lab=other", 0, "is pending"},
		{ada, "access list lab/voices --type dataset", 0, `lab: "other"`},
		{ada, "access list lab/voices --type dataset --json", 0, `"status": "pending"`},
		{ada, "access list lab/voices --type dataset --status accepted", 0, "no request that is accepted"},
		{ada, "access reject lab/voices eve --reason late --type dataset", 0, "is rejected"},
		{eve, "pull lab/voices --type dataset --out " + dir, 2, "late"},
		{ada, "access cancel lab/voices eve --type dataset", 0, "is pending"},
		{ada, "access accept lab/voices eve --type dataset", 0, "is accepted"},
		{eve, "pull lab/voices --type dataset --out " + dir, 0, "2 files"},
		{ada, "access grant lab/voices eve --type dataset", 2, "already"},
		{ada, "access set lab/voices open --type dataset", 0, "is open"},
		{ada, "access grant voices eve", 2, "OWNER/NAME"},
	} {
		status, out, problems := call(t, c.who, "", strings.Fields(c.args)...)
		if status != c.status || !strings.Contains(out+problems, c.want) {
			t.Errorf("tenon %s: %d\n%s%s\nwant %d %q", c.args, status, out, problems, c.status, c.want)
		}
	}
}
