import { z } from 'zod'
import type { Expression } from './language/expression.ts'
import { readExpression } from './language/read-expression.ts'

const FIELDS = [
  ...['key', 'summary', 'severity', 'action', 'startsAt', 'endsAt', 'link', 'details', 'by', 'note'],
] as const
const MOST_LABELS = 64

const text = z.string()
const pairs = z.union([text, z.record(z.string(), text)])
const schema = z.strictObject({
  /** Path to a list whose members are alerts of their own. */
  items: text.optional(),
  ...Object.fromEntries(FIELDS.map((name) => [name, text.optional()])),
  /** One expression that gives a record, or an expression a label; `*` spreads a record among them. */
  labels: pairs.optional(),
  annotations: pairs.optional(),
})
const settingsSchema = z.strictObject({ mapping: schema.optional() })

/** Where the parts of a signal are found in a body, ready to use. Names of pairs are `labels.host`, of a whole set `labels`. */
export interface Mapping {
  readonly items?: Expression
  readonly fields: ReadonlyMap<string, Expression>
  /** The text of each expression, for people. */
  readonly texts: ReadonlyMap<string, string>
}

/** What alerts look like that were made for us: `opsbook alert send` writes them so. A list is many of them. */
const PLAIN = {
  key: '@.key ?? @.dedup_key ?? @.alias ?? @.id',
  summary: '@.summary ?? @.title ?? @.message ?? @.name',
  severity: '@.severity ?? @.priority ?? @.level',
  action: '@.action ?? @.status ?? @.state',
  startsAt: '@.startsAt ?? @.timestamp ?? @.time',
  endsAt: '@.endsAt',
  link: '@.link ?? @.url',
  details: '@.details',
  by: '@.by',
  note: '@.note',
  labels: '@.labels',
  annotations: '@.annotations',
}

export type MappingReading = { readonly mapping: Mapping } | { readonly problems: readonly string[] }

/** Settings do not change while they are in memory, and reading them is most of the work of a small alert. */
const KNOWN = new WeakMap<object, MappingReading>()

/** The mapping of an integration, or everything that is wrong with it. */
export function readMapping(settings: unknown): MappingReading {
  if (typeof settings !== 'object' || settings === null) return readSettings(settings)
  const known = KNOWN.get(settings) ?? readSettings(settings)
  KNOWN.set(settings, known)
  return known
}

function readSettings(settings: unknown): MappingReading {
  const read = settingsSchema.safeParse(settings ?? {})
  if (!read.success)
    return { problems: read.error.issues.map(({ path, message }) => `${path.join('.') || 'settings'}: ${message}`) }
  const given = read.data.mapping as Record<string, string | Record<string, string>> | undefined
  const problems: string[] = []
  const fields = new Map<string, Expression>()
  const texts = new Map<string, string>()
  for (const [name, expression] of flatten(given ?? PLAIN)) {
    const result = readExpression(expression)
    if (result.ok) {
      fields.set(name, result.expression)
      texts.set(name, expression)
    } else problems.push(`${name}, column ${result.problem.column}: ${result.problem.message}`)
  }
  if (given && given.summary === undefined) problems.push('summary: every alert needs a line that a person reads first')
  if (fields.size > MOST_LABELS + FIELDS.length)
    problems.push(`labels: there are at most ${MOST_LABELS} labels and annotations`)
  if (problems.length > 0) return { problems }
  const items = fields.get('items')
  fields.delete('items')
  return { mapping: items ? { items, fields, texts } : { fields, texts } }
}

const flatten = (given: Readonly<Record<string, string | Readonly<Record<string, string>>>>) =>
  Object.entries(given).flatMap(([name, value]) =>
    typeof value === 'string'
      ? [[name, value] as const]
      : Object.entries(value).map(([label, expression]) => [`${name}.${label}`, expression] as const),
  )
