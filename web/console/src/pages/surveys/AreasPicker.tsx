import { api, take, type components } from '@tongxing/shared'
import { TreeSelect } from 'antd'
import { useEffect, useState } from 'react'
import { partTexts } from '../../parts/index.ts'
import { st } from './texts.ts'

type Region = components['schemas']['region.regionView']

interface Node {
  value: string
  title: string
  children?: Node[]
}

const below = (parent: string): Promise<Region[]> =>
  take(api.GET('/regions', { params: { query: { parent } } })).then((l) => l.items as Region[])

/** The towns of a county with their villages, the values are paths. */
async function townsOf(county: string): Promise<Node[]> {
  const code = county.split('/').filter(Boolean).at(-1) ?? ''
  const towns = await below(code)
  return Promise.all(
    towns.map(async (t) => {
      const villages = await below(t.code)
      return { value: t.path, title: t.name, children: villages.map((v) => ({ value: v.path, title: v.name })) }
    }),
  )
}

interface AreasPickerProps {
  within: string
  value?: string[]
  onChange?: (paths: string[]) => void
  id?: string
}

/** AreasPicker chooses several towns and villages of a county. A town stands for all its villages; nothing stands for the whole county. */
export function AreasPicker({ within, value, onChange, id }: AreasPickerProps) {
  const [towns, setTowns] = useState<Node[]>()
  useEffect(() => {
    let current = true
    void townsOf(within).then(
      (list) => current && setTowns(list),
      () => current && setTowns([]),
    )
    return () => void (current = false)
  }, [within])
  return (
    <TreeSelect<string[]>
      {...(id ? { id } : {})}
      treeData={towns ?? []}
      loading={!towns}
      value={towns ? (value ?? []) : []}
      onChange={(paths) => onChange?.(paths)}
      treeCheckable
      showCheckedStrategy={TreeSelect.SHOW_PARENT}
      treeNodeFilterProp="title"
      allowClear={{ label: partTexts.clear }}
      placeholder={st.whole}
      listHeight={320}
    />
  )
}
