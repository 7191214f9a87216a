package post_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/fetch"
	"github.com/tenonhub/tenon/internal/webhook"
	"github.com/tenonhub/tenon/internal/webhook/post"
)

func TestAMessageIsSent(t *testing.T) {
	t.Parallel()
	came := make(chan string, 1)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body) // only then is it noticed that the client is gone
		switch r.URL.Path {
		case "/away":
			http.Redirect(w, r, "/", http.StatusFound)
		case "/slow":
			<-r.Context().Done()
		default:
			came <- fmt.Sprint(r.Method, " ", r.Header.Get("X-Webhook-Secret"), " ", string(b))
			w.WriteHeader(http.StatusTeapot)
		}
	}))
	defer s.Close()
	guard := fetch.New(fetch.Options{}).Transport()
	send := func(path string, trusted bool, timeout time.Duration) (int, error) {
		sender := post.New(guard, http.DefaultTransport, fetch.Private, post.Options{Timeout: timeout})
		return sender.Send(t.Context(), webhook.Message{Trusted: trusted, URL: s.URL + path, Header: map[string]string{"X-Webhook-Secret": "s3cret"}, Body: []byte(`{"a":1}`)})
	}
	if status, err := send("/?key=hidden", true, 0); err != nil || status != http.StatusTeapot {
		t.Errorf("answered %d, %v", status, err)
	}
	if got := <-came; got != `POST s3cret {"a":1}` {
		t.Errorf("came %s", got)
	}
	if status, err := send("/away", true, 0); err != nil || status != http.StatusFound {
		t.Errorf("a redirect: %d, %v", status, err)
	}
	if _, err := send("/?key=hidden", false, 0); !fault.Is(err, fault.Forbidden) || strings.Contains(fmt.Sprint(err), "hidden") {
		t.Errorf("inside: %v", err)
	}
	if _, err := send("/slow?key=hidden", true, 50*time.Millisecond); !fault.Is(err, fault.Unavailable) || strings.Contains(fmt.Sprint(err), "hidden") {
		t.Errorf("slow: %v", err)
	}
	s.Close()
	if _, err := send("/?key=hidden", true, 0); !fault.Is(err, fault.Unavailable) || strings.Contains(fmt.Sprint(err), "hidden") {
		t.Errorf("nobody there: %v", err)
	}
}
