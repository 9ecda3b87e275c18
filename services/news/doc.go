// Package news holds the news and notices of the public pages: what the county tells, and what organisations tell of their work, with pictures.
//
// An item: draft → published → withdrawn. Only a draft is written; what is published stays as it was until it is withdrawn, with a reason. There is no
// second person: who publishes is recorded, and the county may withdraw at any time, what is its own and what organisations of its area have published;
// the organisation is told then.
//
// Pictures are files of the item (files.go). Each has a text for those who do not see it. Whoever publishes pictures answers whether children can be
// recognised on them; if so, the guardian's consent, a paper attached to the item that is never public, must be there. The answer is kept with who gave
// it and when. Pictures are rewritten when they are uploaded, so that they carry neither place nor device.
//
// The public sees an item while it is published and, of an organisation, while that may act (orgs.RequireActive). A notice may have a last day; after it
// the notice is marked as over and leaves the home page.
//
// Who may do what:
//
//	anybody                 published items
//	organisation's administrator and project leads (NewsEdit)  write, publish and withdraw items of their organisation
//	county (NewsEdit)       write and publish the county's own items; withdraw published items of its area
//	NewsRead                read: the own side's drafts, and what was published in the area
//
// Messages: news.withdrawn (to the organisation, when the county withdraws its item). See notice.go.
package news
