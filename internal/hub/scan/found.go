package scan

import "fmt"

// Found is what was found in the files of one change that are kept by git.
type Found struct {
	Reports  map[string]Report
	Warnings []string
}

const maxWarnings = 20

// Add looks into a file. Path is empty where it is not known.
func (f *Found) Add(oid, path string, content []byte) {
	r := Content(content)
	if r.Empty() {
		return
	}
	if f.Reports == nil {
		f.Reports = map[string]Report{}
	}
	f.Reports[oid] = r
	name := path
	if name == "" {
		name = "file " + oid
	}
	for _, n := range r.Notes {
		where := name
		if n.Line > 0 {
			where = fmt.Sprintf("%s, line %d", name, n.Line)
		}
		f.warn("%s: there seems to be %s in it", where, n.What)
	}
	for _, i := range r.Imports {
		if i.Level != Safe {
			f.warn("%s: it is a pickle that imports %s.%s, which is %s", name, i.Module, i.Name, i.Level)
		}
	}
}

func (f *Found) warn(format string, args ...any) {
	if len(f.Warnings) < maxWarnings {
		f.Warnings = append(f.Warnings, fmt.Sprintf(format, args...))
	}
}
