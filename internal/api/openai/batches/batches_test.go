package batches

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/job"
)

// When a batch began is not kept, and not told.
func TestABatchTellsNoTimesThatAreNotSo(t *testing.T) {
	t.Parallel()
	for _, s := range []job.State{job.Waiting, job.Running, job.Done} {
		b, err := Desk{}.shown(t.Context(), job.Job{ID: "batch_1", State: s, Created: time.Unix(1, 0), Payload: []byte(`{}`), Result: []byte(`{}`)})
		if err != nil {
			t.Fatal(err)
		}
		told, err := json.Marshal(b)
		if err != nil || !strings.Contains(string(told), `"created_at":1`) || !strings.Contains(string(told), `"expires_at":86401`) || strings.Contains(string(told), "expired_at") || strings.Contains(string(told), "in_progress_at") {
			t.Errorf("one that is %s tells %s, %v", s, told, err)
		}
	}
}
