import type { MatcherOperator } from '../matcher/matcher.ts'
import type { WantedSilence } from '../silence/change-silence.ts'

/** What a client of Alertmanager is told when its body is no silence: status and body as release 0.25 answers. */
export type SilenceReading =
  | { readonly ok: true; readonly wanted: WantedSilence }
  | {
      readonly ok: false
      readonly status: 400 | 422
      readonly body: { readonly code: number; readonly message: string }
    }

/** Reads `postableSilence` of Alertmanager's API v2: first what cannot be read at all (400), then what is missing (422). */
export function readPostedSilence(text: string): SilenceReading {
  if (text.trim() === '') return incomplete(602, 'silence in body is required')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return unreadable((error as Error).message)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return unreadable(`json: cannot unmarshal ${kindOf(value)} into a silence`)
  const body = value as Record<string, unknown>
  const wrong = wrongType(body)
  if (wrong !== undefined) return unreadable(wrong)
  for (const field of ['comment', 'createdBy', 'endsAt', 'matchers', 'startsAt'])
    if (body[field] === undefined || body[field] === null) return incomplete(602, `${field} in body is required`)
  const matchers = body.matchers as readonly Record<string, unknown>[]
  if (matchers.length === 0) return incomplete(612, 'matchers in body should have at least 1 items')
  for (const [index, matcher] of matchers.entries())
    for (const field of ['isRegex', 'name', 'value'])
      if (matcher[field] === undefined || matcher[field] === null)
        return incomplete(602, `matchers.${index}.${field} in body is required`)
  const id = body.id as string | undefined
  return {
    ok: true,
    wanted: {
      ...(id ? { id } : {}),
      matchers: matchers.map(({ name, value, isRegex, isEqual }) => ({
        name: name as string,
        operator:
          `${isEqual === false ? '!' : isRegex === true ? '=' : ''}${isRegex === true ? '~' : '='}` as MatcherOperator,
        value: value as string,
      })),
      startsAt: new Date(body.startsAt as string),
      endsAt: new Date(body.endsAt as string),
      createdBy: body.createdBy as string,
      comment: body.comment as string,
    },
  }
}

const unreadable = (why: string): SilenceReading => ({
  ...{ ok: false, status: 400 },
  body: { code: 400, message: `parsing silence body from "" failed, because ${why}` },
})
const incomplete = (code: number, message: string): SilenceReading => ({
  ok: false,
  status: 422,
  body: { code, message },
})

const TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d)$/

function wrongType(body: Record<string, unknown>): string | undefined {
  for (const field of ['id', 'comment', 'createdBy'])
    if (!isTextOrAbsent(body[field]))
      return `json: cannot unmarshal ${kindOf(body[field])} into field ${field} of type string`
  for (const field of ['startsAt', 'endsAt']) {
    const time = body[field]
    if (time === undefined || time === null) continue
    if (typeof time !== 'string' || !TIME.test(time) || Number.isNaN(Date.parse(time)))
      return `parsing time ${JSON.stringify(time)}: it is not written like 2006-01-02T15:04:05Z`
  }
  const { matchers } = body
  if (matchers === undefined || matchers === null) return undefined
  if (!Array.isArray(matchers)) return `json: cannot unmarshal ${kindOf(matchers)} into field matchers`
  for (const [index, matcher] of matchers.entries()) {
    if (typeof matcher !== 'object' || matcher === null || Array.isArray(matcher))
      return `json: cannot unmarshal ${kindOf(matcher)} into field matchers.${index}`
    const { name, value, isRegex, isEqual } = matcher as Record<string, unknown>
    if (!isTextOrAbsent(name) || !isTextOrAbsent(value) || !isFlagOrAbsent(isRegex) || !isFlagOrAbsent(isEqual))
      return `json: cannot unmarshal field matchers.${index}`
  }
  return undefined
}

const isTextOrAbsent = (value: unknown) => value === undefined || value === null || typeof value === 'string'
const isFlagOrAbsent = (value: unknown) => value === undefined || value === null || typeof value === 'boolean'
const kindOf = (value: unknown) =>
  value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
