// Package integrations tells the programs of partners what has changed: by a feed that they read, and by webhooks (回调) to which the platform posts.
//
// Both are made of the audit chain and tell ids, acts, states and versions, never a person's data: a receiver reads the rest with an access token
// (package accounts). A change is an audit record of an act that wrote an organisation, contract, payment, activity or evaluation
// (feature.Following). The chain gives a record its place after its transaction has committed, so the feed has no gaps on either engine. One may
// follow what one may read at that moment; a change of what has left one's reach is not told.
//
//	webhook:  made (active) → off, after three days of failure or the answer 410 → resumed (active)
//	          made or off → removed
//	delivery: waiting → delivered | failed, after 30 tries in about a day | dropped, when the webhook is off; any finished one may be sent again
//
// A job goes along the chain and queues a message for each webhook in notify's outbox, in the transaction that moves its cursor. Messages to
// programs wait apart from those to people. The log of deliveries is these messages, kept for 30 days.
//
// A webhook's address is https (http in demonstration mode) and public: the address that a name resolves to is checked when it is dialled, so a name
// cannot be pointed elsewhere after it was checked. No redirect is followed and no proxy is asked. Deps.Reachable adds networks.
// Each post is signed as Standard Webhooks describes: webhook-id, webhook-timestamp, and webhook-signature "v1,<base64>", HMAC-SHA256 over
// "id.timestamp.body". The secret is sealed, and shown once.
//
// Who may do what:
//
//	anybody logged in, and any access token   follow the changes of what they may read
//	IntegrationManage                         webhooks of the own organisation or county: make, test, look at deliveries, send one again,
//	                                          resume, remove; civil affairs see those of the organisations of their area and may remove them
//
// Messages: webhook.change (to the program), webhook.off.
package integrations
