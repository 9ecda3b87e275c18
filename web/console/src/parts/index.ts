/**
 * The parts that every page of the console is made of. A page in full:
 *
 *     export function Component() {                                  // a lazy route takes `Component`
 *       const { id } = useParams()
 *       const { may } = useSession()                                 // who is logged in: me, may('org.review'), orgId, region
 *       const org = useLoad(() => takeTagged(api.GET('/orgs/{id}', { params: { path: { id: id! } } })), [id])
 *       if (!org.data) return <Waiting of={org} />                   // skeleton, error with retry, no permission, not found
 *       const { data, tag } = org.data
 *       return (
 *         <Page title={data.name} back="/orgs" state={<StateTag tone="waiting">待审核</StateTag>} aside={<Timeline events={…} />}
 *           acts={<ActButton type="primary" hotkey="a" reload={org.reload} done={() => void org.reload()}
 *                   act={(key) => take(api.POST('/orgs/{id}/approve', { params: { path: { id: id! }, header: seen(tag, key) } }))}>审核通过</ActButton>}>
 *           <Card title="基本信息"><Facts of={[['登记机关', data.registrar]]} /></Card>
 *         </Page>
 *       )
 *     }
 *
 * - Reading: `useLoad(read, deps)` → {data, problem, loading, at, reload, set}. `<Waiting of={…}>` until data is there.
 * - Writing: `useAct((key, …args) => …)` → {run, busy, problem, retry}; or `ActButton`, which also asks (`confirm` names the
 *   consequence, `reason` asks for one) and offers a reload when somebody else was faster (412). `idem(key)` and
 *   `seen(tag, key)` make the headers (`params.header`, where the types demand it).
 *   A session that ends meanwhile is renewed in a dialog and the call goes on by itself.
 * - Forms: `DraftForm` with antd's Form.Item named as the API names its fields; `secret` fields are not kept as draft.
 *   Inputs that speak the API's units: DayInput, ClockInput, InstantInput, MoneyInput (fen), MinutesInput, RegionPicker (path).
 * - Forms that the API describes (`form.View`): `askedOf` of form.ts says which fields are asked, `FormFields` draws a section,
 *   `SectionPages` makes the sections steps on a phone.
 * - Lists: `DataTable` with columns, filters (kept in the address), `acts` for selected rows, `exported`, `empty`.
 * - Lists brought from elsewhere: ImportSteps, DropSheet, Understood, ImportRows, saveFile.
 * - Figures: Money, Minutes, Instant, Day, Deadline, RegionName; `format` of @tongxing/shared for texts.
 * - Private values: `Reveal`. Paper: `PrintPage`. States: `StateTag`. What was done by whom: `Timeline`.
 *
 * Style sheet: theme/base.css has the classes (tx-…) and the custom properties (--tx-…); no page writes colours.
 */
export { ActButton, useHotkey } from './ActButton.tsx'
export type { BulkAct, RowResult } from './bulk.tsx'
export { DataTable, type Column, type PageOf } from './DataTable.tsx'
export { DraftForm } from './DraftForm.tsx'
export { Day, Deadline, Instant, Minutes, Money } from './figures.tsx'
export { Export } from './Export.tsx'
export { FormFields, Lack } from './FormSections.tsx'
export { Filters, useFilters, type Filter } from './Filters.tsx'
export {
  askedOf,
  fieldsOf,
  hasAnswer,
  missingOf,
  sayAnswer,
  type Answers,
  type FormField,
  type FormSection,
  type FormView,
} from './form.ts'
export { again, asProblem, idem, seen, tagOf, useAct, useLoad, type Loaded } from './hooks.ts'
export { clearing, ClockInput, DayInput, InstantInput, MinutesInput, MoneyInput, MonthInput } from './inputs.tsx'
export { asForm, DropSheet, importClient, ImportRows, ImportSteps, saveFile, Understood } from './ImportReport.tsx'
export { isOpen, Offer, offers, type Act } from './Offer.tsx'
export { Card, Facts, Page } from './Page.tsx'
export { PrintPage } from './PrintPage.tsx'
export { forgetRegions, RegionName, RegionPicker } from './RegionPicker.tsx'
export { Reveal } from './Reveal.tsx'
export { SectionPages, StepButtons, toSection, type SectionPage } from './SectionPages.tsx'
export { Empty, Failed, Refusal, Waiting } from './states.tsx'
export { StateTag, type Tone } from './StateTag.tsx'
export { Timeline, type Event } from './Timeline.tsx'
export { t as partTexts } from './texts.ts'
