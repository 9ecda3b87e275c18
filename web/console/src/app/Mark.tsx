/** Mark is 同行: two parallel strokes that become a path. */
export const Mark = ({ size = 32 }: { size?: number }) => (
  <svg className="tx-mark" viewBox="0 0 32 32" width={size} height={size} aria-hidden="true">
    <path d="M8 27V16c0-5 3-8 8-8h8" />
    <path d="M17 27v-7c0-2.5 1.5-4 4-4h3" />
  </svg>
)
