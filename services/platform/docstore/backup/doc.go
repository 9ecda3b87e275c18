// Package backup writes a whole store, on either engine, to one file and reads it again.
//
// The file is a tar archive, compressed with zstd, and encrypted with age when recipients or a passphrase are given; in an
// emergency `age -d`, `zstd -d` and `tar x` open it. It contains, in this order:
//
//	head.json                 what the backup is of: format, data version, program, time
//	data/COLLECTION/N.bson    the documents as they are kept, one behind the other, in the order of their ids
//	files/PATH                the other files of the data directory
//	manifest.json             the head again, and count and SHA-256 of every collection and file
//
// The compressed stream ends with a skippable frame that holds the SHA-256 of everything before it, so a changed bit or a
// missing end is found before anything is restored. This protects against accidents, not against somebody who can write to
// the place where backups are stored; against those, encrypt them and store the head of the audit chain elsewhere.
//
// Sealing keys are never in a backup, because anybody who has it could then open the sealed values.
package backup
