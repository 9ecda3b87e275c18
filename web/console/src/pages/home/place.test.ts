import { expect, test } from 'vitest'
import { placeOf } from './place.ts'

test.each([
  ['frq_1', '/file-requests/frq_1'],
  ['svt_1', '/survey-tasks/svt_1'],
  ['svc_1', '/service-log/svc_1'],
  ['sfr_1', '/satisfaction/sfr_1'],
  ['thr_1', '/service-threads/thr_1'],
  ['svy_1', '/surveys/svy_1'],
  ['pll_1', '/police-lines?unsettled=true'],
  ['cer_1', '/certificates'],
  ['ben_1', '/beneficiaries/ben_1'],
  ['usr_1', undefined],
  [undefined, undefined],
])('a message about %s leads to %s', (about, to) => expect(placeOf(about)).toBe(to))
