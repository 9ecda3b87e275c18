import { api, format, take, takeTagged, type components } from '@tongxing/shared'
import { newsAct, newsKind } from '@tongxing/shared/words'
import { Alert, Button, Form, Input, Radio } from 'antd'
import { Link, useParams } from 'react-router'
import { ActButton, Card, Facts, Instant, isOpen, Offer, Page, seen, useLoad, Waiting, DraftForm } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'
import { Files } from '../../domain/Files.tsx'
import { History } from '../../domain/History.tsx'
import { Name } from '../../domain/names.tsx'
import { word } from '../../domain/words.ts'
import { NewsState } from './List.tsx'
import { t } from './texts.ts'
import '../../theme/work.css'

type Detail = components['schemas']['news.detailView']
type Children = components['schemas']['news.publishRequest']['children']
interface Seen {
  data: Detail
  tag: string
}

/** One item with its pictures, the consents for them, and what may be done with it. */
export function Component() {
  const { id = '' } = useParams()
  const loaded = useLoad(() => takeTagged(api.GET('/news/{id}', { params: { path: { id } } })), [id])
  if (!loaded.data) return <Waiting of={loaded} />
  const { data: i, tag } = loaded.data
  const reload = () => void loaded.reload()
  const path = { id }
  return (
    <Page
      title={i.title}
      back="/news"
      sub={`${word(newsKind, i.kind)} · ${i.org || t.county}`}
      state={<NewsState of={i.status} />}
      acts={
        <>
          {i.status === 'published' && (
            <Button href={`/news/${i.id}`} target="_blank">
              {t.see}
            </Button>
          )}
          <Offer acts={i.acts} act="edit" label={newsAct.edit}>
            <Link to={`/news/${id}/edit`}>
              <Button>{t.edit}</Button>
            </Link>
          </Offer>
          <Offer acts={i.acts} act="withdraw" label={newsAct.withdraw}>
            <ActButton
              danger
              reason={t.withdrawWhy}
              said={t.withdrawSaid}
              done={reload}
              reload={reload}
              act={(key, reason) => take(api.POST('/news/{id}/withdraw', { params: { path, header: seen(tag, key) }, body: { reason } }))}
            >
              {t.withdraw}
            </ActButton>
          </Offer>
          <Offer acts={i.acts} act="publish" label={newsAct.publish}>
            <Publish of={{ data: i, tag }} done={reload} />
          </Offer>
        </>
      }
      aside={<History id={id} version={loaded.at} />}
    >
      {i.status === 'withdrawn' && (
        <Alert
          className="tw-below"
          type="warning"
          showIcon
          title={t.because({ reason: i.reason ?? '' })}
          description={i.by_county ? t.byCounty : undefined}
        />
      )}
      <Card title={t.content}>
        {i.body
          .split('\n')
          .filter((line) => line.trim())
          .map((line, n) => (
            <p key={n}>{line}</p>
          ))}
        <Facts
          of={[
            ...(i.ends ? ([[t.ends, `${format.day(i.ends, 0)}${i.over ? ` · ${t.over}` : ''}`]] as [string, string][]) : []),
            ...(i.published_at ? ([[t.published, <Instant key="p" at={i.published_at} />]] as [string, React.ReactNode][]) : []),
          ]}
        />
      </Card>
      <Pictures of={{ data: i, tag }} changed={reload} />
      {(i.status === 'draft' || (i.answer?.papers ?? 0) > 0) && (
        <Card title={t.consent}>
          <p className="tx-muted">{t.consentHow}</p>
          <Files record={i.id} purposes={['consent']} state={i.status} />
        </Card>
      )}
    </Page>
  )
}

function Publish({ of: { data: i, tag }, done }: { of: Seen; done: () => void }) {
  const send = (children: Children, key: string) =>
    take(
      api.POST('/news/{id}/publish', {
        params: { path: { id: i.id }, header: seen(tag, key) },
        body: { ...(children ? { children } : {}) },
      }),
    )
  if (i.images.length === 0)
    return (
      <ActButton type="primary" confirm={t.publishAsk} said={t.publishSaid} done={done} reload={done} act={(key) => send(undefined, key)}>
        {t.publish}
      </ActButton>
    )
  return (
    <FormAct<{ children?: Children } & Record<string, unknown>, unknown>
      type="primary"
      name={`publish:${i.id}`}
      said={t.publishSaid}
      note={t.publishAsk}
      send={(v, key) => send(v.children, key)}
      done={done}
      fields={
        <Form.Item name="children" label={t.children} extra={t.childrenHow} required>
          <Radio.Group
            vertical
            options={[
              { value: 'none', label: t.no },
              { value: 'recognisable', label: t.yes },
            ]}
          />
        </Form.Item>
      }
    >
      {t.publish}
    </FormAct>
  )
}

/** The pictures of the item. In a draft they are uploaded here, and each gets a text that says what is on it. */
function Pictures({ of: { data: i, tag }, changed }: { of: Seen; changed: () => void }) {
  const files = useLoad(() => take(api.GET('/files', { params: { query: { record: i.id } } })), [i.id, i.version])
  const editable = isOpen(i.acts, 'edit')
  const kept = (files.data?.items ?? []).filter((f) => f.purpose === 'picture' && f.state === 'kept')
  const alts = Object.fromEntries(i.images.map((p) => [p.file_id, p.alt]))
  return (
    <Card title={t.pictures}>
      {editable && <p className="tx-muted">{t.picturesHow}</p>}
      <Files record={i.id} purposes={['picture']} state={i.status} empty={t.noPictures} changed={() => void files.reload()} />
      {editable && kept.length > 0 && (
        <DraftForm<Record<string, unknown>, Detail>
          key={kept.map((f) => f.id).join()}
          name={`news-alt:${i.id}`}
          initial={Object.fromEntries(kept.map((f) => [f.id, alts[f.id] ?? '']))}
          labels={Object.fromEntries(kept.map((f) => [f.id, t.alt({ name: f.name })]))}
          submit={t.saveAlt}
          send={(v, key) =>
            take(
              api.PUT('/news/{id}', {
                params: { path: { id: i.id }, header: seen(tag, key) },
                body: {
                  kind: i.kind,
                  title: i.title,
                  body: i.body,
                  ends: i.ends ?? '',
                  pictures: kept.map((f) => ({ file_id: f.id, alt: String(v[f.id] ?? '') })),
                },
              }),
            )
          }
          done={changed}
        >
          {kept.map((f) => (
            <Form.Item key={f.id} name={f.id} label={t.alt({ name: f.name })} extra={t.altHow} required>
              <Input maxLength={200} />
            </Form.Item>
          ))}
        </DraftForm>
      )}
      {i.images.length > 0 && !editable && (
        <ul>
          {i.images.map((p) => (
            <li key={p.file_id}>{p.alt}</li>
          ))}
        </ul>
      )}
      {i.answer && (
        <p className="tx-muted">
          <Name id={i.answer.by} /> · <Instant at={i.answer.at} /> · {t.children} {i.answer.children === 'none' ? t.no : t.yes}
          {i.answer.papers > 0 && ` · ${t.papers({ n: i.answer.papers })}`}
        </p>
      )}
    </Card>
  )
}
