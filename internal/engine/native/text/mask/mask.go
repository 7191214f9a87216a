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

// form is a kind of what is masked: is says how many bytes of what re finds are of the kind.
type form struct {
	kind string
	re   *regexp.Regexp
	is   func(s string) int
}

// person is a name of several words.
const person = `\p{Lu}[\p{L}'’-]+(?:(?: (?:de|la|van|von|der|den|di|da|del|bin|le|du|dos|ter|zu))* \p{Lu}[\p{L}'’.-]+){0,3}`

// forms are numbers and addresses by their forms; the first group, where there is one, is
// what is masked. The order matters: an earlier one takes its stretch from the later ones.
var forms = []form{
	{Emails, regexp.MustCompile(`[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}`), nil},
	{IDs, regexp.MustCompile(`(?:^|[^\dA-Za-z])([1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx])(?:[^\dA-Za-z]|$)`), nil}, // China's
	{IDs, regexp.MustCompile(`(?:^|[^\dA-Za-z])([1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?:[^\dA-Za-z]|$)`), nil},                        // China's of old
	{IDs, regexp.MustCompile(`\b\d{3}[- ]\d{2}[- ]\d{4}\b`), nil},                                                                                        // a US social security number
	{IDs, regexp.MustCompile(`\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b`), nil},                                                // a British insurance number
	{IDs, regexp.MustCompile(`(?i)(?:passport|护照|身份证|证件|社保|\bID(?: card)?|identity card|driv\w+ licen[cs]e|驾驶证|tax (?:id|number)|SSN|NINO)(?:号码?| ?(?:no|number|nr|#)\.?)?(?: is)?[\s:：是为]{0,3}([A-Z]{0,3}[- ]?\d[\dA-Z-]{4,20})`), nil},
	{Cards, regexp.MustCompile(`\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b`), iban},
	{Cards, regexp.MustCompile(`(?i)\biban(?: ?(?:no|number|nr)\.?)?(?: is)?[\s:：是为]{0,3}([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?\d{1,3})?)\b`), nil},
	{Cards, regexp.MustCompile(`(?:^|[^\d])(\d{4}([ -])\d{4}[ -]\d{4}[ -]\d{4})(?:[^\d]|$)`), nil}, // as it stands on a card
	{Cards, regexp.MustCompile(`(?:^|[^\d])(\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}|\d{4}[ -]\d{6}[ -]\d{5})(?:[^\d]|$)`), luhn},
	{Cards, regexp.MustCompile(`(?i)(?:卡号|账号|帐号|账户|(?:银行|信用|借记|储蓄)卡号?|account(?: (?:no|number|nr)\.?)?|\bcard(?: (?:no|number|nr)\.?)?|a/c)(?: is)?[\s:：是为]{0,3}(\d[\d -]{5,26}\d)`), nil},
	{Phones, regexp.MustCompile(`(?:^|[^\d+])(\+\d{1,3}[ .-]?(?:\(0?\d{0,4}\)[ .-]?)?\d{1,5}(?:[ .-]?\d{2,5}){1,4})(?:[^\d]|$)`), dialled},
	{Phones, regexp.MustCompile(`(?:^|[^\d])((?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4})(?:[^\d]|$)`), nil},
	{Phones, regexp.MustCompile(`(?:^|[^\d.])(0\d{2,3}[ -]?\d{7,8})(?:[^\d]|$)`), nil},
	{Phones, regexp.MustCompile(`(?:^|[^\d.,])(\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?:[^\d]|$)`), nil},
	{Phones, regexp.MustCompile(`(?i)(?:tel|telephone|phone|mobile|cell|fax|call|电话|手机|热线|传真|联系方式)(?:号码?| ?(?:no|number|nr)\.?)?(?: (?:me|us|him|her))?(?: is| on| at)?[\s:：是为]{0,3}(\+?\(?\d[\d ()/.-]{4,18}\d)`), nil},
	{Addresses, regexp.MustCompile(`(?:\p{Han}{2,8}?(?:省|自治区))?(?:\p{Han}{1,8}?(?:市|自治州|盟))?(?:\p{Han}{1,8}?(?:区|县|旗|镇|乡))?\p{Han}{1,10}?(?:路|街|道|巷|胡同|弄|大道|里|村|小区|花园|公寓|大厦|广场)(?:[\p{Han}A-Za-z]{0,6}?\d+(?:-\d+)?(?:号楼|号院|弄|号|栋|幢|座|单元|楼|层|室|房|户))+`), nil},
	{Addresses, regexp.MustCompile(`\b(?:(?:Flat|Apt\.?|Apartment|Unit|Suite|Room) ?[\w-]+,? )?\d{1,5}[A-Za-z]?,? (?:[A-Z][\w'’.-]+ ){1,4}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Place|Pl|Square|Sq|Boulevard|Blvd|Way|Terrace|Close|Crescent|Gardens|Grove|Hill|Row|Parkway|Highway|Mews)\b\.?(?:,? (?:Flat|Apt\.?|Apartment|Unit|Suite|Room|#) ?[\w-]+)?(?:, [A-Z][\w'’ -]{2,24}){0,2}?(?:,? (?:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]{2} \d{5}(?:-\d{4})?|\d{5}))?`), nil},
	{Addresses, regexp.MustCompile(`\b[A-Z][a-zäöüß]+(?:straße|strasse|weg|platz|allee|gasse)\s\d+[a-z]?(?:,? \d{5} [A-ZÄÖÜ][a-zäöüß]+)?`), nil},
	{Addresses, regexp.MustCompile(`\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b`), nil}, // a British postcode
	{Names, regexp.MustCompile(`(?:姓名|联系人|收件人|收货人|申请人|负责人|经办人|户名|患者|病人|学生|家长|员工|签名|签字)(?:姓名)?[ \t]*[:：][ \t]*(\p{Han}{2,4}|` + person + `)`), nil},
	{Names, regexp.MustCompile(`(?:^|[\n,;(])[ \t]*(?:[Ff]ull )?(?:[Nn]ame|[Cc]ontact(?: person)?|[Cc]ustomer|[Pp]atient|[Tt]enant|[Ss]igned|[Aa]ttn)[ \t]*:[ \t]*(` + person + `)`), nil},
	{Names, regexp.MustCompile(`\b(?:Dear|Hi|Hello|Hey|[Rr]egards|Sincerely|Cheers|Yours(?: \w+)?|[Mm]y name is)[, \t]\s*(` + person + `)`), greeted},
	{Names, regexp.MustCompile(`(?:我叫|我名叫|名字[是叫])(\p{Han}{2,3})`), nil},
}

// Find finds what is of the kinds in a text, in its order; nothing overlaps. A number of a kind
// that is not asked for is no number of another kind, but it hides no name.
func Find(ctx context.Context, s string, kinds []string) ([]Span, error) {
	f := finder{s: s, kinds: kinds, held: make([]bool, len(s))}
	plain, places := folded(s)
	for _, form := range forms {
		if err := f.form(ctx, form, plain, places); err != nil {
			return nil, err
		}
	}
	named, err := entity.Find(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, e := range named {
		if kind := entities[e.Kind]; kind != "" {
			f.add(kind, e.Start, e.End)
		}
	}
	for _, again := range repeated(s, f.found) {
		f.add(Names, again.Start, again.End)
	}
	slices.SortFunc(f.found, func(a, b Span) int { return cmp.Compare(a.Start, b.Start) })
	out := f.found[:0]
	for _, p := range f.found {
		if n := len(out); n > 0 && out[n-1].End == p.Start && out[n-1].Kind == p.Kind {
			out[n-1].End = p.End
			continue
		}
		out = append(out, p)
	}
	return out, ctx.Err()
}

// finder holds what was found of a text, and which of its bytes that takes.
type finder struct {
	s     string
	kinds []string
	held  []bool
	found []Span
}

// add adds a stretch, or of it what is left beside what was found before.
func (f *finder) add(kind string, from, to int) {
	asked := slices.Contains(f.kinds, kind)
	if !asked && slices.Contains([]string{Addresses, Names, Organisations, Places}, kind) {
		return
	}
	for at := from; at < to; at++ {
		begin := at
		for at < to && !f.held[at] {
			f.held[at] = true
			at++
		}
		if asked && strings.ContainsFunc(f.s[begin:at], func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			f.found = append(f.found, Span{kind, begin, at})
		}
	}
}

// form finds what has a form; places are those of the bytes of plain in the text, nil for the same.
func (f *finder) form(ctx context.Context, form form, plain string, places []int) error {
	for at, n := 0, 0; at < len(plain); n++ {
		m := form.re.FindStringSubmatchIndex(plain[at:])
		if m == nil {
			break
		}
		from, to := at+m[0], at+m[1]
		if len(m) > 2 && m[2] >= 0 {
			from, to = at+m[2], at+m[3]
		}
		at = max(to, at+1)
		if form.is != nil {
			to = from + form.is(plain[from:to])
		}
		if to > from && places != nil {
			from, to = places[from], places[to]
		}
		f.add(form.kind, from, to)
		if n%256 == 0 && ctx.Err() != nil {
			break
		}
	}
	return ctx.Err()
}

// wide are digits and marks of another width than those that the forms have.
var wide = regexp.MustCompile(`[０-９＋－＠\x{2010}-\x{2015}\x{a0}\x{2009}\x{202f}\x{3000}]`)

// folded has plain digits and marks in place of wide ones, and where its bytes stand in the text.
func folded(s string) (plain string, places []int) {
	if !wide.MatchString(s) {
		return s, nil
	}
	var b strings.Builder
	for at, r := range s {
		switch {
		case r >= '０' && r <= '９':
			r += '0' - '０'
		case r == '＋':
			r = '+'
		case r == '＠':
			r = '@'
		case r == '－' || r >= 0x2010 && r <= 0x2015:
			r = '-'
		case r == 0xA0 || r == 0x2009 || r == 0x202F || r == 0x3000:
			r = ' '
		}
		was := b.Len()
		if r == utf8.RuneError {
			b.WriteByte(s[at])
		} else {
			b.WriteRune(r)
		}
		for k := range b.Len() - was {
			places = append(places, at+k)
		}
	}
	return b.String(), append(places, len(s))
}

// repeated are the names that were found wherever else they stand, and the parts of those of
// several words: who is masked as Anna Berg is masked as Berg too.
func repeated(s string, found []Span) (l []Span) {
	names, sizes := map[string]bool{}, map[rune][]int{} // sizes of the names that begin with a letter
	note := func(name string) {
		if names[name] || utf8.RuneCountInString(name) < 2 {
			return
		}
		names[name] = true
		if first, _ := utf8.DecodeRuneInString(name); !slices.Contains(sizes[first], len(name)) {
			sizes[first] = append(sizes[first], len(name))
		}
	}
	for _, p := range found {
		if p.Kind != Names {
			continue
		}
		name := s[p.Start:p.End]
		note(name)
		parts := strings.Fields(name)
		for _, w := range parts {
			if r, _ := utf8.DecodeRuneInString(w); len(parts) > 1 && unicode.IsUpper(r) && utf8.RuneCountInString(w) > 2 && !strings.HasSuffix(w, ".") {
				note(w)
			}
		}
	}
	for at, r := range s {
		for _, n := range sizes[r] {
			if at+n <= len(s) && names[s[at:at+n]] && whole(s, at, at+n) {
				l = append(l, Span{Names, at, at + n})
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

// luhn is all of the digits of a bank card, and nothing of others.
func luhn(s string) int {
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
	if n >= 13 && n <= 19 && sum%10 == 0 {
		return len(s)
	}
	return 0
}

// iban is how much of letters and digits is an international account number: a word may follow.
func iban(s string) int {
	for n := len(s); n > 0; n = strings.LastIndexByte(s[:n], ' ') {
		plain := strings.ReplaceAll(s[:n], " ", "")
		if len(plain) < 15 {
			break
		}
		rest := 0
		for _, r := range plain[4:] + plain[:4] {
			if r >= 'A' {
				rest = (rest*100 + int(r-'A') + 10) % 97
			} else {
				rest = (rest*10 + int(r-'0')) % 97
			}
		}
		if len(plain) <= 34 && rest == 1 {
			return n
		}
	}
	return 0
}

// dialled is all of a number with the code of a country, if it has enough digits.
func dialled(s string) int {
	digits := 0
	for _, r := range s {
		if r >= '0' && r <= '9' {
			digits++
		}
	}
	if digits < 8 {
		return 0
	}
	return len(s)
}

// greeted is all of a name in a greeting, unless it is nobody's.
func greeted(s string) int {
	first, _, _ := strings.Cut(s, " ")
	if slices.Contains([]string{"Sir", "Sirs", "Madam", "All", "Team", "Customer", "Customers", "Colleague", "Colleagues", "Friend", "Friends", "Everyone", "Everybody", "There", "World", "Mr", "Mrs", "Ms", "Dr", "Prof", "Hiring", "Guest", "Guests", "Parents", "Members"}, first) {
		return 0
	}
	return len(s)
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
