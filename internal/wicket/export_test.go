package wicket

import "net/http"

// Parse reads the head of a request; ok is false where it leaves that to net/http.
func (s *Server) Parse(b []byte) (r *http.Request, size int, ok bool) {
	r = new(http.Request)
	size, is := s.parse(b, r)
	return r, size, is == simple
}

// Whole reports whether b begins with a head that is all there.
func (s *Server) Whole(b []byte) bool {
	_, is := s.parse(b, new(http.Request))
	return is != unread
}
