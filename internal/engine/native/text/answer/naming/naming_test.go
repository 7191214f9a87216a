package naming_test

import (
	"strings"
	"testing"

	"github.com/tenonhub/tenon/internal/engine/native/text/answer/naming"
	"github.com/tenonhub/tenon/internal/engine/native/text/entity"
	"github.com/tenonhub/tenon/internal/engine/native/text/words"
)

func TestRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"It is made between Acme Bakery Ltd (the “Client”) and Ann Lee (the “Baker”).": "client=Acme Bakery Ltd baker=Ann Lee",
		"北京远山科技有限公司（以下简称“乙方”）负责安装。":                                                    "乙方=北京远山科技有限公司",
		"The mill (built in 1903) stands.":                                             "",
	} {
		found, err := entity.Find(t.Context(), text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, n := range naming.Read(text, []naming.Passage{{End: len(text), Tokens: words.Tokens(text), Entities: found}}) {
			got = append(got, n.Alias+"="+text[n.Start:n.End])
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
