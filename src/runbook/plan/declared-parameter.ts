import { canonicalName } from './parameter-name.ts'
import type { RegexMatcher } from './regex-matcher.ts'

export const PARAMETER_TYPES = [
  'string',
  'integer',
  'number',
  'boolean',
  'enum',
  'list',
  'url',
  'host',
  'path',
] as const
export type ParameterType = (typeof PARAMETER_TYPES)[number]

/** What the front matter of a page says about a parameter. */
export interface DeclaredParameter {
  name: string
  type: ParameterType
  pattern?: string
  options?: readonly string[]
  default?: string
  /** Alert label whose value it takes: `from: alert.labels.pod`. */
  alertLabel?: string
  secret?: boolean
  description?: string
}

export interface Declarations {
  parameters: ReadonlyMap<string, DeclaredParameter>
  /** Sentences about declarations that cannot be understood. */
  problems: readonly string[]
}

/** Reads `params:` of the front matter; anything that is not understood is a problem, never ignored. */
export function readDeclarations(frontMatter: Readonly<Record<string, unknown>>): Declarations {
  const parameters = new Map<string, DeclaredParameter>()
  const problems: string[] = []
  const { params } = frontMatter
  if (params === undefined || params === null) return { parameters, problems }
  if (typeof params !== 'object' || Array.isArray(params)) return { parameters, problems: ['"params" is no mapping'] }
  for (const [written, value] of Object.entries(params)) {
    const declared = readOne(written, value)
    if (typeof declared === 'string') problems.push(`parameter "${written}": ${declared}`)
    else parameters.set(declared.name, declared)
  }
  return { parameters, problems }
}

function readOne(written: string, value: unknown): DeclaredParameter | string {
  const name = canonicalName(written)
  if (value === null || value === undefined) return { name, type: 'string' }
  if (typeof value !== 'object') return { name, type: 'string', default: String(value) }
  if (Array.isArray(value)) return { name, type: 'enum', options: value.map(String) }
  const {
    type,
    pattern,
    enum: options,
    default: standard,
    from,
    secret,
    description,
  } = value as Record<string, unknown>
  const kind = type ?? (options === undefined ? 'string' : 'enum')
  if (!isType(kind)) return `the type is one of ${PARAMETER_TYPES.join(', ')}`
  if (options !== undefined && !Array.isArray(options)) return '"enum" is a list'
  if (kind === 'enum' && !Array.isArray(options)) return 'an enum needs a list "enum"'
  if (pattern !== undefined && typeof pattern !== 'string') return '"pattern" is a text'
  const label = typeof from === 'string' ? /^alert\.labels?\.([\w.-]+)$/.exec(from)?.[1] : undefined
  if (from !== undefined && label === undefined) return '"from" is alert.labels.NAME'
  return {
    name,
    type: kind,
    ...(typeof pattern === 'string' ? { pattern } : {}),
    ...(Array.isArray(options) ? { options: options.map(String) } : {}),
    ...(standard === undefined || standard === null ? {} : { default: String(standard) }),
    ...(label === undefined ? {} : { alertLabel: label }),
    ...(secret === true ? { secret: true } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  }
}

const isType = (value: unknown): value is ParameterType => (PARAMETER_TYPES as readonly unknown[]).includes(value)

const SHAPES: Readonly<Partial<Record<ParameterType, { shape: RegExp; words: string }>>> = {
  integer: { shape: /^-?\d{1,18}$/, words: 'a whole number' },
  number: { shape: /^-?\d{1,18}(?:\.\d{1,18})?$/, words: 'a number' },
  boolean: { shape: /^(?:true|false)$/, words: 'true or false' },
  url: { shape: /^https?:\/\/[^\s"'<>\\^`{|}]{1,2000}$/, words: 'an http or https address' },
  host: { shape: /^(?!-)[A-Za-z0-9._:[\]-]{1,255}$/, words: 'a host name or an address' },
  path: { shape: /^(?!-)[^\0\n\r]{1,4096}$/, words: 'a path' },
}

/** Why a value does not fit its declaration, as the end of a sentence that begins with the parameter's name. */
export function declarationProblem(
  declared: DeclaredParameter,
  value: string,
  matches: RegexMatcher | undefined,
): string | undefined {
  const shape = SHAPES[declared.type]
  if (shape && !shape.shape.test(value)) return `is not ${shape.words}`
  const items = declared.type === 'list' ? value.split(/[\s,]+/).filter((item) => item !== '') : [value]
  if (declared.options && !items.every((item) => declared.options!.includes(item)))
    return `is not one of ${declared.options.slice(0, 10).join(', ')}`
  if (declared.pattern === undefined) return undefined
  const results = items.map((item) => matches?.(declared.pattern!, item))
  if (results.includes(undefined)) return `cannot be checked: the pattern ${declared.pattern} cannot be evaluated`
  return results.every(Boolean) ? undefined : `does not match the pattern ${declared.pattern}`
}
