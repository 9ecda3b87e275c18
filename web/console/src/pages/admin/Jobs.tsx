import { api, format, locale, take, texts, type components } from '@tongxing/shared'
import { ActButton, Card, idem, Instant, Page, StateTag, useLoad, Waiting } from '../../parts/index.ts'
import { tones, w, word } from '../../domain/words.ts'

export const t = texts(
  {
    title: '定时任务',
    sub: '系统按北京时间自动运行；每个时点在所有服务器中只运行一次。',
    job: '任务',
    when: '时间',
    next: '下次运行',
    last: '最近一次',
    run: '立即运行',
    queued: '已加入队列，稍后自动运行',
    manual: '手动',
    missed: '停机期间错过 {n} 次',
    everywhere: '每台服务器',
    never: '尚未运行',
    names: {
      'send-outbox': '发送消息',
      'reload-regions': '刷新区划',
      'reload-calendar': '刷新工作日历',
      'chain-audit': '审计记录入链',
      'checkpoint-audit': '审计检查点外存',
      'advance-activities': '活动状态推进',
      'remind-activities': '活动提醒',
      'close-attendance': '关闭未签退',
      'remind-records': '活动归档提醒',
      'forget-runs': '清理运行记录',
      'start-contracts': '合同到期开始',
      'remind-milestones': '里程碑提醒',
      'end-publicity': '公示期满',
      'tell-birthdays': '到龄提醒',
      'take-snapshots': '留存月末统计',
      'remind-contacts': '结对联系提醒',
      'remind-dangers': '危险报告催办',
      'end-delegations': '委托照护到期',
      'remind-parents': '提醒父母联系孩子',
      'open-reports': '生成合同报告',
      'remind-reports': '提醒合同报告',
      'tell-hooks': '整理对外变更通知',
      'send-hooks': '推送回调',
      'sweep-hooks': '清理回调推送记录',
      'close-satisfaction': '结束到期的满意度回访',
      'remind-surveys': '摸底排查催办',
      'remind-clearances': '从业查询到期提醒',
      'remind-skills': '技能证书到期提醒',
      'send-invitations': '发送加入邀请、到期结束',
      'scan-files': '附件病毒扫描',
      'expire-uploads': '清理未完成上传',
      'sweep-files': '清理已移除附件',
      'sweep-sessions': '清理过期登录',
      'sweep-answers': '清理过期应答',
    },
    every: '每 {n}',
    daily: '每天 {at}',
    weekly: '每{day} {at}',
    hourly: '每小时第 {m} 分',
    minutes: '每 {n} 分钟',
    units: {
      s: '秒',
      m: '分钟',
      h: '小时',
    },
    other: '其他任务',
  },
  {
    title: 'Timetable',
    sub: 'Runs by itself in Beijing time, once for all servers at each time.',
    job: 'Job',
    when: 'When',
    next: 'Next',
    last: 'Last',
    run: 'Run now',
    queued: 'Queued; it runs shortly',
    manual: 'by hand',
    missed: '{n} missed while down',
    everywhere: 'on every server',
    never: 'Not yet run',
    names: {
      'send-outbox': 'Send messages',
      'reload-regions': 'Reload areas',
      'reload-calendar': 'Reload working days',
      'chain-audit': 'Chain the audit',
      'checkpoint-audit': 'Checkpoint the audit',
      'advance-activities': 'Advance activities',
      'remind-activities': 'Remind of activities',
      'close-attendance': 'Close open stays',
      'remind-records': 'Remind of records',
      'forget-runs': 'Forget old runs',
      'start-contracts': 'Begin due contracts',
      'remind-milestones': 'Remind of milestones',
      'end-publicity': 'End publicity',
      'tell-birthdays': 'Tell who came of age',
      'take-snapshots': 'Keep the figures of the month',
      'remind-contacts': 'Remind of contacts',
      'remind-dangers': 'Remind of dangers',
      'end-delegations': 'End delegations',
      'remind-parents': 'Ask parents to call',
      'open-reports': 'Open reports on contracts',
      'remind-reports': 'Remind of reports on contracts',
      'tell-hooks': 'Look for changes to post',
      'send-hooks': 'Post to webhooks',
      'sweep-hooks': 'Remove old deliveries',
      'close-satisfaction': 'Close rounds of asking those served',
      'remind-surveys': 'Remind of survey lists',
      'remind-clearances': 'Remind of clearances',
      'remind-skills': 'Remind of certificates',
      'send-invitations': 'Send and end invitations',
      'scan-files': 'Scan attachments for viruses',
      'expire-uploads': 'Remove unfinished uploads',
      'sweep-files': 'Remove deleted attachments',
      'sweep-sessions': 'Sweep sessions',
      'sweep-answers': 'Sweep answers',
    },
    every: 'every {n}',
    daily: 'daily at {at}',
    weekly: '{day} at {at}',
    hourly: 'at minute {m} of each hour',
    minutes: 'every {n} minutes',
    units: {
      s: 's',
      m: 'min',
      h: 'h',
    },
    other: 'Another job',
  },
)

type Job = components['schemas']['scheduler.jobView']

/** weekdayName is 周六 of 6; 0 is a Sunday. */
const weekdayName = (n: number) =>
  new Intl.DateTimeFormat(locale(), { weekday: 'short', timeZone: 'UTC' }).format(new Date(Date.UTC(2026, 10, 22 + n)))

/** whenText says a timetable entry in words. */
function whenText(when: string): string {
  const every = /^@every (\d+)([smh])$/.exec(when)
  if (every) return t.every({ n: `${every[1]} ${(t.units as Record<string, string>)[every[2]!]}` })
  const [minute = '', hour = '', , , weekday = '*'] = when.split(' ')
  if (minute.startsWith('*/')) return t.minutes({ n: minute.slice(2) })
  if (hour === '*') return t.hourly({ m: minute })
  const at = hour
    .split(',')
    .map((h) => `${h.padStart(2, '0')}:${minute.padStart(2, '0')}`)
    .join(format.comma())
  return weekday === '*' ? t.daily({ at }) : t.weekly({ day: weekdayName(Number(weekday)), at })
}

export function Component() {
  const jobs = useLoad(() => take(api.GET('/jobs')).then((l) => l.items), [])
  if (!jobs.data) return <Waiting of={jobs} />
  return (
    <Page title={t.title} sub={t.sub}>
      <Card flush>
        <table className="tx-plain tx-roomy">
          <thead>
            <tr>
              <th scope="col">{t.job}</th>
              <th scope="col">{t.when}</th>
              <th scope="col">{t.next}</th>
              <th scope="col">{t.last}</th>
              <td />
            </tr>
          </thead>
          <tbody>
            {jobs.data.map((j) => (
              <JobRow key={j.name} job={j} reload={() => void jobs.reload()} />
            ))}
          </tbody>
        </table>
      </Card>
    </Page>
  )
}

function JobRow({ job: j, reload }: { job: Job; reload: () => void }) {
  const name = (t.names as Record<string, string>)[j.name] ?? t.other
  return (
    <tr>
      <th scope="row">
        {name} {j.everywhere && <span className="tx-muted">{t.everywhere}</span>}
      </th>
      <td>{whenText(j.when)}</td>
      <td>
        <Instant at={j.next} />
      </td>
      <td>
        {j.last ? (
          <>
            <StateTag tone={tones.run[j.last.status] ?? 'neutral'}>{word(w.run, j.last.status)}</StateTag>{' '}
            <Instant at={j.last.ended_at ?? j.last.started_at ?? j.last.slot} />{' '}
            <span className="tx-muted">
              {j.last.manual && t.manual} {j.last.missed > 0 && t.missed({ n: j.last.missed })}
            </span>
          </>
        ) : (
          <span className="tx-muted">{t.never}</span>
        )}
      </td>
      <td className="tx-right">
        {!j.everywhere && (
          <ActButton
            said={t.queued}
            aria-label={`${t.run} ${name}`}
            act={(key) =>
              take(api.POST('/jobs/{name}/run', { params: { path: { name: j.name } }, headers: idem(key) })).then((a) => a ?? true)
            }
            done={() => setTimeout(reload, 1500)}
          >
            {t.run}
          </ActButton>
        )}
      </td>
    </tr>
  )
}
