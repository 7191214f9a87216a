package question_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/question"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// What stands behind “by” is what rows are sorted by, and what stands before it
// is what they are called, though a column has that word in its name.
func TestRowsAreSortedByWhatStandsBehindBy(t *testing.T) {
	t.Parallel()
	tab, err := sheet.Read(t.Context(), "customers.csv", []byte("Name,Email,City,Customer since\nAnna Zeller,a@x.org,Leeds,2024-05-02\nBen Carter,b@x.org,Truro,2025-01-17\n"+
		"Ella van Dijk,e@x.org,Derby,2025-09-09\nFrank Baker,f@x.org,Leeds,2022-07-21\nGrace Adams,g@x.org,Oban,2026-06-14\nDavid Moore,d@x.org,Cardiff,2026-02-08\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	const byName = "Anna Ben David Ella Frank Grace"
	const byLast = "Grace Frank Ben David Ella Anna"
	for q, want := range map[string]string{
		"sort the customers by name":                                 byName,
		"sort the customers by name, descending":                     "Grace Frank Ella David Ben Anna",
		"sort the customers by last name":                            byLast,
		"sort customers by surname":                                  byLast,
		"put all these customers in alphabetical order by last name": byLast,
		"list the customers alphabetically":                          byName,
		"sort the customers by city":                                 "David Ella Anna Frank Grace Ben",
		"sort the customers by email":                                byName,
		"sort the customers by customer since":                       "Frank Anna Ben Ella David Grace",
	} {
		a, err := question.Ask(t.Context(), tab, q)
		var got []string
		for _, r := range a.Result {
			got = append(got, strings.Fields(r[0])[0])
		}
		if s := strings.Join(got, " "); err != nil || s != want || strings.Contains(a.Text, "ot understood") {
			t.Errorf("%s\ngot  %s %v\n%s\nwant %s", q, s, err, a.Text, want)
		}
	}
}

// That a table is to be a workbook asks for all of it.
func TestAWholeTableIsKept(t *testing.T) {
	t.Parallel()
	for _, q := range []string{"convert to xlsx", "turn this file into an excel file", "save as xlsx"} {
		if a, err := question.Ask(t.Context(), open(t, "drinks.csv"), q); err != nil || strings.Count(a.Rows, "\n") != 10 || !strings.Contains(a.Rows, "2025-03-12,South,Coffee,150,6") {
			t.Errorf("%s: %q %v", q, a.Rows, err)
		}
	}
}
