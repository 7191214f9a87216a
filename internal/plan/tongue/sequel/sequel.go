// Package sequel tells which of two files is to come first where a request says that one follows
// the other: “stick b behind a”, 接在b.wav后面.
package sequel

import (
	"regexp"
	"slices"
	"strings"
)

var (
	after  = regexp.MustCompile(`(?i)(?:接|放|加|拼|粘|贴|连)(?:在|到)\s*([^，。；]+?)\s*的?(后面|之后|后头|后边|末尾|结尾)|\b(?:append|add|put|stick|glue|attach|join|tack|paste|place|splice|tape)\b(?:[^,.;]|\.\w)*\b(?:after|behind|(?:on ?)?to the end of|at the end of|following)\b\s*(?:the )?(\S+)`)
	before = regexp.MustCompile(`(?i)(?:接|放|加|拼|粘|贴|连)(?:在|到)\s*([^，。；]+?)\s*的?(?:前面|之前|前头|前边|开头)|\b(?:prepend|add|put|stick|glue|attach|place|paste|splice)\b(?:[^,.;]|\.\w)*\b(?:before|in front of|ahead of|to the (?:start|beginning) of)\b\s*(?:the )?(\S+)`)
	// secondFirst puts the second of two before the first.
	secondFirst = regexp.MustCompile(`(?i)(?:第二|后一|后面那)[个段份条首张]?[^，。；]{0,4}(?:放|接|排|摆)?在?(?:最?前面?|头里|第一)|(?:第一|前一)[个段份条首张]?[^，。；]{0,4}(?:放|接|排|摆)在?(?:最?后面?)|\bthe second(?: one| file| part| recording| clip)? (?:first|in front|before the first)\b|\bthe first(?: one| file| part| recording| clip)? (?:last|after the second|at the end|behind the second)\b|\bin reverse order\b|倒过来(?:接|拼)`)
)

// Turned reports whether words put the second of two files before the first. Given are all files
// as they came.
func Turned(said, first, second string, given []string) bool {
	if first == second {
		return false
	}
	if secondFirst.MatchString(said) && first != "" && second != "" {
		return slices.Index(given, first) < slices.Index(given, second)
	}
	if m := after.FindStringSubmatch(said); m != nil && speaks(m[1]+m[3], first) != speaks(m[1]+m[3], second) {
		return speaks(m[1]+m[3], second)
	}
	if m := before.FindStringSubmatch(said); m != nil && speaks(m[1]+m[2], first) != speaks(m[1]+m[2], second) {
		return speaks(m[1]+m[2], first)
	}
	return false
}

// speaks reports whether words name a file, with or without its ending.
func speaks(said, file string) bool {
	base, _, _ := strings.Cut(file, ".")
	return file != "" && strings.Contains(said, file) || len(base) > 2 && strings.Contains(strings.ToLower(said), strings.ToLower(base))
}
