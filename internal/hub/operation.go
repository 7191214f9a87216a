package hub

import (
	"time"

	"github.com/tenonhub/tenon/internal/fault"
	"github.com/tenonhub/tenon/internal/ref"
)

// Action is what an operation does.
type Action int

// The actions.
const (
	Put          Action = iota // a file, new or in place of an old one
	Delete                     // a file
	DeleteFolder               // with all that is in it
)

// Operation is one step of a commit.
type Operation struct {
	Action  Action
	Path    ref.Path
	Content []byte   // of a Put; valid until the next operation is asked for
	Object  *Pointer // of a Put of bytes that are in the blob store already, in place of Content; its size may be -1, for whatever it has
}

// MaxContent is the size in bytes that a file in git itself may have; larger
// ones are kept in the blob store.
const MaxContent = 10 << 20

// What a commit may bring: each change, and the names of each folder that it
// changes, are in memory.
const (
	MaxSteps  = 200_000 // changes of one commit
	MaxFolder = 200_000 // entries of one folder
)

// TooManyIn is the fault of a folder that would have more than MaxFolder entries.
func TooManyIn(folder ref.Path) error {
	return fault.About(string(folder), fault.TooLarge, "a folder has at most %d files and folders: put them into folders of it, such as by the first letters of their names", MaxFolder)
}

// Draft is a commit that is to be made.
type Draft struct {
	Ref     ref.Rev // whole name of what moves to it
	Parent  OID     // what Ref must stand at; empty is wherever it is
	New     bool    // make Ref if it is not there
	Base    OID     // what a Ref that must be new begins from; empty is nothing, or wherever it is
	Author  Person
	Time    time.Time
	Message string
}
