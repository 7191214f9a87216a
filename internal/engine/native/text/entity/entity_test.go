package entity_test

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
)

var mark = regexp.MustCompile(`\[([^|\]]+)\|([a-z]+)\]`)

// annotated reads [name|kind] marks; want holds "kind at start-end: name".
func annotated(line string) (text string, want map[string]bool) {
	want = map[string]bool{}
	var b strings.Builder
	at := 0
	for _, m := range mark.FindAllStringSubmatchIndex(line, -1) {
		b.WriteString(line[at:m[0]])
		want[key(entity.Kind(line[m[4]:m[5]]), b.Len(), line[m[2]:m[3]])] = true
		b.WriteString(line[m[2]:m[3]])
		at = m[1]
	}
	b.WriteString(line[at:])
	return b.String(), want
}

func key(k entity.Kind, start int, name string) string {
	return fmt.Sprintf("%s %d %s", k, start, name)
}

type tally struct{ right, found, wanted int }

func (c tally) f1() float64 { return 2 * float64(c.right) / float64(max(1, c.found+c.wanted)) }

func measure(t *testing.T, file string) float64 {
	t.Helper()
	b, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var all tally
	by := map[string]tally{}
	for line := range strings.Lines(string(b)) {
		text, want := annotated(strings.TrimSpace(line))
		found, err := entity.Find(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		count := func(k entity.Kind, c tally) {
			all = tally{all.right + c.right, all.found + c.found, all.wanted + c.wanted}
			o := by[string(k)]
			by[string(k)] = tally{o.right + c.right, o.found + c.found, o.wanted + c.wanted}
		}
		for w := range want {
			kind, _, _ := strings.Cut(w, " ")
			count(entity.Kind(kind), tally{wanted: 1})
		}
		for _, e := range found {
			k := key(e.Kind, e.Start, e.Text)
			if want[k] {
				count(e.Kind, tally{right: 1, found: 1})
				delete(want, k)
				continue
			}
			count(e.Kind, tally{found: 1})
		}
	}
	for k, c := range by {
		t.Logf("%s: %s F1 %.2f (%d of %d, %d found)", file, k, c.f1(), c.right, c.wanted, c.found)
	}
	t.Logf("%s: F1 %.3f, precision %.3f, recall %.3f, %d entities", file, all.f1(),
		float64(all.right)/float64(all.found), float64(all.right)/float64(all.wanted), all.wanted)
	return all.f1()
}

// TestQuality measures on texts that the rules were not made with; dev.zh.txt
// is the one that they were.
func TestQuality(t *testing.T) {
	t.Parallel()
	for file, least := range map[string]float64{"heldout.en.txt": 0.9, "heldout.zh.txt": 0.8, "dev.zh.txt": 0.9} {
		if f1 := measure(t, file); f1 < least {
			t.Errorf("%s: F1 %.3f, want %.2f", file, f1, least)
		}
	}
}

// TestPapersHaveNumbers: a postcode is no person, and the letters of a number no firm.
func TestPapersHaveNumbers(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"27 Mill Lane, Leeds LS1 4AB\nInvoice number: GF-2025-0417\nSusan Palmer": "Susan Palmer",
		"本合同自双方签字之日起生效。":                                                          "",
		"应提前30日通知。":                                                               "30日",
		"应提前30日书面通知对方。":                                                           "30日",
		"典礼七点举行，这一点开始就清楚。":                                                        "七点",
		"每季度首月5日前付清。":                                                             "",
	} {
		found, err := entity.Find(t.Context(), text)
		var got []string
		for _, e := range found {
			if e.Kind != entity.Place || strings.HasPrefix(e.Text, "之") {
				got = append(got, e.Text)
			}
		}
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%s: %q, %v, want %q", text, got, err, want)
		}
	}
}

// TestNamesInLists: a given name that is a verb too is one between marks, and what ends like a house is no person.
func TestNamesInLists(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"主持人：周建国\n记录人：林晓梅\n出席：周建国、李建军、马玉兰": "person 周建国|person 林晓梅|person 周建国|person 李建军|person 马玉兰",
		"周报告已发。": "",
		"甲方：杭州力行健身有限公司\n乙方：周雨桐":                                         "organisation 杭州力行健身有限公司|person 周雨桐",
		"出租人：宁波共建跑步服务有限公司，下称甲方。":                                        "organisation 宁波共建跑步服务有限公司",
		"由甲方所在地人民法院管辖。":                                                 "",
		"Thank you for booking at Paws Inn. The Harrow Hostel is full.": "organisation Paws Inn|organisation Harrow Hostel",
	} {
		found, err := entity.Find(t.Context(), text)
		var got []string
		for _, e := range found {
			got = append(got, string(e.Kind)+" "+e.Text)
		}
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
}

// TestDatesOverLineEnds: a wrapped line does not part a date, the end of one that was not does.
func TestDatesOverLineEnds(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"We met on 16 March\n2026 in Leeds.":                "16 March 2026",
		"It was signed by both sides on\r\n4 July\r\n2025.": "4 July 2025",
		"Paid on Friday,\n3 May 2024, in cash.":             "Friday, 3 May 2024",
		"Name of the month: May\nRooms: 12\n3 keys":         "",
		"一家开了三十八年的店，一九八七年搬来，二十年后关门。":                        "一九八七年",
		"民国三十八年建校，2016年扩建。":                                 "三十八年|2016年",
		"1 May\n\n2030 people came":                         "1 May",
	} {
		found, err := entity.Find(t.Context(), text)
		var got []string
		for _, e := range found {
			if e.Kind == entity.Date {
				got = append(got, e.Text)
			}
		}
		if err != nil || strings.Join(got, "|") != want {
			t.Errorf("%q: %q, %v, want %q", text, got, err, want)
		}
	}
}
