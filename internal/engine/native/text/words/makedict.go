//go:build ignore

// Makedict writes data/zh.dict from the simplified Chinese dictionary in a
// checkout of github.com/go-ego/gse (data/dict/zh/s_1.txt, Apache-2.0): rare
// words and written-out numbers are left out, and lines are sorted by word.
//
//	go run makedict.go s_1.txt > data/zh.dict
package main

import (
	"bufio"
	"fmt"
	"log"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	han  = regexp.MustCompile(`^\p{Han}{1,8}$`)
	rare = map[string]bool{"ns": true, "nt": true, "nr": true, "i": true, "nz": true, "nrfg": true}
)

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	var lines []string
	seen := map[string]bool{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		w := strings.Fields(sc.Text())
		if len(w) != 3 || !han.MatchString(w[0]) || seen[w[0]] {
			continue
		}
		n, err := strconv.Atoi(w[1])
		if err != nil || !keep(w[0], n, w[2]) {
			continue
		}
		seen[w[0]] = true
		lines = append(lines, fmt.Sprintf("%s %d %s", w[0], n, w[2]))
	}
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

func keep(word string, freq int, tag string) bool {
	if len([]rune(word)) == 1 {
		return true
	}
	return freq >= 5 && tag != "m" || freq >= 3 && rare[tag]
}
