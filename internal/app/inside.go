package app

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// Inside returns a client that reaches the program without a network, and
// what ends it: the end of ctx does not, since a run is then still canceled.
func (a *App) Inside(ctx context.Context) (c *http.Client, stop func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	ln := &pipes{conns: make(chan net.Conn), closed: ctx.Done(), close: cancel}
	srv := a.server(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { _ = srv.Serve(ln) }) // it ends when it is closed
	transport := &http.Transport{DialContext: ln.dial}
	return &http.Client{Transport: transport}, func() {
		cancel()
		transport.CloseIdleConnections()
		_ = srv.Close()
		wg.Wait()
	}
}

// pipes is a listener whose connections are pipes of this process.
type pipes struct {
	conns  chan net.Conn
	closed <-chan struct{}
	close  func()
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.conns <- there:
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error { p.close(); return nil }

func (p *pipes) Addr() net.Addr { return &net.UnixAddr{Name: "inside", Net: "pipe"} }
