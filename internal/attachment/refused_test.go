package attachment_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// What is refused shows nothing to anybody, and takes nothing from a quota.
func TestWhatIsRefusedHasNothingAttached(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	r := made(t, s, "voice", false)
	bob, eve := s.As(t, s.Bob), s.As(t, s.Eve)
	d, err := s.Board.Open(bob, r, "A question", "asked")
	if err != nil {
		t.Fatal(err)
	}
	_, events, _, err := s.Board.Find(bob, r, d.Number)
	if err != nil {
		t.Fatal(err)
	}
	own, err := s.Board.Comment(eve, r, d.Number, "spam")
	if err == nil {
		_, err = s.Board.HideComment(bob, r, d.Number, own.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	content := picture("of eve")
	f := sent(t, s, s.Eve, content)
	text := attachment.Path + f.Name()
	for what, try := range map[string]func() error{
		"an edit of another's comment": func() error { _, err := s.Board.EditComment(eve, r, d.Number, events[0].ID, text); return err },
		"an edit of a hidden comment":  func() error { _, err := s.Board.EditComment(eve, r, d.Number, own.ID, text); return err },
		"an edit of no comment":        func() error { _, err := s.Board.EditComment(eve, r, d.Number, "none", text); return err },
		"a comment on nothing":         func() error { _, err := s.Board.Comment(eve, r, 99, text); return err },
		"another's status":             func() error { _, err := s.Board.Move(eve, r, d.Number, discussion.Closed, text); return err },
	} {
		if err := try(); err == nil {
			t.Errorf("%s is taken", what)
		}
		sees(t, s, what, f, content, "eve")
		if u, err := r.Used(bob); err != nil || u.Large != 0 {
			t.Errorf("%s: the repository takes %+v, %v", what, u, err)
		}
	}
}

// Who sent it needs the repository too, once a comment there has it.
func TestASenderSeesWhatItsTokenReaches(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	r := made(t, s, "secret", true)
	f := sent(t, s, s.Bob, picture("of bob"))
	other := s.As(t, s.Token(t, "bob", account.Scope{Level: account.FineGrained, Grants: []account.Grant{{Owner: "lab", Repo: "other", Write: true}}}))
	if _, err := s.Board.Open(s.As(t, s.Bob), r, "A question", attachment.Path+f.Name()); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Attached.Open(other, f.ID); !fault.Is(err, fault.NotFound) {
		t.Errorf("with a token for another repository: %v", err)
	}
	sees(t, s, "with one for all", f, picture("of bob"), "ada", "bob")
}

// What is said of the repositories that come with the program is moderated by
// administrators, who change nothing else of them.
func TestAdministratorsModerateWhatIsSaidOfTheProgramsOwn(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	house := account.With(t.Context(), account.Actor{User: account.House, Admin: true, Scope: account.Full})
	name := ref.Repo{Owner: account.House, Name: "embeddings"}
	if _, err := s.Hub.Create(house, "model", name, false); err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(house, "model", name, 0)
	if err != nil {
		t.Fatal(err)
	}
	eve, bob, admin := s.As(t, s.Eve), s.As(t, s.Bob), s.As(t, s.Token(t, "admin", account.Full))
	d, err := s.Board.Open(eve, r, "Cheap watches", "buy them")
	if err != nil {
		t.Fatal(err)
	}
	said, err := s.Board.Comment(eve, r, d.Number, "all of them")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Board.HideComment(bob, r, d.Number, said.ID); !fault.Is(err, fault.Forbidden) {
		t.Errorf("bob hides it: %v", err)
	}
	if e, err := s.Board.HideComment(admin, r, d.Number, said.ID); err != nil || !e.Hidden {
		t.Errorf("an administrator hides it: %+v, %v", e, err)
	}
	if _, err := s.Board.Move(bob, r, d.Number, discussion.Closed, ""); !fault.Is(err, fault.Forbidden) {
		t.Errorf("bob closes it: %v", err)
	}
	if _, err := s.Board.Move(admin, r, d.Number, discussion.Closed, ""); err != nil {
		t.Errorf("an administrator closes it: %v", err)
	}
	if err := s.Board.Merge(admin, r, d.Number, ""); err == nil || !strings.Contains(err.Error(), "comes with the program") {
		t.Errorf("an administrator merges: %v", err)
	}
}
