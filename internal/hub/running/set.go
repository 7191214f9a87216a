package running

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// set is the weights of one model: a file, or its parts in their order.
type set struct {
	files []File
	of    int // parts that there should be
}

var part = regexp.MustCompile(`^(.+)-(\d{5})-of-(\d{5})\.gguf$`)

// ggufs are the models that the GGUF files of a repository hold, by path.
func ggufs(files []File) (l []set) {
	split := map[string]int{} // index in l
	sorted := slices.Clone(files)
	slices.SortFunc(sorted, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	for _, f := range sorted {
		if !isWeights(f.Path) {
			continue
		}
		m := part.FindStringSubmatch(f.Path)
		if m == nil {
			l = append(l, set{[]File{f}, 1})
			continue
		}
		key := m[1] + "/" + m[3]
		i, ok := split[key]
		if !ok {
			i = len(l)
			split[key] = i
			of, _ := strconv.Atoi(m[3]) // five digits
			l = append(l, set{of: of})
		}
		l[i].files = append(l[i].files, f)
	}
	return l
}

func (s set) whole() bool { return len(s.files) == s.of }

func (s set) bytes() (n int64) {
	for _, f := range s.files {
		n += max(f.Size, 0)
	}
	return n
}

// preferred are the quantisations by how well they do for their size on a
// machine without an accelerator: what llama.cpp's users take first comes first.
var preferred = []string{
	"Q4_K_M", "Q4_K_XL", "Q5_K_M", "Q4_K_S", "Q4_0", "Q5_K_S", "Q4_1", "IQ4_NL", "IQ4_XS", "Q6_K", "Q5_0", "Q5_1", "Q8_0", "MXFP4", "Q3_K_L", "Q3_K_M",
	"IQ3_M", "Q3_K_S", "IQ3_S", "Q2_K", "IQ2_M", "F16", "BF16", "F32",
}

// rank is the place of a set: the less the better.
func (s set) rank() int {
	name := strings.ToUpper(path.Base(s.files[0].Path))
	words := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '.' })
	return slices.IndexFunc(append(slices.Clone(preferred), ""), func(q string) bool { return q == "" || slices.Contains(words, q) })
}

// compare puts first what is to be run of several: what is whole, in the best
// quantisation, highest in the folders, and the smallest.
func (s set) compare(o set) int {
	one := func(b bool) int {
		if b {
			return 0
		}
		return 1
	}
	depth := func(s set) int { return strings.Count(s.files[0].Path, "/") }
	return cmp.Or(cmp.Compare(one(s.whole()), one(o.whole())), cmp.Compare(s.rank(), o.rank()), cmp.Compare(depth(s), depth(o)),
		cmp.Compare(s.bytes(), o.bytes()), cmp.Compare(s.files[0].Path, o.files[0].Path))
}
