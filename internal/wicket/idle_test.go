package wicket_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/tenonhub/tenon/internal/pipe"
)

// Who sends nothing, or no whole head, is given up; who sends a body slowly, or waits long
// for an answer, is not.
func TestIdleConnectionsEnd(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		for what, c := range map[string]struct {
			says  []string // with half a minute between
			ends  time.Duration
			heard int // answers; -1 as may be
		}{
			"says nothing":   {nil, 10 * time.Second, 0},
			"half a head":    {[]string{"POST /"}, 10 * time.Second, -1},
			"is idle":        {[]string{asks("/", "", "x")}, 2 * time.Minute, 1},
			"a slow body":    {[]string{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx", "y", "z"}, 3 * time.Minute, 1},
			"is slow itself": {[]string{asks("/slow", "", "x"), asks("/", "", "x")}, 12 * time.Minute, 2},
		} {
			t.Run(name+" "+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) { idle(t, kind(http.HandlerFunc(slow)), c.says, c.ends, c.heard) })
			})
		}
	}
}

// Whether a request may be made is judged before all of its body is there, if that is slow.
func TestASlowBodyIsTheHandlersToReadOrNot(t *testing.T) {
	t.Parallel()
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				came := make(chan struct{})
				s := kind(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					close(came)
					b, err := io.ReadAll(r.Body)
					fmt.Fprintf(w, "%s %v", b, err)
				}))
				c, end := dialled(t, s)
				defer end()
				if _, err := io.WriteString(c, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nw"); err != nil {
					t.Fatal(err)
				}
				if _, err := io.WriteString(c, "x"); err != nil {
					t.Fatal(err)
				}
				<-came
				if _, err := io.WriteString(c, "yz"); err != nil {
					t.Fatal(err)
				}
				r, err := http.ReadResponse(bufio.NewReader(c), nil)
				if err != nil {
					t.Fatal(err)
				}
				if b, err := io.ReadAll(r.Body); err != nil || string(b) != "wxyz <nil>" {
					t.Errorf("%q, %v", b, err)
				}
			})
		})
	}
}

func slow(w http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	if r.URL.Path == "/slow" {
		<-time.After(10 * time.Minute)
	}
	fmt.Fprint(w, len(b) > 0)
}

// dialled connects to s, which serves until end is called.
func dialled(t *testing.T, s server) (c net.Conn, end func()) {
	t.Helper()
	ln := pipe.New()
	go func() { _ = s.Serve(ln) }()
	c, err := ln.Dial(t.Context(), "", "")
	if err != nil {
		t.Fatal(err)
	}
	return c, func() {
		_ = c.Close()
		_ = s.Close()
		synctest.Wait()
	}
}

func idle(t *testing.T, s server, says []string, ends time.Duration, heard int) {
	t.Helper()
	c, end := dialled(t, s)
	defer end()
	start, answers := time.Now(), make(chan int)
	go func() { answers <- count(c) }()
	for i, said := range says {
		if _, err := io.WriteString(c, said); err != nil {
			t.Fatal(err)
		}
		if i < len(says)-1 {
			<-time.After(30 * time.Second)
		}
	}
	if n := <-answers; heard >= 0 && n != heard {
		t.Errorf("%d answers came", n)
	}
	if took := time.Since(start); took < ends || took > ends+30*time.Second {
		t.Errorf("it ended after %v, not after %v", took, ends)
	}
}

// count counts answers until the connection ends.
func count(c net.Conn) (n int) {
	defer c.Close()
	for buf := make([]byte, 4<<10); ; {
		switch _, err := c.Read(buf); {
		case err == nil:
			n++
		case errors.Is(err, io.EOF):
			return n
		default:
			return -1
		}
	}
}
