// Drafts of forms, kept in the tab until the form is sent, so that neither a reload nor an ended session costs what was
// typed. They end with the tab and on logging out; fields with personal numbers are left out by the form.
const prefix = 'tongxing.draft.'

export const draftKey = (name: string) => prefix + name

export function readDraft<T>(name: string): T | undefined {
  const kept = sessionStorage.getItem(draftKey(name))
  if (!kept) return undefined
  try {
    return JSON.parse(kept) as T
  } catch {
    return undefined
  }
}

export function keepDraft(name: string, values: unknown): void {
  try {
    sessionStorage.setItem(draftKey(name), JSON.stringify(values))
  } catch {
    // A full or forbidden storage costs the draft, never the form.
  }
}

export const dropDraft = (name: string) => sessionStorage.removeItem(draftKey(name))

export function clearDrafts(): void {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(prefix)) sessionStorage.removeItem(key)
}
