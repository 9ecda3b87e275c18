import { expect, test } from 'vitest'
import { exportList, exportPurposes, exportTexts } from './export.ts'
import { flaws } from './text.ts'

const answering = (answer: () => Response) => {
  const asked: string[] = []
  const send = (async (url: string) => {
    asked.push(url)
    return answer()
  }) as unknown as typeof fetch
  return { asked, send }
}

test('the filter goes along, what is empty does not, and the file has its name', async () => {
  const { asked, send } = answering(
    () =>
      new Response('PK', {
        headers: { 'Content-Disposition': `attachment; filename="export.xlsx"; filename*=UTF-8''%E6%B4%BB%E5%8A%A8-20261126.xlsx` },
      }),
  )
  const got = await exportList(
    '/volunteers',
    { status: 'active', skill: ['唱歌', '画画'], q: '', org_id: undefined },
    { purpose: 'insurance', fetch: send },
  )
  expect(got.name).toBe('活动-20261126.xlsx')
  expect(await got.file.text()).toBe('PK')
  expect(got.password).toBeUndefined()
  expect(decodeURIComponent(asked[0]!)).toBe('/api/v1/volunteers?status=active&skill=唱歌&skill=画画&format=xlsx&purpose=insurance')
})

test('a file that names persons comes with its password', async () => {
  const { send } = answering(() => new Response('', { headers: { 'Export-Password': 'AB2C-DEFG-HIJK-LMNO' } }))
  expect((await exportList('/users', {}, { purpose: 'archive', fetch: send })).password).toBe('AB2C-DEFG-HIJK-LMNO')
})

test('a refusal is a Problem with its field', async () => {
  const { send } = answering(
    () =>
      new Response(
        JSON.stringify({
          code: 'export_purpose',
          title: 't',
          detail: 'd',
          errors: [{ field: 'purpose', code: 'export_purpose', message: 'm' }],
        }),
        { status: 400 },
      ),
  )
  await expect(exportList('/users', {}, { fetch: send })).rejects.toMatchObject({
    code: 'export_purpose',
    status: 400,
    fields: [{ field: 'purpose' }],
  })
})

test('no network is a Problem too', async () => {
  const { send } = answering(() => {
    throw new TypeError('fetch failed')
  })
  await expect(exportList('/users', {}, { fetch: send })).rejects.toMatchObject({ code: 'offline' })
})

test('no text is missing', () => expect([...flaws(exportPurposes), ...flaws(exportTexts)]).toEqual([]))
