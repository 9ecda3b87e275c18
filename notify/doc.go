// Package notify sends messages to people: to their inbox, by mail and by SMS.
//
// A use case queues a keyed Message in its own transaction. A key that was queued before is ignored, so queueing twice is
// harmless. The Dispatcher sends due messages:
//
//	waiting ──> sent                 every channel accepted it
//	   │   └──> dead                 a channel refused it for good, or eight times; shown to holders of job.run
//	   ├──────> skipped              too late, no longer true, or without a recipient; the reason is stored
//	   └──────> forwarded            the recipient is a group: one message for each of its people
//
// A member who has left the group in the meantime is not told. Before sending it looks up the contact, asks the feature whether the message still applies, and keeps quiet hours (21:00
// to 08:00 in Shanghai unless the person chose others): inbox messages are stored at once, mail and SMS wait for the end of
// the quiet hours. Urgent messages and those with a secret (one-time codes) do not wait. A person gets at most three
// ordinary messages a day by mail or SMS; the others are in the inbox only. Codes, urgent messages and those whose template is
// Essential (changes, cancellations, places, reminders) neither count nor are held back. On a channel that a person has
// switched off only codes are sent, no urgent messages either. A template of Safety (somebody may be in danger) goes by every channel at any hour.
//
// A message that mail and SMS did not carry because of the limit, the settings or the quiet hours is withheld: it keeps the reason,
// and staff see it until it is sent (Outbox.Withheld, WithheldOf).
//
// A claimed message is leased, not removed. When the process dies between sending and marking, the message is sent again
// with the same provider id (Message-ID of a mail, id of an SMS), by which a provider can recognise it. The inbox stores a
// key once.
//
// Texts hold no names of persons cared for, and the outbox holds no phone number and no readable code: recipients are
// references; secrets are sealed, and deleted when the message is finished.
//
// Every account reads and marks its own inbox (inbox.read). Holders of job.run see failed and withheld messages, without
// their texts, and may retry failed ones. Staff of an activity see the withheld ones about its sign-ups.
package notify
