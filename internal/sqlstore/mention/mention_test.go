package mention_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/blob/disk"
	"github.com/tenonhub/tenon/internal/job"
	sqljob "github.com/tenonhub/tenon/internal/sqlstore/job"
	"github.com/tenonhub/tenon/internal/sqlstore/memo"
	"github.com/tenonhub/tenon/internal/sqlstore/mention"
	"github.com/tenonhub/tenon/internal/sqlstore/sqlstoretest"
)

func TestOnlyWhatNobodyMentionsIsCollected(t *testing.T) {
	t.Parallel()
	sqlstoretest.Each(t, onlyWhatNobodyMentionsIsCollected)
}

func onlyWhatNobodyMentionsIsCollected(t *testing.T, open sqlstoretest.Open) {
	t.Helper()
	db := open(t)
	blobs, err := disk.Open(t.TempDir(), disk.Options{Reserve: 1})
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	digests := map[string]blob.Digest{}
	put := func(content string) []byte {
		t.Helper()
		info, err := blobs.Put(t.Context(), strings.NewReader(content))
		must(err)
		digests[content] = info.Digest
		return fmt.Appendf(nil, `{"given": [{"name": "é", "digest":"%v","size":1}], "not": "%v0"}`, info.Digest, blob.Digest{1})
	}
	jobs, memos := sqljob.New(db), memo.New(db)
	now := time.Now()
	must(jobs.Add(t.Context(), job.Job{ID: "a", Kind: "k", State: job.Waiting, Payload: put("payload"), Next: now, Created: now, Updated: now}))
	_, err = jobs.Claim(t.Context(), job.Take{Kinds: []job.Kind{"k"}, Max: 1, Holder: "me", Now: now, Until: now.Add(time.Hour)})
	must(err)
	claim := job.Claim{ID: "a", Attempt: 1}
	_, err = jobs.Record(t.Context(), claim, job.Step{Name: "one", At: now, Result: put("step")})
	must(err)
	_, err = jobs.Append(t.Context(), claim, now, put("event"))
	must(err)
	must(jobs.Finish(t.Context(), claim, job.Outcome{State: job.Done, Result: put("result")}, now))
	must(memos.Save(t.Context(), "ada", "key", put("memo")))
	put("garbage")

	collect := func(before time.Time) (int, int64) {
		t.Helper()
		held, err := mention.Digests(t.Context(), db)
		must(err)
		n, bytes, err := blob.Collect(t.Context(), blobs, before, func(d blob.Digest) bool { return held[d] })
		must(err)
		return n, bytes
	}
	if n, _ := collect(now.Add(-time.Hour)); n != 0 {
		t.Errorf("%d fresh values were removed", n)
	}
	if n, bytes := collect(now.Add(time.Hour)); n != 1 || bytes != int64(len("garbage")) {
		t.Errorf("%d values of %d bytes were removed, want the garbage", n, bytes)
	}
	for content, d := range digests {
		if _, err := blobs.Stat(t.Context(), d); (err != nil) != (content == "garbage") {
			t.Errorf("%s: %v", content, err)
		}
	}
	_, err = memos.Sweep(t.Context(), now.Add(time.Hour))
	must(err)
	if n, _ := collect(now.Add(time.Hour)); n != 1 {
		t.Errorf("%d values were removed with the memo, want one", n)
	}
}
