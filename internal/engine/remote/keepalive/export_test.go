package keepalive

// What the tests compare with net/http.
var (
	Write = write
	Read  = read
)
