import { ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { texts, type components } from '@tongxing/shared'
import { Button, Checkbox, Form, Input, InputNumber, Select } from 'antd'

export type Question = components['schemas']['surveys.questionRequest']

const t = texts(
  {
    label: '问题',
    kind: '回答方式',
    kinds: { choice: '单选', choices: '多选', text: '文字', number: '数字', day: '日期' },
    options: '选项',
    optionsHow: '每行一个，2 到 20 个',
    most: '最大值',
    mostHow: '不填为 1000000',
    needed: '必答',
    add: '添加问题',
    up: '上移第 {n} 题',
    remove: '删除第 {n} 题',
    nth: '第 {n} 题',
  },
  {
    label: 'Question',
    kind: 'Answered by',
    kinds: { choice: 'One choice', choices: 'Several choices', text: 'Words', number: 'A number', day: 'A day' },
    options: 'Choices',
    optionsHow: 'One a line, 2 to 20',
    most: 'At most',
    mostHow: 'Empty: 1000000',
    needed: 'Has to be answered',
    add: 'Add a question',
    up: 'Move question {n} up',
    remove: 'Remove question {n}',
    nth: 'Question {n}',
  },
)

const chosen = (q: Question | undefined) => q?.kind === 'choice' || q?.kind === 'choices'

/** sent is the question as the API takes it: what its kind does not ask for is left out. */
export const sent = (q: Question): Question => ({
  label: (q.label ?? '').trim(),
  kind: q.kind,
  needed: !!q.needed,
  ...(chosen(q) ? { options: (q.options ?? []).map((o) => o.trim()).filter(Boolean) } : {}),
  ...(q.kind === 'number' && q.most ? { most: q.most } : {}),
})

/** The questions of a round, one below the other. */
export function Questions({ of }: { of: Question[] | undefined }) {
  return (
    <Form.List name="questions">
      {(fields, { add, remove, move }) => (
        <>
          {fields.map((f) => (
            <fieldset key={f.key} className="tw-item" aria-label={t.nth({ n: f.name + 1 })}>
              <div className="tw-item-grid">
                <Form.Item name={[f.name, 'label']} label={`${f.name + 1}. ${t.label}`} required className="tw-span2">
                  <Input maxLength={100} />
                </Form.Item>
                <Form.Item name={[f.name, 'kind']} label={t.kind} required>
                  <Select options={Object.entries(t.kinds).map(([value, label]) => ({ value, label: label as string }))} />
                </Form.Item>
                {chosen(of?.[f.name]) && (
                  <Form.Item
                    name={[f.name, 'options']}
                    label={t.options}
                    extra={t.optionsHow}
                    required
                    className="tw-span2"
                    getValueProps={(value?: string[]) => ({ value: (value ?? []).join('\n') })}
                    getValueFromEvent={(e: { target: { value: string } }) => e.target.value.split('\n')}
                  >
                    <Input.TextArea autoSize={{ minRows: 2, maxRows: 20 }} />
                  </Form.Item>
                )}
                {of?.[f.name]?.kind === 'number' && (
                  <Form.Item name={[f.name, 'most']} label={t.most} extra={t.mostHow}>
                    <InputNumber className="tx-wide" min={1} max={1_000_000} precision={0} />
                  </Form.Item>
                )}
              </div>
              <span className="tx-row">
                <Form.Item name={[f.name, 'needed']} valuePropName="checked" noStyle>
                  <Checkbox>{t.needed}</Checkbox>
                </Form.Item>
                {f.name > 0 && (
                  <Button icon={<ArrowUpOutlined />} aria-label={t.up({ n: f.name + 1 })} onClick={() => move(f.name, f.name - 1)} />
                )}
                <Button icon={<DeleteOutlined />} aria-label={t.remove({ n: f.name + 1 })} onClick={() => remove(f.name)} />
              </span>
            </fieldset>
          ))}
          {fields.length < 40 && (
            <Button icon={<PlusOutlined />} onClick={() => add({ label: '', kind: 'choice', options: [], needed: false })}>
              {t.add}
            </Button>
          )}
        </>
      )}
    </Form.List>
  )
}
