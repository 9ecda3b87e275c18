// Package notify tells people things: by a message in their inbox, by mail and by SMS.
//
// A use case queues a keyed Message in its own transaction; a key that is already there is ignored, so that telling
// twice is harmless. The Dispatcher sends what is due:
//
//	waiting ──> sent                 every channel took it
//	   │   └──> dead                 a channel refused it for good, or eight times; visible to those who run the jobs
//	   ├──────> skipped              too late, cancelled, no longer true, or nobody to tell; the reason is kept
//	   └──────> forwarded            the recipient is a group: one message for each of its people
//
// Just before sending it looks up the contact, asks the feature whether the message is still true, and keeps quiet hours
// (21:00 to 08:00 in Shanghai unless the person chose others): inbox messages go in at once, mail and SMS wait for the
// morning. Urgent messages and those with a secret (one-time codes) do not wait. Nobody gets more than three mails or
// short messages a day by way of ordinary messages; what is beyond that is in the inbox only.
//
// A claimed message is leased, not removed: when the process dies between sending and marking, it is sent again with the
// same provider id (Message-ID of a mail, id of an SMS), which is how a provider recognises it. The inbox takes a key
// once.
//
// Texts hold no names of those cared for, and an outbox no phone number and no readable code: recipients are references,
// secrets are sealed and wiped once the message is finished.
//
// Who may do what: everybody logged in reads and marks the own inbox (inbox.read); those who run jobs see failed
// messages, without their texts, and may have them tried again (job.run).
package notify
