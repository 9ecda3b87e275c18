// Parts of the app that are fetched when they are first shown. A part that does not come says so and can be tried again.
import { Problem, texts } from '@tongxing/shared'
import type { ComponentType } from 'preact'
import { useEffect, useState } from 'preact/hooks'
import { Bones, Failure } from './parts.tsx'

export const t = texts(
  {
    title: '没有加载出来',
    detail: '网络不通，这个页面还没有存到手机里。联网后再试。',
  },
  {
    title: 'This did not load',
    detail: 'There is no network and this page is not on the phone yet. Try again when it is back.',
  },
)

/** lazily is a component that is fetched by get, with the styles of later pages; quiet shows nothing meanwhile. */
export function lazily<P extends object>(get: () => Promise<ComponentType<P>>, quiet = false): ComponentType<P> {
  let found: ComponentType<P> | undefined
  return function Lazy(props: P) {
    const [, again] = useState(0)
    const [failed, setFailed] = useState(false)
    const fetch = () => {
      setFailed(false)
      Promise.all([get(), import('./pages.css')]).then(
        ([c]) => {
          found = c
          again((n) => n + 1)
        },
        () => setFailed(true),
      )
    }
    useEffect(() => {
      if (!found) fetch()
    }, [])
    const Found = found
    if (Found) return <Found {...props} />
    if (failed)
      return (
        <main class="page">
          <Failure problem={new Problem({ status: 0, code: 'offline', title: t.title, detail: t.detail })} retry={fetch} />
        </main>
      )
    return quiet ? null : (
      <main class="page">
        <Bones />
      </main>
    )
  }
}
