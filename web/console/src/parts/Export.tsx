import { DownloadOutlined } from '@ant-design/icons'
import { download, exportPurposes, type ExportPurpose } from '@tongxing/shared'
import { App, Button, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useSession } from '../app/session.tsx'
import { useAct } from './hooks.ts'
import { Refusal } from './states.tsx'
import { t } from './texts.ts'

interface ExportProps {
  of: { path: string; persons?: boolean; filter?: Record<string, string> }
  /** What the list is filtered by: the spreadsheet has the same rows. */
  query: Record<string, string>
}

/** Export saves what a list shows as a spreadsheet; a list of people asks for the purpose, which is recorded. */
export function Export({ of, query }: ExportProps) {
  const { may } = useSession()
  const { message } = App.useApp()
  const [asking, setAsking] = useState(false)
  const [purpose, setPurpose] = useState<ExportPurpose>()
  const act = useAct(async (_key: string) => {
    await download(of.path, { ...of.filter, ...query }, of.persons && purpose ? { purpose } : {})
    return true
  })
  if (!may(of.persons ? 'data.export_persons' : 'data.export')) return null
  const go = async () => {
    if (!(await act.run())) {
      setAsking(true)
      return
    }
    setAsking(false)
    void message.success(t.table.exported)
  }
  return (
    <>
      <Button icon={<DownloadOutlined />} loading={act.busy} onClick={() => (of.persons ? setAsking(true) : void go())}>
        {t.table.export}
      </Button>
      <Modal
        open={asking}
        title={t.table.export}
        okText={t.table.export}
        okButtonProps={{ disabled: !!of.persons && !purpose, loading: act.busy }}
        onOk={() => void go()}
        onCancel={() => setAsking(false)}
        destroyOnHidden
      >
        {of.persons && (
          <>
            <p className="tx-note">{t.table.exportNote}</p>
            <p id="tx-export-purpose">{t.reveal.purpose}</p>
            <Radio.Group
              vertical
              aria-labelledby="tx-export-purpose"
              value={purpose}
              onChange={(e) => setPurpose(e.target.value as ExportPurpose)}
              options={Object.keys(exportPurposes).map((value) => ({ value, label: exportPurposes[value as ExportPurpose] }))}
            />
          </>
        )}
        <Refusal problem={act.problem} retry={() => void go()} />
      </Modal>
    </>
  )
}
