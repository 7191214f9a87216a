package bill_test

import (
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/bill"
)

func TestRead(t *testing.T) {
	t.Parallel()
	const text = "Invoice 77\nTea 3.50\nSubtotal 3.50\nVAT (20 %) 0.70\nTotal: 4.20\nBalance due £4.20\nthe rent is 4.20\n"
	var got []bill.Part
	for _, e := range bill.Read(text) {
		got = append(got, e.Part)
	}
	if want := []bill.Part{bill.Item, bill.Before, bill.Tax, bill.Total, bill.Due}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Tea 3.50 Cake 4.20\nTotal\xff 7.70 EUR\n合计：7.70元")
	f.Fuzz(func(t *testing.T, text string) {
		for _, e := range bill.Read(text) {
			if e.Start < 0 || e.End > len(text) || e.Start >= e.End {
				t.Errorf("%+v of %d bytes", e, len(text))
			}
		}
	})
}
