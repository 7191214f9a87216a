package gateway

import "bytes"

// plainUsage reads a usage of the simple form: an object of whole numbers, each of which has a
// name of its own. ok is false for any other one, which is encoding/json's to read.
func plainUsage(b []byte) (in, out int64, ok bool) {
	b = bytes.TrimSpace(b)
	if len(b) < 2 || b[0] != '{' || b[len(b)-1] != '}' {
		return 0, 0, false
	}
	b = b[1 : len(b)-1]
	for more := true; more; {
		var member []byte
		member, b, more = bytes.Cut(b, []byte(","))
		name, value, isMember := bytes.Cut(member, []byte(":"))
		n, isNumber := number(bytes.TrimSpace(value))
		name = bytes.TrimSpace(name)
		if !isMember || !isNumber || len(name) < 2 || name[0] != '"' || name[len(name)-1] != '"' {
			return 0, 0, false
		}
		switch name = name[1 : len(name)-1]; {
		case string(name) == "prompt_tokens":
			in = n
		case string(name) == "completion_tokens":
			out = n
		case !isPlainName(name):
			return 0, 0, false
		}
	}
	return in, out, true
}

// isPlainName reports whether a name is of small letters: it is none that encoding/json takes
// for another.
func isPlainName(name []byte) bool {
	for _, b := range name {
		if (b < 'a' || b > 'z') && b != '_' {
			return false
		}
	}
	return true
}

const mostDigits = 15

// number reads a whole number, as JSON writes it.
func number(b []byte) (n int64, ok bool) {
	if len(b) == 0 || len(b) > mostDigits || b[0] == '0' && len(b) > 1 {
		return 0, false
	}
	for _, d := range b {
		if d < '0' || d > '9' {
			return 0, false
		}
		n = 10*n + int64(d-'0')
	}
	return n, true
}
