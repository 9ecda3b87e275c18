import type { PageRoute } from '../../app/route.ts'

/** The pages of the daily work. */
export const routes: PageRoute[] = []
