package api_test

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/api"
)

// as runs f on a thread that belongs to another user, and that ends with f.
func as(uid uintptr, f func() error) error {
	end := make(chan error)
	go func() {
		runtime.LockOSThread()
		if _, _, errno := syscall.RawSyscall(syscall.SYS_SETRESUID, uid, uid, uid); errno != 0 {
			end <- errno
			return
		}
		end <- f()
	}()
	return <-end
}

func TestAnotherUserThatHangsUpAtOnceIsNotLetIn(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		t.Skip("only root can be another user")
	}
	const calls, nobody = 200, 65534
	var entered atomic.Int32
	guard := api.Guard(api.Members(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { entered.Add(1) })), api.Gate{Token: token, Peer: api.Peer})
	closed, served := make(chan struct{}, calls), make(chan struct{}, calls)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		<-closed
		defer func() { served <- struct{}{} }()
		guard.ServeHTTP(w, r)
	}))
	defer srv.Close()
	to, ok := srv.Listener.Addr().(*net.TCPAddr)
	if !ok {
		t.Fatal("not TCP")
	}
	err := as(nobody, func() error {
		for range calls {
			c, err := net.DialTCP("tcp", nil, to)
			if err != nil {
				return err
			}
			if _, err = fmt.Fprintf(c, "POST /x HTTP/1.1\r\nHost: %s\r\nContent-Length: 0\r\n\r\n", to); err != nil {
				return err
			}
			if err = c.Close(); err != nil {
				return err
			}
			closed <- struct{}{}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for range calls {
		select {
		case <-served:
		case <-time.After(time.Minute):
			t.Fatal("not all requests came")
		}
	}
	if n := entered.Load(); n > 0 {
		t.Errorf("%d of %d were let in", n, calls)
	}
}
