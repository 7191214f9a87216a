package modelscope

// For the tests of this package.
var (
	Number   = number
	Numbered = numbered
)
