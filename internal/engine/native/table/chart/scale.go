package chart

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/tenonhub/tenon/internal/engine/native/table/sheet"
)

// scale maps values to places between from and to.
type scale struct {
	lo, hi   float64
	from, to float64
	ticks    []float64
}

func (s scale) at(v float64) float64 {
	if s.hi == s.lo {
		return (s.from + s.to) / 2
	}
	return s.from + (v-s.lo)/(s.hi-s.lo)*(s.to-s.from)
}

// nice returns a scale over lo to hi whose ticks are round numbers, about n of
// them. With zero the scale begins there.
func nice(lo, hi float64, n int, zero bool) scale {
	if zero {
		lo, hi = min(lo, 0), max(hi, 0)
	}
	if hi == lo {
		pad := max(math.Abs(hi)/2, 1)
		lo, hi = lo-pad, hi+pad
		if zero {
			lo = min(0, lo+pad)
		}
	}
	raw := (hi - lo) / float64(n)
	step := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if step*m >= raw*0.999 {
			step *= m
			break
		}
	}
	s := scale{lo: math.Floor(lo/step+1e-9) * step, hi: math.Ceil(hi/step-1e-9) * step}
	for i := 0; i <= 50; i++ {
		v := s.lo + float64(i)*step
		if v > s.hi+step/2 {
			break
		}
		s.ticks = append(s.ticks, math.Round(v/step)*step)
	}
	return s
}

// tick writes a value of an axis, short: $1.2M, 120万, 45%.
func tick(v, step float64, f sheet.Format, han bool) string {
	by, word := 1.0, ""
	if v == 0 {
		step = 1
	}
	switch m := math.Max(math.Abs(v), step); {
	case han && m >= 1e8:
		by, word = 1e8, "亿"
	case han && m >= 1e5:
		by, word = 1e4, "万"
	case !han && m >= 1e9:
		by, word = 1e9, "B"
	case !han && m >= 1e6:
		by, word = 1e6, "M"
	}
	decimals := 0
	for s := step / by; decimals < 6 && math.Abs(s-math.Round(s)) > 1e-6; decimals++ {
		s *= 10
	}
	s := strconv.FormatFloat(math.Abs(v)/by, 'f', decimals, 64)
	if strings.Contains(s, ".") && word != "" {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	s = f.Prefix + sheet.Group(s) + word
	if len([]rune(f.Suffix)) <= 2 {
		s += f.Suffix
	}
	if v < 0 {
		return "−" + s
	}
	return s
}

// label writes a value beside its mark.
func label(v float64, f sheet.Format, han bool) string {
	if a := math.Abs(v); a >= 1e5 {
		return tick(v, math.Pow(10, math.Floor(math.Log10(a))-2), f, han)
	}
	d := min(f.Decimals, 2)
	if math.Abs(v) >= 1000 {
		d = 0
	}
	f.Grouped, f.Suffix = true, strings.TrimSpace(f.Suffix)
	if len([]rune(f.Suffix)) > 2 {
		f.Suffix = ""
	}
	return f.Write(v, d)
}

// times returns round times between two, about n, with their labels.
func times(lo, hi float64, n int) (at []float64, labels []string) {
	from, to := time.Unix(int64(lo), 0).UTC(), time.Unix(int64(hi), 0).UTC()
	days := to.Sub(from).Hours() / 24
	for _, s := range []struct {
		months, days int
		layout       string
	}{{0, 1, "01-02"}, {0, 2, "01-02"}, {0, 7, "01-02"}, {0, 14, "01-02"}, {1, 0, "2006-01"}, {2, 0, "2006-01"}, {3, 0, "2006-01"}, {6, 0, "2006-01"}, {12, 0, "2006"}, {24, 0, "2006"}, {60, 0, "2006"}, {120, 0, "2006"}, {300, 0, "2006"}} {
		if days/(float64(s.days)+30.4*float64(s.months)) > float64(n) {
			continue
		}
		t := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)
		switch {
		case s.months >= 12:
			t = time.Date(from.Year()-from.Year()%(s.months/12), 1, 1, 0, 0, 0, 0, time.UTC)
		case s.months > 0:
			t = time.Date(from.Year(), 1, 1, 0, 0, 0, 0, time.UTC)
		}
		for ; !t.After(to); t = t.AddDate(0, s.months, s.days) {
			if !t.Before(from) {
				at, labels = append(at, float64(t.Unix())), append(labels, t.Format(s.layout))
			}
		}
		break
	}
	return at, labels
}
