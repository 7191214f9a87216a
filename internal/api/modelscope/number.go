package modelscope

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/tenonhub/tenon/internal/api"
	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/hub"
)

// Older clients name a dataset by a number, which they read as its Id: here it
// is the id of the repository, which is written in hexadecimal elsewhere.

// number is a repository's id as a number of up to 29 digits.
func number(id hub.ID) json.Number {
	n, ok := new(big.Int).SetString(string(id), 16)
	if !ok {
		panic("modelscope: an id of a repository is no number: " + string(id)) // a programmer's mistake
	}
	return json.Number(n.String())
}

const maxDigits = 29 // of 96 bits

// numbered reads what number wrote.
func numbered(s string) (hub.ID, bool) {
	n, ok := new(big.Int), len(s) <= maxDigits
	if ok {
		_, ok = n.SetString(s, 10)
	}
	id, err := hub.ParseID(fmt.Sprintf("%024x", n))
	return id, ok && err == nil && n.String() == s
}

// locate finds the repository that the parts of a path name: by its owner and
// name, or a dataset by its number.
func (c *call) locate(parts []string) error {
	if len(parts) > 1 && parts[0] == "datasets" {
		if id, ok := numbered(parts[1]); ok {
			r, err := c.Hub.OpenID(c.ctx, id, hub.See)
			if err == nil && r.Kind == hub.Dataset {
				c.place = api.Place{Kind: r.Kind, Repo: r.Name, Rest: parts[2:]}
				return nil
			}
			if err != nil && !fault.Is(err, fault.NotFound) {
				return err
			}
		}
	}
	var ok bool
	if c.place, ok = api.Locate(parts); !ok || len(parts) < 3 {
		return errNothing
	}
	return nil
}
