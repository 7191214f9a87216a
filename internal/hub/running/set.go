package running

import (
	"cmp"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/tenonhub/tenon/internal/fault"
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

// quantised are the words of file names that tell a quantisation.
var quantised = regexp.MustCompile(`(?i)^(I?Q\d\w*|TQ\d\w*|MXFP\d\w*|NVFP\d\w*|BF16|FP?16|FP?32)$`)

// stem is the name of a set's file, without its part and ending.
func (s set) stem() string {
	name := path.Base(s.files[0].Path)
	if m := part.FindStringSubmatch(name); m != nil {
		return m[1]
	}
	return strings.TrimSuffix(name, path.Ext(name))
}

// quant is what a set is called by among others: the quantisation that its name
// tells, or all of its name.
func (s set) quant() string {
	words := strings.FieldsFunc(s.stem(), func(r rune) bool { return r == '-' || r == '.' })
	for i := len(words) - 1; i >= 0; i-- {
		if !quantised.MatchString(words[i]) {
			continue
		}
		if i > 0 && strings.EqualFold(words[i-1], "UD") { // Unsloth's, which differ from the others of that name
			return words[i-1] + "-" + words[i]
		}
		return words[i]
	}
	return s.stem()
}

// quants are what sets are called by, each once: the best first.
func quants(sets []set) (l []string) {
	sets = slices.Clone(sets)
	slices.SortFunc(sets, set.compare)
	for _, s := range sets {
		if q := s.quant(); !slices.ContainsFunc(l, func(o string) bool { return strings.EqualFold(o, q) }) {
			l = append(l, q)
		}
	}
	return l
}

// Choose leaves of the files of a repository those that are no GGUF weights, and
// those of the quantisation of that name. It is a fault that lists what there is
// if there is none.
func Choose(files []File, quant string) ([]File, error) {
	sets := ggufs(files)
	slices.SortFunc(sets, set.compare)
	i := slices.IndexFunc(sets, func(s set) bool {
		return strings.EqualFold(s.quant(), quant) || strings.EqualFold(s.stem(), strings.TrimSuffix(quant, ".gguf"))
	})
	switch {
	case len(sets) == 0:
		return nil, fault.New(fault.Invalid, "it has no GGUF files, of which %s could choose one", quant)
	case i < 0:
		return nil, fault.New(fault.Invalid, "it has no file of the quantisation %s, but of %s", quant, strings.Join(quants(sets), ", "))
	}
	return slices.DeleteFunc(slices.Clone(files), func(f File) bool {
		return isWeights(f.Path) && !slices.Contains(sets[i].files, f)
	}), nil
}
