package pointer_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/hub/pointer"
)

func FuzzPointer(f *testing.F) {
	f.Add(pointer.Pointer{Size: 5}.Text())
	f.Add([]byte("version https://git-lfs.github.com/spec/v1\next-0-x sha256:00\noid sha256:00\nsize -1\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		p, ok := pointer.Parse(b)
		if again, same := pointer.Parse(p.Text()); ok && (!same || again != p) {
			t.Errorf("%q is read as %v, then as %v", b, p, again)
		}
	})
}
