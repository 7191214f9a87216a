package gateway

import (
	"bytes"

	"github.com/tenonhub/tenon/internal/engine"
)

// tokensOf is about how many tokens the texts of a request are, which is an object
// of JSON. Files in it do not count.
func tokensOf(body []byte) int64 {
	n := 0
	for {
		start := bytes.IndexByte(body, '"')
		if start < 0 {
			return int64(n / engine.BytesOfToken)
		}
		body = body[start+1:]
		text := body[:stringEnd(body)]
		if !isFile(text) {
			n += len(text)
		}
		body = body[min(len(text)+1, len(body)):]
	}
}

// stringEnd is where the string ends that b begins with, after its first quote.
func stringEnd(b []byte) int {
	for i := 0; i < len(b); i++ {
		quote := bytes.IndexAny(b[i:], "\"\\")
		if quote < 0 {
			break
		}
		if i += quote; b[i] == '"' {
			return i
		}
		i++ // what is escaped
	}
	return len(b)
}

// longestWord is how much of a string without anything that is not of base64 may be text.
const longestWord = 1 << 10

func isFile(text []byte) bool {
	if bytes.HasPrefix(text, []byte("data:")) {
		return true
	}
	if len(text) < longestWord {
		return false
	}
	return bytes.IndexFunc(text[:longestWord], func(r rune) bool {
		return (r|0x20 < 'a' || r|0x20 > 'z') && (r < '0' || r > '9') && r != '+' && r != '/' && r != '='
	}) < 0
}
