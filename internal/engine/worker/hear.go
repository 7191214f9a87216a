package worker

import (
	"context"
	"encoding/json"
	"net/url"

	"github.com/tenonhub/tenon/internal/fleet"
	"github.com/tenonhub/tenon/internal/port"
	"github.com/tenonhub/tenon/internal/wire/worker"
)

// speech is the engine whose workers take recordings as streams.
const speech = "speech"

// hear has a worker work on a recording, which is decoded here and sent as it is
// read: neither side holds it.
func (c *call) hear(ctx context.Context, l fleet.Load, v port.Value) error {
	return c.sounds.Decode(ctx, v, func(samples port.Value, seconds float64) error {
		ask, err := json.Marshal(worker.HearRequest{Task: string(c.req.Task), Params: c.req.Params, Seconds: seconds})
		if err != nil {
			return err
		}
		to := url.URL{Path: worker.HearPath, RawQuery: url.Values{worker.HearAsk: {string(ask)}}.Encode()}
		resp, err := c.call(ctx, l, fleet.Call{Path: to.String(), Stream: samples.Open})
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		return c.events(resp.Body)
	})
}
