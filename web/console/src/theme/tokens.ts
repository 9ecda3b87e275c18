// The design tokens of the console: the only place with literals of colour, type and radius. theme.ts maps them onto Ant
// Design, and apply() onto custom properties (--tx-ink …) for the style sheets.
export const tokens = {
  ink: '#1E2A2F',
  paper: '#FFFFFF',
  ground: '#F6F7F5',
  line: '#DDE3E0',
  /** The edge of a control: 3:1 against paper, as WCAG asks of what one has to find. */
  edge: '#8B9893',
  muted: '#5B6A70',
  primary: '#0B7A6A',
  pressed: '#075E52',
  wash: '#E5F3F0',
  warm: '#D9622B',
  warmWash: '#FDEFE7',
  done: '#2E7D32',
  doneWash: '#EDF6ED',
  waiting: '#8A6100',
  waitingWash: '#FFF4D6',
  late: '#B3261E',
  lateWash: '#FCEBE9',
  info: '#1F5FA8',
  infoWash: '#E8F0F9',
  neutralWash: '#EDF0EE',
  shadow: '0 6px 24px rgba(30, 42, 47, 0.14)',
  font: '"PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif',
  /** In English the marks come from a Latin font, see base.css. */
  latin: '"tx-marks", "PingFang SC", "HarmonyOS Sans SC", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif',
  /** Official papers are printed in a 宋体-like serif. */
  print: '"Songti SC", "SimSun", "Noto Serif CJK SC", "WenQuanYi Micro Hei", serif',
} as const

/** apply makes every token a custom property of the document, --tx- and its name in small letters with dashes. */
export function apply(root: HTMLElement): void {
  for (const [name, value] of Object.entries(tokens)) {
    root.style.setProperty(`--tx-${name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`, value)
  }
}
