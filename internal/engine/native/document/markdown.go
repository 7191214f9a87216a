package document

import (
	"regexp"
	"strings"
)

var (
	mdHeading = regexp.MustCompile(`^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$`)
	mdRule    = regexp.MustCompile(`^ {0,3}(?:(?:[-*_]\s*){3,}|=+)$`)
	mdBullet  = regexp.MustCompile(`^(\s*)[*+-]\s+(?:\[[ xX]\]\s+)?`)
	mdQuote   = regexp.MustCompile(`^(?:\s*>\s?)+`)
	mdDivider = regexp.MustCompile(`^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$`)
	mdImage   = regexp.MustCompile(`!\[([^\]]*)\]\([^)]*\)`)
	mdLink    = regexp.MustCompile(`\[([^\]]+)\](?:\([^)\s]*(?:\s+"[^"]*")?\)|\[[^\]]*\])`)
	mdDefine  = regexp.MustCompile(`^ {0,3}\[[^\]]+\]:\s+\S+.*$`)
	mdAuto    = regexp.MustCompile(`<(https?://[^>]+)>`)
	mdTag     = regexp.MustCompile(`</?[A-Za-z][^>]*>|<!--.*?-->`)
	mdStrong  = regexp.MustCompile(`(\*\*|__)(\S(?:.*?\S)?)(\*\*|__)`)
	mdStar    = regexp.MustCompile(`\*(\S(?:[^*]*?\S)?)\*`)
	mdUnder   = regexp.MustCompile(`(^|[\s(])_(\S(?:[^_]*?\S)?)_($|[\s.,;:!?)])`)
	mdStrike  = regexp.MustCompile(`~~(\S(?:.*?\S)?)~~`)
	mdCode    = regexp.MustCompile("`([^`]+)`")
	mdEscape  = regexp.MustCompile("\\\\([\\\\`*_{}\\[\\]()#+\\-.!|>~])")
)

// markdown takes the marks out of Markdown and leaves its words, headings on
// lines of their own, lists, code as it is, and tables with tabs.
func markdown(s string) string {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	if rest, ok := strings.CutPrefix(s, "---\n"); ok {
		if _, body, ok := strings.Cut(rest, "\n---\n"); ok {
			s = body
		}
	}
	var b strings.Builder
	fence := ""
	for line := range strings.Lines(s) {
		line = strings.TrimRight(line, "\n")
		bare := strings.TrimSpace(line)
		switch {
		case fence != "":
			if strings.HasPrefix(bare, fence) {
				fence = ""
				continue
			}
		case strings.HasPrefix(bare, "```") || strings.HasPrefix(bare, "~~~"):
			fence = bare[:3]
			continue
		case mdDivider.MatchString(line) && strings.Contains(line, "|"), mdRule.MatchString(line), mdDefine.MatchString(line):
			if !strings.Contains(line, "|") {
				b.WriteByte('\n')
			}
			continue
		default:
			line = markdownLine(line)
		}
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return b.String()
}

func markdownLine(line string) string {
	if m := mdHeading.FindStringSubmatch(line); m != nil {
		return "\n" + spans(m[1]) + "\n"
	}
	line = mdQuote.ReplaceAllString(line, "")
	line = mdBullet.ReplaceAllString(line, "$1- ")
	if t := strings.TrimSpace(line); len(t) > 2 && t[0] == '|' && t[len(t)-1] == '|' {
		cells := strings.Split(strings.Trim(t, "|"), "|")
		for i, c := range cells {
			cells[i] = strings.TrimSpace(c)
		}
		line = strings.Join(cells, "\t")
	}
	return spans(line)
}

func spans(s string) string {
	s = mdAuto.ReplaceAllString(s, "$1")
	s = mdImage.ReplaceAllString(s, "$1")
	s = mdLink.ReplaceAllString(s, "$1")
	s = mdTag.ReplaceAllString(s, "")
	s = mdStrong.ReplaceAllString(s, "$2")
	s = mdStar.ReplaceAllString(s, "$1")
	s = mdUnder.ReplaceAllString(s, "$1$2$3")
	s = mdStrike.ReplaceAllString(s, "$1")
	s = mdCode.ReplaceAllString(s, "$1")
	return mdEscape.ReplaceAllString(s, "$1")
}
