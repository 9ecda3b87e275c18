package sheet

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Lock encrypts a workbook made by Write, so that spreadsheet programs ask for the password first. The password is generated
// here and stored nowhere: 80 bits in groups of four characters, easy to read out on the telephone.
//
// The format is ECMA-376 standard encryption (AES-128, key derivation with 50,000 rounds), which Excel, WPS and LibreOffice
// open. It protects a lost or forwarded file from being read; it does not reveal changes.
func Lock(workbook []byte) (locked []byte, password string, err error) {
	letters := rand.Text()
	password = strings.Join([]string{letters[:4], letters[4:8], letters[8:12], letters[12:16]}, "-")
	if locked, err = excelize.Encrypt(workbook, &excelize.Options{Password: password}); err != nil {
		return nil, "", fmt.Errorf("lock workbook: %w", err)
	}
	return locked, password, nil
}

// Unlock decrypts a workbook that a spreadsheet program saved with a password, or that Lock made, so that Read can read it. Other files are
// returned as they are. It returns ErrEncrypted without a password, ErrPassword for a wrong one, and ErrUnreadable for a damaged file.
func Unlock(data []byte, password string) (plain []byte, err error) {
	if _, f := detectFormat(data, ""); f != ErrEncrypted {
		return data, nil
	}
	if password == "" {
		return nil, ErrEncrypted
	}
	for _, m := range spinCount.FindAllSubmatch(data, -1) {
		if n, err := strconv.Atoi(string(m[1])); err != nil || n > mostSpins {
			return nil, ErrUnreadable
		}
	}
	defer func() {
		if recover() != nil { // the decoder of the container trusts its lengths
			plain, err = nil, ErrUnreadable
		}
	}()
	plain, err = excelize.Decrypt(bytes.Clone(data), &excelize.Options{Password: password})
	if err != nil || !bytes.HasPrefix(plain, []byte("PK\x03\x04")) {
		return nil, ErrPassword
	}
	return plain, nil
}

// spinCount finds how often the password is hashed. Spreadsheet programs write 100,000; mostSpins take about two seconds.
var spinCount = regexp.MustCompile(`spinCount="([0-9]+)"`)

const mostSpins = 1_000_000
