package huggingface

// Collection is what somebody has put together.
type Collection struct {
	Slug        string           `json:"slug"`
	Title       string           `json:"title"`
	Description string           `json:"description,omitempty"`
	Owner       CollectionOwner  `json:"owner"`
	Items       []CollectionItem `json:"items"` // in lists the first few
	LastUpdated Time             `json:"lastUpdated"`
	Position    *int             `json:"position,omitempty"` // not in lists, where clients count themselves
	Private     bool             `json:"private"`
	Theme       string           `json:"theme"`
	Upvotes     int64            `json:"upvotes"`
	Upvoted     bool             `json:"isUpvotedByUser"`
	Gating      bool             `json:"gating"`
}

// CollectionOwner is whose it is.
type CollectionOwner struct {
	ID       string `json:"_id"`
	Name     string `json:"name"`
	FullName string `json:"fullname"`
	Avatar   string `json:"avatarUrl"`
	Type     string `json:"type"` // user or org
}

// CollectionItem is a repository, or another collection, in a collection.
type CollectionItem struct {
	MongoID  string `json:"_id"` // of the item
	ID       string `json:"id"`  // of what it is of: a name or a slug
	Type     string `json:"type"`
	Position int    `json:"position"`
	Note     *Note  `json:"note,omitempty"`

	// Of a repository.
	RepoType     string `json:"repoType,omitempty"`
	Author       string `json:"author,omitempty"`
	Private      *bool  `json:"private,omitempty"`
	Gated        *Gate  `json:"gated,omitempty"`
	Downloads    *int64 `json:"downloads,omitempty"`
	Likes        *int64 `json:"likes,omitempty"`
	LastModified *Time  `json:"lastModified,omitempty"`

	// Of a collection.
	Slug        string           `json:"slug,omitempty"`
	Title       string           `json:"title,omitempty"`
	Description string           `json:"description,omitempty"`
	Owner       *CollectionOwner `json:"owner,omitempty"`
	Theme       string           `json:"theme,omitempty"`
	Upvotes     *int64           `json:"upvotes,omitempty"`
	LastUpdated *Time            `json:"lastUpdated,omitempty"`
}

// Note is what is said of an item.
type Note struct {
	Text string `json:"text"`
	HTML string `json:"html"`
}

// NewCollection asks for a collection.
type NewCollection struct {
	Title       string `json:"title"`
	Namespace   string `json:"namespace"` // its owner; empty is the actor
	Description string `json:"description"`
	Private     bool   `json:"private"`
	Item        *struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	} `json:"item"` // that it has from the beginning
	Note string `json:"note"`
}

// EditCollection changes what a collection says of itself; what is left out stays.
type EditCollection struct {
	Title       *string `json:"title"`
	Description *string `json:"description"`
	Position    *int    `json:"position"`
	Private     *bool   `json:"private"`
	Theme       *string `json:"theme"`
}

// NewCollectionItem asks for something to be in a collection.
type NewCollectionItem struct {
	Item struct {
		ID   string `json:"id"`
		Type string `json:"type"`
	} `json:"item"`
	Note string `json:"note"`
}

// EditCollectionItem changes an item; what is left out stays.
type EditCollectionItem struct {
	Note     *string `json:"note"`
	Position *int    `json:"position"`
}
