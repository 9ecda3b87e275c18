import { api, format, take } from '@tongxing/shared'
import { attendanceMethod, evidenceGrade, handAgreement, placeCheck } from '@tongxing/shared/words'
import { Button } from 'antd'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { Card, Facts, Instant, Minutes, Page, useHotkey, useLoad, Waiting } from '../../parts/index.ts'
import { History } from '../../domain/History.tsx'
import { Name, useName } from '../../domain/names.tsx'
import { word } from '../../domain/words.ts'
import { StayActs, StayState } from './stays.tsx'
import { t } from './texts.ts'

/** One stay: its evidence left, the decision at the top right, the next one follows. */
export function Component() {
  const { id = '' } = useParams()
  const { may, orgId } = useSession()
  const go = useNavigate()
  const [params] = useSearchParams()
  const view = params.get('view')
  const stay = useLoad(() => take(api.GET('/attendance/{id}', { params: { path: { id } } })), [id])
  const who = useName(stay.data?.volunteer_id)
  const next = async () => {
    const status = (view ?? 'pending') as 'pending'
    const list = await take(api.GET('/attendance', { params: { query: { status, limit: 50, ...(orgId ? { org_id: orgId } : {}) } } }))
    const at = list.items.findIndex((s) => s.id === id)
    const other = list.items[at + 1] ?? list.items.find((s) => s.id !== id)
    void go(other ? `/hours/${other.id}?view=${status}` : `/hours?view=${status}`)
  }
  useHotkey('j', () => void next(), !!view)
  if (!stay.data) return <Waiting of={stay} />
  const s = stay.data
  const done = () => (view ? void next() : void stay.reload())
  return (
    <Page
      title={`${who?.name ?? t.volunteer} · ${s.title ?? t.stay}`}
      state={<StayState of={s.status} />}
      back={view ? `/hours?view=${view}` : '/hours?view=all'}
      deadline={{ label: t.until, at: s.confirm_by }}
      acts={
        <>
          <StayActs of={s} done={done} />
          {view && (
            <Button onClick={() => void next()}>
              {t.next}
              <kbd aria-hidden="true">J</kbd>
            </Button>
          )}
        </>
      }
      aside={<History id={id} version={stay.at} />}
    >
      <Card title={t.evidence}>
        <Facts
          of={[
            [t.volunteer, <Name key="v" id={s.volunteer_id} no />],
            [
              t.activity,
              may('activity.read') ? (
                <Link key="a" to={`/activities/${s.activity_id}`}>
                  {s.title}
                </Link>
              ) : (
                s.title
              ),
            ],
            [t.org, s.org_name],
            [t.inTime, <Instant key="i" at={s.in_at} />],
            [t.outTime, s.out_at && <Instant key="o" at={s.out_at} />],
            [t.minutes, <Minutes key="m" n={s.minutes} />],
            [t.inBy, [word(attendanceMethod, s.in_by), s.in_near && word(placeCheck, s.in_near)].filter(Boolean).join(' · ')],
            [
              t.outBy,
              s.out_by
                ? [word(attendanceMethod, s.out_by), s.out_near && word(placeCheck, s.out_near)].filter(Boolean).join(' · ')
                : undefined,
            ],
            [t.agreement, s.by_hand ? (s.agreed ? (s.agreed_by ? word(handAgreement, s.agreed_by) : t.byScan) : t.notAgreed) : undefined],
            [t.share, s.over_share ? t.over : undefined],
            [t.grade, s.grade ? word(evidenceGrade, s.grade) : undefined],
          ]}
        />
      </Card>
      <Card title={t.result}>
        <Facts
          of={[
            [t.state, <StayState key="s" of={s.status} />],
            [t.confirmedAt, s.confirmed_at && format.instant(s.confirmed_at)],
            [t.reason, s.reason],
            [t.note, s.note],
            [t.dispute, s.dispute],
          ]}
        />
      </Card>
    </Page>
  )
}
