package round_test

import (
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/tenonhub/tenon/internal/round"
)

func TestWhoComesDuringARoundSharesTheNext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var r round.Rounds[string]
		var wg sync.WaitGroup
		goOn, done, failed := make(chan bool), 0, errors.New("the second round fails")
		errs := make([]error, 10)
		for i := range errs {
			wg.Go(func() {
				errs[i] = r.Do("a", func() error {
					<-goOn
					if done++; done == 2 {
						return failed
					}
					return nil
				})
			})
			synctest.Wait()
		}
		if err := r.Do("b", func() error { return nil }); err != nil {
			t.Error("the work about something else does not wait:", err)
		}
		goOn <- true
		goOn <- true
		wg.Wait()
		if done != 2 || errs[0] != nil {
			t.Errorf("it was done %d times for all, %v", done, errs[0])
		}
		for _, err := range errs[1:] {
			if !errors.Is(err, failed) {
				t.Errorf("who waited for the second round hears %v", err)
			}
		}
		wg.Go(func() { errs[0] = r.Do("a", func() error { done++; return nil }) })
		wg.Wait()
		if done != 3 || errs[0] != nil {
			t.Errorf("what comes later is done %d times, %v", done-2, errs[0])
		}
	})
}
