package tongue_test

import "testing"

// TestWhatIsNotMasked: what is to stay is not masked, what nobody can tell apart is named, and
// words that only sound alike mask nothing.
func TestWhatIsNotMasked(t *testing.T) {
	t.Parallel()
	const (
		text, some, odd = "n1 text-masking text=@a.txt", " | leave some of them as they are or mask some only: all that are found are masked", " | find passwords, IP addresses, number plates, user names, ages or signatures in a text"
		face, films     = "n1 face-masking image=@a.jpg map[style:blur]", " | mask the faces of a film, or number plates: faces of pictures, and names and numbers of texts, can be masked"
		numbers         = " map[kinds:[phones emails ids cards addresses]"
	)
	crafts(t, map[string]string{
		"@a.txt black out everything except the names":                      text + numbers + "]",
		"@a.txt black out everything but the names":                         text + numbers + "]",
		"@a.txt black out nothing but the names":                            text + " map[kinds:[names]]",
		"@a.txt redact names, not phone numbers":                            text + " map[kinds:[names]]",
		"@a.txt hide the names but keep the phone numbers":                  text + " map[kinds:[names]]",
		"@a.txt redact the names and leave the phone numbers visible":       text + " map[kinds:[names]]",
		"@a.txt black out the phone numbers, leave the rest":                text + " map[kinds:[phones]]",
		"@a.txt mask the phone numbers and keep the last four digits":       text + " map[kinds:[phones] style:partial]",
		"@a.txt hide all personal data except names":                        text + numbers + "]",
		"@a.txt mask all names except Anna Berg":                            text + " map[kinds:[names]]" + some,
		"@a.txt black out my name":                                          text + " map[kinds:[names]]" + some,
		"@a.txt mask the IBAN and the IP addresses":                         text + " map[kinds:[cards]]" + odd,
		"@a.txt 把姓名脱敏，手机号保留":                                                text + " map[kinds:[names] language:zh]",
		"@a.txt 把姓名打码，保留手机号":                                                text + " map[kinds:[names] language:zh]",
		"@a.txt 除了姓名以外都脱敏":                                                  text + numbers + " language:zh]",
		"@a.txt 把姓名以外的个人信息都遮住":                                              text + numbers + " language:zh]",
		"@a.txt 把张三以外的人名都遮住":                                                text + " map[kinds:[names] language:zh] | 只遮住或保留其中的一部分：找到的都会遮住",
		"@a.txt summarise this cover letter":                                "n1 summarization text=@a.txt",
		"@a.txt find the star companies":                                    "n1 token-classification text=@a.txt",
		"@a.jpg blur all faces except mine":                                 face + some,
		"@a.jpg blur the face of the man on the left":                       face + some,
		"@a.jpg blur the background behind the people":                      "n1 background-blur image=@a.jpg",
		"@a.jpg 虚化人物的背景":                                                    "n1 background-blur image=@a.jpg",
		"@a.jpg describe the black people in the picture":                   "n1 image-to-text image=@a.jpg",
		"@a.jpg @b.mp4 blur the faces":                                      face + films,
		"@a.txt replace all names with placeholders":                        text + " map[kinds:[names] style:label]",
		"@a.jpg @b.jpg add a black border to a.jpg and write “Hi” on b.jpg": "n1 image-border image=@a.jpg map[color:black]; n2 image-lettering image=@b.jpg text=\"Hi\"",
	})
}

// TestWordsThatAreRead: who asks for the words of a picture, or wants words and borders gone, gets
// none written on it, and a manner of writing that is not known is named.
func TestWordsThatAreRead(t *testing.T) {
	t.Parallel()
	const read, border = "n1 optical-character-recognition image=@a.jpg", " | put a border on one side only, or one with round corners, shadows or patterns: it goes all round in one colour"
	redrawn := func(said string) string { return "n1 image-to-image image=@a.jpg prompt=\"" + said + "\"" }
	crafts(t, map[string]string{
		"@a.jpg 图片上写了什么":                                               read,
		"@a.jpg 图里写着什么":                                                read,
		"@a.jpg 读一下图片上写的字":                                             read,
		"@a.jpg write the text in the picture to a file":               read,
		"@a.jpg remove the watermark at the bottom right":              redrawn("remove the watermark at the bottom right"),
		"@a.jpg 把水印去掉":                                                 redrawn("把水印去掉"),
		"@a.jpg 去掉白边":                                                  redrawn("去掉白边"),
		"@a.jpg remove the white border around it":                     redrawn("remove the white border around it"),
		"@a.jpg write a caption for this picture":                      "n1 image-to-text image=@a.jpg; n2 text-generation context=n1 prompt=\"write a caption for this picture\"",
		"@a.jpg add a caption at the bottom saying Hello World in red": "n1 image-lettering image=@a.jpg text=\"Hello World\" map[color:red place:bottom]",
		"@a.jpg write “Hi” vertically":                                 "n1 image-lettering image=@a.jpg text=\"Hi\" | choose a font, or write upright, slanted or with shadows on a picture",
		"@a.jpg add a border only at the bottom":                       "n1 image-border image=@a.jpg" + border,
		"@a.jpg cut 20% off the top and 300px off the bottom":          "? To what size? Please give pixels, for example 800x600, or the width alone.",
		"@a.jpg put “Anna” at the top and “Berta” at the bottom":       "n1 image-lettering image=@a.jpg text=\"Anna\" map[place:top] | write several things on a picture at once: the first is written",
	})
}
