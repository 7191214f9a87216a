package wicket

import "net/http"

// Parse reads the head of a request; ok is false where it leaves that to net/http.
func (s *Server) Parse(b []byte) (r *http.Request, size int, ok bool) {
	r, size, is := s.parse(b)
	return r, size, is == simple
}

// Whole reports whether b begins with a head that is all there.
func (s *Server) Whole(b []byte) bool {
	_, _, is := s.parse(b)
	return is != unread
}
