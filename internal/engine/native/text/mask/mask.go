// Package mask finds what a text says of people that others are not to read, and puts signs
// in its place: names, telephone numbers, addresses, numbers of identity cards and of bank
// cards. It goes by the forms that these have and by the names that are found; it does not
// know who somebody is, and misses what has no such form.
package mask

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
)

// The kinds of what is masked.
const (
	Names         = "names"
	Organisations = "organisations"
	Places        = "places"
	Phones        = "phones"
	Emails        = "emails"
	IDs           = "ids"
	Cards         = "cards"
	Addresses     = "addresses"
	Webs          = "urls"
	Dates         = "dates"
	Amounts       = "amounts"
)

// Usual are the kinds that are masked where none is named.
func Usual() []string { return []string{Names, Phones, Emails, IDs, Cards, Addresses} }

// Span is a stretch of a text, in bytes, with its kind.
type Span struct {
	Kind       string
	Start, End int
}

// entities are the kinds of what package entity finds.
var entities = map[entity.Kind]string{
	entity.Person: Names, entity.Organisation: Organisations, entity.Place: Places, entity.Phone: Phones, entity.Email: Emails,
	entity.URL: Webs, entity.Date: Dates, entity.Amount: Amounts,
}

type form struct {
	kind string
	re   *regexp.Regexp
	is   func(s string) bool
}

// forms are numbers and addresses by their forms; the first group, where there is one, is
// what is masked. The order matters: an earlier one takes its stretch from the later ones.
var forms = []form{
	{Emails, regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`), nil},
	{IDs, regexp.MustCompile(`(?:^|[^\dA-Za-z])([1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?:[^\dA-Za-z]|$)`), nil}, // China's
	{IDs, regexp.MustCompile(`\b\d{3}-\d{2}-\d{4}\b`), nil},                                                                                              // a US social security number
	{IDs, regexp.MustCompile(`\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b`), nil},                                                // a British insurance number
	{IDs, regexp.MustCompile(`(?i)(?:passport|护照|身份证|证件|社保|\bID(?: card)?|identity card|driv\w+ licen[cs]e|驾驶证|tax (?:id|number)|SSN|NINO)(?:号码?| ?(?:no|number|nr|#)\.?)?(?: is)?[\s:：是为]{0,3}([A-Z]{0,3}[- ]?\d[\dA-Z-]{4,20})`), nil},
	{Cards, regexp.MustCompile(`\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b`), iban},
	{Cards, regexp.MustCompile(`(?:^|[^\d])(\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}|\d{4}[ -]\d{6}[ -]\d{5})(?:[^\d]|$)`), luhn},
	{Cards, regexp.MustCompile(`(?i)(?:卡号|账号|帐号|银行账户|account(?: (?:no|number|nr)\.?)?|card (?:no|number|nr)\.?|a/c)(?: is)?[\s:：是为]{0,3}(\d[\d -]{5,26}\d)`), nil},
	{Phones, regexp.MustCompile(`(?:^|[^\d])((?:(?:\+|00)86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?:[^\d]|$)`), nil},
	{Phones, regexp.MustCompile(`(?:^|[^\d.])(0\d{2,3}[ -]?\d{7,8})(?:[^\d]|$)`), nil},
	{Phones, regexp.MustCompile(`(?:^|[^\d.,])(\(?\d{3}\)?[ -.]\d{3}[ -.]\d{4})(?:[^\d]|$)`), nil},
	{Phones, regexp.MustCompile(`(?i)(?:tel|telephone|phone|mobile|cell|fax|call|电话|手机|热线|传真|联系方式)(?:号码?| ?(?:no|number|nr)\.?)?(?: is| on| at)?[\s:：是为]{0,3}(\+?\(?\d[\d ()/.-]{4,18}\d)`), nil},
	{Addresses, regexp.MustCompile(`(?:\p{Han}{2,8}?(?:省|自治区))?(?:\p{Han}{1,8}?(?:市|自治州|盟))?(?:\p{Han}{1,8}?(?:区|县|旗|镇|乡))?\p{Han}{1,10}?(?:路|街|道|巷|胡同|弄|大道|里|村|小区|花园|公寓|大厦|广场)(?:[\p{Han}A-Za-z]{0,6}?\d+(?:-\d+)?(?:号楼|号院|弄|号|栋|幢|座|单元|楼|层|室|房|户))+`), nil},
	{Addresses, regexp.MustCompile(`\b(?:(?:Flat|Apt\.?|Apartment|Unit|Suite|Room) ?[\w-]+,? )?\d{1,5}[A-Za-z]?,? (?:[A-Z][\w'’.-]+ ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Boulevard|Blvd|Way|Terrace|Close|Crescent|Gardens|Grove|Hill|Row|Parkway|Highway|Mews)\b\.?(?:,? (?:Flat|Apt\.?|Apartment|Unit|Suite|Room|#) ?[\w-]+)?(?:, [A-Z][\w'’ -]{2,24}){0,2}?(?:,? (?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]{2} \d{5}(?:-\d{4})?|\d{5}))?`), nil},
	{Addresses, regexp.MustCompile(`\b[A-Z][a-zäöüß]+(?:straße|strasse|weg|platz|allee|gasse)\s\d+[a-z]?(?:,? \d{5} [A-ZÄÖÜ][a-zäöüß]+)?`), nil},
	{Addresses, regexp.MustCompile(`\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b`), nil}, // a British postcode
	{Names, regexp.MustCompile(`(?:姓名|联系人|收件人|收货人|申请人|负责人|经办人|户名|患者|病人|学生|家长|员工|签名|签字)(?:姓名)?[ \t]*[:：][ \t]*(\p{Han}{2,4}|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,3})`), nil},
	{Names, regexp.MustCompile(`(?:^|[\n,;(])[ \t]*(?:[Ff]ull )?(?:[Nn]ame|[Cc]ontact(?: person)?|[Cc]ustomer|[Pp]atient|[Tt]enant|[Ss]igned|[Aa]ttn)[ \t]*:[ \t]*([A-Z][\w'’-]+(?: [A-Z][\w'’.-]+){0,3})`), nil},
}

// Find finds what is of the kinds in a text, in its order; nothing overlaps.
func Find(ctx context.Context, s string, kinds []string) ([]Span, error) {
	var found []Span
	taken := func(from, to int) bool {
		return slices.ContainsFunc(found, func(o Span) bool { return from < o.End && o.Start < to })
	}
	for _, f := range forms {
		at := 0
		for at < len(s) {
			m := f.re.FindStringSubmatchIndex(s[at:])
			if m == nil {
				break
			}
			from, to := at+m[0], at+m[1]
			if len(m) > 2 && m[2] >= 0 {
				from, to = at+m[2], at+m[3]
			}
			at = max(to, at+1)
			if (f.is == nil || f.is(s[from:to])) && !taken(from, to) {
				found = append(found, Span{f.kind, from, to})
			}
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
	}
	named, err := entity.Find(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, e := range named {
		if kind := entities[e.Kind]; kind != "" && !taken(e.Start, e.End) {
			found = append(found, Span{kind, e.Start, e.End})
		}
	}
	found = slices.DeleteFunc(found, func(p Span) bool { return !slices.Contains(kinds, p.Kind) })
	for _, again := range repeated(s, found) {
		if !taken(again.Start, again.End) {
			found = append(found, again)
		}
	}
	slices.SortFunc(found, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	return found, ctx.Err()
}

// repeated are the names that were found wherever else they stand, and the parts of those of
// several words: who is masked as Anna Berg is masked as Berg too.
func repeated(s string, found []Span) (l []Span) {
	seen := map[string]bool{}
	for _, p := range found {
		if p.Kind != Names {
			continue
		}
		name := s[p.Start:p.End]
		all := []string{name}
		if parts := strings.Fields(name); len(parts) > 1 {
			for _, w := range parts {
				if r, _ := utf8.DecodeRuneInString(w); unicode.IsUpper(r) && utf8.RuneCountInString(w) > 2 && !strings.HasSuffix(w, ".") {
					all = append(all, w)
				}
			}
		}
		for _, w := range all {
			if seen[w] || utf8.RuneCountInString(w) < 2 {
				continue
			}
			seen[w] = true
			for at := 0; ; {
				i := strings.Index(s[at:], w)
				if i < 0 {
					break
				}
				from, to := at+i, at+i+len(w)
				at = to
				if whole(s, from, to) {
					l = append(l, Span{Names, from, to})
				}
			}
		}
	}
	return l
}

// whole reports whether a stretch begins and ends with a word, where it has such.
func whole(s string, from, to int) bool {
	letter := func(r rune) bool { return unicode.IsLetter(r) && r < 0x2E80 || unicode.IsDigit(r) }
	before, _ := utf8.DecodeLastRuneInString(s[:from])
	after, _ := utf8.DecodeRuneInString(s[to:])
	first, _ := utf8.DecodeRuneInString(s[from:])
	return !letter(first) || !letter(before) && !letter(after)
}

// luhn reports whether digits are a bank card's.
func luhn(s string) bool {
	sum, n := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] < '0' || s[i] > '9' {
			continue
		}
		d := int(s[i] - '0')
		if n%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		n++
	}
	return n >= 13 && n <= 19 && sum%10 == 0
}

// iban reports whether letters and digits are an international account number.
func iban(s string) bool {
	s = strings.ReplaceAll(s, " ", "")
	if len(s) < 15 || len(s) > 34 {
		return false
	}
	rest := 0
	for _, r := range s[4:] + s[:4] {
		switch {
		case r >= '0' && r <= '9':
			rest = (rest*10 + int(r-'0')) % 97
		case r >= 'A' && r <= 'Z':
			rest = (rest*100 + int(r-'A') + 10) % 97
		}
	}
	return rest == 1
}

// Hide puts signs in place of the spans: a black bar or stars as long as what they hide, the
// name of the kind in brackets, or stars that leave the ends to be seen.
func Hide(s string, found []Span, style string, name func(kind string) string) string {
	var b strings.Builder
	at := 0
	for _, p := range found {
		b.WriteString(s[at:p.Start])
		b.WriteString(sign(s[p.Start:p.End], p.Kind, style, name))
		at = p.End
	}
	return b.String() + s[at:]
}

func sign(s, kind, style string, name func(kind string) string) string {
	runes := []rune(s)
	switch style {
	case "label":
		return "[" + name(kind) + "]"
	case "stars":
		return covered(runes, 0, len(runes), '*')
	case "partial":
		return partial(runes, kind)
	}
	return covered(runes, 0, len(runes), '█')
}

// partial leaves what is usual: the first letter of a name, three and four digits of a number,
// the first letter and the provider of an e-mail address.
func partial(r []rune, kind string) string {
	first, last := 1, 0
	switch {
	case kind == Emails:
		last = len(r) - slices.Index(r, '@')
	case kind == Phones && len(r) >= 9:
		first, last = 3, 4
	case kind == IDs && len(r) >= 10:
		first, last = 3, 2
	case kind == Cards && len(r) >= 12:
		first, last = 4, 4
	case kind == Addresses:
		first = min(3, len(r)/3)
	}
	if first+last >= len(r) {
		first, last = 0, 0
	}
	return covered(r, first, len(r)-last, '*')
}

func covered(r []rune, from, to int, sign rune) string {
	out := slices.Clone(r)
	for i := from; i < to; i++ {
		if r[i] != '\n' {
			out[i] = sign
		}
	}
	return string(out)
}
