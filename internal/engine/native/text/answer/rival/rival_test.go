package rival_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/rival"
)

const (
	vans   = "车型介绍\n小面包：载重600公斤，百公里油耗7升，售价4.8万元。\n厢货：载重1500公斤，百公里油耗11升，售价9万元，装货需2小时。\n"
	routes = "北线全程12公里，约需5小时。南线全程九公里，约需6小时，风景更好。\n"
)

func TestAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, question, want string }{
		{vans, "小面包和厢货哪个便宜？", "小面包：售价4.8万元（厢货：售价9万元）"},
		{vans, "厢货跟小面包相比，哪个载重更大？", "厢货：载重1500公斤（小面包：载重600公斤）"},
		{vans, "小面包和厢货哪个油耗低", "小面包：百公里油耗7升（厢货：百公里油耗11升）"},
		{vans, "小面包和厢货哪个装货快？", ""},
		{vans, "小面包和轿车哪个便宜？", ""},
		{vans, "小面包和厢货哪个好看？", ""},
		{routes, "北线和南线哪条全程短？", "南线：全程九公里（北线：全程12公里）"},
		{routes, "北线多长？", ""},
		{"A款售价12,000元。B款售价9,500元。", "A款和B款哪个便宜？", "B款：售价9,500元（A款：售价12,000元）"},
		{"A款售价12，000元。B款售价9，500元。", "A款和B款哪个便宜？", ""},
		{"甲店每月三千五百元。乙店每月八百元。", "甲店和乙店哪个便宜？", ""},
		{"甲店每斤12元。乙店每公斤20元。", "甲店和乙店哪个便宜？", ""},
		{"甲店售价100-900元。乙店售价200元。", "甲店和乙店哪个便宜？", ""},
	} {
		if got := rival.Answer(c.text, c.question); got != c.want {
			t.Errorf("%s: %q, want %q", c.question, got, c.want)
		}
	}
}
