// Package files keeps what is attached to records: papers, pictures, tables. It knows nothing of the records; features say
// by a Place which of their records take files, what for, and who may add, see and remove them.
//
//	uploading ─ finish → kept ─ remove → removed
//	    │           ├──→ quarantined ─ the scanner finds nothing → kept
//	    │           └──→ refused ←──── the scanner finds something
//	    └─ given up, or nothing for a day → deleted
//
// This life is no workflow.Table: who may do what is a matter of the place, and the only act of a person behind the upload is
// to remove.
//
// # An upload
//
// Begin announces record, purpose, name, size and SHA-256, and checks them against the limits. Append stores a piece of up to
// 1 MiB at the offset where the upload stands: sealed, in a blob of its own, before it is answered. A connection may break and
// a process may be killed anywhere; Upload tells where to go on. Finish compares the hash and examines the content.
//
// # What may be attached
//
// PDF, JPEG, PNG, HEIC, Word and Excel up to 20 MB. The content decides, and the ending of the name must agree.
//
//	JPEG, PNG    decoded and encoded again, turned the right way up: nothing of the file but its pixels is kept. At most 52
//	             million pixels and 128 MB decoded, one picture at a time. A thumbnail of 320 pixels
//	HEIC         EXIF (location) and XMP are overwritten; not decoded, no thumbnail
//	PDF          scripts, programs to start, other files inside, XFA forms and passwords are refused, as are streams that unpack
//	             to more than 128 MB
//	docx, xlsx   macros, controls and embedded programs are refused, as is what unpacks to more than 200 MB
//	doc, xls     VBA macros and embedded programs are refused (not the Excel 4 macros of before 1997)
//
// With a Scanner (ClamAV's INSTREAM) a file stays in quarantine until the scanner has answered.
//
// # Where it is kept
//
// In Blobs: a directory, or a bucket of an S3-compatible store. An object is an age file (ChaCha20-Poly1305 in pieces of
// 64 KiB), named by the SHA-256 of its stored bytes, so that damage is found without any key. Its key is in the document of
// the file, sealed by the keyring like every personal field: rotation, `check` and `rebuild` treat it so, and an object
// without its document cannot be decrypted. Everything is sealed, personal or not; Purpose.Personal has every opening audited.
//
// Documents of the collection `files` have the rest; `file_usage` counts per organisation. A removed file loses its keys
// at once and its objects two days later, so that a backup under way is whole. Parts of unfinished uploads are in no backup.
package files
