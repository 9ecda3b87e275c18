import { texts } from '@tongxing/shared'
import { Icon } from '../parts/icons.tsx'

export const t = texts(
  {
    stars: '{n} 星志愿者',
    none: '还没有星级',
  },
  {
    stars: '{n} {n|star|stars}',
    none: 'No stars yet',
  },
)

/** Stars are five marks of which n are full; read aloud as a word. */
export function Stars({ n }: { n: number }) {
  return (
    <span class="stars" role="img" aria-label={n ? t.stars({ n }) : t.none}>
      {[1, 2, 3, 4, 5].map((i) => (
        <span key={i} class={i <= n ? 'star full' : 'star'}>
          <Icon name="star" size={20} />
        </span>
      ))}
    </span>
  )
}
