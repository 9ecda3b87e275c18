import { PlusOutlined } from '@ant-design/icons'
import { api, take, texts, type components } from '@tongxing/shared'
import { Breadcrumb, Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { useSession } from '../../session/session.tsx'
import { Card, Empty, forgetRegions, idem, Page, useLoad, Waiting } from '../../parts/index.ts'
import { FormAct } from '../../parts/FormAct.tsx'

type Region = components['schemas']['region.regionView']
type Level = components['schemas']['region.Level']

export const t = texts(
  {
    title: '区划维护',
    sub: '国家标准区划到乡镇（街道）；村（社区）和开发区、园区等由各地在这里添加。',
    name: '名称',
    code: '代码',
    level: '级别',
    kind: '类别',
    gb: '国家标准',
    custom: '自定义区域',
    village: '村（社区）',
    add: '在“{name}”下添加',
    added: '已添加',
    codeHint: '村（社区）为 12 位统计用区划代码。',
    customHint: '以所在区域的代码开头，加一个大写字母和编号，如 520111K01。',
    levels: {
      1: '省',
      2: '市',
      3: '县（区）',
      4: '乡镇（街道）',
      5: '村（社区）',
    },
    none: '下面还没有区域',
    how: '可以在这里添加村（社区）或自定义区域。',
    all: '全国',
    needed: '请填写',
    open: '查看下级',
  },
  {
    title: 'Areas',
    sub: 'National divisions down to the township; villages and development zones are added here.',
    name: 'Name',
    code: 'Code',
    level: 'Level',
    kind: 'Kind',
    gb: 'National',
    custom: 'Own area',
    village: 'Village',
    add: 'Add below “{name}”',
    added: 'Added',
    codeHint: 'A village has its 12-digit statistical code.',
    customHint: 'It begins with the code of the area it lies in, then a capital letter and a number: 520111K01.',
    levels: {
      1: 'Province',
      2: 'City',
      3: 'County',
      4: 'Township',
      5: 'Village',
    },
    none: 'Nothing below yet',
    how: 'Add villages or own areas here.',
    all: 'China',
    needed: 'Fill this in',
    open: 'What lies below',
  },
)

const levelName = (n: number) => (t.levels as unknown as Record<number, string>)[n] ?? '—'

export function Component() {
  const { region } = useSession()
  const start = region?.split('/').filter(Boolean).at(-1) ?? ''
  const [code, setCode] = useState(start)
  const here = useLoad(async () => {
    const [self, below] = await Promise.all([
      code ? take(api.GET('/regions/{code}', { params: { path: { code } } })) : Promise.resolve(undefined),
      take(api.GET('/regions', { params: { query: code ? { parent: code } : {} } })).then((l) => l.items),
    ])
    return { self, below }
  }, [code])
  if (!here.data) return <Waiting of={here} />
  const { self, below } = here.data
  const trail = self ? self.path.split('/').filter(Boolean) : []
  const names = (self?.full_name ?? '').split(' ')
  const reload = () => {
    forgetRegions()
    void here.reload()
  }
  return (
    <Page title={t.title} sub={t.sub} acts={self && self.level >= 3 && <Add parent={self} done={reload} />}>
      <Card>
        <Breadcrumb
          items={[
            {
              key: 'all',
              title: (
                <Button type="link" size="small" onClick={() => setCode('')}>
                  {t.all}
                </Button>
              ),
            },
            ...trail.map((c, i) => ({
              key: c,
              title:
                i === trail.length - 1 ? (
                  <strong>{names[i] ?? self?.name}</strong>
                ) : (
                  <Button type="link" size="small" onClick={() => setCode(c)}>
                    {names[i] ?? ''}
                  </Button>
                ),
            })),
          ]}
        />
      </Card>
      <Card flush>
        {below.length === 0 ? (
          <Empty title={t.none} text={t.how} />
        ) : (
          <table className="tx-plain tx-roomy">
            <thead>
              <tr>
                <th scope="col">{t.name}</th>
                <th scope="col">{t.code}</th>
                <th scope="col">{t.level}</th>
                <th scope="col">{t.kind}</th>
              </tr>
            </thead>
            <tbody>
              {below.map((r) => (
                <tr key={r.code}>
                  <td>
                    {r.level < 5 ? (
                      <Button type="link" size="small" aria-label={`${t.open} ${r.name}`} onClick={() => setCode(r.code)}>
                        {r.name}
                      </Button>
                    ) : (
                      r.name
                    )}
                  </td>
                  <td className="tx-figure">{r.code}</td>
                  <td>{levelName(r.level)}</td>
                  <td>{r.kind === 'gb' ? t.gb : t.custom}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
    </Page>
  )
}

function Add({ parent, done }: { parent: Region; done: () => void }) {
  return (
    <FormAct<{ code: string; name: string; kind: 'gb' | 'custom' }, Region>
      name={`region:${parent.code}`}
      type="primary"
      icon={<PlusOutlined />}
      said={t.added}
      initial={{ kind: parent.level === 4 ? 'gb' : 'custom' }}
      send={({ code, name, kind }, key) =>
        take(
          api.POST('/regions', {
            body: { code: code.trim(), name: name.trim(), kind, level: (parent.level + 1) as Level, parent: parent.code },
            headers: idem(key),
          }),
        )
      }
      done={done}
      fields={(v) => (
        <>
          <Form.Item name="kind" label={t.kind} rules={[{ required: true }]}>
            <Radio.Group
              options={[...(parent.level === 4 ? [{ value: 'gb', label: t.village }] : []), { value: 'custom', label: t.custom }]}
            />
          </Form.Item>
          <Form.Item name="name" label={t.name} rules={[{ required: true, message: t.needed }]}>
            <Input maxLength={50} />
          </Form.Item>
          <Form.Item
            name="code"
            label={t.code}
            extra={v.kind === 'custom' ? t.customHint : t.codeHint}
            rules={[{ required: true, message: t.needed }]}
          >
            <Input maxLength={20} />
          </Form.Item>
        </>
      )}
    >
      {t.add({ name: parent.name })}
    </FormAct>
  )
}
