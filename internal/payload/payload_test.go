package payload_test

import (
	"testing"

	"github.com/tenonhub/tenon/internal/payload"
)

const card = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Okafor;Ada;;;\r\nFN:Dr Ada Okafor\r\nORG:Harbour Clinic;Ward 3\r\nTEL;TYPE=CELL:+44 20 7946 0123\r\nEMAIL:ada@harbour.example\r\nADR;TYPE=WORK:;;4 Quay Street;Leith;;EH6;UK\r\nEND:VCARD"

func TestCodesAreToldInWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]string{
		"WIFI:T:WPA;S:Harbour Guest;P:tide;H:false;;":                 {"Wi-Fi: network Harbour Guest, password tide, security WPA", "Wi-Fi：网络 Harbour Guest，密码 tide，加密方式 WPA"},
		`wifi:S:a\;b\:c;P:x\\y;;`:                                     {`Wi-Fi: network a;b:c, password x\y`, `Wi-Fi：网络 a;b:c，密码 x\y`},
		"MECARD:N:Okafor,Ada;TEL:+442079460123;EMAIL:ada@a.example;;": {"Contact: name Ada Okafor, telephone +442079460123, e-mail ada@a.example", "名片：姓名 Ada Okafor，电话 +442079460123，邮箱 ada@a.example"},
		card: {
			"Contact: name Dr Ada Okafor, organisation Harbour Clinic, Ward 3, telephone +44 20 7946 0123, e-mail ada@harbour.example, address 4 Quay Street, Leith, EH6, UK",
			"名片：姓名 Dr Ada Okafor，单位 Harbour Clinic, Ward 3，电话 +44 20 7946 0123，邮箱 ada@harbour.example，地址 4 Quay Street, Leith, EH6, UK",
		},
		"geo:55.97,-3.17?q=quay":                          {"Place: latitude 55.97, longitude -3.17", "位置：纬度 55.97，经度 -3.17"},
		"mailto:a@b.example?subject=Tea%20time&body=At 4": {"E-mail: e-mail a@b.example, subject Tea time, text At 4", "邮件：邮箱 a@b.example，主题 Tea time，内容 At 4"},
		"tel:+4930123":                                    {"Telephone number: +4930123", "电话号码：+4930123"},
		"SMSTO:+4930123:on my way":                        {"Text message: telephone +4930123, text on my way", "短信：电话 +4930123，内容 on my way"},
		"https://example.org":                             {},
		"call me: 0123":                                   {},
		"WIFI:":                                           {},
		"WIFI:S:a;P:b;;\nand more words":                  {},
	} {
		en, _ := payload.Told(text, false)
		zh, _ := payload.Told(text, true)
		if en != want[0] || zh != want[1] {
			t.Errorf("%q: %q, %q", text, en, zh)
		}
	}
}

func TestQuestionsAreAnsweredFromTheFieldsOfACode(t *testing.T) {
	t.Parallel()
	const wifi = "WIFI:T:WPA2;S:Harbour Guest;P:tide;;"
	for _, c := range []struct{ text, question, want string }{
		{wifi, "what is the password of the wifi?", "tide"},
		{wifi, "what's the wifi password", "tide"},
		{wifi, "wifi 密码是多少？", "tide"},
		{wifi, "What is the network called?", "Harbour Guest"},
		{wifi, "网络叫什么名字", "Harbour Guest"},
		{wifi, "how is it encrypted?", "WPA2"},
		{wifi, "how many pages are there?", ""},
		{card, "whose card is this?", "Dr Ada Okafor"},
		{card, "what is her phone number?", "+44 20 7946 0123"},
		{card, "她的邮箱是什么", "ada@harbour.example"},
		{"geo:55.97,-3.17", "where is it?", "55.97, -3.17"},
		{wifi + "\nWIFI:S:Staff;P:gull;;", "what are the passwords?", "tide\ngull"},
		{wifi + "\nWIFI:S:Staff;P:gull;;", "what is the password of each?", "tide\ngull"},
		{"The password is tide.", "what is the password?", ""},
	} {
		got, ok := payload.Answer(c.text, c.question)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("%s of %q: %q, want %q", c.question, c.text, got, c.want)
		}
	}
}
