package disk

import (
	"os"
	"syscall"
)

const writeRange = 2 // SYNC_FILE_RANGE_WRITE

// early tells the system to begin to write a part of a file to the disk, so
// that the flush at the end does not wait for all of it.
func early(f *os.File, from, n int64) {
	_ = syscall.SyncFileRange(int(f.Fd()), from, n, writeRange) // the flush will tell
}
