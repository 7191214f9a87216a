package chart_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/chart"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// TestAColumnOfWordsIsCounted: a chart of the menus shows how many rows there are of each.
func TestAColumnOfWordsIsCounted(t *testing.T) {
	t.Parallel()
	tab, err := sheet.Read(t.Context(), "guests.csv", []byte("Name,Side,Menu,Children,Cost\nAmy,groom,fish,2,10\nBob,bride,meat,3,20\nCara,groom,meat,3,5\n"), "")
	if err != nil {
		t.Fatal(err)
	}
	for of, want := range map[string]string{"menus": "Menu", "menu": "Menu", "sides": "Side", "costs": "", "children": "", "cost per menu": "", "things": ""} {
		if got := chart.Counted(tab, chart.Options{Kind: chart.Pie, Of: of}); got != want {
			t.Errorf("%s: counted by %q, want %q", of, got, want)
		}
	}
}
