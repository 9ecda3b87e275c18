// Package privacy protects personal values from readers who do not need them: on disk, in logs and on screen.
//
// On disk a personal field is a Sealed: an envelope that opens only with the right key and for the same collection, field
// and document. A field that is searched by its exact value (an ID number, a mobile) has a BlindIndex beside it. In memory
// the value is a Secret, which prints, logs and marshals as "[redacted]" and cannot be stored. In views the Mask functions
// show as much as a person's role may see.
//
// The keys are in a file outside the database, mode 0600, made once by CreateKeyring. There is no default key. A store
// keeps a Canary of each key that it needs, so that a key file which lacks one is refused before it is used.
//
//	envelope: 1 version | 1 algorithm | 1 length of key id | key id | 12 nonce | ciphertext | 16 tag
//	AAD:      everything before the nonce, then collection, field and document id, each with its length
//
// AES-256-GCM is algorithm 1. Its keys are derived from the file's secrets by HKDF-SHA256, a separate one for each use.
package privacy
