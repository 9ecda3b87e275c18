import { LeftOutlined, RightOutlined } from '@ant-design/icons'
import { api, format, locale, take, texts, type components } from '@tongxing/shared'
import { App, Button, Form, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { Card, Page, Refusal, useAct, useLoad, Waiting } from '../../parts/index.ts'
import { addDays, monday, monthStart } from '../../parts/days.ts'

type Day = components['schemas']['region.dayView']

export const t = texts(
  {
    title: '工作日历',
    sub: '期限按工作日计算，以这里为准。选择日期可以改为工作日（调休）或休息日。',
    prev: '上个月',
    next: '下个月',
    work: '工作日',
    rest: '休息日',
    entered: '人工维护',
    note: '说明',
    noteHint: '例如：国庆节调休',
    set: '修改 {day}',
    saved: '已保存',
    save: '保存',
  },
  {
    title: 'Working days',
    sub: 'Deadlines count working days as they stand here. Choose a day to make it a working day or a day off.',
    prev: 'Previous month',
    next: 'Next month',
    work: 'Working day',
    rest: 'Day off',
    entered: 'entered by hand',
    note: 'Note',
    noteHint: 'Such as: shifted for the national holiday',
    set: 'Change {day}',
    saved: 'Saved',
    save: 'Save',
  },
)

const weekdays = () =>
  [...Array(7).keys()].map((i) =>
    new Intl.DateTimeFormat(locale(), { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 10, 23 + i))),
  )
const monthName = (day: string) =>
  new Intl.DateTimeFormat(locale(), { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`))

export function Component() {
  const [month, setMonth] = useState(monthStart(format.dayKey(Date.now())))
  const from = monday(month)
  const to = addDays(from, 41)
  const days = useLoad(() => take(api.GET('/calendar', { params: { query: { from, to } } })).then((l) => l.items), [from])
  const [chosen, setChosen] = useState<Day>()
  return (
    <Page
      title={t.title}
      sub={t.sub}
      acts={
        <>
          <Button icon={<LeftOutlined />} aria-label={t.prev} onClick={() => setMonth(monthStart(addDays(month, -1)))} />
          <strong className="tx-month">{monthName(month)}</strong>
          <Button icon={<RightOutlined />} aria-label={t.next} onClick={() => setMonth(monthStart(addDays(month, 32)))} />
        </>
      }
    >
      {!days.data ? (
        <Waiting of={days} />
      ) : (
        <Card>
          <table className="tx-calendar">
            <thead>
              <tr>
                {weekdays().map((d) => (
                  <th key={d} scope="col">
                    {d}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {[0, 1, 2, 3, 4, 5].map((week) => (
                <tr key={week}>
                  {days.data!.slice(week * 7, week * 7 + 7).map((d) => (
                    <td key={d.day} className={`${d.workday ? '' : 'tx-rest'}${d.day.startsWith(month.slice(0, 7)) ? '' : ' tx-other'}`}>
                      <button type="button" onClick={() => setChosen(d)}>
                        <span className="tx-figure">{Number(d.day.slice(8))}</span>
                        <span>{d.workday ? t.work : t.rest}</span>
                        {d.entered && <span className="tx-muted">{d.note || t.entered}</span>}
                      </button>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Card>
      )}
      {chosen && (
        <SetDay
          key={chosen.day}
          day={chosen}
          close={() => setChosen(undefined)}
          done={() => {
            setChosen(undefined)
            void days.reload()
          }}
        />
      )}
    </Page>
  )
}

function SetDay({ day, close, done }: { day: Day; close: () => void; done: () => void }) {
  const { message } = App.useApp()
  const [workday, setWorkday] = useState(day.workday)
  const [note, setNote] = useState(day.note ?? '')
  const act = useAct((_key: string, body: { workday: boolean; note: string }) =>
    take(api.PUT('/calendar/{day}', { params: { path: { day: day.day } }, body })).then((a) => a ?? true),
  )
  const save = async () => {
    if ((await act.run({ workday, note: note.trim() })) === undefined) return
    void message.success(t.saved)
    done()
  }
  return (
    <Modal
      open
      title={t.set({ day: format.day(day.day) })}
      okText={t.save}
      okButtonProps={{ loading: act.busy }}
      onOk={() => void save()}
      onCancel={close}
    >
      <Form layout="vertical" component="div">
        <Form.Item>
          <Radio.Group
            aria-label={t.title}
            value={workday}
            onChange={(e) => setWorkday(e.target.value as boolean)}
            options={[
              { value: true, label: t.work },
              { value: false, label: t.rest },
            ]}
          />
        </Form.Item>
        <Form.Item label={t.note} htmlFor="tx-day-note" extra={t.noteHint}>
          <Input id="tx-day-note" maxLength={50} value={note} onChange={(e) => setNote(e.target.value)} />
        </Form.Item>
      </Form>
      <Refusal problem={act.problem} retry={() => void act.retry()} />
    </Modal>
  )
}
