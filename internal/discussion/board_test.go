package discussion_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

func TestEachWriteHasItsLineInTheAuditLog(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada := s.As(t, s.Ada)
	if _, err := s.Hub.Create(ada, hub.Model, ref.Repo{Owner: "lab", Name: "voice"}, false); err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ada, hub.Model, ref.Repo{Owner: "lab", Name: "voice"}, hub.Read)
	if err != nil {
		t.Fatal(err)
	}
	ctx := s.As(t, s.Eve)
	d, err := s.Board.Open(ctx, r, "A question", "asked")
	if err != nil {
		t.Fatal(err)
	}
	said, err := s.Board.Comment(ctx, r, d.Number, "more")
	if err != nil {
		t.Fatal(err)
	}
	_, titled := s.Board.Retitle(ctx, r, d.Number, "Another question")
	_, edited := s.Board.EditComment(ctx, r, d.Number, said.ID, "less")
	_, hidden := s.Board.HideComment(ctx, r, d.Number, said.ID)
	_, closed := s.Board.Move(ctx, r, d.Number, discussion.Closed, "")
	for _, err := range []error{titled, edited, hidden, closed} {
		if err != nil {
			t.Error(err)
		}
	}
	l, err := s.Register.Entries(account.With(ctx, account.Keeper("test")), 0, 6)
	if err != nil {
		t.Fatal(err)
	}
	var acts []string
	for _, e := range l {
		acts = append([]string{fmt.Sprintf("%s %s: %s %s", e.Actor, e.Act, e.Subject, strings.Fields(e.Detail)[0])}, acts...)
	}
	want := "eve discussion open: model lab/voice #1|eve discussion comment: model lab/voice #1|eve discussion title: model lab/voice #1|" +
		"eve discussion comment edit: model lab/voice #1|eve discussion comment hide: model lab/voice #1|eve discussion status: model lab/voice #1"
	if got := strings.Join(acts, "|"); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestADiscussionHasBounds(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada := s.As(t, s.Ada)
	name := ref.Repo{Owner: "lab", Name: "voice"}
	if _, err := s.Hub.Create(ada, hub.Model, name, false); err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ada, hub.Model, name, hub.Read)
	if err != nil {
		t.Fatal(err)
	}
	d, err := s.Board.Open(ada, r, "A question", "asked")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 1<<16)
	var said discussion.Event
	for range 63 {
		if said, err = s.Board.Comment(ada, r, d.Number, long); err != nil {
			t.Fatal(err)
		}
	}
	full := func(what string, err error) {
		t.Helper()
		if kind, msg := fault.Of(err); kind != fault.TooLarge || !strings.Contains(msg, "open another discussion") {
			t.Errorf("%s: %v", what, err)
		}
	}
	_, err = s.Board.Comment(ada, r, d.Number, long)
	full("a comment", err)
	_, err = s.Board.EditComment(ada, r, d.Number, said.ID, long)
	full("an edit", err)
	_, err = s.Board.Move(ada, r, d.Number, discussion.Closed, long)
	full("a comment of who closes it", err)
	if _, err := s.Board.Move(ada, r, d.Number, discussion.Closed, ""); err != nil {
		t.Errorf("it cannot be closed: %v", err)
	}
	if _, err := s.Board.HideComment(ada, r, d.Number, said.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Board.Comment(ada, r, d.Number, long); err != nil {
		t.Errorf("after a long one was hidden: %v", err)
	}
	found, events, _, err := s.Board.Find(ada, r, d.Number)
	if err != nil || found.Events != len(events) || found.Bytes != int64(63*len(long)+len("asked")+len("closed")) {
		t.Errorf("%d events of %d, %d bytes, %v", found.Events, len(events), found.Bytes, err)
	}
}
