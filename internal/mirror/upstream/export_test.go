package upstream

// ParseRefs is for the fuzz test.
var ParseRefs = parseRefs
