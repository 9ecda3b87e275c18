import { api, take, takeTagged } from '@tongxing/shared'
import { sheetStatus } from '@tongxing/shared/words'
import { App, Form, Input } from 'antd'
import { useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import { Card, DraftForm, Page, RegionName, seen, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { tones, word } from '../../domain/words.ts'
import { SheetActs } from './SheetActs.tsx'
import { SheetFields } from './SheetFields.tsx'
import { SheetTrial } from './SheetTrial.tsx'
import type { Sheet } from './score.ts'
import type { Fault, Template } from './sheet.ts'
import { t } from './texts.ts'
import '../../theme/work.css'

interface Values extends Record<string, unknown> {
  name: string
  sheet: Sheet
}

const valuesOf = (s: Template): Values => ({ name: s.name, sheet: s.sheet })

/** The draft of a score sheet, with its faults at their fields and a trial score beside it. */
export function Component() {
  const { id = '' } = useParams()
  const path = { params: { path: { id } } }
  const read = () => takeTagged(api.GET('/evaluation-templates/{id}', path))
  const tpl = useLoad(read, [id])
  if (!tpl.data) return <Waiting of={tpl} />
  return <Editor key={tpl.data.tag} s={tpl.data.data} tag={tpl.data.tag} read={read} reload={() => void tpl.reload()} />
}

function Editor({
  s,
  tag,
  read,
  reload,
}: {
  s: Template
  tag: string
  read: () => Promise<{ data: Template; tag: string }>
  reload: () => void
}) {
  const go = useNavigate()
  const { message } = App.useApp()
  const [sheet, setSheet] = useState(s.sheet)
  const [faults, setFaults] = useState<Fault[]>(s.faults)
  const [dirty, setDirty] = useState(false)
  if (s.status !== 'draft') {
    return (
      <Page title={s.name} back={`/evaluation-templates/${s.id}`}>
        <p className="tx-note">{t.notDraft}</p>
      </Page>
    )
  }
  return (
    <Page
      title={s.name}
      back="/evaluation-templates"
      state={<StateTag tone={tones.sheet.draft ?? 'neutral'}>{word(sheetStatus, s.status)}</StateTag>}
      sub={
        <>
          {s.code} · {s.region ? <RegionName path={s.region} /> : t.everywhere}
        </>
      }
      acts={
        <SheetActs
          s={s}
          only={['enforce', 'drop']}
          blocked={dirty ? t.saveFirst : faults.length > 0 ? t.faults({ n: faults.length }) : undefined}
          done={(made) => void go(made ? `/evaluation-templates/${made.id}` : '/evaluation-templates')}
        />
      }
    >
      <p className="tx-note">{t.draftNote}</p>
      <DraftForm<Values, Template>
        name={`template:${s.id}`}
        className="tw-wide-form"
        initial={valuesOf(s)}
        tag={tag}
        latest={async () => read().then((a) => ({ values: valuesOf(a.data), tag: a.tag }))}
        labels={{ name: t.tplName, sheet: t.form }}
        says={(field) => (field === 'sheet' ? t.wholeSheet : undefined)}
        send={(v, key, seenTag) =>
          take(api.PUT('/evaluation-templates/{id}', { params: { path: { id: s.id }, header: seen(seenTag, key) }, body: v }))
        }
        submit={t.saveDraft}
        changed={(v) => {
          setDirty(true)
          if (v.sheet) setSheet(v.sheet)
        }}
        done={() => {
          void message.success(t.draftSaid)
          setDirty(false)
          reload()
        }}
      >
        <Card>
          <Form.Item name="name" label={t.tplName} required>
            <Input maxLength={60} />
          </Form.Item>
        </Card>
        <Form.Item name="sheet" noStyle>
          <SheetFields faults={faults} />
        </Form.Item>
      </DraftForm>
      <SheetTrial sheet={sheet} found={setFaults} />
    </Page>
  )
}
