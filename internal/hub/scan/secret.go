package scan

import (
	"bytes"

	"github.com/tenonhub/tenon/internal/expression"
)

// forms are those of tokens which are hardly ever anything else.
var forms = []struct {
	what string
	form expression.Lazy
}{
	{"a token of Tenon", expression.New(`\bhf_tenon_[0-9A-Za-z]{43}\b`)},
	{"a token of Hugging Face", expression.New(`\bhf_[A-Za-z]{34}\b`)},
	{"a token of GitHub", expression.New(`\b(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{82})\b`)},
	{"a token of GitLab", expression.New(`\bglpat-[A-Za-z0-9_-]{20}\b`)},
	{"a key of OpenAI", expression.New(`\bsk-(proj-|svcacct-)?[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20,}`)},
	{"a key of Anthropic", expression.New(`\bsk-ant-[a-z0-9]+-[A-Za-z0-9_-]{80,}`)},
	{"a key of AWS", expression.New(`\b(AKIA|ASIA)[0-9A-Z]{16}\b`)},
	{"a key of Google", expression.New(`\bAIza[0-9A-Za-z_-]{35}\b`)},
	{"a token of Slack", expression.New(`\bxox[abprs]-[0-9A-Za-z-]{20,}\b`)},
	{"a private key", expression.New(`-----BEGIN ([A-Z]+ )*PRIVATE KEY( BLOCK)?-----`)},
}

// secrets looks for tokens in a text.
func (r *Report) secrets(b []byte) {
	head := b[:min(len(b), 8<<10)]
	if bytes.IndexByte(head, 0) >= 0 {
		return // it is no text
	}
	for _, f := range forms {
		for _, at := range f.form.Regexp().FindAllIndex(b, 20) {
			if len(r.Notes) < maxFindings {
				r.Notes = append(r.Notes, Note{What: f.what, Line: 1 + bytes.Count(b[:at[0]], []byte("\n")), Level: Suspicious})
			}
		}
	}
}
