package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/tenonhub/tenon/internal/pythontest"
	"github.com/tenonhub/tenon/internal/sqlstore"
)

// evil is a pickle that runs a command when it is opened.
const evil = "\x80\x02cposix\nsystem\nq\x00X\x02\x00\x00\x00idq\x01\x85q\x02Rq\x03."

func TestWhatCameByXetIsLookedInto(t *testing.T) {
	t.Parallel()
	pythontest.Interpreter(t, "clients")
	c := config(t)
	h, address, stop := listen(t, c)
	h.must(t, "POST", "/api/repos/create", `{"name":"voice","organization":"admin"}`)
	file := filepath.Join(t.TempDir(), "pytorch_model.bin")
	if err := os.WriteFile(file, []byte(evil), 0o600); err != nil {
		t.Fatal(err)
	}
	h.hf(t, address, "upload", "admin/voice", file)
	tree := func() string {
		return h.must(t, "GET", "/api/models/admin/voice/tree/main?expand=true", "")
	}
	const unsafe = `"pickleImportScan":{"status":"unsafe"`
	if l := tree(); !strings.Contains(l, unsafe) || !strings.Contains(l, `"xetHash"`) {
		t.Errorf("after the upload: %s", l)
	}
	stop()

	// As it is where the file came before such files were looked into.
	db, err := sqlstore.Open(t.Context(), filepath.Join(c.Data, "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	err = db.Write(t.Context(), func(tx *sqlstore.Tx) error {
		n, err := tx.Exec(t.Context(), `DELETE FROM finding WHERE length(content) = 64`)
		if n != 1 {
			t.Errorf("%d findings of large files", n)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	h, _, stop = listen(t, c)
	defer stop()
	for tick, end := time.Tick(10*time.Millisecond), time.Now().Add(time.Minute); !strings.Contains(tree(), unsafe); <-tick {
		if time.Now().After(end) {
			t.Fatalf("what came before is not looked into: %s", tree())
		}
	}
}
