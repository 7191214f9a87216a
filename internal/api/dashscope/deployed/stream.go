package deployed

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"time"

	"github.com/tenonhub/tenon/internal/deployment"
	"github.com/tenonhub/tenon/internal/fault"
)

// look is how often it is looked how a deployment stands.
const look = 500 * time.Millisecond

// Stream tells how one stands, as an event each time that it changes, until it is as it
// should be, has failed or is gone.
func (k Desk) Stream(w http.ResponseWriter, r *http.Request) {
	d, err := k.Deployments.Find(r.Context(), r.PathValue("name"))
	if err != nil {
		k.Fail(w, r, err)
		return
	}
	w.Header().Set("Content-Type", "text/event-stream;charset=UTF-8")
	w.Header().Set("Cache-Control", "no-cache")
	tick := time.NewTicker(look)
	defer tick.Stop()
	last := ""
	for n := 0; err == nil; {
		b, e := json.Marshal(map[string]any{"output": told(d)})
		if e != nil {
			return
		}
		if now := string(b); now != last {
			n, last = n+1, now
			if _, e := fmt.Fprintf(w, "id:%d\nevent:result\n:HTTP_STATUS/200\ndata:%s\n\n", n, b); e != nil || http.NewResponseController(w).Flush() != nil {
				return // nobody listens any more
			}
		}
		if settled(d) {
			return
		}
		d, err = k.next(r.Context(), tick, d)
	}
	if !fault.Is(err, fault.NotFound) && r.Context().Err() == nil {
		_, msg := fault.Of(err)
		b, _ := json.Marshal(map[string]string{"code": "InternalError", "message": msg})           // texts alone
		_, _ = fmt.Fprintf(w, "event:error\n:HTTP_STATUS/500\nstatus:500\ndata:%s\n\n", string(b)) // the client may be gone
	}
}

func settled(d deployment.Standing) bool {
	return d.State == deployment.Failed || d.State == deployment.Running && d.Ready >= d.Capacity
}

// next is how it stands after a while.
func (k Desk) next(ctx context.Context, tick *time.Ticker, d deployment.Standing) (deployment.Standing, error) {
	select {
	case <-ctx.Done():
		return d, fault.Wrap(ctx.Err(), fault.Canceled, "canceled")
	case <-tick.C:
		return k.Deployments.Find(ctx, d.Name)
	}
}
