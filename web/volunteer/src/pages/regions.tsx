// Choosing a region: from the own county down the tree, a step at a time, or by typing its name.
import { callOf, texts } from '@tongxing/shared'
import { useEffect, useState } from 'preact/hooks'
import { useData } from '../data/data.ts'
import { Icon } from '../parts/icons.tsx'
import { Dialog } from '../parts/forms.tsx'
import { Button, Show } from '../parts/parts.tsx'

export const t = texts(
  {
    title: '选择地区',
    all: '全部地区',
    here: '就选“{name}”',
    whole: '全国',
    up: '上一级',
    provinces: '其他省份…',
    leaf: '没有下一级了',
    search: '名称、拼音或首字母',
    none: '没有找到，换个写法试试。',
  },
  {
    title: 'Choose a region',
    all: 'All regions',
    here: 'Choose “{name}”',
    whole: 'China',
    up: 'One level up',
    provinces: 'Other provinces…',
    leaf: 'Nothing below',
    search: 'Name, pinyin or initials',
    none: 'Nothing found; try another spelling.',
  },
)

export interface Place {
  path: string
  name: string
}

const codesOf = (path: string) => path.split('/').filter(Boolean)

/** RegionDialog begins in the own county, or beside what was chosen; `least` is the number of steps that must be taken. */
export function RegionDialog({
  chosen,
  choose,
  close,
  least = 0,
}: {
  chosen?: Place | undefined
  choose: (p: Place | null) => void
  close: () => void
  least?: number
}) {
  const home = useData(chosen ? null : callOf('get', '/regions/home'))
  const [steps, setSteps] = useState<string[]>()
  const [typed, setTyped] = useState('')
  const pick = (r: { path: string; full_name?: string | undefined; name: string }) => choose({ path: r.path, name: r.full_name || r.name })
  const begin = () => (chosen ? codesOf(chosen.path).slice(0, -1) : home.error ? [] : home.data && codesOf(home.data.items[0]?.path ?? ''))
  const at = steps ?? begin()
  return (
    <Dialog title={t.title} close={close}>
      <div class="field">
        <input
          type="search"
          aria-label={t.search}
          placeholder={t.search}
          maxLength={50}
          value={typed}
          onInput={(e) => setTyped(e.currentTarget.value)}
        />
      </div>
      {typed.trim() ? (
        <Hits typed={typed.trim()} least={least} pick={pick} />
      ) : at ? (
        <Steps at={at} least={least} go={setSteps} pick={pick} all={() => choose(null)} />
      ) : (
        <Show read={home}>{() => null}</Show>
      )}
    </Dialog>
  )
}

type Pick = (r: { path: string; full_name?: string | undefined; name: string }) => void

/** The regions that match what is typed, asked for when the typing rests. */
function Hits({ typed, least, pick }: { typed: string; least: number; pick: Pick }) {
  const [q, setQ] = useState(typed)
  useEffect(() => {
    const timer = setTimeout(() => setQ(typed), 250)
    return () => clearTimeout(timer)
  }, [typed])
  const read = useData(callOf('get', '/regions/search', { params: { query: { q } } }))
  return (
    <Show read={read}>
      {(d) => {
        const hits = d.items.filter((r) => r.level >= least)
        if (hits.length === 0) return <p class="note">{t.none}</p>
        return (
          <ul class="options">
            {hits.map((r) => (
              <li key={r.code}>
                <button class="row" onClick={() => pick(r)}>
                  <span class="grow">{r.full_name}</span>
                </button>
              </li>
            ))}
          </ul>
        )
      }}
    </Show>
  )
}

/** What lies below the codes gone down so far. */
function Steps(props: { at: string[]; least: number; go: (codes: string[]) => void; pick: Pick; all: () => void }) {
  const { at, least, go, pick } = props
  const parent = at.at(-1) ?? ''
  const read = useData(callOf('get', '/regions', { params: { query: { parent } } }))
  const self = useData(parent ? callOf('get', '/regions/{code}', { params: { path: { code: parent } } }) : null)
  const name = self.data?.full_name ?? ''
  return (
    <>
      <p class="note">{name || t.whole}</p>
      <div class="actions">
        {least === 0 && (
          <Button kind="quiet" onClick={props.all}>
            {t.all}
          </Button>
        )}
        {self.data && at.length >= least && (
          <Button kind="plain" icon="check" onClick={() => pick(self.data!)}>
            {t.here({ name: self.data.name })}
          </Button>
        )}
        {parent && (
          <Button kind="quiet" icon="back" onClick={() => go(at.slice(0, -1))}>
            {t.up}
          </Button>
        )}
        {at.length > 1 && (
          <Button kind="quiet" onClick={() => go([])}>
            {t.provinces}
          </Button>
        )}
      </div>
      <Show read={read}>
        {(d) =>
          d.items.length === 0 ? (
            <p class="note">{t.leaf}</p>
          ) : (
            <ul class="options">
              {d.items.map((r) => (
                <li key={r.code}>
                  <button class="row" onClick={() => (r.level >= 5 ? pick({ ...r, full_name: `${name} ${r.name}` }) : go([...at, r.code]))}>
                    <span class="grow">{r.name}</span>
                    <Icon name="next" size={18} />
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </>
  )
}
