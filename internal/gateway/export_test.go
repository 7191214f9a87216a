package gateway

// PlainUsage is what the tests compare with encoding/json.
var PlainUsage = plainUsage
