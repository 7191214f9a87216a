package nominal

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

var (
	caseZh = regexp.MustCompile(`^(?:请问|那么?)?(?:如果说?|假如|若是?|要是|万一|一旦|碰到|遇到|遇上)?([^，,。；;]{2,20}?)(?:了|的话)*[，,]?(?:该|应该|要|会|我们?|那)*(?:怎么办|怎么处理|如何处理|怎么做|咋办|怎么样|会怎样)(?:呢|啊|呀)?[？?。 ]*$`)
	// ofFile is what is said of the file at hand or its words, and not what they say.
	ofFile = regexp.MustCompile(`^(?:这|那|它|我|给|帮)|文件|文档|文章|文本|文字|字数|太[长短大小多乱]|图|照片|视频|音频|录音|表格?$|格式|乱码|看不|打不开|读不|听不|看着|翻译|不懂|不会|错别字|密码|水印|总结|内容|语音|声音|字幕|你|您|什么|现在|接下来|下一步`)
)

// Case is the question of a Chinese request that asks what is to be done in a case, 下大雨怎么办;
// "" where it asks something else, or the case is one of the file itself.
func Case(request string) string {
	s := strings.TrimSpace(request)
	m := caseZh.FindStringSubmatch(s)
	if m == nil || utf8.RuneCountInString(m[1]) < 2 || ofFile.MatchString(m[1]) {
		return ""
	}
	return s
}
