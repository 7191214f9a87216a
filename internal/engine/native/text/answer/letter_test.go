package answer_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer"
)

// TestLetters: who signs stands alone at the end, and who is to be called
// stands after the verb.
func TestLetters(t *testing.T) {
	t.Parallel()
	const en = "Dear Ms. Alvarez,\n\nThank you for your letter of 4 May 2025. Our company, Brightwater Ltd of Leeds, has shipped 240 pumps to Valencia. " +
		"Please call John Carter at +44 113 496 0000 if anything is missing.\n\nWe are very sorry.\n\nYours sincerely,\nEmma Hill\n"
	const zh = "王经理：\n您好！货物已于五月四日发出。如有问题请致电李强。\n此致\n敬礼！\n陈晓燕\n2025年5月4日\n"
	for _, c := range []struct{ text, question, want string }{
		{en, "say who has to be called", "John Carter"},
		{en, "Who should be called?", "John Carter"},
		{en, "Who signed the letter?", "Emma Hill"},
		{en, "Who wrote this letter?", "Emma Hill"},
		{en, "Who is the letter from?", "Emma Hill"},
		{en, "Who signed the treaty?", ""},
		{zh, "信是谁写的？", "陈晓燕"},
		{zh, "谁写了这封信？", "陈晓燕"},
	} {
		if a, err := answer.Find(t.Context(), c.text, c.question); err != nil || a.Text != c.want {
			t.Errorf("%s: %q, %v, want %q", c.question, a.Text, err, c.want)
		}
	}
}

// TestWholeDates: the year that stands right before a day belongs to it.
func TestWholeDates(t *testing.T) {
	t.Parallel()
	const zh = "2025年3月12日，杭州市政府宣布，地铁5号线延长段将于今年10月1日正式开通运营。该段全长8.6公里，设车站六座。"
	const en = "The agreement is governed by the laws of Austria; the courts of Vienna have jurisdiction."
	for _, c := range []struct{ text, question, want string }{
		{zh, "什么时候开通？", "今年10月1日"},
		{zh, "延长段什么时候开通？", "今年10月1日"},
		{en, "Which country's law applies?", "Austria"},
	} {
		if a, err := answer.Find(t.Context(), c.text, c.question); err != nil || a.Text != c.want {
			t.Errorf("%s: %q, %v, want %q", c.question, a.Text, err, c.want)
		}
	}
}
