import { expect, test } from 'vitest'
import { readCode } from './present.ts'

test.each([
  ['AAAAA-token_1', 'AAAAA-token_1'],
  [' AAAAA \n', 'AAAAA'],
  ['https://tongxing.example.gov.cn/v/checkin?in=AAAAA', 'AAAAA'],
  ['https://tongxing.example.gov.cn/v/checkin?out=A_B-C', 'A_B-C'],
  ['https://elsewhere.example/page', 'https://elsewhere.example/page'], // the server will refuse it
])('%s', (seen, token) => expect(readCode(seen)).toBe(token))
