import type { Signal } from '../../component/intake.ts'
import { readJsonBody } from '../../component/intake-body.ts'
import { applyMapping } from './apply-mapping.ts'
import { readMapping } from './mapping.ts'

/** What one member of a sample body becomes, and from what. */
interface ExplainedAlert {
  readonly fields: readonly { readonly name: string; readonly expression: string; readonly value: unknown }[]
  readonly signal?: Signal
  readonly problem?: string
  readonly warnings: readonly string[]
}

export type MappingExplanation =
  | { readonly ok: false; readonly problems: readonly string[] }
  | { readonly ok: true; readonly alerts: readonly ExplainedAlert[]; readonly leftOut: number }

const LARGEST_SAMPLE = 1024 * 1024

/** Shows what a sample body would become with these settings, field by field, without storing anything. */
export function explainMapping(settings: unknown, sample: Uint8Array, now: Date): MappingExplanation {
  const read = readMapping(settings)
  if ('problems' in read) return { ok: false, problems: read.problems }
  const body = readJsonBody(sample, LARGEST_SAMPLE)
  if (!body.ok) return { ok: false, problems: [body.message] }
  const { mapping } = read
  const { mapped, leftOut } = applyMapping(mapping, body.value, now)
  const alerts = mapped.map(({ values, ...rest }) => ({
    fields: [...mapping.fields.keys()].map((name) => ({
      ...{ name, expression: mapping.texts.get(name)!, value: values.get(name) ?? null },
    })),
    ...rest,
  }))
  return { ok: true, alerts, leftOut }
}
