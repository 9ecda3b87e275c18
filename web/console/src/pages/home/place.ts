/** The pages of records by the prefix of their ids; those of some kinds have only a list. */
const pages: Record<string, string> = {
  org: '/orgs/',
  vol: '/volunteers/',
  act: '/activities/',
  con: '/contracts/',
  eva: '/evaluations/',
  ben: '/beneficiaries/',
  frq: '/file-requests/',
  svy: '/surveys/',
  svt: '/survey-tasks/',
  pll: '/police-lines?unsettled=true',
  pai: '/pairings/',
  del: '/delegations/',
  pct: '/dangers/',
  cer: '/certificates',
  att: '/hours/',
  pay: '/payments/',
  svc: '/service-log/',
  rpt: '/contract-reports/',
  thr: '/service-threads/',
  sfr: '/satisfaction/',
}

/** placeOf is the page of what a message is about: of the record, or of the list in which it waits. */
export function placeOf(about: string | undefined): string | undefined {
  const page = pages[about?.split('_')[0] ?? '']
  return page?.endsWith('/') ? `${page}${about}` : page
}
