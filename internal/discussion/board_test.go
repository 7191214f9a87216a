package discussion_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/discussion"
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
