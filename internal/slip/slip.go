// Package slip tells words that were written with slips of the finger: a letter
// too many, too few, another one, or two swapped.
package slip

import "iter"

// longest is how many bytes a word has at most that is looked at.
const longest = 30

// Count counts the slips between two words (the optimal string alignment
// distance); what is more than most may be told as most+1.
func Count(a, b string, most int) int {
	var older, old, row [longest + 1]int
	if len(a) > longest || len(b) > longest {
		return most + 1
	}
	for j := range len(b) + 1 {
		old[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(old[j]+1, row[j-1]+1, old[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], older[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > most {
			return most + 1
		}
		older, old = old, row
	}
	return old[len(b)]
}

// Nearest is the one word in Latin letters of known that a single slip makes of
// word, in lower case; two slips for words of nine letters or more. It is empty
// where there is none, or where two are as near.
func Nearest(word string, known iter.Seq[string]) string {
	most := 1
	if len(word) >= 9 {
		most = 2
	}
	best, distance, tied := "", most+1, false
	for k := range known {
		if k == "" || k[0] >= 0x80 || k[0] != word[0] && len(word) < 6 || len(k) < 4 || len(k)-len(word) > most || len(word)-len(k) > most {
			continue
		}
		switch d := Count(word, k, most); {
		case d < distance:
			best, distance, tied = k, d, false
		case d == distance && k != best:
			tied = true
		}
	}
	if tied {
		return ""
	}
	return best
}
