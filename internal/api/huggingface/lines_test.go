package huggingface

import (
	"encoding/base64"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

const head = `{"key":"header","value":{"summary":"s","description":"d","parentCommit":"` + "0123456789012345678901234567890123456789" + `"}}` + "\n"

func read(text string) (ops []hub.Operation, err error) {
	l, _, err := readHeader(strings.NewReader(text))
	if err != nil {
		return nil, err
	}
	for op, err := range l.operations() {
		if err != nil {
			return ops, err
		}
		op.Content = []byte(string(op.Content))
		ops = append(ops, op)
	}
	return ops, nil
}

func TestACommitIsRead(t *testing.T) {
	t.Parallel()
	digest := strings.Repeat("0a", 32)
	ops, err := read(head + `{"key":"file","value":{"path":"a/b","content":"eA==","encoding":"base64"}}` + "\n\n" +
		`{"key":"lfsFile","value":{"path":"c","algo":"sha256","oid":"` + digest + `","size":7}}` + "\n" +
		`{"key":"deletedFile","value":{"path":"d"}}` + "\n" + `{"key":"deletedFolder","value":{"path":"e/f/"}}`)
	if err != nil || len(ops) != 4 {
		t.Fatal(ops, err)
	}
	if o := ops[0]; o.Action != hub.Put || o.Path != "a/b" || string(o.Content) != "x" {
		t.Errorf("%+v", o)
	}
	if o := ops[1]; o.Action != hub.Put || o.Object.Digest.String() != digest || o.Object.Size != 7 {
		t.Errorf("%+v", o)
	}
	if ops[2].Action != hub.Delete || ops[3].Action != hub.DeleteFolder || ops[3].Path != "e/f" {
		t.Errorf("%+v", ops[2:])
	}
}

func TestWhatIsNoCommitIsRefused(t *testing.T) {
	t.Parallel()
	big := base64.StdEncoding.EncodeToString(make([]byte, hub.MaxContent+1<<20))
	for text, kind := range map[string]fault.Kind{
		"": fault.Invalid, "\n\n": fault.Invalid, "[]": fault.Invalid, "{": fault.Invalid, `{"key":"file","value":{}}`: fault.Invalid,
		`{"key":"header","value":[]}`: fault.Invalid, `{"key":"header","value":{"summary":" "}}`: fault.Invalid,
		head + `{"key":"other","value":{"path":"a"}}`:                                                      fault.Invalid,
		head + `{"key":"file","value":"a"}`:                                                                fault.Invalid,
		head + `{"key":"file","value":{"path":"../a","content":"","encoding":"base64"}}`:                   fault.Invalid,
		head + `{"key":"deletedFolder","value":{"path":"/"}}`:                                              fault.Invalid,
		head + `{"key":"file","value":{"path":"a","content":"*","encoding":"base64"}}`:                     fault.Invalid,
		head + `{"key":"file","value":{"path":"a","content":"","encoding":"gzip"}}`:                        fault.Invalid,
		head + `{"key":"lfsFile","value":{"path":"a","oid":"0","size":1}}`:                                 fault.Invalid,
		head + `{"key":"lfsFile","value":{"path":"a","oid":"` + strings.Repeat("0a", 32) + `","size":-1}}`: fault.Invalid,
		head + `{"key":"file","value":{"path":"a","content":"` + big + `","encoding":"base64"}}`:           fault.TooLarge,
	} {
		if ops, err := read(text); !fault.Is(err, kind) {
			t.Errorf("%.200s: %v, %v; want a fault of kind %s", text, ops, err, kind)
		}
	}
}

func FuzzCommit(f *testing.F) {
	f.Add(head + `{"key":"file","value":{"path":"a/b","content":"eA==","encoding":"base64"}}`)
	f.Add(head + `{"key":"deletedFolder","value":{"path":"a//"}}`)
	f.Fuzz(func(t *testing.T, text string) {
		ops, err := read(text)
		for _, op := range ops {
			if !filepath.IsLocal(string(op.Path)) {
				t.Errorf("%q leaves the repository (%v)", op.Path, err)
			}
		}
	})
}
