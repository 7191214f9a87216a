package app_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/internal/engine/remote/remotetest"
)

// unnoted are the routes that change nothing which outlives them, or what is no business
// of the audit log: what models are asked has lists of its own.
var unnoted = regexp.MustCompile(`/(paths-info|preupload)/|validate-yaml|/objects/batch|/locks/verify|PUT /api/v1/models$|tokenizer|/oauth/|/replay$|` + // questions
	`/api/xet/|/api/tenon/v1/(restore|runs|bundle|models)|/api/telemetry|` + // bytes that nothing names yet; what is replaced, log and all; what has lists of its own
	`datasets/\{number\}|DELETE /api/v1/\{kind\}/\{owner\}/\{name\}/repo$|` + // the same answers at other addresses
	`/v1/(?:chat|completions|embeddings|responses|audio|images|files|uploads|batches|moderations|rerank|messages|realtime|conversations)|/dashscope/|/api/v1/(services|tasks|uploads|files|apps|deployments|compatible)|` +
	`/api/(generate|chat|embed|embeddings|show|pull|push|create|copy|delete|blobs)|/mcp|/models/|/healthz|/log(in|out)|/workers`)

// TestEachWriteIsInTheAuditLog makes every change that a route is for.
func TestEachWriteIsInTheAuditLog(t *testing.T) {
	t.Parallel()
	c := config(t)
	c.Mirrors.Upstreams = []app.Upstream{{Name: "up", URL: "http://127.0.0.1:1", Kind: "tenon"}}
	h := openHub(t, c)
	h.must(t, "POST", "/api/repos/create", `{"name":"voice","organization":"admin"}`)
	h.lfs(t, "a.bin", []byte("weights"))
	oid := fmt.Sprintf("%x", sha256.Sum256([]byte("weights")))
	table := h.Table()
	said, covered := map[string]string{}, map[string]bool{}
	for _, step := range []struct{ request, body, act, keep string }{
		{"POST /api/tenon/v1/users", `{"name":"ann","password":"correct horse"}`, "user add", ""},
		{"PATCH /api/tenon/v1/users/ann", `{"disabled":true}`, "user disable", ""},
		{"PATCH /api/tenon/v1/users/ann", `{"disabled":false}`, "user enable", ""},
		{"PUT /api/tenon/v1/users/ann/password", `{"new":"battery staple"}`, "user password", ""},
		{"POST /api/tenon/v1/orgs", `{"name":"lab"}`, "org create", ""},
		{"PUT /api/tenon/v1/orgs/lab/members/ann", `{"role":"write"}`, "org member", ""},
		{"DELETE /api/tenon/v1/orgs/lab/members/ann", ``, "org member", ""},
		{"POST /api/tenon/v1/tokens", `{"user":"ann","name":"t","scope":{"level":"write"}}`, "token create", "token id"},
		{"PUT /api/tenon/v1/owners/lab/quota", `{"bytes":1000000000}`, "quota set", ""},
		{"PUT /api/tenon/v1/limits/ann", `{"requests":1000}`, "limit", ""},
		{"POST /api/repos/create", `{"name":"voice","organization":"lab"}`, "repository create", ""},
		{"POST /api/v1/models", `{"Path":"lab","Name":"ears","Visibility":5}`, "repository create", ""},
		{"POST /openapi/v1/studios", `{"owner":"lab","repo_name":"site","visibility":"public"}`, "repository create", ""},
		{"PATCH /openapi/v1/studios/lab/site/settings", `{"visibility":"private"}`, "repository settings", ""},
		{"POST /api/models/lab/voice/commit/main", `{"key":"header","value":{"summary":"x"}}` + "\n" + `{"key":"file","value":{"path":"a.txt","content":"a","encoding":"utf-8"}}`, "repository commit", ""},
		{"POST /api/v1/repos/models/lab/voice/commit/master", `{"commit_message":"m","actions":[{"action":"create","path":"b.txt","type":"normal","size":1,"content":"Yg==","encoding":"base64"}]}`, "repository commit", ""},
		{"DELETE /api/v1/models/lab/voice/file?FilePath=b.txt&Revision=master", ``, "repository commit", ""},
		{"POST /api/models/lab/voice/branch/dev", `{}`, "repository ref create", ""},
		{"DELETE /api/models/lab/voice/branch/dev", ``, "repository ref delete", ""},
		{"POST /api/models/lab/voice/tag/main", `{"tag":"v1"}`, "repository ref create", ""},
		{"DELETE /api/models/lab/voice/tag/v1", ``, "repository ref delete", ""},
		{"POST /api/v1/models/lab/voice/repo/tag", `{"TagName":"v2","Ref":"master"}`, "repository ref create", ""},
		{"POST /api/models/lab/voice/super-squash/main", `{}`, "repository squash", ""},
		{"PUT /api/models/lab/voice/settings", `{"private":true}`, "repository settings", ""},
		{"PUT /api/v1/models/lab/voice", `{"Visibility":5}`, "repository settings", ""},
		{"POST /api/models/lab/voice/like", ``, "like", ""},
		{"DELETE /api/models/lab/voice/like", ``, "unlike", ""},
		{"POST /api/models/lab/voice/duplicate", `{"repository":"lab/copy"}`, "repository commit", ""},
		{"POST /api/repos/move", `{"fromRepo":"lab/copy","toRepo":"lab/twin","type":"model"}`, "repository move", ""},
		{"DELETE /api/repos/delete", `{"name":"twin","organization":"lab","type":"model"}`, "repository delete", ""},
		{"DELETE /api/v1/models/lab/ears", ``, "repository delete", ""},
		{"POST /lab/voice/info/lfs/locks", `{"path":"a.txt"}`, "lock", "lock id"},
		{"POST /lab/voice/info/lfs/locks/$lock/unlock", `{}`, "unlock", ""},
		{"POST /api/models/lab/voice/discussions", `{"title":"A question","description":"I ask."}`, "discussion open", ""},
		{"POST /api/models/lab/voice/discussions/1/comment", `{"comment":"More"}`, "discussion comment", "comment id"},
		{"POST /api/models/lab/voice/discussions/1/comment/$comment/edit", `{"content":"Less"}`, "discussion comment edit", ""},
		{"POST /api/models/lab/voice/discussions/1/comment/$comment/hide", `{}`, "discussion comment hide", ""},
		{"POST /api/collections", `{"title":"Voices","namespace":"lab"}`, "collection create", "slug slug"},
		{"PATCH /api/collections/$slug", `{"description":"All"}`, "collection", ""},
		{"POST /api/collections/$slug/items", `{"item":{"id":"lab/voice","type":"model"}}`, "collection", "item _id"},
		{"PATCH /api/collections/$slug/items/$item", `{"note":"one"}`, "collection", ""},
		{"DELETE /api/collections/$slug/items/$item", ``, "collection", ""},
		{"POST /api/collections/$slug/upvote", ``, "collection upvote", ""},
		{"DELETE /api/collections/$slug/upvote", ``, "collection unvote", ""},
		{"DELETE /api/collections/$slug", ``, "collection remove", ""},
		{"POST /api/settings/webhooks", `{"url":"http://127.0.0.1:9/x","watched":[{"type":"org","name":"lab"}]}`, "webhook", "hook id"},
		{"POST /api/settings/webhooks/$hook", `{"url":"http://127.0.0.1:9/y","watched":[{"type":"org","name":"lab"}]}`, "webhook", ""},
		{"POST /api/settings/webhooks/$hook/disable", ``, "webhook", ""},
		{"POST /api/settings/webhooks/$hook/enable", ``, "webhook", ""},
		{"DELETE /api/settings/webhooks/$hook", ``, "webhook", ""},
		{"POST /api/tenon/v1/collect", `{"grace_seconds":3600}`, "collect", ""},
		{"POST /api/v1/datasets", "--x\r\nContent-Disposition: form-data; name=\"Owner\"\r\n\r\nlab\r\n--x\r\nContent-Disposition: form-data; name=\"Name\"\r\n\r\nrows\r\n--x\r\nContent-Disposition: form-data; name=\"Visibility\"\r\n\r\n5\r\n--x--\r\n", "repository create", ""},
		{"GET /api/tenon/v1/deleted", ``, "", "deleted id"},
		{"POST /api/tenon/v1/deleted/$deleted/restore", ``, "repository restore", ""},
		{"POST /uploads", "\x89PNG\r\n\x1a\n", "attachment upload", ""},
		{"PUT /api/models/lab/voice/settings", `{"gated":"manual"}`, "repository settings", ""},
		{"POST /api/tenon/v1/tokens", `{"user":"ann","name":"u","scope":{"level":"write"}}`, "token create", "ann secret"},
		{"ann: POST /lab/voice/ask-access", `{}`, "access ask", ""},
		{"POST /api/models/lab/voice/user-access-request/handle", `{"user":"ann","status":"accepted"}`, "access accept", ""},
		{"ann: POST /api/models/lab/voice/user-access-request/cancel", ``, "access withdraw", ""},
		{"POST /api/models/lab/voice/user-access-request/grant", `{"user":"ann"}`, "access grant", ""},
		{"POST /api/models/admin/voice/lfs-files/duplicate", `{"target":{"type":"model","name":"lab/voice"},"files":[{"sha256":"` + oid + `"}]}`, "file adopt", ""},
		{"POST /api/models/admin/voice/lfs-files/batch", `{"deletions":{"sha":["` + oid + `"],"rewriteHistory":true}}`, "file purge", ""},
		{"POST /api/tenon/v1/mirrors", `{"upstream":"up","kind":"model","name":"acme/voice"}`, "mirror add", "order id"},
		{"POST /api/tenon/v1/mirrors/$order/sync", ``, "mirror sync", ""},
		{"DELETE /api/tenon/v1/mirrors/$order", ``, "mirror remove", ""},
		{"POST /api/tenon/v1/connections", `{"name":"home","url":"` + remotetest.New(t).URL + `","key":"` + remotetest.Key + `"}`, "connect", ""},
		{"DELETE /api/tenon/v1/connections/home", ``, "disconnect", ""},
		{"DELETE /api/tenon/v1/users/ann/tokens/$token", ``, "token revoke", ""},
		{"DELETE /api/tenon/v1/users/ann", ``, "user remove", ""},
	} {
		who, request, other := strings.Cut(step.request, ": ")
		if !other {
			who, request = "admin", step.request
		}
		method, path, _ := strings.Cut(request, " ")
		for name, v := range said {
			path = strings.ReplaceAll(path, "$"+name, v)
		}
		_, pattern := table.Handler(httptest.NewRequestWithContext(t.Context(), method, path, nil))
		covered[pattern] = true
		before := h.last(t)
		status, reply := h.as(t, said[who], method, path, step.body)
		if status != http.StatusOK && status != http.StatusCreated {
			t.Errorf("%s: %d %s", step.request, status, reply)
			continue
		}
		if after := h.last(t); step.act != "" && (after.Seq == before.Seq || !strings.HasPrefix(after.Act, step.act) || after.Actor != who) {
			t.Errorf("%s: the last line of the audit log is %+v, want %q", step.request, after, step.act)
		}
		if name, field, ok := strings.Cut(step.keep, " "); ok {
			if m := regexp.MustCompile(`"`+field+`":"([^"]+)"`).FindAllStringSubmatch(reply, -1); m != nil {
				said[name] = m[len(m)-1][1]
			}
		}
	}
	for _, pattern := range table.Patterns() {
		method, _, _ := strings.Cut(pattern, " ")
		kindless := strings.Replace(pattern, "/{kind}/", "/", 1) // the same answers
		if slices.Contains([]string{"POST", "PUT", "PATCH", "DELETE"}, method) && !covered[pattern] && !covered[kindless] && !unnoted.MatchString(pattern) {
			t.Errorf("%s may write, and is not tried", pattern)
		}
	}
}

type noted struct {
	Seq                         int64
	Actor, Act, Subject, Detail string
}

// as sends a request of somebody who has a token, or of the owner of the data folder.
func (h *hubbed) as(t *testing.T, token, method, path, body string) (status int, reply string) {
	t.Helper()
	if token == "" {
		token = h.Token()
	}
	r, err := http.NewRequestWithContext(t.Context(), method, "http://127.0.0.1"+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	switch {
	case strings.HasPrefix(body, "--x"):
		r.Header.Set("Content-Type", "multipart/form-data; boundary=x")
	case strings.HasPrefix(body, "\x89PNG"):
		r.Header.Set("Content-Type", "image/png")
	}
	resp, err := h.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(b)
}

// last is the last line of the audit log.
func (h *hubbed) last(t *testing.T) noted {
	t.Helper()
	var l []noted
	if err := json.Unmarshal([]byte(h.must(t, "GET", "/api/tenon/v1/audit?limit=1", "")), &l); err != nil || len(l) == 0 {
		t.Fatal(l, err)
	}
	return l[0]
}
