import { EllipsisOutlined } from '@ant-design/icons'
import { locale, onLocale } from '@tongxing/shared'
import { App as AntApp, ConfigProvider, Skeleton } from 'antd'
import enUS from 'antd/locale/en_US'
import zhCN from 'antd/locale/zh_CN'
import dayjs from 'dayjs'
import 'dayjs/locale/zh-cn'
import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { createBrowserRouter, RouterProvider } from 'react-router'
import { partTexts } from '../parts/index.ts'
import { theme } from '../theme/theme.ts'
import { FirstFactor, FirstPassword, GiveName, Login, SessionEnded, Unreachable } from './Login.tsx'
import { StepUp } from '../parts/Proof.tsx'
import { nonce } from './nonce.ts'
import { routes } from './router.tsx'
import { SessionProvider, type Entry } from '../session/session.tsx'

const csp = { nonce }

/** App joins theme, language, session and pages. */
export function App() {
  const lang = useSyncExternalStore(onLocale, locale)
  dayjs.locale(lang === 'en' ? 'en' : 'zh-cn')
  useEffect(() => {
    document.documentElement.lang = lang
  }, [lang])
  return (
    <ConfigProvider
      csp={csp}
      theme={theme}
      locale={lang === 'en' ? enUS : zhCN}
      button={{ autoInsertSpace: false }}
      modal={{ closable: { 'aria-label': partTexts.close } }}
      tabs={{ more: { icon: <EllipsisOutlined aria-label={partTexts.more} /> } }}
    >
      <AntApp message={{ maxCount: 3 }}>
        <SessionProvider>{(entry) => <Front entry={entry} lang={lang} />}</SessionProvider>
      </AntApp>
    </ConfigProvider>
  )
}

/** Front shows the page, or what has to come before it. Another language builds the pages anew; drafts come back. */
function Front({ entry, lang }: { entry: Entry; lang: string }) {
  switch (entry.state) {
    case 'loading':
      return (
        <main className="tx-boot" aria-label={partTexts.product}>
          <Skeleton active title={false} paragraph={{ rows: 4 }} />
        </main>
      )
    case 'failed':
      return <Unreachable problem={entry.problem} retry={entry.retry} />
    case 'out':
      return <Login enter={entry.enter} />
    case 'in':
      return (
        <>
          <Inside entry={entry} lang={lang} />
          <StepUp me={entry.session.me} />
        </>
      )
  }
}

/** Inside shows the pages to whoever is logged in, or what has to be done before. */
function Inside({ entry, lang }: { entry: Extract<Entry, { state: 'in' }>; lang: string }) {
  const { session, ended, renew } = entry
  if (session.me.must_change_password) return <FirstPassword session={session} />
  if (session.me.factor_required) return <FirstFactor session={session} />
  if (!session.me.name) return <GiveName session={session} />
  return (
    <>
      <Pages key={`${lang} ${session.me.id}`} />
      {ended && <SessionEnded login={session.me.login ?? ''} userId={session.me.id} renew={renew} />}
    </>
  )
}

function Pages() {
  const router = useMemo(() => createBrowserRouter(routes, { basename: import.meta.env.BASE_URL }), [])
  return <RouterProvider router={router} />
}
