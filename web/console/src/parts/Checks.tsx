import { Checkbox, type GetProps } from 'antd'

type ChecksProps = GetProps<typeof Checkbox.Group<string | number>> & { 'aria-required'?: string | boolean }

/** Checks is a group of boxes in a form. A group cannot be required in ARIA's sense, whatever the form says of its field. */
export const Checks = ({ 'aria-required': _required, ...rest }: ChecksProps) => <Checkbox.Group<string | number> {...rest} />
