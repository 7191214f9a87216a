// Package term says what classes are called in the language of an answer.
package term

import "strings"

// Class puts the names of classes that models here give into Chinese.
func Class(name string, zh bool) string {
	if c := classes[strings.ToLower(name)]; zh && c != "" {
		return c
	}
	return name
}

var classes = map[string]string{
	"positive": "正面", "negative": "负面", "neutral": "中性", "not judged": "未判断", "speech": "语音", "silence": "静音",
	"person": "人名", "location": "地点", "place": "地点", "organization": "机构", "organisation": "机构", "duration": "时长", "date": "日期", "time": "时间", "money": "金额",
	"percent": "百分比", "number": "数字", "email": "邮箱", "url": "网址", "phone": "电话",
	"per": "人名", "loc": "地点", "org": "机构", "amount": "金额", "misc": "其他",
}
