package document

import (
	"strings"

	"github.com/tenonhub/tenon/internal/expression"
)

var (
	mdHeading = expression.New(`^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$`)
	mdRule    = expression.New(`^ {0,3}(?:(?:[-*_]\s*){3,}|=+)$`)
	mdBullet  = expression.New(`^(\s*)[*+-]\s+(?:\[[ xX]\]\s+)?`)
	mdQuote   = expression.New(`^(?:\s*>\s?)+`)
	mdDivider = expression.New(`^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$`)
	mdImage   = expression.New(`!\[([^\]]*)\]\([^)]*\)`)
	mdLink    = expression.New(`\[([^\]]+)\](?:\([^)\s]*(?:\s+"[^"]*")?\)|\[[^\]]*\])`)
	mdDefine  = expression.New(`^ {0,3}\[[^\]]+\]:\s+\S+.*$`)
	mdAuto    = expression.New(`<(https?://[^>]+)>`)
	mdTag     = expression.New(`</?[A-Za-z][^>]*>|<!--.*?-->`)
	mdStrong  = expression.New(`(\*\*|__)(\S(?:.*?\S)?)(\*\*|__)`)
	mdStar    = expression.New(`\*(\S(?:[^*]*?\S)?)\*`)
	mdUnder   = expression.New(`(^|[\s(])_(\S(?:[^_]*?\S)?)_($|[\s.,;:!?)])`)
	mdStrike  = expression.New(`~~(\S(?:.*?\S)?)~~`)
	mdCode    = expression.New("`([^`]+)`")
	mdEscape  = expression.New("\\\\([\\\\`*_{}\\[\\]()#+\\-.!|>~])")
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
