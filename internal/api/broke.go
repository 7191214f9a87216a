package api

import "net/http"

// BrokeOff says that the answer on its way is not whole, though it began as one
// of success: who keeps answers keeps no such one. It is told to each writer
// around the connection's that has a method BrokeOff.
func BrokeOff(w http.ResponseWriter) {
	for w != nil {
		if keeper, ok := w.(interface{ BrokeOff() }); ok {
			keeper.BrokeOff()
		}
		around, ok := w.(interface{ Unwrap() http.ResponseWriter })
		if !ok {
			return
		}
		w = around.Unwrap()
	}
}
