package main

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
)

func TestServersAndLimitsFromTheCommandLine(t *testing.T) {
	t.Parallel()
	one, two, data := remotetest.New(t), remotetest.New(t), t.TempDir()
	for i, c := range []struct {
		args   []string
		status int
		says   []string
	}{
		{[]string{"connect", "farm", one.URL, two.URL, "--weights", "3,1", "--key", remotetest.Key}, 0, []string{"weight 3, answers in", "weight 1, answers in", two.URL}},
		{[]string{"connect", "farm", one.URL, two.URL, "--weights", "3"}, 2, []string{"2 addresses, 0 keys and 1 weights"}},
		{[]string{"connect", "farm", one.URL, "http://127.0.0.1:1/v1", "--key", remotetest.Key}, 1, []string{"cannot be reached at http://127.0.0.1:1/v1"}},
		{[]string{"connect"}, 0, []string{"weight 3, answers in", two.URL, "chat-1"}},
		{[]string{"user", "add", "ann", "--no-password"}, 0, nil},
		{[]string{"limit"}, 0, []string{"admin  no limit", "ann    6000"}},
		{[]string{"limit", "ann", "--requests", "60", "--tokens", "100k", "--concurrent", "none"}, 0, []string{"ann   60", "100000", "no limit", "set for this user"}},
		{[]string{"limit", "ann", "--requests", "usual", "--json"}, 0, []string{`"requests": 6000`, `"tokens": 100000`}},
		{[]string{"limit", "nobody", "--requests", "1"}, 2, []string{"nobody"}},
		{[]string{"limit", "--requests", "1"}, 2, []string{"of which user"}},
		{[]string{"limit", "ann", "--requests", "many"}, 2, []string{"not an amount"}},
		{[]string{"audit"}, 0, []string{"limit set"}},
	} {
		status, out := said(t, data, c.args...)
		for _, says := range c.says {
			if !strings.Contains(out, says) {
				t.Errorf("%d: %v does not say %q: %s", i, c.args, says, out)
			}
		}
		if status != c.status {
			t.Errorf("%d: %v ended with %d: %s", i, c.args, status, out)
		}
	}
}
