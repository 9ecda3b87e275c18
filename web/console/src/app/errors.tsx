import { Button } from 'antd'
import { useNavigate } from 'react-router'
import { Empty, partTexts } from '../parts/index.ts'
import { t } from './texts.ts'

/** Broken stands in for a page that could not be shown: an outdated program says so, anything else may be tried again. */
export function Broken({ error }: { error: unknown }) {
  const outdated = error instanceof Error && /dynamically imported module|Importing a module|Failed to fetch/.test(error.message)
  if (!outdated) console.error(error)
  return (
    <Empty
      tone="late"
      title={outdated ? t.broken.update : t.broken.title}
      text={outdated ? t.broken.updateText : t.broken.text}
      act={
        <Button type="primary" onClick={() => location.reload()}>
          {t.broken.reload}
        </Button>
      }
    />
  )
}

/** Missing is what an address shows that leads nowhere. */
export function Missing() {
  const go = useNavigate()
  return (
    <Empty title={partTexts.missing} text={partTexts.missingHow} act={<Button onClick={() => void go('/')}>{partTexts.home}</Button>} />
  )
}

/** NotAllowed says that a page is not for one's roles, and what to do. */
export function NotAllowed() {
  const go = useNavigate()
  return (
    <Empty title={partTexts.forbidden} text={partTexts.forbiddenHow} act={<Button onClick={() => void go('/')}>{partTexts.home}</Button>} />
  )
}
