// Taking a list out as a spreadsheet.
import { problemOf, Problem } from './api.ts'
import { locale, texts } from './text.ts'

/** What a list of persons may be taken out for, as the server knows it, in words. */
export const exportPurposes = texts(
  {
    statistics: '统计上报',
    insurance: '购买保险',
    contact: '通知联系',
    inspection: '检查评估',
    archive: '归档',
  },
  {
    statistics: 'Statistics',
    insurance: 'Insurance',
    contact: 'Contact',
    inspection: 'Inspection',
    archive: 'Archive',
  },
)
export type ExportPurpose = keyof typeof exportPurposes

const t = texts(
  {
    offline: '网络不通',
    detail: '连不上服务器，请检查网络后重试。',
  },
  {
    offline: 'No connection',
    detail: 'The server cannot be reached. Check the network and try again.',
  },
)

/** The texts of this file, for the test that none is missing. */
export const exportTexts = t

export interface ExportOptions {
  /** Lists of persons need one. */
  purpose?: ExportPurpose
  fetch?: typeof fetch
  baseUrl?: string
}

export interface Exported {
  name: string
  file: Blob
  /** Opens a file that names persons; told this once. */
  password?: string
}

/**
 * exportList asks for the whole of a filtered list, `exportList('/activities', {status: 'published'})`. It returns the file
 * with its name, or throws a Problem.
 */
export async function exportList(path: string, filter: Record<string, unknown>, options: ExportOptions = {}): Promise<Exported> {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(filter)) {
    for (const v of Array.isArray(value) ? value : [value]) if (v !== undefined && v !== null && v !== '') query.append(name, String(v))
  }
  query.set('format', 'xlsx')
  if (options.purpose) query.set('purpose', options.purpose)
  let answer: Response
  try {
    answer = await (options.fetch ?? fetch)(`${options.baseUrl ?? '/api/v1'}${path}?${query}`, {
      credentials: 'same-origin',
      headers: { 'Accept-Language': locale() },
    })
  } catch {
    throw new Problem({ status: 0, code: 'offline', title: t.offline, detail: t.detail })
  }
  if (!answer.ok) throw problemOf(await answer.text(), answer)
  const password = answer.headers.get('Export-Password')
  return { name: nameOf(answer.headers.get('Content-Disposition') ?? ''), file: await answer.blob(), ...(password ? { password } : {}) }
}

/** download is exportList followed by the browser saving the file; it returns the password, if the file has one. */
export async function download(path: string, filter: Record<string, unknown>, options: ExportOptions = {}): Promise<string | undefined> {
  const { name, file, password } = await exportList(path, filter, options)
  const address = URL.createObjectURL(file)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  // The browser reads the file after this turn; the address has to live until then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
  return password
}

function nameOf(disposition: string): string {
  const found = /filename\*=UTF-8''([^;]+)/.exec(disposition)
  return found ? decodeURIComponent(found[1]!) : 'export.xlsx'
}
