package huggingface_test

import (
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/api/apitest"
	"github.com/tenonhub/tenon/internal/blob"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
	"github.com/tenonhub/tenon/internal/ref"
)

const evil = "\x80\x02cposix\nsystem\nq\x00X\x02\x00\x00\x00idq\x01\x85q\x02Rq\x03."

func TestWhatWasFoundInFilesIsShown(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada := s.As(t, s.Ada)
	name := ref.Repo{Owner: "lab", Name: "voice"}
	if _, err := s.Hub.Create(ada, hub.Model, name, false); err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ada, hub.Model, name, hub.Write)
	if err != nil {
		t.Fatal(err)
	}
	p := hub.Pointer{Digest: blob.Digest(sha256.Sum256([]byte(evil))), Size: int64(len(evil))}
	if err := r.Receive(ada, p, strings.NewReader(evil)); err != nil {
		t.Fatal(err)
	}
	token := "hf_" + strings.Repeat("aB", 17)
	_, err = r.Commit(ada, "main", "", "x", func(yield func(hub.Operation, error) bool) {
		for _, op := range []hub.Operation{
			{Path: "evil.bin", Object: &p},
			{Path: "small.pkl", Content: []byte("\x80\x02ccollections\nOrderedDict\n)R.")},
			{Path: "run.sh", Content: []byte("#!/bin/sh\nexport T=" + token + "\n")},
			{Path: "README.md", Content: []byte("# Voice\n")},
		} {
			if !yield(op, nil) {
				return
			}
		}
	})
	if err != nil || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "run.sh, line 2: there seems to be a token of Hugging Face in it") {
		t.Fatalf("%v, %q", err, r.Warnings)
	}
	paths := `{"paths":["evil.bin","small.pkl","run.sh","README.md"],"expand":true}`
	tree := send(t, s, "GET", "/api/models/lab/voice/tree/main?expand=true", "", "")
	some := send(t, s, "POST", "/api/models/lab/voice/paths-info/main", "", paths, "Content-Type", "application/json")
	whole := send(t, s, "GET", "/api/models/lab/voice?securityStatus=true", "", "")
	if want := `"securityRepoStatus":{"scansDone":true,"filesWithIssues":[{"path":"evil.bin","level":"unsafe"},{"path":"run.sh","level":"suspicious"}]}`; !strings.Contains(whole.body, want) {
		t.Errorf("of the repository: %s", whole.body)
	}
	for way, body := range map[string]string{"tree": tree.body, "paths-info": some.body} {
		for _, want := range []string{
			`"status":"unsafe","avScan":null,"pickleImportScan":{"status":"unsafe","pickleImports":[{"module":"posix","name":"system","safety":"dangerous"}]}`,
			`"status":"safe","avScan":null,"pickleImportScan":{"status":"safe","pickleImports":[{"module":"collections","name":"OrderedDict","safety":"innocuous"}]}`,
			`"status":"suspicious","avScan":null,"pickleImportScan":null,"contentScan":{"status":"suspicious","message":"line 2: a token of Hugging Face"}`,
			`"securityFileStatus":{"status":"safe","avScan":null,"pickleImportScan":null}`,
		} {
			if !strings.Contains(body, want) {
				t.Errorf("%s is %s, want %s", way, body, want)
			}
		}
	}
}

func TestACardThatCannotBeReadIsRefusedWithItsLine(t *testing.T) {
	t.Parallel()
	s := apitest.Start(t)
	ada := s.As(t, s.Ada)
	name := ref.Repo{Owner: "lab", Name: "voice"}
	if _, err := s.Hub.Create(ada, hub.Model, name, false); err != nil {
		t.Fatal(err)
	}
	r, err := s.Hub.Open(ada, hub.Model, name, hub.Write)
	if err != nil {
		t.Fatal(err)
	}
	_, err = r.Commit(ada, "main", "", "x", func(yield func(hub.Operation, error) bool) {
		yield(hub.Operation{Path: "README.md", Content: []byte("---\nlicense: mit\ntags: [a\n---\n")}, nil)
	})
	if kind, msg := fault.Of(err); kind != fault.Invalid || !strings.Contains(msg, "line 3 of the card") {
		t.Errorf("%v", err)
	}
}
