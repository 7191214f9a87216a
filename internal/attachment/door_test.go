package attachment_test

import (
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// reading does something when it is read first.
type reading struct {
	io.Reader
	do func()
}

func (r *reading) Read(p []byte) (int, error) {
	if r.do != nil {
		r.do()
		r.do = nil
	}
	return r.Reader.Read(p)
}

// What does not fit is not read, so that nobody fills the disk with what is
// refused: also not with what is refused for what is in it.
func TestWhatDoesNotFitIsNotRead(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	s.Attached.Limit(attachment.Waiting{Files: 2, Bytes: 1000})
	bob := s.As(t, s.Bob)
	sent(t, s, s.Bob, picture("one"))
	if _, err := s.Attached.Take(bob, "image/png", strings.NewReader(picture("")+zipped(t, "../../etc/passwd", "x"))); !fault.Is(err, fault.Invalid) {
		t.Fatalf("what has an archive behind it: %v", err)
	}
	body := &reading{strings.NewReader(picture("two")), func() { t.Error("it is read") }}
	if _, err := s.Attached.Take(bob, "image/png", body); !fault.Is(err, fault.Exhausted) {
		t.Errorf("a third: %v", err)
	}
}

// What comes at once has the room of one after the other.
func TestWhatComesAtOnceHasTheSameRoom(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	s.Attached.Limit(attachment.Waiting{Files: 9, Bytes: 100})
	bob := s.As(t, s.Bob)
	late := &reading{strings.NewReader(""), func() {
		rest := strings.NewReader(picture(strings.Repeat("y", 60)))
		if _, err := s.Attached.Take(bob, "image/png", rest); !fault.Is(err, fault.Exhausted) {
			t.Errorf("the second while the first comes: %v", err)
		}
	}}
	if _, err := s.Attached.Take(bob, "image/png", io.MultiReader(strings.NewReader(picture(strings.Repeat("x", 60))), late)); err != nil {
		t.Errorf("the first: %v", err)
	}
	sent(t, s, s.Bob, picture(strings.Repeat("z", 20))) // what was refused takes none
}

// Whose quota is used up sends nothing that it would hold until a comment has it.
func TestTheQuotaIsAskedWhenAFileBegins(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	admin := account.With(t.Context(), account.Keeper("test"))
	limit := func(bytes int64) {
		if err := s.Hub.SetQuota(admin, "bob", hub.Quota{Bytes: bytes, Repos: -1}); err != nil {
			t.Fatal(err)
		}
	}
	limit(0)
	body := &reading{strings.NewReader(picture("one")), func() { t.Error("it is read") }}
	fine := account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "lab", Write: true}}}
	for _, token := range []string{s.Bob, s.Token(t, "bob", fine)} {
		if _, err := s.Attached.Take(s.As(t, token), "image/png", body); !fault.Is(err, fault.Exhausted) || !strings.Contains(err.Error(), "the quota of bob") {
			t.Errorf("nothing is left: %v", err)
		}
	}
	limit(20)
	if _, err := s.Attached.Take(s.As(t, s.Bob), "image/png", strings.NewReader(picture(strings.Repeat("x", 60)))); !fault.Is(err, fault.Exhausted) {
		t.Errorf("it does not fit: %v", err)
	}
	if w, err := filepath.Glob(filepath.Join(s.Data, "blobs", "??", "*")); err != nil || len(w) > 0 {
		t.Errorf("of what was refused stays %v, %v", w, err)
	}
	sent(t, s, s.Token(t, "bob", fine), picture("fits"))
}
