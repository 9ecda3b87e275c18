import { useMemo } from 'react'
import { encode } from 'uqr'

/** Qr draws a code as one path, sharp at any size. */
export function Qr({ text, label, size }: { text: string; label: string; size?: number }) {
  const { path, n } = useMemo(() => {
    const q = encode(text, { ecc: 'M', border: 2 })
    let d = ''
    q.data.forEach((row, y) => row.forEach((on, x) => (d += on ? `M${x} ${y}h1v1h-1z` : '')))
    return { path: d, n: q.size }
  }, [text])
  return (
    <svg
      className="tw-qr"
      viewBox={`0 0 ${n} ${n}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      data-text={text}
      {...(size ? { width: size, height: size } : {})}
    >
      <rect className="tw-qr-ground" width={n} height={n} />
      <path className="tw-qr-ink" d={path} />
    </svg>
  )
}
