package sheet

import (
	"crypto/rand"
	"fmt"
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
