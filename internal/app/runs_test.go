package app_test

import (
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/app"
	"github.com/tenonhub/tenon/sdk"
)

func TestListsTellHowRunsEnded(t *testing.T) {
	t.Parallel()
	m := start(t)
	want := map[string]sdk.State{}
	for _, ask := range []struct {
		ask   sdk.Ask
		state sdk.State
	}{
		{sdk.Ask{Text: "help me with this"}, sdk.Question},
		{sdk.Ask{Text: "Paint a picture of a lake"}, sdk.Impossible},
		{sdk.Ask{Text: "What language is this: “Guten Morgen, wie geht es Ihnen heute?”", Plan: true}, sdk.Planned},
	} {
		run := m.ask(t, ask.ask)
		if run.State != ask.state {
			t.Errorf("%q ended as %s: %s %s", ask.ask.Text, run.State, run.Question, run.Error)
		}
		want[run.ID] = run.State
	}
	runs, err := m.client.Runs(t.Context(), 10)
	if err != nil || len(runs) != len(want) {
		t.Fatalf("%d runs, %v", len(runs), err)
	}
	for _, run := range runs {
		if run.State != want[run.ID] || run.Text == "" || run.Ended.IsZero() {
			t.Errorf("the list has %+v, want %s", run, want[run.ID])
		}
	}
}

// TestRunsOfYesterdayHaveTheirStates opens a folder that was written before
// jobs had verdicts.
func TestRunsOfYesterdayHaveTheirStates(t *testing.T) {
	t.Parallel()
	c := config(t)
	db, err := sql.Open("sqlite", filepath.Join(c.Data, "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	yesterday := []string{`CREATE TABLE goose_db_version (id INTEGER PRIMARY KEY AUTOINCREMENT, version_id INTEGER NOT NULL,
		is_applied INTEGER NOT NULL, tstamp TIMESTAMP DEFAULT (datetime('now')))`, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (0, 1)`}
	for _, file := range []string{"00001_jobs.sql", "00002_memory.sql", "00003_accounts.sql", "00007_xet.sql"} {
		b, err := os.ReadFile(filepath.Join("../sqlstore/migrations", file))
		if err != nil {
			t.Fatal(err)
		}
		yesterday = append(yesterday, string(b), `INSERT INTO goose_db_version (version_id, is_applied) VALUES (`+strings.TrimLeft(file[:5], "0")+`, 1)`)
	}
	yesterday = append(yesterday, `INSERT INTO job (id, kind, owner, title, state, payload, result, created, updated) VALUES
		('r1', 'assistant.run', 'admin', 'help', 'done', '{"text":"help"}', '{"id":"r1","state":"question","question":"With what?"}', 1, 2)`)
	for _, statement := range yesterday {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	inside, stop := a.Inside(t.Context())
	defer stop()
	runs, err := sdk.New("http://127.0.0.1", a.Token(), inside).Runs(t.Context(), 10)
	if err != nil || len(runs) != 1 || runs[0].State != sdk.Question {
		t.Errorf("the list is %+v, %v", runs, err)
	}
}
