package tally_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/tally"
)

const (
	mill = "The old mill\n\nThe mill was built in 1903. It ground corn.\n\nIt is a museum now, isn't it?\n"
	he   = "租赁合同\n\n第一条 房屋\n房屋位于湖边路3号。租金每月 3000 元。\n"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{mill, "how many words has this article", "19 words"},
		{mill, "Count the words", "19 words"},
		{mill, "word count", "19 words"},
		{"Go", "How many words and characters are there?", "1 word; 2 characters without spaces"},
		{"I", "How many letters and characters are there?", "1 letter; 1 character without spaces"},
		{mill, "Please count the words and sentences in this text.", "19 words; 3 sentences"},
		{mill, "How many sentences are there?", "3 sentences"},
		{mill, "how many paragraphs does it have", "2 paragraphs"},
		{mill, "number of lines", "3 lines"},
		{mill, "How many characters does the text have?", "68 characters without spaces"},
		{mill, "what is the average sentence length", "5.3 words per sentence (16 words in 3 sentences)"},
		{mill, "这篇文章有多少个单词？", "19 个单词"},
		{mill, "平均每句多少个词", "平均每句 5.3 个单词（共 3 句）"},
		{he, "这份合同有多少字", "22 个汉字，另有 2 个英文单词或数字；连标点共 29 个字符（不含空格）"},
		{mill, "what's the number of sentences and paragraphs?", "3 sentences; 2 paragraphs"},
		{mill, "Please tell me the word count of this text", "19 words"},
		{he, "顺便数一下全文有多少字", "22 个汉字，另有 2 个英文单词或数字；连标点共 29 个字符（不含空格）"},
		{he, "麻烦您再帮忙数下一共几句话，谢谢", "2 句"},
		{mill, "and while you're at it count the words, thanks", "19 words"},
		{mill, "by the way, how many words is it?", "19 words"},
		{he, "字数统计", "22 个汉字，另有 2 个英文单词或数字；连标点共 29 个字符（不含空格）"},
		{he, "统计一下字数和段落数", "22 个汉字，另有 2 个英文单词或数字；连标点共 29 个字符（不含空格）；1 段"},
		{he, "一共有几句话？", "2 句"},
		{mill, "How many words did the speaker forget?", ""},
		{mill, "How many words does the miller know?", ""},
		{mill, "How long is a sentence for theft?", ""},
		{mill, "What did he say in his own words?", ""},
		{he, "合同几号生效？", ""},
		{he, "这段话是什么意思", ""},
		{he, "租金多少", ""},
	} {
		if got := tally.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
