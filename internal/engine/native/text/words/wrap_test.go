package words_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

func TestLinesThatGoOn(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"The fair opens on Monday, 16 March\n2026. It rains.":                                  {"The fair opens on Monday, 16 March 2026.", "It rains."},
		"It was sent on 4\nJuly 2025.":                                                         {"It was sent on 4 July 2025."},
		"We meet on March 3,\n2027 in Leeds.":                                                  {"We meet on March 3, 2027 in Leeds."},
		"Doors open at 18:30 and the concert\n\nbegins at 19:15. Bring tea.":                   {"Doors open at 18:30 and the concert begins at 19:15.", "Bring tea."},
		"Doors open at 18:30.\n\nbegins at 19:15.":                                             {"Doors open at 18:30.", "begins at 19:15."},
		"Our new rules for visitors\n\nPlease ring the bell.":                                  {"Our new rules for visitors", "Please ring the bell."},
		"You can leave the parcel with\nAlice Brown next door.":                                {"You can leave the parcel with Alice Brown next door."},
		"Meet the driver in front of the\nPost Office. The bus leaves\r\nat nine o'clock.":     {"Meet the driver in front of the Post Office.", "The bus leaves at nine o'clock."},
		"18 Alder Close\nNorwich NR4 7QP":                                                      {"18 Alder Close", "Norwich NR4 7QP"},
		"Tea 3.50\ncake 4.20\nTotal 7.70":                                                      {"Tea 3.50", "cake 4.20", "Total 7.70"},
		"Lamp for a desk       1        29.00       29.00\nPen  2  1.00  2.00":                 {"Lamp for a desk 1 29.00 29.00", "Pen 2 1.00 2.00"},
		"11:00 Puppet play for the small ones; please bring a cushion\n12:30 Soup in the yard": {"11:00 Puppet play for the small ones; please bring a cushion", "12:30 Soup in the yard"},
		"The play for the small ones in the new hall begins at\n11:00 Sharp.":                  {"The play for the small ones in the new hall begins at 11:00 Sharp."},
		"Reported by: Ann Lee on 3 June\nAssigned to: Tom Reed":                                {"Reported by: Ann Lee on 3 June", "Assigned to: Tom Reed"},
		"Dear Mr Hall,\nI write about the tap.":                                                {"Dear Mr Hall,", "I write about the tap."},
		"[周五 20:03] 大鹏：我投桂林一票，漓江坐竹筏超舒服\n[周五 20:04] 阿雯：加一，不过2号再出发吧，1号人太多":                      {"[周五 20:03] 大鹏：我投桂林一票，漓江坐竹筏超舒服", "[周五 20:04] 阿雯：加一，不过2号再出发吧，1号人太多"},
		"20:03 Tom Hall: I will bring the salad and a big bowl of rice then\n20:04 Ann: fine": {"20:03 Tom Hall: I will bring the salad and a big bowl of rice then", "20:04 Ann: fine"},
		"小芸：行，那就坐二号早上的高铁，八点四十发车\n大鹏：好":                                                        {"小芸：行，那就坐二号早上的高铁，八点四十发车", "大鹏：好"},
		"We meet in the hall at\n20:03 today: bring tea.":                                     {"We meet in the hall at 20:03 today: bring tea."},
		"Please bring these things to the camp\n- a tent\n- a lamp":                           {"Please bring these things to the camp", "- a tent", "- a lamp"},
	} {
		var got []string
		flat, sentences := words.Flat(text)
		for _, s := range sentences {
			got = append(got, joined(flat[s.Start:s.End]))
		}
		if !slices.Equal(got, want) || len(flat) != len(text) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func joined(s string) string {
	return strings.Join(strings.Split(spaces.ReplaceAllString(s, " "), "\n"), "|")
}

var spaces = regexp.MustCompile(`[ \r]+`)
