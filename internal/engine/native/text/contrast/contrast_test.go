package contrast_test

import (
	"slices"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/contrast"
)

const contract = "The Client shall pay the Contractor a monthly fee of £1,850. The fee is due within 30 days of the date of the invoice. " +
	"Either party may terminate this Agreement by giving 60 days’ written notice to the other party."

func TestFind(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		a, b string
		want []contrast.Pair
	}{
		"amounts and terms": {contract, "The Client shall pay the Contractor a monthly fee of £2,900. The fee is due within 30 days of the date of the invoice.\n" +
			"Either party may terminate this Agreement by giving 90 days’ written\nnotice to the other party.", []contrast.Pair{{"£1,850", "£2,900"}, {"60 days", "90 days"}}},
		"lines broken elsewhere": {"The fee is due on 3 July.\nThank you.", "The fee is due\non 3 July. Thank you.", nil},
		"a denial":               {"Dogs are allowed in the garden of the house.", "Dogs are not allowed in the garden of the house.", []contrast.Pair{{"are", "are not"}}},
		"a name":                 {"Please call John Carter if anything is missing.", "Please call Emma Hill if anything is missing.", []contrast.Pair{{"John Carter", "Emma Hill"}}},
		"a date":                 {"The office moves to Porto on 3 June 2024.", "The office moves to Porto on 5 July 2024.", []contrast.Pair{{"3 June 2024", "5 July 2024"}}},
		"little words":           {"The fee for the office is due in June.", "The fee for an office is due in June.", nil},
		"Chinese":                {"甲方应在收到发票后六十天内付款，月费为一千元。", "甲方应在收到发票后九十天内付款，月费为两千元。", []contrast.Pair{{"六十天", "九十天"}, {"一千元", "两千元"}}},
		"a Chinese denial":       {"乙方可以在其他公司兼职。", "乙方不可以在其他公司兼职。", []contrast.Pair{{"乙方", "乙方不"}}},
		"other texts":            {"The violin concerto begins at eight.", "My parcel of 3 May has not arrived yet.", nil},
		"nothing":                {"", "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := contrast.Find(t.Context(), c.a, c.b)
			if err != nil || !slices.Equal(got, c.want) {
				t.Errorf("%q, %v, want %q", got, err, c.want)
			}
			back, err := contrast.Find(t.Context(), c.b, c.a)
			if err != nil || len(back) != len(got) {
				t.Errorf("the other way round: %q, %v", back, err)
			}
		})
	}
}
