import type { ThemeConfig } from 'antd'
import { tokens as t } from './tokens.ts'

const quiet = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches

/** theme maps the design tokens onto Ant Design's, once. */
export const theme: ThemeConfig = {
  token: {
    colorPrimary: t.primary,
    colorPrimaryHover: t.pressed,
    colorPrimaryActive: t.pressed,
    colorPrimaryBg: t.wash,
    colorPrimaryBgHover: t.wash,
    colorLink: t.primary,
    colorLinkHover: t.pressed,
    colorLinkActive: t.pressed,
    colorSuccess: t.done,
    colorSuccessBg: t.doneWash,
    colorWarning: t.waiting,
    colorWarningBg: t.waitingWash,
    colorError: t.late,
    colorErrorHover: t.late,
    colorErrorBg: t.lateWash,
    colorInfo: t.info,
    colorInfoBg: t.infoWash,
    colorText: t.ink,
    colorTextSecondary: t.muted,
    colorTextTertiary: t.muted,
    colorTextDescription: t.muted,
    colorTextPlaceholder: t.muted,
    colorTextDisabled: t.muted,
    colorBgLayout: t.ground,
    colorBgContainer: t.paper,
    colorBorder: t.edge,
    colorBorderSecondary: t.line,
    colorSplit: t.line,
    borderRadius: 6,
    borderRadiusLG: 8,
    boxShadow: t.shadow,
    boxShadowSecondary: t.shadow,
    boxShadowTertiary: 'none',
    fontFamily: 'var(--tx-font)', // by language, see base.css
    fontSize: 14,
    lineHeight: 22 / 14,
    controlHeight: 36,
    controlHeightLG: 44,
    motion: !quiet,
  },
  components: {
    Button: { primaryShadow: 'none', defaultShadow: 'none', dangerShadow: 'none', fontWeight: 500 },
    Layout: { siderBg: t.paper, headerBg: t.paper, bodyBg: t.ground },
    Menu: { itemHeight: 44, itemBorderRadius: 6, itemSelectedBg: t.wash, itemSelectedColor: t.pressed, itemMarginInline: 8, activeBarBorderWidth: 0 },
    Form: { labelColor: t.ink, verticalLabelPadding: '0 0 4px', itemMarginBottom: 20 },
    Card: { headerFontSize: 16 },
    Tabs: { titleFontSize: 14, horizontalItemPadding: '11px 0', horizontalItemGutter: 24 },
    Modal: { titleFontSize: 16 },
  },
}
