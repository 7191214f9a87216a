package idle_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/hub/gitrepo/idle"
)

func TestIdle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ended []int
		i := idle.Idle[string, int]{Most: 2, For: time.Second, End: func(v int) { ended = append(ended, v) }}
		if v, ok := i.Take("a"); ok {
			t.Errorf("nothing has %d", v)
		}
		i.Keep("a", 1)
		i.Keep("a", 2)
		i.Keep("b", 3) // in the place of the first
		if v, ok := i.Take("a"); !ok || v != 2 || fmt.Sprint(ended) != "[1]" {
			t.Errorf("taken %d, %v; ended %v", v, ok, ended)
		}
		if v, ok := i.Take("a"); ok {
			t.Errorf("%d is taken a second time", v)
		}
		<-time.After(2 * time.Second) // of the test's own clock
		synctest.Wait()
		if _, ok := i.Take("b"); ok || fmt.Sprint(ended) != "[1 3]" {
			t.Errorf("after a time there is one: %v; ended %v", ok, ended)
		}
	})
}
