package phrase_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/plan/tongue/phrase"
)

const lexicon = `
[numbers]
3: three

[languages]
fr: french / 法语

[extensions]
all: wav

[translation]
4: translate .. (into|to) {target:lang} / 翻(译)?成{target:lang}

[summarization]
4: summarize / {sentences:num} sentence summary
+: (in|into) {sentences:num} sentences

[audio-trim]
4: {start:time} (to|到) {end:time}
`

func TestFind(t *testing.T) {
	t.Parallel()
	l, err := phrase.Read(lexicon)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"Please translate this letter into French":   "translation[translate this letter into French]target=fr",
		"summarise it in three sentences":            "summarization[summarise]; summarization[in three sentences]sentences=3",
		"sumarize talk.wav":                          "summarization[sumarize]",
		"把信翻译成法语":                                    "translation[翻译成法语]target=fr",
		"1:30 to 2:00":                               "audio-trim[1:30 to 2:00]end=120 start=90",
		"10 to 20 seconds":                           "audio-trim[10 to 20 seconds]end=20 start=10",
		"十二秒到1分05秒":                                  "audio-trim[十二秒到1分05秒]end=65 start=12",
		`say "translate it into French" and no more`: "",
		"translate. into French":                     "",
	} {
		scanned := l.Scan(text, nil)
		var got []string
		for _, m := range l.Find(scanned) {
			var caught []string
			for _, name := range []string{"end", "sentences", "start", "target"} {
				if i, ok := m.Caught[name]; ok {
					tok := scanned.Tokens[i]
					value := tok.Code
					if value == "" {
						value = fmt.Sprint(tok.Value)
					}
					caught = append(caught, name+"="+value)
				}
			}
			said := text[scanned.Tokens[m.From].Start:scanned.Tokens[m.To-1].End]
			got = append(got, m.Entry.Section+"["+said+"]"+strings.Join(caught, " "))
		}
		if s := strings.Join(got, "; "); s != want {
			t.Errorf("%s:\n got %s\nwant %s", text, s, want)
		}
	}
}

func TestReadNamesEveryBadLine(t *testing.T) {
	t.Parallel()
	_, err := phrase.Read("[a]\n4: (open\nx: word\n4: .. only a gap\nno colon")
	for _, want := range []string{"line 2", "line 3", "line 4", "line 5"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("the error does not name %s: %v", want, err)
		}
	}
}

// What says in brackets or behind “i.e.” which numbers count belongs to its clause; other
// brackets and commas stand apart.
func TestWhatExplainsAClauseBelongsToIt(t *testing.T) {
	t.Parallel()
	l, err := phrase.Read(lexicon)
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]int{
		"which of them failed science (below 50)?": 1, "who failed, i.e. less than 50 points?": 1, "谁不及格（低于60分）？": 1, "large flats (100 or more)": 1,
		"how much were the tickets (both ways) in March?": 1, "哪些会员（不含家属）续费了": 1, "账单（五月）一共多少": 1, "which closed (settled) bills are from May": 1, "read it (the second page) aloud": 3, "two files (a 50 and a 60)": 2, "cut it, below 50 nothing stays": 2, "that is, if it is long": 2,
	} {
		seen := map[int]bool{}
		for _, token := range l.Scan(text, nil).Tokens {
			seen[token.Clause] = true
		}
		if len(seen) != want {
			t.Errorf("%s: %d clauses, want %d", text, len(seen), want)
		}
	}
}
