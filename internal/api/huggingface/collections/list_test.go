package collections

import "testing"

func FuzzMark(f *testing.F) {
	f.Add("")
	f.Add("MTIgNjRmOWE1NWJiMzExNWI0ZjUxM2VjMDI2")
	f.Add("LTEgeA")
	f.Fuzz(func(t *testing.T, s string) {
		m, err := readMark(s)
		if err != nil || m == nil {
			return
		}
		if again, err := readMark(writeMark(*m)); err != nil || *again != *m {
			t.Errorf("%q is read as %+v, then as %+v, %v", s, m, again, err)
		}
	})
}
