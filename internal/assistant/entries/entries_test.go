package entries_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/assistant/entries"
)

func TestOfText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"I love it. Great staff.\nThe lift was broken.\n\nNever again!\n": {"I love it. Great staff.", "The lift was broken.", "Never again!"},
		"1. good food\n2. slow service":                                   {"good food", "slow service"},
		"- 很好吃\n- 太贵了":                                                    {"很好吃", "太贵了"},
		"lovely\nawful\nok":                                               {"lovely", "awful", "ok"},
		"A first one,\nbroken over lines.\n\nA second one.":               {"A first one, broken over lines.", "A second one."},
		"One line is one text.":                                           nil,
		"This is a text whose lines were broken by whoever wrote it, so\nthat none of them is whole, and there is nothing in it that\ncould be told apart": nil,
		strings.Repeat("Too many of them to be looked at.\n", entries.Most+1):                                                                              nil,
	} {
		if got := entries.OfText(text); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func TestOfTable(t *testing.T) {
	t.Parallel()
	for table, want := range map[string][]string{
		"id,name,review\n1,Ann,I love this little hotel\n2,Bob,\"Too loud, and dirty\"\n":   {"I love this little hotel", "Too loud, and dirty"},
		"编号;评论\n1;环境很好，服务也不错\n2;菜又咸又油，再也不来了\n":                                              {"环境很好，服务也不错", "菜又咸又油，再也不来了"},
		"date\tcomment\n2025-01-01\tit works as it should\n2025-01-02\tstopped after a day": {"it works as it should", "stopped after a day"},
		"region,amount\nNorth,3\nSouth,4\n":                                                 nil,
		"review\nonly one of them here":                                                     nil,
		"a,\"b\nc":                                                                          nil,
	} {
		if got := entries.OfTable(table); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", table, got, want)
		}
	}
}

func TestAbout(t *testing.T) {
	t.Parallel()
	const table = "product,rating,review\nkettle,1,It leaks and gets hot.\nlamp,5,I love this little lamp.\nlamps,2,Broke after a week.\nfloor mat,5,as good as they say\n"
	for request, want := range map[string][]string{
		"how many reviews of the kettle are negative?":  {"It leaks and gets hot."},
		"what do people complain about with the lamps?": {"I love this little lamp.", "Broke after a week."},
		"mood of the kettle and floor mat reviews":      {"It leaks and gets hot.", "as good as they say"},
		"mood of each review":                           {"It leaks and gets hot.", "I love this little lamp.", "Broke after a week.", "as good as they say"},
	} {
		if got := entries.About(table, request); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
	const zh = "产品,评论\n水壶,水壶漏水，把手很烫。\n台灯,很喜欢这个台灯。\n"
	if got := entries.About(zh, "水壶的评论有几条是差评"); !slices.Equal(got, []string{"水壶漏水，把手很烫。"}) {
		t.Errorf("got %q", got)
	}
}

func TestAsked(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]bool{
		"Were the guests happy, going by reviews_en.txt?": true, "Is each of them positive or negative?": true, "sentiment of these comments": true,
		"这些评价里顾客是满意还是不满意？": true, "逐条判断情绪": true, "what do people complain about": true, "大家抱怨什么": true, "这条评论是好评还是差评": false, "Is this review positive?": false, "what is the mood": false,
	} {
		if got := entries.Asked(request); got != want {
			t.Errorf("%s: %v", request, got)
		}
	}
}

func TestWanted(t *testing.T) {
	t.Parallel()
	type want struct {
		label  string
		counts bool
	}
	for request, w := range map[string]want{
		"which reviews are negative? list only those": {"negative", false}, "哪些评论是差评？": {"negative", false}, "只列出好评": {"positive", false},
		"统计好评和差评各有多少条": {"", true}, "how many reviews are positive?": {"", true}, "Are these reviews positive?": {"", false}, "mood of each review": {"", false},
		"这些评论是好评还是差评？": {"", false}, "show the unhappy customers": {"negative", false}, "哪些顾客不满意": {"negative", false}, "what do people complain about?": {"negative", false}, "水壶的评论在抱怨什么": {"negative", false},
	} {
		if label, counts := entries.Wanted(request); label != w.label || counts != w.counts {
			t.Errorf("%s: %q %v", request, label, counts)
		}
	}
}

func TestRate(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]string{
		"把这些评论里的差评挑出来，然后统计好评率": "positive", "这些留言的差评占比": "negative", "好评占多少？": "positive", "正面评价的比例是多少": "positive",
		"list the bad ones and the positive rate": "positive", "what percentage of the reviews are negative?": "negative", "share of happy customers": "positive",
		"列出差评": "", "how many are positive": "",
	} {
		if got := entries.Rate(request); got != want {
			t.Errorf("%s: %q", request, got)
		}
	}
	for request, want := range map[string]string{"把差评挑出来，再算好评率": "negative", "列出好评，并给出差评率": "positive", "list the negative reviews and the positive rate": "negative"} {
		if label, counts := entries.Wanted(request); label != want || !counts {
			t.Errorf("%s: %q %v", request, label, counts)
		}
	}
}

func FuzzOfTable(f *testing.F) {
	f.Add("a,b\nc,\"d e f g\"\n1;2\n")
	f.Fuzz(func(t *testing.T, s string) {
		for _, l := range [][]string{entries.OfTable(s), entries.OfText(s)} {
			if len(l) > entries.Most || slices.Contains(l, "") {
				t.Errorf("%q: %q", s, l)
			}
		}
	})
}

// TestSaved: the file has what the clause that speaks of it wants, whatever is counted besides.
func TestSaved(t *testing.T) {
	t.Parallel()
	for request, want := range map[string]string{
		"好评差评各有几条？把差评单独存成一个csv":                                                        "negative",
		"How many are positive and how many negative? Save the negative ones as a csv": "negative",
		"How many of the reviews are good? Put just the good ones in a csv file":       "positive",
		"list only the negative ones":                                                  "negative",
		"judge each review and save it as excel":                                       "",
		"export the unhappy comments as json":                                          "negative",
		"把好评存成表格，再告诉我差评有几条":                                                            "positive",
		"I want the angry messages as a csv":                                           "negative",
	} {
		if got := entries.Saved(request); got != want {
			t.Errorf("%s: %q, want %q", request, got, want)
		}
	}
}
