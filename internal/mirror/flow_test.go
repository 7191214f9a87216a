package mirror_test

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/mirror"
)

const file = "/acme/voice/resolve/main/model.bin"

// voice is an upstream with a repository of one large file.
func voice(t *testing.T, size int) (*faulty, []byte) {
	t.Helper()
	f, weights := newFaulty(t), random(size)
	acme(t, f)
	f.commit(t, hub.Model, "acme/voice", false, map[string]string{"config.json": "{}"}, map[string][]byte{"model.bin": weights})
	return f, weights
}

func TestManyAskersAreOneDownload(t *testing.T) {
	t.Parallel()
	f, weights := voice(t, 6<<20)
	s := behind(t, f, quick)
	hold := make(chan struct{})
	f.set(func(f *faulty) { f.cut, f.hold = 2<<20, hold }) // it waits in the middle
	const askers = 50
	var arrived, done sync.WaitGroup
	arrived.Add(askers)
	for range askers {
		done.Go(func() {
			req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+file, nil)
			if err != nil {
				t.Error(err)
				return
			}
			res, err := (&http.Client{}).Do(req)
			if err != nil {
				arrived.Done()
				t.Error(err)
				return
			}
			defer res.Body.Close()
			first := make([]byte, 1<<20)
			_, err = io.ReadFull(res.Body, first) // the bytes come while the upstream waits
			arrived.Done()
			rest, e := io.ReadAll(res.Body)
			if err != nil || e != nil || !bytes.Equal(append(first, rest...), weights) {
				t.Errorf("%d bytes came, %v, %v", len(first)+len(rest), err, e)
			}
		})
	}
	arrived.Wait()
	close(hold)
	done.Wait()
	if n, b := f.gets.Load(), f.bytes.Load(); n != 1 || b != int64(len(weights)) {
		t.Errorf("%d askers were %d downloads of %d bytes in all", askers, n, b)
	}
}

func TestACutConnectionGoesOnWhereItWasCut(t *testing.T) {
	t.Parallel()
	f, weights := voice(t, 1_000_000)
	for tenth := int64(1); tenth < 10; tenth++ {
		s := behind(t, f, quick)
		f.bytes.Store(0)
		f.set(func(f *faulty) { f.cut = tenth * 100_000 }) // each connection
		if _, got := get(t, http.MethodGet, s.URL+file); got != string(weights) {
			t.Errorf("cut after every %d %%: %d bytes came", tenth*10, len(got))
		}
		if n := f.bytes.Load(); n != int64(len(weights)) {
			t.Errorf("cut after every %d %%: %d bytes were fetched", tenth*10, n)
		}
	}
}

func TestWrongBytesAreNotStored(t *testing.T) {
	t.Parallel()
	f, weights := voice(t, 500_000)
	s := behind(t, f, quick)
	f.set(func(f *faulty) { f.wrong = true })
	if res, got := get(t, http.MethodGet, s.URL+file); !strings.HasPrefix(got, "cut: ") && !strings.Contains(got, "was thrown away") {
		t.Errorf("%d wrong bytes came as a whole file: %d", len(got), res.StatusCode)
	}
	f.set(func(f *faulty) { f.wrong = false })
	if _, got := get(t, http.MethodGet, s.URL+file); got != string(weights) {
		t.Errorf("then %d bytes came", len(got))
	}
}

func TestWhatABrokenUpstreamSays(t *testing.T) {
	t.Parallel()
	f, _ := voice(t, 500_000)
	f.set(func(f *faulty) { f.status = http.StatusInternalServerError })
	s := behind(t, f, quick)
	res, body := get(t, http.MethodGet, s.URL+"/api/models/acme/voice")
	if res.StatusCode != http.StatusBadGateway || !strings.Contains(body, "the upstream up answered 500") || !strings.Contains(body, "try again later") {
		t.Errorf("before anything is here: %d %s", res.StatusCode, body)
	}
	f.set(func(f *faulty) { f.status = 0 })
	if res, _ := get(t, http.MethodHead, s.URL+file); res.StatusCode != http.StatusOK {
		t.Fatalf("the mirror answers %d", res.StatusCode)
	}
	f.set(func(f *faulty) { f.status = http.StatusServiceUnavailable })
	res, body = get(t, http.MethodGet, s.URL+file)
	if res.StatusCode != http.StatusBadGateway || !strings.Contains(body, "try again later") || res.Header.Get("ETag") != "" {
		t.Errorf("a large file that is not here: %d %s", res.StatusCode, body)
	}
	if _, got := get(t, http.MethodGet, s.URL+"/acme/voice/resolve/main/config.json"); got != "{}" {
		t.Errorf("a small file that is here: %s", got)
	}
	nowhere := newFaulty(t)
	o := nowhere.options()
	o.URL = "http://127.0.0.1:1"
	s = behindIn(t, t.TempDir(), quick, o)
	res, body = get(t, http.MethodGet, s.URL+"/api/models/acme/voice")
	if res.StatusCode != http.StatusBadGateway || !strings.Contains(body, "cannot be reached") {
		t.Errorf("an upstream that is not there: %d %s", res.StatusCode, body)
	}
}

func TestASlowUpstreamIsToldOrResumed(t *testing.T) {
	t.Parallel()
	f, weights := voice(t, 500_000)
	hold := make(chan struct{})
	defer close(hold)
	o := f.options()
	o.Stall = 3 * time.Second // what does not stand still is faster on any machine
	s := behindIn(t, t.TempDir(), quick, o)
	if res, _ := get(t, http.MethodHead, s.URL+file); res.StatusCode != http.StatusOK {
		t.Fatalf("the mirror answers %d", res.StatusCode)
	}
	f.set(func(f *faulty) { f.cut, f.hold = 300_000, hold }) // each connection stops in the middle
	if _, got := get(t, http.MethodGet, s.URL+file); got != string(weights) {
		t.Errorf("%d bytes came", len(got))
	}
	if n := f.gets.Load(); n != 2 {
		t.Errorf("it was asked %d times", n)
	}
}

func TestWhatIsHereIsServedWithoutItsUpstream(t *testing.T) {
	t.Parallel()
	f, weights := voice(t, 500_000)
	data := t.TempDir()
	t.Run("fetch", func(t *testing.T) {
		s := behindIn(t, data, quick, f.options())
		if _, got := get(t, http.MethodGet, s.URL+file); got != string(weights) {
			t.Fatalf("%d bytes came", len(got))
		}
	})
	f.set(func(f *faulty) { f.status = http.StatusBadGateway })
	o := quick
	o.Interval = time.Nanosecond
	s := behindIn(t, data, o, f.options())
	if _, got := get(t, http.MethodGet, s.URL+file); got != string(weights) {
		t.Errorf("%d bytes came", len(got))
	}
	s = behindIn(t, data, o) // the upstream is no longer in the settings
	if _, got := get(t, http.MethodGet, s.URL+file); got != string(weights) {
		t.Errorf("%d bytes came", len(got))
	}
}

func TestAServerThatEndsGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	f, weights := voice(t, 4<<20)
	data := t.TempDir()
	t.Run("end in the middle", func(t *testing.T) {
		hold := make(chan struct{})
		t.Cleanup(func() { close(hold) }) // after the server has ended
		s := behindIn(t, data, quick, f.options())
		f.set(func(f *faulty) { f.cut, f.hold = 3<<20, hold })
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+file, nil)
		if err != nil {
			t.Fatal(err)
		}
		res, err := (&http.Client{}).Do(req)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(bufio.NewReader(res.Body), make([]byte, 3<<20)); err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
	})
	left, err := filepath.Glob(filepath.Join(data, "blobs", "tmp", "part-*"))
	if err != nil || len(left) != 1 {
		t.Fatalf("what came is in %v, %v", left, err)
	}
	f.bytes.Store(0)
	f.set(func(f *faulty) { f.cut, f.hold = 0, nil })
	s := behindIn(t, data, quick, f.options())
	if _, got := get(t, http.MethodGet, s.URL+file); got != string(weights) {
		t.Errorf("%d bytes came", len(got))
	}
	if n := f.bytes.Load(); n != 1<<20 {
		t.Errorf("%d bytes were fetched after the new start", n)
	}
	if _, err := os.Stat(left[0]); err == nil {
		t.Error("the part is there still")
	}
}

func TestAFarPartDoesNotWaitForAllBeforeIt(t *testing.T) {
	t.Parallel()
	f, weights := voice(t, 24<<20)
	s := behind(t, f, quick)
	hold := make(chan struct{})
	f.set(func(f *faulty) { f.cut, f.hold = 1<<20, hold }) // the beginning comes no further than this
	_, got := get(t, http.MethodGet, s.URL+file, "Range", "bytes=23068672-23069671")
	if got != string(weights[22<<20:22<<20+1000]) {
		t.Errorf("%d bytes came", len(got))
	}
	close(hold)
	if _, got := get(t, http.MethodGet, s.URL+file); got != string(weights) {
		t.Errorf("of all %d bytes came", len(got))
	}
}

func TestWhatNobodyReadsIsGivenUp(t *testing.T) {
	t.Parallel()
	f, weights := voice(t, 4<<20)
	o := quick
	o.Linger = time.Millisecond
	s := behind(t, f, o)
	hold := make(chan struct{})
	f.set(func(f *faulty) { f.cut, f.hold = 1<<20, hold })
	if _, got := get(t, http.MethodGet, s.URL+file, "Range", "bytes=0-9"); got != string(weights[:10]) {
		t.Fatalf("%q came", got)
	}
	close(hold)
	f.set(func(f *faulty) { f.cut, f.hold = 0, nil })
	if _, got := get(t, http.MethodGet, s.URL+file); got != string(weights) {
		t.Errorf("%d bytes came", len(got))
	}
}

// The same file is in two repositories.
func TestWhatIsPublicHereIsNotFetchedAgain(t *testing.T) {
	t.Parallel()
	f, weights := voice(t, 500_000)
	f.commit(t, hub.Model, "acme/copy", false, nil, map[string][]byte{"model.bin": weights})
	s := behind(t, f, mirror.Options{})
	for _, name := range []string{file, strings.Replace(file, "voice", "copy", 1)} {
		if _, got := get(t, http.MethodGet, s.URL+name); got != string(weights) {
			t.Errorf("%s has %d bytes", name, len(got))
		}
	}
	if n := f.gets.Load(); n != 1 {
		t.Errorf("it was fetched %d times", n)
	}
}
