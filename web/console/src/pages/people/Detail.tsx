import { PlusOutlined } from '@ant-design/icons'
import { api, format, take, takeTagged, texts, type components } from '@tongxing/shared'
import { useState } from 'react'
import { useParams } from 'react-router'
import { useSession } from '../../session/session.tsx'
import { roleName, scopes } from '../../domain/roles.ts'
import { ActButton, Card, Day, Facts, Instant, isOpen, Offer, offers, Page, seen, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { CorrectCard, SeeCard, t as card } from '../../parts/SeeCard.tsx'
import { AskMobile, ChangeMobile, t as phone } from '../../parts/NewMobile.tsx'
import { AccountLinks } from '../../domain/Links.tsx'
import { Name } from '../../domain/names.tsx'
import { BindingFields, bindingOf, ownPlace, type Wanted } from './Binding.tsx'
import { t as list, UserState } from './List.tsx'
import { PasswordSent, type Sent } from './Sent.tsx'

type User = components['schemas']['accounts.userView']

export const t = texts(
  {
    account: '账号',
    email: '邮箱',
    mustChange: '初始密码尚未修改',
    roles: '角色',
    give: '授予角色',
    given: '已授予',
    end: '收回',
    ended: '已收回',
    endSure: '立即失效，本人会收到通知。',
    from: '起',
    until: '止',
    open: '长期',
    limit: '范围',
    reset: '重置密码',
    resetSure: '原密码立即失效，已登录的会话全部退出；本人凭收到的链接（或您打印的密码单）自行设置新密码，并会知道由您办理。',
    hand: '确认密码单已交本人',
    handSure: '请本人到场，查看身份证原件，确认密码单已交到本人手中。确认后，本人可凭单上的代码设置密码。',
    handDone: '已确认交付',
    pending: '密码',
    pendingWays: {
      sms: '链接已发送至手机，等待本人设置',
      email: '链接已发送至邮箱，等待本人设置',
      print: '密码单待交付',
      handed: '密码单已交本人，等待设置',
    },
    good: '{at} 前有效',
    factor: '解除两步验证',
    factorSure: '仅在本人丢失手机、密钥和恢复码并当面核实身份后办理。其会话全部退出，本人会收到通知，下次登录需重新设置。',
    factorDone: '已解除',
    disabled: '已停用',
    enabled: '已恢复使用',
    self: '这是您自己的账号，角色由其他管理员管理。',
    evaluation: '指定的评估',
    money: '重置后可办理资金事项的时间',
    none: '目前没有角色，登录后只能使用个人功能。',
  },
  {
    account: 'Account',
    email: 'E-mail',
    mustChange: 'The first password is not yet changed',
    roles: 'Roles',
    give: 'Give a role',
    given: 'Given',
    end: 'End',
    ended: 'Ended',
    endSure: 'It ends at once, and they are told.',
    from: 'From',
    until: 'Until',
    open: 'Open',
    limit: 'Limit',
    reset: 'Reset the password',
    resetSure:
      'The old one stops working at once and all sessions end. The person sets a new one with a link (or a sheet that you print) and is told that it was you.',
    hand: 'Confirm that they hold the sheet',
    handSure: 'The person stands by: look at the ID card and make sure that they hold the sheet. Then its code works.',
    handDone: 'Confirmed',
    pending: 'Password',
    pendingWays: {
      sms: 'A link went to the mobile; the person has not used it yet',
      email: 'A link went by mail; the person has not used it yet',
      print: 'A printed sheet waits to be handed over',
      handed: 'The person holds the sheet and has not used it yet',
    },
    good: 'good until {at}',
    factor: 'Remove the second factor',
    factorSure:
      'Only when the person has lost phone, keys and recovery codes and stands before you. All sessions end, they are told, and set up a new one.',
    factorDone: 'Removed',
    disabled: 'Disabled',
    enabled: 'Enabled',
    self: 'This is your own account; another administrator manages its roles.',
    evaluation: 'One evaluation',
    money: 'After the reset, steps over money from',
    none: 'No roles at present.',
  },
)

/** Seen says who verified the ID card, and when. */
const Seen = ({ of: u }: { of: User }) => (
  <>
    {card.verified} · <Day of={u.id_verified_at} />
    {u.id_verified_by && (
      <>
        {' · '}
        <Name id={u.id_verified_by} />
      </>
    )}
  </>
)

/** Pending says how the person may set the password, and until when. */
const Pending = ({ of }: { of: NonNullable<User['password_token']> }) => (
  <>
    {t.pendingWays[of.handed_by ? 'handed' : of.way]} · <Name id={of.made_by} /> · {t.good({ at: format.instant(of.expires_at) })}
  </>
)

export function Component() {
  const { id = '' } = useParams()
  const session = useSession()
  const { me } = session
  const user = useLoad(() => takeTagged(api.GET('/users/{id}', { params: { path: { id } } })), [id])
  const [made, setMade] = useState<Sent>()
  if (!user.data) return <Waiting of={user} />
  const { data: u, tag } = user.data
  const reload = () => void user.reload()
  const own = u.id === me.id
  const path = { params: { path: { id } } }
  const acts = (
    <>
      <Offer acts={u.acts} act="password_reset" label={t.reset}>
        <ActButton<Sent>
          confirm={t.resetSure}
          reload={reload}
          act={(key) => take(api.POST('/users/{id}/password-reset', { params: { ...path.params, header: seen(tag, key) } }))}
          done={(m) => (setMade(m), reload())}
        >
          {t.reset}
        </ActButton>
      </Offer>
      {u.password_token?.way === 'print' && !u.password_token.handed_by && (
        <Offer acts={u.acts} act="hand_over" label={t.hand}>
          <ActButton
            confirm={t.handSure}
            said={t.handDone}
            reload={reload}
            act={(key) => take(api.POST('/users/{id}/hand-over', { params: { ...path.params, header: seen(tag, key) } }))}
            done={reload}
          >
            {t.hand}
          </ActButton>
        </Offer>
      )}
      {isOpen(u.acts, 'remove_factor') && (
        <ActButton
          danger
          confirm={t.factorSure}
          said={t.factorDone}
          reload={reload}
          act={(key) => take(api.DELETE('/users/{id}/factors', { params: { ...path.params, header: seen(tag, key) } }))}
          done={reload}
        >
          {t.factor}
        </ActButton>
      )}
      <Offer acts={u.acts} act="disable" label={list.disable}>
        <ActButton
          danger
          confirm={list.disableSure}
          said={t.disabled}
          reload={reload}
          act={(key) => take(api.POST('/users/{id}/disable', { params: { ...path.params, header: seen(tag, key) } }))}
          done={reload}
        >
          {list.disable}
        </ActButton>
      </Offer>
      <Offer acts={u.acts} act="enable" label={list.enable}>
        <ActButton
          type="primary"
          said={t.enabled}
          reload={reload}
          act={(key) => take(api.POST('/users/{id}/enable', { params: { ...path.params, header: seen(tag, key) } }))}
          done={reload}
        >
          {list.enable}
        </ActButton>
      </Offer>
    </>
  )
  return (
    <Page
      title={u.name || u.login || list.title}
      back="/users"
      state={<UserState of={u.status} />}
      sub={own ? t.self : u.login}
      acts={acts}
    >
      <Card
        title={t.account}
        extra={
          ['verify_identity', 'ask_mobile'].some((act) => offers(u.acts, act)) && (
            <div className="tx-row">
              {u.id_verified ? (
                isOpen(u.acts, 'correct_identity') && <CorrectCard id={id} tag={tag} done={reload} />
              ) : (
                <Offer acts={u.acts} act="verify_identity" label={card.act}>
                  <SeeCard id={id} done={reload} />
                </Offer>
              )}
              <Offer acts={u.acts} act="ask_mobile" label={phone.ask}>
                <AskMobile<User>
                  id={id}
                  send={(body, key) =>
                    take(api.POST('/users/{id}/mobile/code', { params: { ...path.params, header: seen(tag, key) }, body }))
                  }
                  done={reload}
                />
              </Offer>
              <Offer acts={u.acts} act="change_mobile" label={phone.change}>
                <ChangeMobile<User>
                  id={id}
                  send={(body, key) => take(api.PUT('/users/{id}/mobile', { params: { ...path.params, header: seen(tag, key) }, body }))}
                  done={reload}
                />
              </Offer>
            </div>
          )
        }
      >
        <Facts
          of={[
            [list.login, u.login],
            [list.mobile, u.mobile],
            [t.email, u.email],
            [card.label, u.id_verified ? <Seen key="i" of={u} /> : u.id_needed ? card.blocked : card.missing],
            [t.money, u.money_from && <Instant key="m" at={u.money_from} />],
            [list.created, <Day key="c" of={u.created_at} />],
            [t.pending, u.password_token ? <Pending key="p" of={u.password_token} /> : u.must_change_password ? t.mustChange : ''],
          ]}
        />
      </Card>
      <Card
        title={t.roles}
        extra={
          <Offer acts={u.acts} act="grant" label={t.give}>
            <FormAct<Wanted & Record<string, unknown>, User>
              name={`grant:${id}`}
              icon={<PlusOutlined />}
              type="primary"
              said={t.given}
              initial={ownPlace(session)}
              send={(v, key) =>
                take(api.POST('/users/{id}/bindings', { params: { ...path.params, header: seen(tag, key) }, body: bindingOf(v) }))
              }
              done={reload}
              fields={(v) => <BindingFields values={v} />}
            >
              {t.give}
            </FormAct>
          </Offer>
        }
      >
        {u.bindings.length === 0 ? (
          <p className="tx-muted">{t.none}</p>
        ) : (
          <table className="tx-plain">
            <thead>
              <tr>
                <th scope="col">{list.role}</th>
                <th scope="col">{t.limit}</th>
                <th scope="col">{t.from}</th>
                <th scope="col">{t.until}</th>
                <td />
              </tr>
            </thead>
            <tbody>
              {u.bindings.map((b) => (
                <tr key={b.id}>
                  <td>{roleName(b.role)}</td>
                  <td>{b.org_id ? <Name id={b.org_id} /> : b.assigned ? t.evaluation : b.region_name || scopes.platform}</td>
                  <td>
                    <Day of={b.from} />
                  </td>
                  <td>{b.to ? <Day of={new Date(new Date(b.to).getTime() - 1).toISOString()} /> : t.open}</td>
                  <td className="tx-right">
                    <Offer acts={b.acts ?? []} act="end" label={t.end}>
                      <ActButton
                        danger
                        type="text"
                        confirm={t.endSure}
                        said={t.ended}
                        reload={reload}
                        aria-label={`${t.end} ${roleName(b.role)}`}
                        act={(key) =>
                          take(
                            api.DELETE('/users/{id}/bindings/{binding}', {
                              params: { path: { id, binding: b.id }, header: seen(tag, key) },
                            }),
                          )
                        }
                        done={reload}
                      >
                        {t.end}
                      </ActButton>
                    </Offer>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
      <AccountLinks id={id} acts={u.acts} tag={tag} done={reload} />
      <PasswordSent sent={made} close={() => setMade(undefined)} />
    </Page>
  )
}
