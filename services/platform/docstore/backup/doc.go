// Package backup keeps a whole store, whichever engine has it, in one file.
//
// The file is a tar, compressed by zstd, and encrypted by age when recipients or a passphrase are given, so that in an
// emergency `age -d`, `zstd -d` and `tar x` open it. Inside lie, in this order:
//
//	head.json                 what the backup is of: format, data version, program, time
//	data/COLLECTION/N.bson    the documents as they are kept, one behind the other, in the order of their ids
//	files/PATH                the other files of the data directory
//	manifest.json             the head again, and count and SHA-256 of every collection and file
//
// The compressed stream ends with a skippable frame that holds the SHA-256 of everything before it, so that one changed
// bit anywhere, and a missing end, show before anything is restored. That protects against accidents; against somebody who
// writes to the place where backups lie, encrypt them and keep the head of the audit chain elsewhere.
//
// Sealing keys are never in a backup: with them it would be as good as unsealed.
package backup
