package speech

import (
	"bufio"
	"bytes"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/tenonhub/tenon/internal/fault"
)

// tokensName is the vocabulary of a model: a line for each token, with its number.
const tokensName = "tokens.txt"

const (
	maxTokens     = 1 << 20
	maxTokensFile = 64 << 20
)

// vocabulary calls one with each token of the vocabulary, its number and its line,
// and says what of it is not as it must be. A line of a number alone is a space.
func (f files) vocabulary(one func(line int, token string, id int) error) error {
	if !f.has(tokensName) {
		return fault.New(fault.Invalid, "the model has no %s", tokensName)
	}
	if f.sizes[tokensName] > maxTokensFile {
		return wrong(tokensName, "it has %d bytes", f.sizes[tokensName])
	}
	b, err := os.ReadFile(f.path(tokensName))
	if err != nil {
		return fmt.Errorf("read %s: %w", tokensName, err)
	}
	lines, n := bufio.NewScanner(bytes.NewReader(b)), 0
	for i := 1; lines.Scan(); i++ {
		fields := strings.FieldsFunc(lines.Text(), blank)
		if len(fields) == 0 {
			continue
		}
		id, err := strconv.Atoi(fields[len(fields)-1])
		if err != nil || id < 0 || id >= maxTokens || len(fields) > 2 {
			return wrong(tokensName, "its line %d is %.80q, and must be a token and its number", i, lines.Text())
		}
		token := " "
		if len(fields) > 1 {
			token = fields[0]
		}
		if err := one(i, token, id); err != nil {
			return err
		}
		n++
	}
	if err := lines.Err(); err != nil {
		return wrong(tokensName, "%s", err)
	}
	if n == 0 {
		return wrong(tokensName, "it is empty")
	}
	return nil
}

// blank reports whether the library parts words there: a space of another script is
// a token.
func blank(c rune) bool { return c == ' ' || c >= '\t' && c <= '\r' }

// tokens are those of the vocabulary.
func (f files) tokens() (map[string]bool, error) {
	l := map[string]bool{}
	err := f.vocabulary(func(_ int, token string, _ int) error { l[token] = true; return nil })
	return l, err
}

// covers checks the vocabulary of a recogniser: no number is there twice, and all
// below n are.
func (f files) covers(n int) error {
	seen := map[int]bool{}
	err := f.vocabulary(func(line int, token string, id int) error {
		if seen[id] {
			return wrong(tokensName, "its line %d has the number %d, which another token has", line, id)
		}
		seen[id] = true
		return nil
	})
	for id := 0; id < n && err == nil; id++ {
		if !seen[id] {
			err = wrong(tokensName, "it has no token %d, and the model chooses among %d", id, n)
		}
	}
	return err
}

// characters checks the vocabulary of a voice that reads letters: each token is
// one, or special, and none is there twice.
func (f files) characters(special ...string) error {
	seen := map[string]bool{}
	return f.vocabulary(func(line int, token string, _ int) error {
		if slices.Contains(special, token) {
			return nil
		}
		if seen[token] || utf8.RuneCountInString(token) != 1 {
			return wrong(tokensName, "its line %d has %.80q, which is not one letter, or is there twice", line, token)
		}
		seen[token] = true
		return nil
	})
}
