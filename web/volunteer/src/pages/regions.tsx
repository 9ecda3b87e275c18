// Choosing a region down the tree, a step at a time.
import { callOf, texts } from '@tongxing/shared'
import { useState } from 'preact/hooks'
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
    leaf: '没有下一级了',
  },
  {
    title: 'Choose a region',
    all: 'All regions',
    here: 'Choose “{name}”',
    whole: 'China',
    up: 'One level up',
    leaf: 'Nothing below',
  },
)

export interface Place {
  path: string
  name: string
}

/** RegionDialog lets one go down from the country to a village; `least` is the number of steps that must be taken. */
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
  const steps = chosen ? chosen.path.split('/').filter(Boolean).slice(0, -1) : []
  const [at, setAt] = useState<{ codes: string[]; names: string[] }>({ codes: steps, names: [] })
  const parent = at.codes.slice(-1)[0] ?? ''
  const read = useData(callOf('get', '/regions', { params: { query: { parent } } }))
  const self = useData(parent ? callOf('get', '/regions/{code}', { params: { path: { code: parent } } }) : null)
  const name = self.data?.full_name ?? ''
  const pick = (r: { path: string; full_name?: string | undefined; name: string }) => choose({ path: r.path, name: r.full_name || r.name })
  return (
    <Dialog title={t.title} close={close}>
      <p class="note">{name || t.whole}</p>
      <div class="actions">
        {least === 0 && (
          <Button kind="quiet" onClick={() => choose(null)}>
            {t.all}
          </Button>
        )}
        {parent && (
          <Button kind="quiet" icon="back" onClick={() => setAt({ codes: at.codes.slice(0, -1), names: [] })}>
            {t.up}
          </Button>
        )}
        {self.data && at.codes.length >= least && (
          <Button kind="plain" icon="check" onClick={() => pick(self.data!)}>
            {t.here({ name: self.data.name })}
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
                  <button
                    class="row"
                    onClick={() =>
                      r.level >= 5 ? pick({ ...r, full_name: `${name} ${r.name}` }) : setAt({ codes: [...at.codes, r.code], names: [] })
                    }
                  >
                    <span class="grow">{r.name}</span>
                    <Icon name="next" size={18} />
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Show>
    </Dialog>
  )
}
