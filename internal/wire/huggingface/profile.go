package huggingface

// Profile is what is told of a user, or in lists of many.
type Profile struct {
	User      string       `json:"user"`
	FullName  string       `json:"fullname"`
	Avatar    string       `json:"avatarUrl"`
	Type      string       `json:"type"` // user
	IsPro     bool         `json:"isPro"`
	Following bool         `json:"isFollowing"`
	Models    *int         `json:"numModels,omitempty"` // public ones, like the others; not in lists, like the rest
	Datasets  *int         `json:"numDatasets,omitempty"`
	Spaces    *int         `json:"numSpaces,omitempty"`
	Likes     *int         `json:"numLikes,omitempty"`
	Followers *int         `json:"numFollowers,omitempty"`
	Follows   *int         `json:"numFollowing,omitempty"`
	Orgs      []OrgProfile `json:"orgs,omitempty"`
}

// OrgProfile is what is told of an organisation; of one in a list its names.
type OrgProfile struct {
	Name      string `json:"name"`
	FullName  string `json:"fullname"`
	Avatar    string `json:"avatarUrl"`
	Type      string `json:"type"` // org
	Verified  bool   `json:"isVerified"`
	Following bool   `json:"isFollowing"`
	Users     *int   `json:"numUsers,omitempty"` // for those who may list them
	Models    *int   `json:"numModels,omitempty"`
	Datasets  *int   `json:"numDatasets,omitempty"`
	Spaces    *int   `json:"numSpaces,omitempty"`
	Followers *int   `json:"numFollowers,omitempty"`
}
