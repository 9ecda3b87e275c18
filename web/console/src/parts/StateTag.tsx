import {
  CheckCircleOutlined,
  ClockCircleOutlined,
  EditOutlined,
  MinusCircleOutlined,
  StopOutlined,
  SyncOutlined,
  WarningOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'

/** done: reached its aim · waiting: for somebody · late: or in danger · active: under way · draft · neutral: over · stopped */
export type Tone = 'done' | 'waiting' | 'late' | 'active' | 'draft' | 'neutral' | 'stopped'

const icons: Record<Tone, ReactNode> = {
  done: <CheckCircleOutlined />,
  waiting: <ClockCircleOutlined />,
  late: <WarningOutlined />,
  active: <SyncOutlined />,
  draft: <EditOutlined />,
  neutral: <MinusCircleOutlined />,
  stopped: <StopOutlined />,
}

/** StateTag is a state as a word, an icon and a colour: never colour alone. */
export function StateTag({ tone, children, icon }: { tone: Tone; children: ReactNode; icon?: ReactNode }) {
  return (
    <span className={`tx-tag tx-tag-${tone}`}>
      <span aria-hidden="true">{icon ?? icons[tone]}</span>
      {children}
    </span>
  )
}
