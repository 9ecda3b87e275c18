import { api, take, takeTagged, texts } from '@tongxing/shared'
import { useNavigate, useParams } from 'react-router'
import { Files } from '../../domain/Files.tsx'
import { Card, Page, seen, useLoad, Waiting } from '../../parts/index.ts'
import { OrgForm, requestOf } from './Form.tsx'

export const t = texts(
  {
    title: '修改机构资料',
    papers: '登记材料',
  },
  {
    title: 'Edit the file',
    papers: 'Registration papers',
  },
)

export function Component() {
  const { id = '' } = useParams()
  const go = useNavigate()
  const read = () => takeTagged(api.GET('/orgs/{id}', { params: { path: { id } } }))
  const org = useLoad(read, [id])
  if (!org.data) return <Waiting of={org} />
  const { data, tag } = org.data
  return (
    <Page title={t.title} sub={data.name} back={`/orgs/${id}`}>
      <OrgForm
        name={`org:${id}`}
        initial={requestOf(data)}
        masked={data}
        tag={tag}
        latest={async () => {
          const now = await read()
          return { values: requestOf(now.data), tag: now.tag }
        }}
        send={(body, key, seenTag) => take(api.PUT('/orgs/{id}', { params: { path: { id }, header: seen(seenTag, key) }, body }))}
        done={() => void go(`/orgs/${id}`)}
      />
      <Card title={t.papers}>
        <Files record={id} state={data.status} />
      </Card>
    </Page>
  )
}
