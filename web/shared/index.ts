// What both apps share: the typed client of the API, texts in two languages, and numbers as people read them.
export * from './api.ts'
export * from './text.ts'
export * from './export.ts'
export * as format from './format.ts'
export type { components, operations, paths } from './schema.d.ts'
export * from './call.ts'
export * from './acts.ts'
export * from './notes.ts'
