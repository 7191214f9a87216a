package chart_test

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/color"
	"image/png"
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/table/chart"
	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
	"github.com/tenonhub/tenon/internal/fault"
)

const regions = "Region,Date,Units,Revenue\nNorth,2024-02-03,3,$100\nSouth,2024-01-05,2,$250\nNorth,2024-01-09,1,$50.50\nEast,2024-03-01,4,$90\n"

func read(t *testing.T, csv string) *sheet.Table {
	t.Helper()
	tab, err := sheet.Read(t.Context(), "t.csv", []byte(csv), "")
	if err != nil {
		t.Fatal(err)
	}
	return tab
}

// drawn is what an SVG holds: its texts, and how often each element stands.
type drawn struct {
	texts []string
	count map[string]int
	fills map[string]int
}

func svg(t *testing.T, csv string, o chart.Options) drawn {
	t.Helper()
	b, err := chart.SVG(t.Context(), read(t, csv), o)
	if err != nil {
		t.Fatal(err)
	}
	d := drawn{count: map[string]int{}, fills: map[string]int{}}
	inText := false
	for dec := xml.NewDecoder(bytes.NewReader(b)); ; {
		tok, err := dec.Token()
		if err != nil {
			if err.Error() != "EOF" {
				t.Fatal(err)
			}
			return d
		}
		switch el := tok.(type) {
		case xml.StartElement:
			d.count[el.Name.Local]++
			inText = el.Name.Local == "text"
			for _, a := range el.Attr {
				if a.Name.Local == "fill" {
					d.fills[el.Name.Local+a.Value]++
				}
			}
		case xml.CharData:
			if inText {
				d.texts = append(d.texts, string(el))
			}
		case xml.EndElement:
			inText = false
		}
	}
}

func TestBarsAddCategoriesAndPutTheGreatestFirst(t *testing.T) {
	t.Parallel()
	d := svg(t, regions, chart.Options{})
	all := strings.Join(d.texts, "|")
	for _, want := range []string{"Revenue by Region", "$0|", "South|North|East", "$250.00", "$150.50", "$90.00"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is not among %s", want, all)
		}
	}
	if d.fills["rect#3b6fb6"] != 3 {
		t.Errorf("%d bars, want 3", d.fills["rect#3b6fb6"])
	}
}

func TestTheRequestSaysHowRowsArePutTogether(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		o    chart.Options
		want []string
	}{
		"average":       {chart.Options{X: "region", Y: []string{"average revenue"}}, []string{"Average Revenue by Region", "South|East|North", "$75.25"}},
		"total":         {chart.Options{X: "regions", Y: []string{"total units"}}, []string{"Sum of Units by Region", "North|East|South"}},
		"headcount":     {chart.Options{X: "region", Y: []string{"headcount"}}, []string{"Count by Region", "North|South|East"}},
		"rows":          {chart.Options{X: "region", Y: []string{"number of orders"}}, []string{"Count by Region"}},
		"orders":        {chart.Options{X: "region", Y: []string{"orders"}}, []string{"Count by Region"}},
		"highest":       {chart.Options{X: "each region", Y: []string{"max units"}}, []string{"Highest Units by Region", "East|North|South"}},
		"months":        {chart.Options{X: "month", Y: []string{"revenue"}}, []string{"Sum of Revenue by Date (month)", "2024-01|2024-02|2024-03"}},
		"time":          {chart.Options{X: "time", Y: []string{"revenue"}}, []string{"Revenue by Date", "2024-01-05|2024-01-09"}},
		"weekdays":      {chart.Options{X: "weekday", Y: []string{"revenue"}}, []string{"Tuesday|Friday|Saturday"}},
		"another words": {chart.Options{X: "territory", Y: []string{"sales"}}, []string{"Sum of Revenue by Region"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all := strings.Join(svg(t, regions, c.o).texts, "|")
			for _, w := range c.want {
				if !strings.Contains(all, w) {
					t.Errorf("%q is not among %s", w, all)
				}
			}
		})
	}
}

func TestRatesAreAveragedAndOwnOrdersKept(t *testing.T) {
	t.Parallel()
	d := svg(t, "班级,数学\n二班,80\n三班,90\n一班,70\n二班,90\n", chart.Options{X: "班级", Y: []string{"数学"}})
	if all := strings.Join(d.texts, "|"); !strings.Contains(all, "各班级的平均数学") || !strings.Contains(all, "一班|二班|三班") || !strings.Contains(all, "85") {
		t.Errorf("got %s", all)
	}
	d = svg(t, "Age Group,Visits\n45-59,3\n18-29,1\n30-44,2\n18-29,1\n", chart.Options{})
	if all := strings.Join(d.texts, "|"); !strings.Contains(all, "18-29|30-44|45-59") {
		t.Errorf("got %s", all)
	}
}

func TestGroupsOfTwoColumnsBecomeSeries(t *testing.T) {
	t.Parallel()
	d := svg(t, "Region,Product,sum of Amount\nNorth,Desk,5\nNorth,Lamp,7\nSouth,Desk,6\nSouth,Lamp,1\n", chart.Options{})
	if all := strings.Join(d.texts, "|"); !strings.Contains(all, "sum of Amount by Region|Desk|Lamp") || d.fills["rect#3b6fb6"] != 3 || d.fills["rect#e8833a"] != 3 {
		t.Errorf("texts %s, fills %v", all, d.fills)
	}
}

func TestAPieHasAWedgeForEachPartWithItsShare(t *testing.T) {
	t.Parallel()
	d := svg(t, regions, chart.Options{Kind: chart.Pie, X: "Region", Y: []string{"Units"}})
	all := strings.Join(d.texts, "|")
	if d.count["polygon"] != 3 || !strings.Contains(all, "Sum of Units by Region") || !strings.Contains(all, "North  4  40%") || !strings.Contains(all, "South  2  20%") {
		t.Errorf("%d wedges, texts %s", d.count["polygon"], all)
	}
	var b strings.Builder
	b.WriteString("Name,Score\n")
	for i := range 30 {
		fmt.Fprintf(&b, "n%02d,%d\n", i, i+1)
	}
	if d := svg(t, b.String(), chart.Options{Kind: chart.Pie, Y: []string{"total score"}}); d.count["polygon"] != 9 || !strings.Contains(strings.Join(d.texts, "|"), "Other (22)") {
		t.Errorf("%d wedges, texts %v", d.count["polygon"], d.texts)
	}
}

func TestPNGPaintsWedgesOfTheRightSize(t *testing.T) {
	t.Parallel()
	b, err := chart.PNG(t.Context(), read(t, "k,v\na,75\nb,25\n"), chart.Options{Kind: chart.Pie})
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	blue, orange := color.RGBA{R: 0x3b, G: 0x6f, B: 0xb6, A: 0xFF}, color.RGBA{R: 0xe8, G: 0x83, B: 0x3a, A: 0xFF}
	count := map[color.Color]float64{}
	for x := range img.Bounds().Dx() {
		for y := range img.Bounds().Dy() {
			count[img.At(x, y)]++
		}
	}
	if r := count[blue] / count[orange]; r < 2.8 || r > 3.2 {
		t.Errorf("the parts are as %.2f to 1, want 3 to 1", r)
	}
}

func TestALineHasItsTimesInOrder(t *testing.T) {
	t.Parallel()
	b, err := chart.SVG(t.Context(), read(t, "When,Value\n2024-03-01,30\n2024-01-01,10\n2024-02-01,20\n"), chart.Options{Kind: chart.Line})
	if err != nil {
		t.Fatal(err)
	}
	var pts string
	for _, l := range strings.Split(string(b), "\n") {
		if strings.Contains(l, `stroke-width="2.6"`) {
			pts = l
		}
	}
	var x, y [3]float64
	_, rest, _ := strings.Cut(pts, `points="`)
	if _, err := fmt.Sscanf(rest, "%f,%f %f,%f %f,%f", &x[0], &y[0], &x[1], &y[1], &x[2], &y[2]); err != nil {
		t.Fatalf("%q: %v", pts, err)
	}
	if x[0] >= x[1] || x[1] >= x[2] || y[0] <= y[1] || y[1] <= y[2] {
		t.Errorf("points %v %v are not in order of time", x, y)
	}
}

func TestManyCategoriesBecomeTwentyAndOther(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("Name,Score\n")
	for i := range 50 {
		fmt.Fprintf(&b, "n%02d,%d\n", i, i+1)
	}
	d := svg(t, b.String(), chart.Options{X: "name", Y: []string{"score"}})
	if all := strings.Join(d.texts, "|"); !strings.Contains(all, "n49|") || !strings.Contains(all, "Other (30)") || strings.Contains(all, "n10|") {
		t.Errorf("got %s", all)
	}
}

func TestSeveralSeriesHaveALegend(t *testing.T) {
	t.Parallel()
	d := svg(t, "班级,语文,数学\n一班,80,90\n二班,70,85\n", chart.Options{Title: "成绩"})
	all := strings.Join(d.texts, "|")
	if !strings.Contains(all, "成绩|语文|数学") || d.fills["rect#3b6fb6"] != 3 || d.fills["rect#e8833a"] != 3 {
		t.Errorf("texts %s, fills %v", all, d.fills)
	}
}

func TestScatterHasAPointForEachRow(t *testing.T) {
	t.Parallel()
	d := svg(t, "w,h\n1,2\n3,4\n5,\n7,8\n", chart.Options{Kind: chart.Scatter})
	if d.count["circle"] != 3 {
		t.Errorf("%d points, want 3", d.count["circle"])
	}
}

func TestSVGEscapesWhatTheTableSays(t *testing.T) {
	t.Parallel()
	d := svg(t, "<script>,n\n\"a&b\",1\n\"</svg>\",2\n", chart.Options{})
	if all := strings.Join(d.texts, "|"); !strings.Contains(all, "a&b") || d.count["script"] != 0 {
		t.Errorf("got %s", all)
	}
}

func TestPNGPaintsBarsOfTheRightHeight(t *testing.T) {
	t.Parallel()
	b, err := chart.PNG(t.Context(), read(t, "k,v\na,50\nb,100\n"), chart.Options{})
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	blue := color.RGBA{R: 0x3b, G: 0x6f, B: 0xb6, A: 0xFF}
	heights := map[int]int{}
	for x := range img.Bounds().Dx() {
		n := 0
		for y := range img.Bounds().Dy() {
			if img.At(x, y) == blue {
				n++
			}
		}
		heights[n]++
	}
	var small, large int
	for h, n := range heights {
		if n > 50 && h > 0 {
			if small == 0 || h < small {
				small = h
			}
			large = max(large, h)
		}
	}
	if img.Bounds().Dx() != 1920 || small == 0 || large < 2*small-4 || large > 2*small+4 {
		t.Errorf("%v: bars of %d and %d pixels, want one twice the other", img.Bounds(), small, large)
	}
}

func TestPNGWritesChineseOrSaysWhichFontIsMissing(t *testing.T) {
	t.Parallel()
	named, err := chart.PNG(t.Context(), read(t, "城市,人口\n北京,5\n上海,6\n"), chart.Options{Title: "人口"})
	if fault.Is(err, fault.Unavailable) {
		if !strings.Contains(err.Error(), "fonts-noto-cjk") {
			t.Error(err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	blank, err := chart.PNG(t.Context(), read(t, "城市,人口\n \u3000,5\n-,6\n"), chart.Options{Title: " "})
	if err == nil && len(named) <= len(blank) {
		t.Error("the Chinese letters left no ink")
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		csv   string
		o     chart.Options
		words string
	}{
		"unknown column":  {regions, chart.Options{X: "Planet"}, `no column "Planet"; the columns are: Region, Date, Units, Revenue`},
		"words as values": {regions, chart.Options{Y: []string{"Region"}}, `"Region" has no numbers to draw; columns of numbers are: Units, Revenue`},
		"a pie of means":  {regions, chart.Options{Kind: chart.Pie, X: "Region", Y: []string{"average revenue"}}, "does not add up to one; draw a bar chart instead"},
		"a negative part": {"a,b\nx,5\ny,-2\n", chart.Options{Kind: chart.Pie}, `negative value of "y"; draw a bar chart instead`},
		"one number only": {"a,b\nx,1\ny,2\n", chart.Options{Kind: chart.Scatter}, "needs two columns of numbers"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := chart.SVG(t.Context(), read(t, c.csv), c.o)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("got %v, want %q", err, c.words)
			}
		})
	}
}

func TestOddTablesAreDrawnOrRefused(t *testing.T) {
	t.Parallel()
	for _, csv := range []string{"a\nx\n", "a,b\nx,0\n", "a,b\nx,-5\ny,5\n", "a,b\nx,1e15\ny,1e-9\n", "n\n1\n2\n3\n", "d,v\n2024-01-01,1\n", "a,b,c\n,,1\n", "x,y\n1,1\n1,1\n"} {
		for _, k := range []chart.Kind{chart.Bar, chart.Line, chart.Scatter, chart.Pie} {
			b, err := chart.SVG(t.Context(), read(t, csv), chart.Options{Kind: k})
			if err != nil && !fault.Is(err, fault.Invalid) || bytes.Contains(b, []byte("NaN")) || bytes.Contains(b, []byte("Inf")) {
				t.Errorf("%q as %s: %v", csv, k, err)
			}
		}
	}
}

func TestAxesSayWhatTheTitleDoesNot(t *testing.T) {
	t.Parallel()
	for title, want := range map[string]bool{"": false, "Our year": true} {
		d := svg(t, regions, chart.Options{Title: title})
		if says := slices.Contains(d.texts, "Region"); says != want {
			t.Errorf("with the title %q: %q", title, d.texts)
		}
	}
}
