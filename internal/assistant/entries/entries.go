// Package entries cuts a text or table into the entries that people mean when
// they speak of each review or of all comments. It judges none of them.
package entries

import (
	"encoding/csv"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Most is how many entries are looked at one by one; a longer list is none.
const Most = 100

var (
	many = regexp.MustCompile(`(?i)\b(each|every|reviews|comments|messages|responses|replies|answers|opinions|tweets|posts|entries|lines|rows|tickets|complaints|testimonials|remarks|notes|feedback|letters|e-?mails|sentences|customers|guests|visitors|people|users|buyers|clients|complain(?:s|ed|ing)?|which ones?|how many)(\b|_)|这些|那些|这批|这几|每|逐|分别|各(条|个|份|位|自)|哪(些|几)|几(条|个|份)|多少(条|个|份)|好评|差评|所有|全部|大家|抱怨|吐槽`)
	one  = regexp.MustCompile(`(?i)\b(this|that|the|a|my|her|his|their) (review|comment|message|response|reply|opinion|tweet|post|ticket|complaint|testimonial|letter|e-?mail|text|article|note)\b|(这|那)(一)?(条|篇|封|段|则|句)`)
)

// Asked reports whether a request speaks of several things that a text may
// list, and not of one.
func Asked(request string) bool { return many.MatchString(request) && !one.MatchString(request) }

var (
	selects  = regexp.MustCompile(`(?i)\b(which|only|just|list|show|find|pick|give me|want|put|save|export|write|store|collect|keep|translate|summari[sz]e|complain\w*)\b|哪|只|仅|列出|找出|挑出|选出|显示|存|导出|整理|放到|放进|抱怨|吐槽`)
	tallies  = regexp.MustCompile(`(?i)\b(how many|count|number of|tally)\b|多少|几条|几个|各有|统计|数一?下|数量`)
	positive = regexp.MustCompile(`(?i)\b(positive|happy|satisfied|pleased|praise|favou?rable|good (?:reviews?|comments?|ones?|feedback))\b|好评|正面|积极|满意`)
	negative = regexp.MustCompile(`(?i)\b(negative|unhappy|angry|critical|dissatisfied|disappointed|unfavou?rable|complain\w*|dislikes?|bad (?:reviews?|comments?|ones?|feedback))\b|差评|负面|消极|不满|抱怨|吐槽`)
)

// Wanted is the label whose entries alone a request asks for, “list only the
// negative ones”, and whether it asks how many there are.
func Wanted(request string) (label string, counts bool) {
	if rate.MatchString(request) {
		request, counts = rate.ReplaceAllString(request, " "), true
	}
	against := negative.MatchString(request)
	pleased := positive.MatchString(strings.ReplaceAll(request, "不满意", ""))
	switch counts = counts || tallies.MatchString(request); {
	case !selects.MatchString(request) || against == pleased:
	case against:
		label = "negative"
	default:
		label = "positive"
	}
	return label, counts
}

// Saved is the label whose entries alone a request wants in a file: that which the clause that
// speaks of the file names, or all of it.
func Saved(request string) (label string) {
	for _, said := range clauses.FindAllString(request, -1) {
		if !filed.MatchString(said) {
			continue
		}
		if label, _ = Wanted(said); label != "" {
			return label
		}
	}
	label, _ = Wanted(request)
	return label
}

var (
	clauses = regexp.MustCompile(`(?:[^.?!;。？！；，\n]|\.\w)+`)
	filed   = regexp.MustCompile(`(?i)csv|excel|xlsx|json|markdown|\b(?:spreadsheet|table|sheet|file|save|export)\b|表|文件|存|导出`)
)

// rate asks for the share of the entries that are for or against something.
var rate = regexp.MustCompile(`(?i)(?:好评|差评|正面|负面|满意|不满意)(?:评价|评论)?的?(?:率|占比|比例|比率|百分比)|(?:好评|差评)占(?:了|全部|总数)?(?:的)?(?:多少|几成|百分之几|多大比例)|\b(?:positive|negative|satisfaction)(?: reviews?)? (?:rate|share|percentage|ratio)\b|\b(?:share|percentage|proportion|rate|percent|per cent|fraction) (?:of (?:the |these |all |them |reviews |comments |which |that )*)?(?:is |are )?(?:positive|negative|happy|unhappy)\b`)

// Rate is the label whose share of the entries a request asks for: 好评率, “what
// percentage of them are negative”; nothing where it asks for none.
func Rate(request string) (label string) {
	switch said := rate.FindString(request); {
	case said == "":
		return ""
	case negative.MatchString(said):
		return "negative"
	}
	return "positive"
}

// Tied reports whether two labels were given to the most entries, the same number: then
// none is that of the list. One label, but, does not count.
func Tied[E any](each []E, label func(E) string, but string) bool {
	counts := map[string]int{}
	for _, e := range each {
		if l := label(e); l != but {
			counts[l]++
		}
	}
	most := slices.Sorted(maps.Values(counts))
	n := len(most)
	return n > 1 && most[n-1] == most[n-2]
}

// longest is how many runes an entry of a text may have.
const longest = 600

var bullet = regexp.MustCompile(`^\s*(?:[-*•·]|\(?\d{1,3}[.)、．）:：])\s*`)

// OfText are the entries of a text that lists them, a line or a paragraph
// each; none where it is one text.
func OfText(text string) []string {
	text = strings.ReplaceAll(strings.TrimSpace(text), "\r\n", "\n")
	lines, blocks := trimmed(strings.Split(text, "\n")), trimmed(strings.Split(text, "\n\n"))
	for _, way := range []struct {
		pieces []string
		short  bool
	}{{lines, false}, {blocks, false}, {lines, true}} {
		if !listed(way.pieces, way.short) {
			continue
		}
		var l []string
		for _, s := range way.pieces {
			l = append(l, strings.Join(strings.Fields(bullet.ReplaceAllString(s, "")), " "))
		}
		return trimmed(l)
	}
	return nil
}

// trimmed leaves out what is empty.
func trimmed(l []string) []string {
	var out []string
	for _, s := range l {
		if s = strings.TrimSpace(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// listed reports whether pieces of a text are entries: whole sentences, or
// numbered, or, where that is enough, too short to be lines that were only broken.
func listed(l []string, enough bool) bool {
	if len(l) < 2 || len(l) > Most {
		return false
	}
	whole, numbered, short := 0, 0, 0
	for _, s := range l {
		n := utf8.RuneCountInString(s)
		if n > longest {
			return false
		}
		if last, _ := utf8.DecodeLastRuneInString(s); strings.ContainsRune(".!?。！？…~～\"”)）", last) || unicode.Is(unicode.So, last) {
			whole++
		}
		if bullet.MatchString(s) {
			numbered++
		}
		if n <= 60 {
			short++
		}
	}
	return 5*whole >= 4*len(l) || numbered == len(l) || enough && short == len(l)
}

// OfTable are the cells of the column of a CSV or TSV table that holds texts;
// none where no column does.
func OfTable(table string) []string { return About(table, "") }

// About are those entries of a table that a request names by a value of another
// column, “reviews of the kettle”; all where no cell has what it names.
func About(table, request string) []string {
	_, rows, texts := Rows(table, request)
	var l []string
	for _, row := range rows {
		l = append(l, strings.Join(strings.Fields(row[texts]), " "))
	}
	return l
}

// Rows are the first line of a table and those of its rows that About looks at, with the
// number of the column that holds the texts.
func Rows(table, request string) (head []string, kept [][]string, texts int) {
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, "\ufeff")))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	first, _, _ := strings.Cut(table, "\n")
	for _, comma := range []rune{'\t', ';'} {
		if strings.Count(first, string(comma)) > strings.Count(first, string(r.Comma)) {
			r.Comma = comma
		}
	}
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 3 || len(rows) > Most+1 {
		return nil, nil, 0
	}
	best, most := -1, 0
	for c := range rows[0] {
		if n := wordy(rows[1:], c); n > most {
			best, most = c, n
		}
	}
	if best < 0 {
		return nil, nil, 0
	}
	kept = rows[1:]
	for c := range rows[0] {
		if named := naming(kept, c, request); c != best && len(named) > 0 {
			kept = named
		}
	}
	kept = slices.DeleteFunc(slices.Clone(kept), func(row []string) bool { return best >= len(row) || strings.TrimSpace(row[best]) == "" })
	return rows[0], kept, best
}

// naming are the rows whose cell of a column is named in a request, also as one of
// several: “the kettles”. A word of praise or blame is none of a thing.
func naming(rows [][]string, column int, request string) [][]string {
	return slices.DeleteFunc(slices.Clone(rows), func(row []string) bool {
		if column >= len(row) {
			return true
		}
		cell := strings.TrimSpace(row[column])
		if utf8.RuneCountInString(cell) < 2 || !strings.ContainsFunc(cell, unicode.IsLetter) || positive.MatchString(cell) || negative.MatchString(cell) {
			return true
		}
		named := regexp.QuoteMeta(strings.TrimSuffix(cell, "s"))
		if !strings.ContainsFunc(cell, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			named = `(?i)\b` + named + `s?\b`
		}
		said, err := regexp.MatchString(named, request)
		return err != nil || !said
	})
}

// wordy is how many words, or Han characters, the cells of a column have
// together; 0 where most have no more than a name has.
func wordy(rows [][]string, column int) int {
	all, texts := 0, 0
	for _, row := range rows {
		if column >= len(row) {
			continue
		}
		n := len(strings.Fields(row[column]))
		for _, r := range row[column] {
			if unicode.Is(unicode.Han, r) {
				n++
			}
		}
		all += n
		if n >= 4 {
			texts++
		}
	}
	if 2*texts < len(rows) {
		return 0
	}
	return all
}
