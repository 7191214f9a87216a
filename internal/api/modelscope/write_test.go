package modelscope

import (
	"encoding/base64"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

func read(text string) (message string, ops []hub.Operation, err error) {
	in := newActions(strings.NewReader(text))
	if message, err = in.begin(); err != nil {
		return "", nil, err
	}
	for op, err := range in.operations {
		if err != nil {
			return message, ops, err
		}
		ops = append(ops, op)
	}
	return message, ops, nil
}

func TestACommitIsRead(t *testing.T) {
	t.Parallel()
	digest := strings.Repeat("0a", 32)
	message, ops, err := read(`{"commit_message": "m", "other": {"x": [1]}, "actions": [
		{"action":"create","path":"a/b","type":"normal","size":1,"sha256":"","content":"eA==","encoding":"base64"},
		{"action":"update","path":"c","type":"lfs","size":7,"sha256":"` + digest + `","content":"","encoding":""},
		{"action":"delete","path":"d"}]}`)
	if err != nil || message != "m" || len(ops) != 3 {
		t.Fatal(message, ops, err)
	}
	if o := ops[0]; o.Action != hub.Put || o.Path != "a/b" || string(o.Content) != "x" {
		t.Errorf("%+v", o)
	}
	if o := ops[1]; o.Object == nil || o.Object.Digest.String() != digest || o.Object.Size != 7 || ops[2].Action != hub.Delete {
		t.Errorf("%+v", ops)
	}
}

func TestWhatIsNoCommitIsRefused(t *testing.T) {
	t.Parallel()
	big := base64.StdEncoding.EncodeToString(make([]byte, hub.MaxContent+1<<20))
	begin := `{"commit_message":"m","actions":[`
	for text, kind := range map[string]fault.Kind{
		"": fault.Invalid, "[]": fault.Invalid, `{"commit_message":"m"}`: fault.Invalid, `{"actions":{}}`: fault.Invalid, begin: fault.Invalid,
		begin + `{"action":"create","path":"a","content":"eA==","encoding":"base64"}`:    fault.Invalid, // cut off after an action
		begin + `{"action":"create","path":"a","content":"eA`:                            fault.Invalid,
		begin + `{"action":"create","path":"../a","content":""}]}`:                       fault.Invalid,
		begin + `{"action":"rename","path":"a"}]}`:                                       fault.Invalid,
		begin + `{"action":"create","path":"a","type":"lfs","sha256":"0"}]}`:             fault.Invalid,
		begin + `{"action":"create","path":"a","content":"*"}]}`:                         fault.Invalid,
		begin + `{"action":"create","path":"a","content":"` + big + `"}]}`:               fault.TooLarge,
		begin + strings.Repeat(" ", maxAction+1<<20):                                     fault.TooLarge,
		`{"commit_message":"` + strings.Repeat("x", maxAction+1<<20) + `","actions":[]}`: fault.Invalid,
	} {
		if _, ops, err := read(text); !fault.Is(err, kind) {
			t.Errorf("%.200s: %v, %v; want a fault of kind %s", text, len(ops), err, kind)
		}
	}
}

func FuzzCommit(f *testing.F) {
	f.Add(`{"commit_message":"m","actions":[{"action":"create","path":"a/b","content":"eA==","encoding":"base64"}]}`)
	f.Add(`{"actions":[{"action":"delete","path":"a//"}]`)
	f.Fuzz(func(t *testing.T, text string) {
		_, ops, err := read(text)
		for _, op := range ops {
			if !filepath.IsLocal(string(op.Path)) {
				t.Errorf("%q leaves the repository (%v)", op.Path, err)
			}
		}
	})
}
