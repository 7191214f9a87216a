package app_test

import (
	"database/sql"
	"log/slog"
	"path/filepath"
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
	open := func() *app.App {
		a, err := app.Open(t.Context(), c, slog.New(slog.DiscardHandler))
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	if err := open().Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", filepath.Join(c.Data, "tenon.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, statement := range []string{
		`ALTER TABLE job DROP COLUMN verdict`,
		`DELETE FROM goose_db_version WHERE version_id = 6`,
		`INSERT INTO job (id, kind, owner, title, state, payload, result, created, updated) VALUES
			('r1', 'assistant.run', 'local', 'help', 'done', '{"text":"help"}', '{"id":"r1","state":"question","question":"With what?"}', 1, 2)`,
	} {
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatalf("%s: %v", statement, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	a := open()
	defer a.Close()
	inside, stop := a.Inside(t.Context())
	defer stop()
	runs, err := sdk.New("http://127.0.0.1", a.Token(), inside).Runs(t.Context(), 10)
	if err != nil || len(runs) != 1 || runs[0].State != sdk.Question {
		t.Errorf("the list is %+v, %v", runs, err)
	}
}
