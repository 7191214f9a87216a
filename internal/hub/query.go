package hub

import (
	"context"

	"github.com/tenonhub/tenon/internal/hub/facts"
	"github.com/tenonhub/tenon/internal/ref"
)

// Query asks for repositories. They have all that is asked for.
type Query struct {
	Kind       Kind
	Owner      ref.Owner   // empty is everybody's
	Text       string      // words to look for in names, cards, labels and names of files
	Labels     []string    // as facts.Labels has them, in any case
	Parameters [2]int64    // the fewest and the most; 0 is any number
	Within     []ref.Owner // whose private repositories are listed too
	Named      []ref.Repo  // private ones that are listed too
	All        bool        // all private ones are listed
	Gated      *bool       // only those that are, or are not
	Sort       Sort
	Ascending  bool  // the oldest, least used first; not by relevance
	After      *Mark // the last one of the page before
	Limit      int
}

// Sort is an order, the newest or most used first.
type Sort int

// The orders.
const (
	ByUpdated Sort = iota
	ByCreated
	ByDownloads
	ByLikes
	ByTrend
	ByRelevance // those that the words of the text fit best, and of equals those that are used most
)

// Mark is a place in a list: what it is sorted by there, and the repository.
type Mark struct {
	Class int // of relevance
	Value int64
	Seq   int64 // of the repository, which keeps it
}

// Facet is how many of some repositories have a value.
type Facet struct {
	Value string `json:"value"`
	Count int    `json:"count"`
}

// Facets count repositories by what is known of them.
type Facets struct {
	Total int                `json:"total"`
	Exact bool               `json:"exact"` // false if only the MaxCounted most used ones were counted
	By    map[string][]Facet `json:"facets"`
}

// MaxCounted is how many repositories are counted exactly.
const MaxCounted = 10_000

// Index finds repositories by what is known of them. Contract: hubtest.Run.
type Index interface {
	// List lists repositories. more is where the next page begins, nil after the last.
	List(ctx context.Context, q Query) (l []Repo, more *Mark, err error)
	// Facets counts those that a query fits, wherever its pages are.
	Facets(ctx context.Context, q Query) (Facets, error)
	// Similar lists those that have most in common with a repository, as far as the query lets them.
	Similar(ctx context.Context, id ID, q Query) ([]Repo, error)
	// Describe keeps what the files of a repository say at a commit.
	Describe(ctx context.Context, id ID, head OID, f facts.Facts) error
	// Known returns what is known of repositories; with card, what their cards say too.
	Known(ctx context.Context, card bool, ids ...ID) (map[ID]facts.Facts, error)
	// Behind lists repositories after one whose files were not read at their
	// head, or not by this version of facts.
	Behind(ctx context.Context, after ID, n int) ([]ID, error)
}
