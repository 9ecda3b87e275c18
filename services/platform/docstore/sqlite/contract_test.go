package sqlite_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/tongxing-platform/tongxing/services/platform/docstore/docstoretest"
)

func TestContract(t *testing.T) {
	defer goleak.VerifyNone(t)
	docstoretest.Run(t, docstoretest.OpenSQLite)
}
