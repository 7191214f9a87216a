package app

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	aliveDir = "alive"   // in the data folder: who lives
	scratch  = "bundle-" // begins the names there of what a bundle takes while it is made or read
)

// scratchName is a pattern of names for what goes with this process.
func (a *App) scratchName() string { return scratch + a.alive.Name() + "-*" }

// scratch makes a folder for a bundle. The caller removes it.
func (a *App) scratch() (string, error) {
	dir, err := os.MkdirTemp(a.config.Data, a.scratchName())
	if err != nil {
		return "", fmt.Errorf("make a folder for a bundle: %w", a.blobs.Explain(err))
	}
	return dir, nil
}

// clearScratch removes what dead processes have left of bundles, which may be as
// large as the repositories in them. Others may be at theirs.
func (a *App) clearScratch(now time.Time) {
	left, err := os.ReadDir(a.config.Data)
	for _, e := range left {
		rest, ours := strings.CutPrefix(e.Name(), scratch)
		if !ours || a.atWork(rest, e, now) {
			continue
		}
		if err := os.RemoveAll(filepath.Join(a.config.Data, e.Name())); err != nil {
			a.log.Warn("remove what is left of a bundle", "name", e.Name(), "err", err)
		}
	}
	if err != nil {
		a.log.Warn("look for what is left of bundles", "err", err)
	}
}

// atWork reports whether somebody may be at what has a name of scratchName. Names
// of earlier programs do not tell whose they are, but they are old some day.
func (a *App) atWork(rest string, e os.DirEntry, now time.Time) bool {
	holder := rest[:max(strings.LastIndexByte(rest, '-'), 0)]
	if holder == "" {
		info, err := e.Info()
		return err == nil && now.Sub(info.ModTime()) < grace
	}
	_, err := os.Stat(filepath.Join(a.config.Data, aliveDir, holder)) // files of the long dead are gone
	return err == nil && !a.alive.Dead(holder)
}
