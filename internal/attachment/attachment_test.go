package attachment_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/discussion"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
	"github.com/tenonhub/tenon/internal/sqlstore"
	sqlhub "github.com/tenonhub/tenon/internal/sqlstore/hub"
)

// picture is what begins as a PNG file.
func picture(more string) string { return "\x89PNG\r\n\x1a\n" + more }

func made(t *testing.T, s *apitest.Server, name string, private bool) *hub.Handle {
	t.Helper()
	ada := s.As(t, s.Ada)
	if _, err := s.Hub.Create(ada, hub.Model, ref.Repo{Owner: "lab", Name: name}, private); err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ada, hub.Model, ref.Repo{Owner: "lab", Name: name}, hub.Read)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sent(t *testing.T, s *apitest.Server, token, content string) attachment.File {
	t.Helper()
	f, err := s.Attached.Take(s.As(t, token), "image/png", strings.NewReader(content))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// sees checks who may see an attachment: ada, bob, eve and nobody.
func sees(t *testing.T, s *apitest.Server, when string, f attachment.File, content string, want ...string) {
	t.Helper()
	for who, ctx := range map[string]string{"ada": s.Ada, "bob": s.Bob, "eve": s.Eve, "nobody": ""} {
		as := t.Context()
		if ctx != "" {
			as = s.As(t, ctx)
		}
		_, body, err := s.Attached.Open(as, f.ID)
		may := strings.Contains(strings.Join(want, " "), who)
		if may != (err == nil) || err != nil && !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %s sees it: %v, want %v", when, who, err, may)
		}
		if err != nil {
			if strings.Contains(err.Error(), "lab") {
				t.Errorf("%s: %s learns where it is: %v", when, who, err)
			}
			continue
		}
		got, err := io.ReadAll(body)
		if err = errors.Join(err, body.Close()); err != nil || string(got) != content {
			t.Errorf("%s: %s reads %q, %v", when, who, got, err)
		}
	}
}

func TestAnAttachmentIsSeenWhereACommentHasIt(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	r := made(t, s, "secret", true)
	content := picture("of bob")
	f, other := sent(t, s, s.Bob, content), sent(t, s, s.Ada, picture("of ada"))
	sees(t, s, "before any comment", f, content, "bob")

	bob := s.As(t, s.Bob)
	d, err := s.Board.Open(bob, r, "A question", "Look: ![me](http://any.example"+attachment.Path+f.Name()+") and ![her]("+attachment.Path+other.Name()+")")
	if err != nil {
		t.Fatal(err)
	}
	sees(t, s, "in a comment of a private repository", f, content, "ada", "bob")
	sees(t, s, "what another has sent is not shown by naming it", other, picture("of ada"), "ada")
	if u, err := r.Used(bob); err != nil || u.Large != f.Size {
		t.Errorf("the repository takes %+v, %v; want the %d bytes of the attachment", u, err, f.Size)
	}

	public := made(t, s, "open", false)
	if _, err := s.Board.Open(s.As(t, s.Eve), public, "Not hers", attachment.Path+f.Name()); err != nil {
		t.Fatal(err)
	}
	sees(t, s, "named in public by a stranger", f, content, "ada", "bob")
	again, err := s.Board.Open(bob, public, "His own", attachment.Path+f.Name())
	if err != nil {
		t.Fatal(err)
	}
	sees(t, s, "in a public comment of its sender", f, content, "ada", "bob", "eve", "nobody")
	hide := func(r *hub.Handle, number int) {
		t.Helper()
		_, events, _, err := s.Board.Find(bob, r, number)
		if err == nil {
			_, err = s.Board.HideComment(bob, r, number, events[0].ID)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	hide(public, again.Number)
	sees(t, s, "when that is hidden", f, content, "ada", "bob")
	hide(r, d.Number)
	sees(t, s, "when all are", f, content)
}

func TestWhatIsNoPictureSoundOrVideoIsRefused(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	for name, c := range map[string]struct {
		token, media string
		body         io.Reader
		kind         fault.Kind
		says         string
	}{
		"of nobody":        {"", "image/png", strings.NewReader(picture("")), fault.Unauthenticated, "log"},
		"by who may read":  {s.Token(t, "bob", account.Scope{Level: account.ReadOnly}), "image/png", strings.NewReader(picture("")), fault.Forbidden, "a token that may write"},
		"of another kind":  {s.Bob, "text/html", strings.NewReader("<script>"), fault.Invalid, "image/png, image/jpeg"},
		"of no kind":       {s.Bob, "", strings.NewReader(picture("")), fault.Invalid, "Content-Type"},
		"that lies":        {s.Bob, "image/png", strings.NewReader("<script>alert(1)</script>"), fault.Invalid, "does not begin as image/png"},
		"empty":            {s.Bob, "audio/wav", strings.NewReader(""), fault.Invalid, "does not begin as audio/wav"},
		"too large":        {s.Bob, "image/png", io.MultiReader(strings.NewReader(picture("")), bytes.NewReader(make([]byte, 10<<20))), fault.TooLarge, "at most 10 MiB"},
		"that is cut off":  {s.Bob, "image/png", io.MultiReader(strings.NewReader(picture("half")), iotest.ErrReader(fault.New(fault.Canceled, "it was cut"))), fault.Canceled, "cut"},
		"a video too long": {s.Bob, "video/mp4", io.MultiReader(strings.NewReader("\x00\x00\x00\x18ftypmp42"), bytes.NewReader(make([]byte, 50<<20))), fault.TooLarge, "at most 50 MiB"},
	} {
		ctx := t.Context()
		if c.token != "" {
			ctx = s.As(t, c.token)
		}
		_, err := s.Attached.Take(ctx, c.media, c.body)
		if kind, msg := fault.Of(err); kind != c.kind || !strings.Contains(strings.ToLower(msg), strings.ToLower(c.says)) {
			t.Errorf("%s: %v; want %v, %q", name, err, c.kind, c.says)
		}
	}
}

// A picture may have another file behind it.
func TestWhatIsBehindAPictureIsFound(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	archive := zipped(t, "../../etc/passwd", "x")
	_, err := s.Attached.Take(s.As(t, s.Bob), "image/png", strings.NewReader(picture("")+archive))
	if kind, msg := fault.Of(err); kind != fault.Invalid || !strings.Contains(msg, "this was found in it") {
		t.Errorf("taken: %v", err)
	}
}

// zipped is an archive with one file in it.
func zipped(t *testing.T, name, content string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	f, err := w.Create(name)
	if err == nil {
		_, err = io.WriteString(f, content)
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestAnAttachmentCountsAgainstTheQuota(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	r := made(t, s, "voice", false)
	f := sent(t, s, s.Eve, picture(strings.Repeat("x", 1000)))
	admin := account.With(t.Context(), account.Keeper("test"))
	_, used, err := s.Hub.Quota(admin, "lab")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Hub.SetQuota(admin, "lab", hub.Quota{Bytes: used.Bytes() + 500, Repos: -1}); err != nil {
		t.Fatal(err)
	}
	eve := s.As(t, s.Eve)
	if _, err := s.Board.Open(eve, r, "A picture", attachment.Path+f.Name()); !fault.Is(err, fault.Exhausted) {
		t.Errorf("over the quota: %v", err)
	}
	if _, n, err := s.Board.List(eve, r, discussion.Filter{Limit: 1}); err != nil || n != 0 {
		t.Errorf("%d discussions, %v", n, err)
	}
	sees(t, s, "of no comment", f, picture(strings.Repeat("x", 1000)), "eve")
}

func FuzzNamed(f *testing.F) {
	f.Add("![a](http://x/api/uploads/0123456789abcdef01234567.png) /api/uploads/0123456789abcdef01234567")
	f.Add("/api/uploads/0123456789abcdef012345678.png")
	f.Fuzz(func(t *testing.T, text string) {
		for _, id := range attachment.Named(text) {
			if _, err := hub.ParseID(id); err != nil || !strings.Contains(text, attachment.Path+id) {
				t.Errorf("%q names %q", text, id)
			}
			if got, err := attachment.ParseName(id + ".png"); err != nil || got != id {
				t.Errorf("%q is read as %q, %v", id, got, err)
			}
		}
	})
}

func TestNamed(t *testing.T) {
	t.Parallel()
	const a, b = "0123456789abcdef01234567", "0123456789abcdef01234568"
	for text, want := range map[string]string{
		"![x](/api/uploads/" + a + ".png)":                                               a,
		"http://h/api/uploads/" + a + ".mp4\n<audio src=\"/api/uploads/" + b + ".mp3\">": a + " " + b,
		"/api/uploads/" + a + ".png /api/uploads/" + a + ".png":                          a,
		"/api/uploads/" + a + "0.png":                                                    "",
		"/uploads/" + a:                                                                  "",
		"nothing":                                                                        "",
	} {
		if got := strings.Join(attachment.Named(text), " "); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

func FuzzKind(f *testing.F) {
	for _, head := range []string{picture(""), "RIFF\x00\x00\x00\x00WEBP", "\x00\x00\x00\x18ftypqt  ", "ID3", "\xff\xfb", ""} {
		f.Add("image/webp", []byte(head))
	}
	f.Fuzz(func(t *testing.T, media string, head []byte) {
		k, err := attachment.KindOf(media, head)
		if err == nil && (k == "" || len(head) < 2) {
			t.Errorf("%q of %q is %q", head, media, k)
		}
	})
}

// TestWhatIsAttachedAgainIsNotReleased: who collects what nobody needs has looked while no
// comment had the bytes, and takes them only if they have not been needed since.
func TestWhatIsAttachedAgainIsNotReleased(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	r, bob := made(t, s, "again", true), s.As(t, s.Bob)
	db, err := sqlstore.Open(t.Context(), filepath.Join(s.Data, "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	store, looked := sqlhub.New(db), time.Now().Add(-2*time.Hour)
	var f attachment.File
	for _, said := range []string{"first", "second"} {
		f = sent(t, s, s.Bob, picture("again"))
		if err := s.Attached.Place(bob, r.ID, said, attachment.Path+f.Name()); err != nil {
			t.Fatal(err)
		}
		if said == "second" {
			break
		}
		err := db.Write(t.Context(), func(tx *sqlstore.Tx) error { // long ago
			_, err := tx.Exec(t.Context(), `UPDATE repo_object SET added = $1 WHERE repo = $2`, looked.Add(-time.Hour).UnixMicro(), r.ID)
			return err
		})
		if err := errors.Join(err, s.Attached.Drop(bob, r.ID, said)); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Release(t.Context(), r.ID, []blob.Digest{f.Digest}, looked); err != nil {
		t.Fatal(err)
	}
	if held, err := r.Held(bob, f.Digest); err != nil || len(held) != 1 {
		t.Errorf("the repository holds %v, %v", held, err)
	}
}
