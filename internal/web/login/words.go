package login

import (
	"errors"
	"net/http"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/fault"
)

// Words are what the page says, in the browser's language.
type Words struct {
	Lang, Title, UserName, Password, Submit, With, LoggedIn, LogOut, Onward, Help string

	wrong, wait, refused, broken string
}

// languages are English and Chinese.
var languages = map[bool]Words{
	false: {
		Lang: "en", Title: "Log in to Tenon", UserName: "User name", Password: "Password", Submit: "Log in", With: "Log in with",
		LoggedIn: "You are logged in as", LogOut: "Log out", Onward: "Go on to Tenon",
		Help:  "No account yet? An administrator makes one with “tenon user add”. The first password of “admin” is in the file admin-password of the data folder.",
		wrong: "The user name or the password is wrong.", wait: "Too many wrong passwords. Try again in a quarter of an hour.",
		refused: "That did not work:", broken: "Something went wrong here. Try again; the server's log says more.",
	},
	true: {
		Lang: "zh", Title: "登录 Tenon", UserName: "用户名", Password: "密码", Submit: "登录", With: "使用以下方式登录：",
		LoggedIn: "您已登录，用户名为", LogOut: "退出登录", Onward: "进入 Tenon",
		Help:  "还没有账号？请管理员用 “tenon user add” 创建。“admin” 的初始密码在数据文件夹的 admin-password 文件中。",
		wrong: "用户名或密码不正确。", wait: "密码错误次数过多，请十五分钟后再试。",
		refused: "登录未成功：", broken: "服务器出错了，请重试；详情见服务器日志。",
	},
}

// words picks the language that the browser prefers.
func words(r *http.Request) Words {
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	return languages[strings.HasPrefix(strings.ToLower(strings.TrimSpace(first)), "zh")]
}

// explain says why somebody was not let in.
func (w Words) explain(err error) (status int, msg string) {
	kind, said := fault.Of(err)
	switch kind {
	case fault.Unauthenticated:
		if errors.Is(err, account.WrongPassword) {
			return http.StatusUnauthorized, w.wrong
		}
		return http.StatusUnauthorized, w.refused + " " + said
	case fault.Exhausted:
		return http.StatusTooManyRequests, w.wait
	case fault.Internal:
		return http.StatusInternalServerError, w.broken
	case fault.Forbidden:
		return http.StatusForbidden, w.refused + " " + said
	default:
		return http.StatusBadRequest, w.refused + " " + said
	}
}
