package engine

import "github.com/tenonhub/tenon/internal/port"

// BytesOfToken is how long a token of a text is, about.
const BytesOfToken = 4

// Guess is the usage of a call that gave so many pieces of text and did not tell
// it, as those do not that end early. Words that were heard are no tokens.
func Guess(told Usage, in port.Values, pieces int64) Usage {
	if told != (Usage{}) || pieces == 0 {
		return told
	}
	var size int64
	for _, vs := range in {
		for _, v := range vs {
			switch v.Type {
			case port.Audio:
				return told
			case port.Text, port.Chat:
				size += v.Size
			default:
			}
		}
	}
	return Usage{TokensIn: size / BytesOfToken, TokensOut: pieces}
}
