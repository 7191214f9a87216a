package app

import (
	"context"
	"net/http"
	"sync"

	"github.com/tenonhub/tenon/internal/pipe"
)

// Inside returns a client that reaches the program without a network, and
// what ends it: the end of ctx does not, since a run is then still canceled.
func (a *App) Inside(ctx context.Context) (c *http.Client, stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ln := pipe.New()
	srv := a.server(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { _ = srv.Serve(ln) }) // it ends when it is closed
	transport := &http.Transport{DialContext: ln.Dial}
	return &http.Client{Transport: transport}, func() {
		cancel()
		transport.CloseIdleConnections()
		_ = srv.Close()
		wg.Wait()
	}
}
