package sheet

import (
	"math"
	"strings"
)

// Of the written cells of a column, this share must be of one kind.
const agree = 0.85

// settle finds the kinds of columns from their cells and parses them. Columns
// whose own cells leave open which way decimals are written (1.250) follow
// the other columns.
func settle(columns []Column) {
	votes := make([]int, len(columns))
	comma, point := false, false
	for j := range columns {
		c := &columns[j]
		for i, s := range c.Text {
			if missing(s) {
				c.Text[i] = ""
			}
		}
		votes[j] = c.commaVotes()
		if votes[j] > 0 || votes[j] < 0 {
			_, ok := ParseNumber(c.firstWritten(), votes[j] > 0)
			comma, point = comma || ok && votes[j] > 0, point || ok && votes[j] < 0
		}
	}
	for j := range columns {
		c := &columns[j]
		c.Kind = Text
		if !c.settleNumber(votes[j] > 0 || votes[j] == 0 && comma && !point) && !c.settleDate() {
			c.settleDuration()
		}
	}
}

func (c *Column) firstWritten() string {
	for _, s := range c.Text {
		if strings.ContainsAny(s, "0123456789") {
			return s
		}
	}
	return ""
}

// missing reports whether a cell says that it has no value.
func missing(s string) bool {
	switch s {
	case "-", "--", "—", "–", "/", "N/A", "n/a", "NA", "n.a.", "#N/A", "NaN", "nan", "null", "NULL", "Null", "(blank)", "无数据", "缺失":
		return true
	}
	return false
}

// commaVotes is how many more cells must be read as 1.234,50 than as 1,234.50.
func (c *Column) commaVotes() int {
	votes := 0
	for _, s := range c.Text {
		i, j := strings.LastIndexByte(s, ','), strings.LastIndexByte(s, '.')
		digits := 0
		for k := i + 1; i >= 0 && k < len(s) && s[k] >= '0' && s[k] <= '9'; k++ {
			digits++
		}
		switch {
		case i < 0 && j < 0:
		case i > j && j >= 0, i >= 0 && j < 0 && digits != 3 && digits > 0:
			votes++
		case i > j && strings.Count(s, ",") == 1 && digits == 3: // 1,234 may be either
		case j >= 0 && i < 0 && strings.Count(s, ".") > 1:
			votes++
		case j >= 0 && i < 0 && len(s)-j == 4: // 1.234 may be either
		default:
			votes--
		}
	}
	return votes
}

func (c *Column) settleNumber(comma bool) bool {
	written, good := 0, 0
	figures := make([]Figure, len(c.Text))
	padded := false
	suffixes := map[string]int{}
	for i, s := range c.Text {
		figures[i].Value = math.NaN()
		if s == "" {
			continue
		}
		written++
		f, ok := ParseNumber(s, comma)
		if ok {
			good++
			figures[i] = f
			padded = padded || f.Padded
			suffixes[f.Suffix]++
		} else if written > 200 && good*2 < written {
			return false
		}
	}
	if good == 0 || float64(good) < agree*float64(written) || padded {
		return false
	}
	scaled := false
	if len(suffixes) > 1 {
		if scaled = sameUnit(suffixes); !scaled && (len(suffixes) != 2 || suffixes[""] == 0) {
			return false
		}
	}
	c.Kind, c.Odd, c.Num = Number, written-good, make([]float64, len(figures))
	for i, f := range figures {
		c.take(i, f, scaled)
	}
	return true
}

// sameUnit reports whether suffixes differ in their multiplier only: 3万, 5000.
func sameUnit(suffixes map[string]int) bool {
	rests := map[string]bool{}
	for s := range suffixes {
		_, rest := multiplier(s)
		rests[rest] = true
	}
	return len(rests) == 1
}

func (c *Column) take(i int, f Figure, scaled bool) {
	c.Num[i] = f.Value
	if math.IsNaN(f.Value) {
		return
	}
	if scaled {
		by, rest := multiplier(f.Suffix)
		c.Num[i] = math.Round(f.Value*by*1e6) / 1e6
		f.Suffix = rest
		f.Decimals = max(0, f.Decimals-int(math.Round(math.Log10(by))))
	}
	c.Format.Decimals = max(c.Format.Decimals, f.Decimals)
	c.Format.Grouped = c.Format.Grouped || f.Grouped
	if f.Prefix != "" {
		c.Format.Prefix = f.Prefix
	}
	if f.Suffix != "" {
		c.Format.Suffix = f.Suffix
		if f.Suffix[0] < 0x80 && f.Suffix != "%" {
			c.Format.Suffix = " " + f.Suffix
		}
	}
}

func (c *Column) settleDate() bool {
	order, written, good := c.order(), 0, 0
	times := make([]int64, len(c.Text))
	finest := Year
	for i, s := range c.Text {
		times[i] = NoTime
		if s == "" {
			continue
		}
		written++
		if m, ok := ParseDate(s, order); ok {
			good++
			times[i], finest = m.Seconds, max(finest, m.Precision)
		} else if written > 200 && good*2 < written {
			return false
		}
	}
	if good == 0 || float64(good) < agree*float64(written) {
		return false
	}
	c.Kind, c.Odd, c.Time, c.Num, c.Format = Date, written-good, times, nil, Format{Precision: finest}
	return true
}

// order finds from the dates that leave no choice whether the day comes first.
func (c *Column) order() Order {
	first, months := 0, 0
	for _, s := range c.Text[:min(len(c.Text), 10_000)] {
		if m, ok := ParseDate(s, MonthFirst); ok {
			switch m.dayFirst {
			case 1:
				first++
			case -1:
				months++
			}
		}
	}
	if first > months {
		return DayFirst
	}
	return MonthFirst
}
