package excerpt

import (
	"regexp"
	"strings"
)

// begins finds the number that a clause begins with: “3. Fees”, “3.2 …”,
// “Section 4:”, “§ 5”, “第五条”, “（三）”, “四、”.
var begins = regexp.MustCompile(`(?i)^[ \t]*(?:(?:clause|section|article|chapter|part|§)[ \t]*)?(?:(\d+(?:\.\d+)*)(?:[.)、．:：\-–—]|[ \t])|第?[（(]?([一二三四五六七八九十百]+|\d+)[）)]?[条章节款项、部.．])`)

// numbered is a passage with the number it begins with.
type numbered struct {
	number string
	text   string
}

// clauses cuts a text where numbers begin a line. What stands before the first
// is none.
func clauses(text string) []numbered {
	var l []numbered
	for row := range strings.SplitSeq(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		if m := begins.FindStringSubmatch(row); m != nil {
			n := m[1]
			if n == "" {
				n = decimal(number(m[2]))
			}
			l = append(l, numbered{number: strings.TrimSuffix(n, ".")})
		}
		if k := len(l) - 1; k >= 0 {
			l[k].text += row + "\n"
		}
	}
	return l
}

// clause is the numbered passage that is named, with those under it, or the
// one whose first line has the words; where nothing is numbered, a paragraph.
func (p place) clause(text string) string {
	all := clauses(text)
	var tops []string
	for i, c := range all {
		if strings.Contains(c.number, ".") {
			continue
		}
		tops = append(tops, whole(all, i))
	}
	want := p.at
	if want == "" && p.n > 0 {
		want = decimal(p.n)
	}
	for i, c := range all {
		if want != "" && c.number == want {
			if p.count > 1 {
				break
			}
			return whole(all, i)
		}
	}
	switch {
	case p.at != "":
		return ""
	case p.n != 0 && len(tops) > 1:
		return p.pick(tops)
	case p.n != 0:
		return p.pick(paragraphs(text))
	}
	return p.titled(all, text)
}

// titled is the passage whose first line has the words that were said, or the
// paragraph under such a heading, or the one that has most of them.
func (p place) titled(all []numbered, text string) string {
	if len(p.words) == 0 {
		return ""
	}
	var firsts []string
	for _, c := range all {
		row, _, _ := strings.Cut(c.text, "\n")
		firsts = append(firsts, row)
	}
	if best := about(firsts, p.words); best != "" {
		for i := range all {
			if firsts[i] == best {
				return whole(all, i)
			}
		}
	}
	blocks := filled(gap.Split(strings.ReplaceAll(text, "\r\n", "\n"), -1))
	for i, b := range blocks {
		if heading(b) && about([]string{b}, p.words) != "" && i+1 < len(blocks) {
			end := i + 1
			for end < len(blocks) && !heading(blocks[end]) {
				end++
			}
			return strings.Join(blocks[i:end], "\n\n")
		}
	}
	return about(paragraphs(text), p.words)
}

// whole is a numbered passage with those whose numbers go on from its own: 3
// with 3.1 and 3.2.
func whole(all []numbered, i int) string {
	s := all[i].text
	for _, c := range all[i+1:] {
		if !strings.HasPrefix(c.number, all[i].number+".") {
			break
		}
		s += c.text
	}
	return strings.TrimSpace(s)
}
