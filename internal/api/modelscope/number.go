package modelscope

import (
	"encoding/json"
	"fmt"
	"math/big"

	"github.com/tenonhub/tenon/internal/api"
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

// numberedDataset finds the dataset that the address names by its number.
func numberedDataset(f answer) answer {
	return func(c *call) error {
		id, ok := numbered(c.r.PathValue("number"))
		if !ok {
			return errNothing
		}
		r, err := c.Hub.OpenID(c.ctx, id, hub.See)
		if err != nil {
			return err
		}
		if r.Kind != hub.Dataset {
			return errNothing
		}
		c.place = api.Place{Kind: r.Kind, Repo: r.Name}
		return f(c)
	}
}
