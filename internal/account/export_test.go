package account

import "time"

// Turn lets a test turn the clock of a register.
func Turn(g *Register, now func() time.Time) { g.now = now }
