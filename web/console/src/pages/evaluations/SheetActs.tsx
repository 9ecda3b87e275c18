import { api, take } from '@tongxing/shared'
import { sheetAct } from '@tongxing/shared/words'
import { Button, Tooltip } from 'antd'
import { useNavigate } from 'react-router'
import { ActButton, idem, Offer, seen, tagOf } from '../../parts/index.ts'
import type { Template } from './sheet.ts'
import { t } from './texts.ts'

interface SheetActsProps {
  s: Template
  /** The acts that are shown here; none: all. */
  only?: string[]
  /** Why a draft cannot be put in force now, though the API would say so only afterwards. */
  blocked?: string | undefined
  /** With the edition as it is now; undefined when it was thrown away. */
  done: (s: Template | undefined) => void
}

/** The acts on an edition that the API offers. */
export function SheetActs({ s, only, blocked, done }: SheetActsProps) {
  const go = useNavigate()
  const path = { path: { id: s.id } }
  const shown = (act: string) => !only || only.includes(act)
  return (
    <>
      {shown('edit') && (
        <Offer acts={s.acts} act="edit" label={sheetAct.edit}>
          <Button type="primary" onClick={() => void go(`/evaluation-templates/${s.id}/edit`)}>
            {sheetAct.edit}
          </Button>
        </Offer>
      )}
      {shown('drop') && (
        <Offer acts={s.acts} act="drop" label={sheetAct.drop}>
          <ActButton
            confirm={t.dropNote}
            said={t.dropSaid}
            done={() => done(undefined)}
            act={(key) => take(api.DELETE('/evaluation-templates/{id}', { params: path, headers: idem(key) })).then(() => true)}
          >
            {sheetAct.drop}
          </ActButton>
        </Offer>
      )}
      {shown('retire') && (
        <Offer acts={s.acts} act="retire" label={sheetAct.retire}>
          <ActButton
            confirm={t.retireNote}
            said={t.retireSaid}
            done={done}
            act={(key) => take(api.POST('/evaluation-templates/{id}/retire', { params: path, headers: idem(key) }))}
          >
            {sheetAct.retire}
          </ActButton>
        </Offer>
      )}
      {shown('enforce') &&
        (blocked ? (
          <Tooltip title={blocked} trigger={['hover', 'focus']}>
            <span className="tx-offer" tabIndex={0}>
              <Button disabled aria-description={blocked}>
                {sheetAct.enforce}
              </Button>
            </span>
          </Tooltip>
        ) : (
          <Offer acts={s.acts} act="enforce" label={sheetAct.enforce}>
            <ActButton
              type="primary"
              confirm={t.enforceNote}
              said={t.enforceSaid}
              done={done}
              act={(key) => take(api.POST('/evaluation-templates/{id}/enforce', { params: { ...path, header: seen(tagOf(s), key) } }))}
            >
              {sheetAct.enforce}
            </ActButton>
          </Offer>
        ))}
    </>
  )
}
