package mask_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/mask"
)

// texts have what is to be masked in braces.
var texts = []string{
	"Dear {Anna Berg},\nthank you for your call. {Mrs Berg|Berg}, your order goes to {12 High Street, Leeds LS1 4AP}. Call us on {0113 496 0000} or write to {help@shop.example}.\nYours,\n{Tom Hadley}",
	"Name: {Priya Sharma}\nPassport no. {X1234567}\nPhone: {+44 7700 900123}\nCard: {4111 1111 1111 1111}\nOrder 20261104 of 3 chairs, 120 EUR, on 4 May 2026.",
	"The tenant, {John Miller}, pays 900 EUR to {DE89 3704 0044 0532 0130 00} by the third day of each month. {Miller} lives at {7 Park Lane}, which has 3 rooms.",
	"Patient: {Maria Lopez}. Social security number {123-45-6789}. Dr {Smith} saw her on 3 June; see ISBN 978-3-16-148410-0 and version 10.2.33.",
	"Minutes. Present: {Lena Fischer}, {Omar Haddad}. {Fischer} reports that sales rose by 12 % to 1,250,000. Mail {o.haddad@firm.example}.",
	"Send the parcel to {Flat 3, 45 Queen Street, London W1A 1AA}. Tel. {(212) 555-0147}. It weighs 2.5 kg and costs 49.99.",
	"联系人：{王小明}\n电话：{13812345678}\n身份证号：{110101199003077758}\n地址：{北京市海淀区中关村大街27号}\n订单号20261104，共3件，金额120元。",
	"{李娜}于2026年5月4日与{张伟}签订合同，月租3000元。{李娜}的邮箱是{lina@example.cn}，银行卡号：{6222021234567890123}。",
	"请把快递寄到{上海市浦东新区世纪大道100号5楼501室}，收件人{陈建国}，手机{139 1234 5678}。",
	"会议由{刘芳}主持，{赵强}汇报了销售情况：第三季度增长12%，达到1250000元。",
	"患者{孙丽}，35岁，住院号A1023，联系电话{010-62345678}。复诊时间为6月3日。",
	"护照号码：{E12345678}。{周杰}的社保号{320500198512120011}，车间共有200人。",
}

var braces = regexp.MustCompile(`\{([^}|]*)(?:\|([^}]*))?\}`)

// TestWhatIsMasked counts what is masked of that which is to be, and what is masked besides.
func TestWhatIsMasked(t *testing.T) {
	t.Parallel()
	all, missed, wrong := 0, 0, 0
	for _, text := range texts {
		var want []string
		plain := braces.ReplaceAllStringFunc(text, func(s string) string {
			m := braces.FindStringSubmatch(s)
			w := m[1]
			if m[2] != "" {
				w = m[2]
			}
			want = append(want, w)
			return m[1]
		})
		found, err := mask.Find(t.Context(), plain, mask.Usual())
		if err != nil {
			t.Fatal(err)
		}
		hidden := mask.Hide(plain, found, "black", nil)
		if len([]rune(hidden)) != len([]rune(plain)) {
			t.Errorf("%q is %d letters long, was %d", hidden, len([]rune(hidden)), len([]rune(plain)))
		}
		for _, w := range want {
			all++
			if strings.Contains(hidden, w) {
				missed++
				t.Logf("missed: %s", w)
			}
		}
		for _, p := range found {
			s := plain[p.Start:p.End]
			if !overlaps(want, s) {
				wrong++
				t.Logf("%s is %s, which is none", s, p.Kind)
			}
		}
	}
	t.Logf("%d of %d missed, %d wrong", missed, all, wrong)
	if all < 40 || missed > 1 || wrong > 2 {
		t.Errorf("%d of %d missed, %d wrong", missed, all, wrong)
	}
}

func overlaps(want []string, s string) bool {
	for _, w := range want {
		if strings.Contains(w, s) || strings.Contains(s, w) {
			return true
		}
	}
	return false
}

func TestSigns(t *testing.T) {
	t.Parallel()
	const text = "王小明的电话是13812345678，邮箱wang@example.cn，身份证110101199003077758。"
	for style, want := range map[string]string{
		"black":   "███的电话是███████████，邮箱███████████████，身份证██████████████████。",
		"stars":   "***的电话是***********，邮箱***************，身份证******************。",
		"label":   "[names]的电话是[phones]，邮箱[emails]，身份证[ids]。",
		"partial": "王**的电话是138****5678，邮箱w***@example.cn，身份证110*************58。",
	} {
		found, err := mask.Find(t.Context(), text, mask.Usual())
		if err != nil {
			t.Fatal(err)
		}
		if got := mask.Hide(text, found, style, func(kind string) string { return kind }); got != want {
			t.Errorf("%s: %s, want %s", style, got, want)
		}
	}
	found, err := mask.Find(t.Context(), text, []string{mask.Emails})
	if err != nil || len(found) != 1 || text[found[0].Start:found[0].End] != "wang@example.cn" {
		t.Errorf("only e-mail addresses: %v %v", found, err)
	}
}

// TestNoNumberStays: what is in braces is hidden whole, whatever marks and digits it is written with.
func TestNoNumberStays(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"Name: {José de la Cruz}\nIBAN: {AT61 1904 3002 3457 3201} BIC BKAUATWW",
		"Please pay to {BE71 0961 2345 6769} EUR 500. IBAN {DE12 3456 7890 1234 5678 90}",
		"Card: {1234 5678 9012 3456}, to be paid in May",
		"银行卡：{6222 0212 3456 7890}，我的银行卡是{6222021234567890}",
		"我的电话{8613812345678}，电话 {１３８１２３４５６７８}，备用{138‑1234‑5678}",
		"Tel: {+49 (0)30 123456-78} or {+1-212-555-0147}; call me at {2125550147}",
		"身份证：{11010519491231002X}，旧证 {110105491231002}",
		"Dear Sir,\nHi {Tom}, my name is {Zoë}. Social security: {123 45 6789}",
		"我叫{欧阳娜}，住在{杭州市西湖区文三路478号}",
	} {
		plain := braces.ReplaceAllString(text, "$1")
		want := braces.ReplaceAllStringFunc(text, func(s string) string { return strings.Repeat("█", len([]rune(s))-2) })
		found, err := mask.Find(t.Context(), plain, mask.Usual())
		if err != nil {
			t.Fatal(err)
		}
		got := []rune(mask.Hide(plain, found, "black", nil))
		for i, r := range []rune(want) {
			if r == '█' && got[i] != r {
				t.Errorf("%s\n%s\nwant\n%s", text, string(got), want)
				break
			}
		}
	}
}

// TestNamesAlone: what is not asked for stands there as before, and keeps no name from being hidden.
func TestNamesAlone(t *testing.T) {
	t.Parallel()
	const text = "On 4 May 2026 Anna Berg bought it. Phone: 0113 496 0000, card 4111 1111 1111 1111."
	for kind, want := range map[string]string{mask.Names: "On 4 May 2026 [names] bought it. Phone: 0113 496 0000, card 4111 1111 1111 1111.", mask.Phones: "On 4 May 2026 Anna Berg bought it. Phone: [phones], card 4111 1111 1111 1111."} {
		found, err := mask.Find(t.Context(), text, []string{kind})
		if got := mask.Hide(text, found, "label", func(k string) string { return k }); err != nil || got != want {
			t.Errorf("%s: %s %v", kind, got, err)
		}
	}
}
