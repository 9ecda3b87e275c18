package sheet

import (
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Lock encrypts a workbook that Write made, so that spreadsheet programs ask for the password before they show anything.
// The password is made here and kept nowhere: 80 bits in groups of four, fit to be read out on a telephone.
//
// The format is ECMA-376 standard encryption (AES-128 under a key that costs 50,000 rounds), which Excel, WPS and LibreOffice
// open. It keeps a file that is lost or passed on from being read; it does not show that somebody has changed it.
func Lock(workbook []byte) (locked []byte, password string, err error) {
	letters := rand.Text()
	password = strings.Join([]string{letters[:4], letters[4:8], letters[8:12], letters[12:16]}, "-")
	if locked, err = excelize.Encrypt(workbook, &excelize.Options{Password: password}); err != nil {
		return nil, "", fmt.Errorf("lock workbook: %w", err)
	}
	return locked, password, nil
}
