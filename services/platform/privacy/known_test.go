package privacy_test

import (
	"encoding/hex"
	"os"
	"testing"
)

// knownKeys has secrets of 32 bytes 0, 1 and 2.
const knownKeys = `{"version":1,"current":"k1","keys":[
{"id":"k1","key":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="},
{"id":"k2","key":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="}],
"index":"AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI="}`

const (
	knownEnvelope = "0101026b31000102030405060708090a0b8ebc2f617eca3cb65242f54ffcb6859d06cee88068b6e1d874c6d7"
	knownIndex    = "67bcf37e37cdf2ef69a1cb205ad14935"
)

func write(t *testing.T, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil { // regardless of the umask
		t.Fatal(err)
	}
}

func unhex(t *testing.T, s string) []byte {
	t.Helper()
	b, err := hex.DecodeString(s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
