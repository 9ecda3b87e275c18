import { DownloadOutlined, UploadOutlined } from '@ant-design/icons'
import { api, format, newClient, take, type components, type Problem } from '@tongxing/shared'
import { surveyRowResult } from '@tongxing/shared/words'
import { Alert, App, Button, Upload } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import { ActButton, asProblem, Empty, Instant, RegionName, Refusal, seen, useLoad, Waiting } from '../../parts/index.ts'
import { Name } from '../../domain/names.tsx'
import { st } from './texts.ts'
import '../../theme/work.css'

type Report = components['schemas']['surveys.uploadView']
type Detail = components['schemas']['surveys.surveyDetailView']

/** A list of thousands takes longer than other calls may. */
const slow = newClient({ timeout: 150_000 })

const send = (id: string, file: File, dry: boolean): Promise<Report> =>
  take(
    slow.POST('/surveys/{id}/lists', {
      params: { path: { id }, query: { dry_run: dry } },
      body: { file: file as unknown as string },
      bodySerializer: () => {
        const form = new FormData()
        form.set('file', file)
        return form
      },
    }),
  )

interface Stage {
  file?: File
  dry?: Report
  problem?: Problem
  busy?: boolean
}

/** The lists of schools of a round: one is tried, shown, and stored when somebody says so. */
export function Lists({ survey }: { survey: Detail }) {
  const { message } = App.useApp()
  const lists = useLoad(
    () => take(api.GET('/surveys/{id}/lists', { params: { path: { id: survey.id }, query: { limit: 50 } } })),
    [survey.id],
  )
  const [s, setS] = useState<Stage>({})
  const go = async (file: File, dry: boolean) => {
    setS((old) => ({ ...old, file, busy: true }))
    try {
      const report = await send(survey.id, file, dry)
      if (dry) return setS({ file, dry: report })
      setS({})
      void message.success(st.listSaved)
      void lists.reload()
    } catch (err) {
      setS({ file, problem: asProblem(err) })
    }
  }
  return (
    <>
      <p className="tx-muted">{st.listsSub}</p>
      {survey.status === 'open' && (
        <div className="tw-above">
          <p className="tx-muted">{st.uploadHow}</p>
          <span className="tx-row">
            <Upload
              accept=".xlsx,.csv"
              showUploadList={false}
              disabled={!!s.busy}
              beforeUpload={(file) => {
                void go(file, true)
                return false
              }}
            >
              <Button icon={<UploadOutlined />} loading={!!s.busy}>
                {s.dry ? st.otherFile : st.choose}
              </Button>
            </Upload>
            <Button icon={<DownloadOutlined />} href="/api/v1/survey-lists/template" download>
              {st.template}
            </Button>
          </span>
          <Refusal problem={s.problem} />
          {s.dry && s.file && (
            <div className="tw-below">
              <h3 className="tx-sub">{st.found}</h3>
              <Figures of={s.dry} />
              {s.dry.sheets.map((of) => (
                <SheetNote key={of.name} of={of} />
              ))}
              {s.dry.refused > 0 && (
                <Alert type="warning" showIcon title={st.refused({ n: s.dry.refused })} action={<Returned data={s.dry.returned} />} />
              )}
              <p className="tw-below">
                <Button type="primary" loading={!!s.busy} disabled={s.dry.rows === 0} onClick={() => void go(s.file!, false)}>
                  {st.keepList}
                </Button>
              </p>
            </div>
          )}
        </div>
      )}
      {!lists.data ? (
        <Waiting of={lists} />
      ) : lists.data.items.length === 0 ? (
        <Empty title={st.noRows} />
      ) : (
        <ul className="tw-list">
          {lists.data.items.map((l) => (
            <li key={l.id}>
              <p>
                <Instant at={l.at} /> <Name id={l.by} /> <RegionName path={l.region} short />
              </p>
              <Figures of={l} />
              <span className="tx-row">
                <Link to={`/survey-rows?list_id=${l.id}`}>{st.toRows}</Link>
                {survey.status === 'open' && l.open === l.rows - l.same && (
                  <ActButton
                    size="small"
                    danger
                    confirm={st.dropConfirm}
                    said={st.dropped}
                    done={() => void lists.reload()}
                    reload={() => void lists.reload()}
                    act={(key) =>
                      take(api.DELETE('/survey-lists/{id}', { params: { path: { id: l.id }, header: seen(`"${l.version}"`, key) } }))
                    }
                  >
                    {st.drop}
                  </ActButton>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

const Figures = ({ of }: { of: components['schemas']['surveys.listView'] }) => (
  <dl className="sv-figures">
    {(
      [
        [st.count, of.rows],
        [surveyRowResult.same, of.same],
        [surveyRowResult.differs, of.differs],
        [surveyRowResult.theirs, of.theirs],
        [surveyRowResult.ours, of.ours],
        [st.openN, of.open],
      ] as [string, number][]
    ).map(([label, n]) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>{n}</dd>
      </div>
    ))}
  </dl>
)

/** SheetNote says what of a sheet was not read. */
const SheetNote = ({ of }: { of: components['schemas']['surveys.uploadSheetView'] }) =>
  of.skipped || of.unknown?.length ? (
    <p className="tx-warn">
      {of.name && `${of.name}${format.colon()}`}
      {of.skipped ?? `${st.unread}${format.colon()}${of.unknown!.join(format.comma())}`}
    </p>
  ) : null

/** Returned saves the refused rows, which nothing keeps. */
function Returned({ data }: { data: string | undefined }) {
  if (!data) return null
  return (
    <Button
      size="small"
      href={`data:application/vnd.openxmlformats-officedocument.spreadsheetml.sheet;base64,${data}`}
      download="returned.xlsx"
    >
      {st.returnedFile}
    </Button>
  )
}
