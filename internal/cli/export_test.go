package cli

// Parts that are tested on their own.
var (
	Clip    = clip
	Columns = columns
)
