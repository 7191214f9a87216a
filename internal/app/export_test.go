package app

import "github.com/tenonhub/tenon/internal/api"

// Table is the route table, for the tests of this package.
func (a *App) Table() *api.Table { return a.table }

// Scratch is a folder for a bundle.
func (a *App) Scratch() (string, error) { return a.scratch() }
