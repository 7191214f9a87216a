package mirror_test

import (
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestFilesThatNobodyGoesOnWithGo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		limit int64
		after time.Duration
		goes  bool
	}{
		"young and over the limit": {1 << 10, 0, false},
		"old and over the limit":   {1 << 10, time.Hour, true},
		"old and within it":        {1 << 30, time.Hour, false},
		"old without a limit":      {0, time.Hour, false},
		"stale without a limit":    {0, 49 * time.Hour, true},
		"stale and within it":      {1 << 30, 49 * time.Hour, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, weights := voice(t, 1<<20)
			data := t.TempDir()
			o := quick
			o.Limit = c.limit
			t.Run("end in the middle", func(t *testing.T) { //nolint:paralleltest // what follows needs its end
				hold := make(chan struct{})
				t.Cleanup(func() { close(hold) }) // after the server has ended
				s := behindIn(t, data, o, f.options())
				f.set(func(f *faulty) { f.cut, f.hold = 1<<19, hold })
				if _, got := get(t, http.MethodGet, s.URL+file, "Range", "bytes=0-4999"); got != string(weights[:5000]) { // more than the limit
					t.Fatalf("%d bytes came, or others", len(got))
				}
				if done, err := s.Mirror.Evict(t.Context(), time.Now().Add(100*time.Hour)); err != nil || done.Objects != 0 {
					t.Errorf("%+v was removed while it came, %v", done, err)
				}
			})
			left, err := filepath.Glob(filepath.Join(data, "blobs", "tmp", "part-*"))
			if err != nil || len(left) != 1 {
				t.Fatalf("what came is in %v, %v", left, err)
			}
			info, err := os.Stat(left[0])
			if err != nil {
				t.Fatal(err)
			}
			s := behindIn(t, data, o, f.options())
			done, err := s.Mirror.Evict(t.Context(), time.Now().Add(c.after))
			if err != nil || done.Objects == 1 != c.goes || c.goes && done.Bytes != info.Size() {
				t.Errorf("of %d bytes %+v was removed, %v", info.Size(), done, err)
			}
			if _, err := os.Stat(left[0]); (err != nil) != c.goes {
				t.Errorf("it is there: %v", err)
			}
		})
	}
}
