package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/tenonhub/tenon/internal/account"
	"github.com/tenonhub/tenon/internal/ref"
)

// PasswordFile is the file of the data folder with the first password of admin,
// until it is changed; only the server's user can read it.
const PasswordFile = "admin-password"

// accounts is the register with what the data folder has of it.
type accounts struct {
	*account.Register
	data string
}

// SetPassword also removes the file of a first password that is no more.
func (a accounts) SetPassword(ctx context.Context, name ref.Owner, old, password string) error {
	if err := a.Register.SetPassword(ctx, name, old, password); err != nil {
		return err
	}
	if name.Key() != account.Administrator.Key() {
		return nil
	}
	if err := os.Remove(filepath.Join(a.data, PasswordFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("remove the first password: %w", err)
	}
	return nil
}

// FirstPassword gives the user admin a password if it never had one, and
// returns it; otherwise it returns "". The file comes first, so that a start
// that is cut off leaves no password that nobody knows.
func (a *App) FirstPassword(ctx context.Context) (string, error) {
	ctx = account.With(ctx, account.Keeper(""))
	admin, err := a.people.User(ctx, account.Administrator)
	if err != nil || admin.Password != "" {
		return "", err
	}
	file := filepath.Join(a.config.Data, PasswordFile)
	password := strings.ToLower(rand.Text()[:16]) // 80 random bits
	err = writeNew(file, []byte(password+"\n"))
	if errors.Is(err, fs.ErrExist) {
		b, rerr := os.ReadFile(file)
		password, err = strings.TrimSpace(string(b)), rerr
	}
	if err == nil {
		err = a.people.Register.SetPassword(ctx, account.Administrator, "", password)
	}
	if err != nil {
		return "", fmt.Errorf("make the first password of %s: %w", account.Administrator, err)
	}
	return password, nil
}
