package app_test

import (
	"bytes"
	"image"
	"io"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/sdk"
)

// written is a file of a request.
func written(name, text string) sdk.File {
	return sdk.File{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

// TestEverydayRequests: requests of a few plain words over a file are fulfilled, with the
// file that they want.
func TestEverydayRequests(t *testing.T) {
	t.Parallel()
	m := start(t)
	people := written("people.csv", "name,city\nAnn,Leeds\nBob,York\nAnn,Leeds\n")
	reviews := written("reviews.csv", "product,review\nkettle,I love this kettle and it looks great.\nlamp,Broke after two days and terrible quality.\n")
	lease := written("lease.txt", "This Lease is made on 1 March 2025 between Harriet Stone (\"Landlord\") and Marco Vitale (\"Tenant\").\nThe monthly rent is EUR 950.\nEither party may terminate with a notice period of two months.\n")
	zulin := written("租房.txt", "租房协议\n出租人（以下简称甲方）：周敏\n承租人（以下简称乙方）：刘洋\n月租金为3200元。\n")
	for text, c := range map[string]struct {
		file                sdk.File
		answer, name, holds string
	}{
		"save this as json":                   {people, "people.json", "people.json", "[\n  {\"name\": \"Ann\", \"city\": \"Leeds\"},\n"},
		"drop duplicates":                     {people, "left out: 1", "people-unique.csv", "name,city\nAnn,Leeds\nBob,York\n"},
		"去掉重复的行，转成markdown":                   {people, "去掉的重复行：1", "people-unique.md", "| name | city |\n| --- | --- |\n| Ann | Leeds |\n| Bob | York |\n"},
		"转成 Excel":                            {people, "people.xlsx", "people.xlsx", "PK"},
		"sentiment of each review, as csv":    {reviews, "1 positive, 1 negative", "reviews-sentiment.csv", "product,review,label,score\nkettle,I love this kettle and it looks great.,positive,"},
		"判断每条评论的情感，存成json":                    {reviews, "1 条正面，1 条负面", "reviews-sentiment.json", "[\n  {\"product\": \"kettle\", \"review\": \"I love this kettle and it looks great.\", \"判断\": \"正面\", \"得分\": "},
		"notice period":                       {lease, "two months", "", ""},
		"who is the lessee?":                  {lease, "Marco Vitale", "", ""},
		"what is the name of the landlord":    {lease, "Harriet Stone", "", ""},
		"月租金":                                 {zulin, "3200元", "", ""},
		"房东是谁":                                {zulin, "周敏", "", ""},
		"租客叫什么名字？":                            {zulin, "刘洋", "", ""},
		"make the photo smaller, 20 kb max":   {attached("lake.jpg")[0], "lake.jpg", "lake.jpg", "\xff\xd8"},
		"summarise it in at most 30 words":    {attached("article.txt")[0], "", "", ""},
		"Give me the gist in 4 words, please": {attached("article.txt")[0], "No sentence of the text is as short as 4 words", "", ""},
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			run := m.ask(t, sdk.Ask{Text: text, Files: []sdk.File{c.file}})
			if run.State != "done" || !strings.Contains(run.Answer, c.answer) || len(run.Undone) > 0 {
				t.Fatalf("%s: %s%s%s", run.State, run.Answer, run.Error, run.Question)
			}
			if strings.Contains(text, "30 words") && len(strings.Fields(run.Answer)) > 30 {
				t.Errorf("%d words: %s", len(strings.Fields(run.Answer)), run.Answer)
			}
			if c.name == "" {
				return
			}
			if len(run.Artefacts) != 1 || run.Artefacts[0].Name != c.name {
				t.Fatalf("%v, want %s", run.Artefacts, c.name)
			}
			b := m.bytes(t, run.Artefacts[0])
			if !strings.HasPrefix(string(b), c.holds) {
				t.Errorf("%s holds %q, want %q", c.name, b[:min(len(b), 200)], c.holds)
			}
			if strings.Contains(text, "20 kb") {
				if _, _, err := image.Decode(bytes.NewReader(b)); err != nil || len(b) > 20000 || len(b) < 10000 {
					t.Errorf("%d bytes: %v", len(b), err)
				}
			}
		})
	}
	run := m.ask(t, sdk.Ask{Text: "make a qr code for hello world"})
	if run.State != "done" || !strings.Contains(run.Answer, "It holds: hello world") {
		t.Errorf("%s: %s%s%s", run.State, run.Answer, run.Error, run.Question)
	}
}
