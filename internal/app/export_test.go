package app

import (
	"context"
	"net/http"

	"github.com/tenonhub/tenon/internal/api"
)

// Watches reports whether a request ends when the server is to end.
func Watches(r *http.Request) bool { return watches(r) }

// Everybodys tells which connections serve everybody, of a list that the program
// uses, when it is called.
func (a *App) Everybodys(ctx context.Context) (serve func() []bool, err error) {
	a.connections.forget()
	all, err := a.connections.everybodys(ctx)
	return func() (l []bool) {
		for _, k := range all {
			l = append(l, k.all)
		}
		return l
	}, err
}

// Table is the route table, for the tests of this package.
func (a *App) Table() *api.Table { return a.table }

// Scratch is a folder for a bundle.
func (a *App) Scratch() (string, error) { return a.scratch() }
