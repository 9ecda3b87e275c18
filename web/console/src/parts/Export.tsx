import { CopyOutlined, DownloadOutlined } from '@ant-design/icons'
import { download, exportPurposes, type ExportPurpose } from '@tongxing/shared'
import { App, Button, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useSession } from '../session/session.tsx'
import { useAct } from './hooks.ts'
import { Refusal } from './states.tsx'
import { t } from './texts.ts'

interface ExportProps {
  of: { path: string; persons?: boolean; filter?: Record<string, string> }
  /** What the list is filtered by: the spreadsheet has the same rows. */
  query: Record<string, string>
}

/** Export saves what a list shows as a spreadsheet; a list of people asks for the purpose and tells the password of the file. */
export function Export({ of, query }: ExportProps) {
  const { may } = useSession()
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const [purpose, setPurpose] = useState<ExportPurpose>()
  const [password, setPassword] = useState<string>()
  const act = useAct(async (_key: string) => ({
    password: await download(of.path, { ...of.filter, ...query }, of.persons && purpose ? { purpose } : {}),
  }))
  if (!may(of.persons ? 'data.export_persons' : 'data.export')) return null
  const go = async () => {
    const made = await act.run()
    setPassword(made?.password)
    setAsking(!made || !!made.password)
    if (made && !made.password) void message.success(t.table.exported)
  }
  const ask = () => {
    act.clear()
    setPassword(undefined)
    setAsking(true)
  }
  return (
    <>
      <Button icon={<DownloadOutlined />} loading={act.busy} onClick={() => (of.persons ? ask() : void go())}>
        {t.table.export}
      </Button>
      <Modal
        open={asking}
        title={t.table.export}
        okText={password ? t.close : t.table.export}
        okButtonProps={{ disabled: !!of.persons && !purpose, loading: act.busy }}
        cancelButtonProps={{ hidden: !!password }}
        onOk={() => (password ? setAsking(false) : void go())}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        {password ? <Password of={password} /> : of.persons && <Purpose value={purpose} onChange={setPurpose} />}
        <Refusal problem={act.problem} retry={() => void go()} />
      </Modal>
    </>
  )
}

function Purpose({ value, onChange }: { value: ExportPurpose | undefined; onChange: (purpose: ExportPurpose) => void }) {
  return (
    <>
      <p className="tx-note">{t.table.exportNote}</p>
      <p id="tx-export-purpose">{t.reveal.purpose}</p>
      <Radio.Group
        vertical
        aria-labelledby="tx-export-purpose"
        value={value}
        onChange={(e) => onChange(e.target.value as ExportPurpose)}
        options={Object.keys(exportPurposes).map((key) => ({ value: key, label: exportPurposes[key as ExportPurpose] }))}
      />
    </>
  )
}

/** Password shows what opens the file, as long as the dialog stands. */
function Password({ of }: { of: string }) {
  const { message } = App.useApp()
  return (
    <>
      <p>{t.table.locked}</p>
      <div className="tx-row tx-gap-above tx-gap-below">
        <output className="tx-password" aria-label={t.table.password}>
          {of}
        </output>
        <Button
          icon={<CopyOutlined />}
          onClick={() =>
            void navigator.clipboard.writeText(of).then(
              () => message.success(t.table.copied),
              () => undefined,
            )
          }
        >
          {t.table.copy}
        </Button>
      </div>
      <p className="tx-note">{t.table.lockedNote}</p>
    </>
  )
}
