// Why a message was not sent by mail or SMS, and by which of them.
import { format, texts } from '@tongxing/shared'

export const t = texts(
  {
    email: '邮件',
    sms: '短信',
    enough_today: '当天普通消息已达上限',
    switched_off: '本人已关闭该方式',
    quiet_hours: '本人的免打扰时段',
    until: '{channels}将于 {at} 发出：{reason}',
    never: '{channels}未发：{reason}',
  },
  {
    email: 'e-mail',
    sms: 'SMS',
    enough_today: 'enough ordinary messages that day',
    switched_off: 'the person has switched it off',
    quiet_hours: "the person's quiet hours",
    until: '{channels} goes out {at}: {reason}',
    never: 'No {channels}: {reason}',
  },
)

type Code = 'enough_today' | 'switched_off' | 'quiet_hours'

/** withheldReason says in words why a message was withheld. */
export const withheldReason = (code: string): string => t[code as Code] ?? code

/** whatWithheld says which ways were withheld, why, and when they go out after all. */
export function whatWithheld(channels: readonly string[], reason: string, until?: string): string {
  const names = channels.map((c) => (c === 'email' ? t.email : t.sms)).join(format.comma())
  return until
    ? t.until({ channels: names, at: format.instant(until), reason: withheldReason(reason) })
    : t.never({ channels: names, reason: withheldReason(reason) })
}
