package attachment_test

import (
	"io"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/attachment"
	"github.com/tenonhub/tenon/internal/fault"
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
