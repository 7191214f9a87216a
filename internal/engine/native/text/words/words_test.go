package words_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

func TestSentences(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		text string
		want []string
	}{
		"titles and initials":   {"Dr. J. K. Brown met Mr. Li. They talked.", []string{"Dr. J. K. Brown met Mr. Li.", "They talked."}},
		"firms":                 {"Acme Inc. bought Bolt Ltd. in May. It paid $4.5 million.", []string{"Acme Inc. bought Bolt Ltd. in May.", "It paid $4.5 million."}},
		"a firm at the end":     {"She works for Acme Inc. The pay is good.", []string{"She works for Acme Inc.", "The pay is good."}},
		"numbers and addresses": {"Version 1.2.3 is at www.example.com now. Get it!", []string{"Version 1.2.3 is at www.example.com now.", "Get it!"}},
		"quotes":                {"\"Is it true?\" she asked. \"Yes.\" He left.", []string{"\"Is it true?\"", "she asked.", "\"Yes.\"", "He left."}},
		"chinese":               {"他说：“你好。”我走了！真的吗？是的。", []string{"他说：“你好。”", "我走了！", "真的吗？", "是的。"}},
		"chinese numbers":       {"圆周率约为3.14。面积是2.5平方米。", []string{"圆周率约为3.14。", "面积是2.5平方米。"}},
		"wrapped lines":         {"This line is long enough that it was surely wrapped by\nan editor. Next one.", []string{"This line is long enough that it was surely wrapped by an editor.", "Next one."}},
		"list":                  {"Buy:\n- milk\n- bread\n1. First\n2. Second", []string{"Buy:", "- milk", "- bread", "1. First", "2. Second"}},
		"clauses of a contract": {"第一条 甲方付款。\n第二条 乙方交货。", []string{"第一条 甲方付款。", "第二条 乙方交货。"}},
		"nothing":               {" \n\n ", nil},
		"marks":                 {"!!! ...", nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, s := range words.Sentences(c.text) {
				got = append(got, s.Text)
				if plain := strings.Join(strings.Fields(c.text[s.Start:s.End]), " "); plain != s.Text {
					t.Errorf("%q stands at %q", s.Text, plain)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	cases := map[string]string{
		"Don't touch the company's state-of-the-art TV!": "don't touch the company 's state-of-the-art tv !",
		"It costs $1,299.50, or 15%.":                    "it costs $ 1,299.50 , or 15 % .",
		"iPhone15 and AT&T":                              "iphone15 and at&t",
		"我不满意这个服务。":                                      "我 不 满意 这个 服务 。",
		"小米公司在北京发布了新手机":                                  "小米 公司 在 北京 发布 了 新手机",
		"臺灣的張先生":                                         "台湾 的 张 先生",
		"租客10月8日报到":                                      "租客 10 月 8 日 报到",
		"cut \xe4\xb8 here":                              "cut \ufffd \ufffd here",
	}
	for text, want := range cases {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, tok := range words.Tokens(text) {
				got = append(got, tok.Norm)
				if tok.Text != text[tok.Start:tok.End] {
					t.Errorf("%q stands at %q", tok.Text, text[tok.Start:tok.End])
				}
			}
			if s := strings.Join(got, " "); s != want {
				t.Errorf("got %q, want %q", s, want)
			}
		})
	}
}

func TestChinese(t *testing.T) {
	t.Parallel()
	cases := map[string]bool{
		"今天天气很好": true, "我的 iPhone 坏了": true, "hello": false, "He said 你好 to me at the station": false,
		"これは日本語の文です": false, "": false, "2024年": true,
	}
	for text, want := range cases {
		if got := words.Chinese(text); got != want {
			t.Errorf("Chinese(%q) is %v", text, got)
		}
	}
}

func TestSimplifyKeepsOffsets(t *testing.T) {
	t.Parallel()
	const text = "臺灣發表的新書，價錢三百圓。ok"
	if got := words.Simplify(text); got != "台湾发表的新书，价钱三百圆。ok" || len(got) != len(text) {
		t.Errorf("got %q", got)
	}
	for _, s := range []string{"\xcb0 May", "\xff臺", "a\xe8\x87", ""} { // not UTF-8: every byte stays
		if got := words.Simplify(s); len(got) != len(s) {
			t.Errorf("%q became %q", s, got)
		}
	}
}

func TestStem(t *testing.T) {
	t.Parallel()
	for _, group := range []string{"contract contracts contracted contracting", "sell sells sold selling", "break broke broken"} {
		forms := strings.Fields(group)
		for _, f := range forms {
			if words.Stem(f) != words.Stem(forms[0]) {
				t.Errorf("%s and %s have the stems %s and %s", f, forms[0], words.Stem(f), words.Stem(forms[0]))
			}
		}
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("Mr. Li's 3.5% 中文\xff. 第1条 ok")
	f.Fuzz(func(t *testing.T, s string) {
		at := 0
		for _, tok := range words.Tokens(s) {
			if tok.Start < at || tok.End <= tok.Start || s[tok.Start:tok.End] != tok.Text {
				t.Fatalf("token %+v after %d", tok, at)
			}
			at = tok.End
		}
		at = 0
		for _, sen := range words.Sentences(s) {
			if sen.Start < at || sen.End <= sen.Start {
				t.Fatalf("sentence %+v after %d", sen, at)
			}
			at = sen.End
		}
	})
}
