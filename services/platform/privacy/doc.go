// Package privacy keeps personal values from being read by those who need not: on the disk, in logs and on the screen.
//
// On the disk a personal field is a Sealed: an envelope that only a Sealer with the right key, for that very
// collection, field and document, opens. What must be found by its exact value (an ID number, a mobile) also has a
// BlindIndex beside it. In memory it is a Secret, which prints, logs and marshals as "[redacted]" and refuses to be
// stored. On the way out the Mask functions leave what a person's role may see.
//
// The keys are a file outside the database, mode 0600, made once by CreateKeyring. There is no default key.
//
//	envelope: 1 version | 1 algorithm | 1 length of key id | key id | 12 nonce | ciphertext | 16 tag
//	AAD:      everything before the nonce, then collection, field and document id, each with its length
//
// AES-256-GCM is algorithm 1; its keys are derived from the file's secrets by HKDF-SHA256, one for each use.
package privacy
