/** Values for the parameters of a plan: from flags, a file, and the labels of an alert. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isMap, isScalar, parseDocument } from 'yaml'
import { isSecretName } from '../runbook/plan/parameter-name.ts'
import type { GivenValue } from '../runbook/plan/plan.ts'
import { alertLabels } from './alert-labels.ts'
import { usageFailure } from './failure.ts'

export interface ValueFlags {
  param?: string[]
  secret?: string[]
  paramsFile?: string
  alert?: string
}

const LARGEST_FILE = 1_000_000

export function givenValues(
  { param, secret, paramsFile, alert }: ValueFlags,
  { cwd, env }: { cwd: string; env: Readonly<Record<string, string | undefined>> },
): readonly GivenValue[] {
  return [
    ...pairs(param, 'param').map(([name, value]): GivenValue => ({ name, value, origin: 'flag' })),
    ...secretReferences(secret).map(
      ([name, reference]): GivenValue => ({ name, reference, origin: 'flag', secret: true }),
    ),
    ...(paramsFile === undefined ? [] : valuesOfFile(paramsFile, cwd)),
    ...valuesOfEnvironment(env),
    ...(alert === undefined ? [] : labelsOfFile(alert, cwd)),
  ]
}

const PREFIX = 'OPSBOOK_PARAM_'

/** `OPSBOOK_PARAM_STREAM_NAME=ORDERS`: the names under which steps see their values anyway. */
function valuesOfEnvironment(env: Readonly<Record<string, string | undefined>>): GivenValue[] {
  return Object.entries(env).flatMap(([variable, value]): GivenValue[] => {
    const name = variable.startsWith(PREFIX) ? variable.slice(PREFIX.length) : ''
    if (name === '' || value === undefined) return []
    return isSecretName(name)
      ? [{ name, reference: `env:${variable}`, origin: 'env', secret: true }]
      : [{ name, value, origin: 'env' }]
  })
}

/** Names of secrets with the place where each lies. */
export function secretReferences(given: readonly string[] | undefined): readonly [string, string][] {
  return pairs(given, 'secret').map(([name, reference]) => {
    if (/^(?:env:[A-Za-z_]\w*|file:.+)$/.test(reference)) return [name, reference]
    const hint = 'Write it like --secret db_password=env:DB_PASSWORD or =file:/run/secrets/db'
    throw usageFailure('bad-secret', '--secret takes the place where the value lies, never the value itself', hint)
  })
}

/** `NAME=VALUE` arguments; the value may hold further equal signs. */
export function pairs(given: readonly string[] | undefined, flag: string): [string, string][] {
  return (given ?? []).map((text) => {
    const at = text.indexOf('=')
    if (at < 1)
      throw usageFailure(
        'bad-pair',
        `--${flag} takes NAME=VALUE, not "${text}"`,
        `Write it like --${flag} ${flag === 'secret' ? 'name=env:VARIABLE' : 'name=value'}`,
      )
    return [text.slice(0, at), text.slice(at + 1)]
  })
}

/** YAML and JSON alike; every value is taken as it is written, so that `007` and `1.10` stay what they are. */
function valuesOfFile(file: string, cwd: string): GivenValue[] {
  const document = parseDocument(readInput(file, 'params-file', cwd), { schema: 'failsafe', prettyErrors: false })
  const wrong = document.errors[0]?.message
  if (wrong !== undefined) throw usageFailure('params-file', `${file} is neither YAML nor JSON: ${wrong}`)
  if (document.contents === null) return []
  if (!isMap(document.contents))
    throw usageFailure('params-file', `${file} is no map of names and values`, 'Write it like "pod_name: api-7"')
  return document.contents.items.map(({ key, value }): GivenValue => {
    const name = isScalar(key) ? String(key.value) : ''
    if (name === '' || !isScalar(value) || typeof value.value !== 'string')
      throw usageFailure(
        'params-file',
        `${file}: "${name}" has no value of one line or text`,
        'A value is a text or a number',
      )
    return { name, value: value.value, origin: 'file' }
  })
}

function labelsOfFile(file: string, cwd: string): GivenValue[] {
  const labels = alertLabels(readInput(file, 'alert', cwd))
  if (!labels) {
    const hint = 'It takes one alert with "labels", or what Alertmanager sends to a webhook'
    throw usageFailure('alert', `${file} is no alert as JSON`, hint)
  }
  return Object.entries(labels).map(([name, value]) => ({ name, value, origin: 'alert' }))
}

function readInput(file: string, flag: string, cwd: string): string {
  try {
    const bytes = readFileSync(resolve(cwd, file))
    if (bytes.length <= LARGEST_FILE) return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (error) {
    throw usageFailure(flag, `--${flag} ${file}: ${error instanceof Error ? error.message : String(error)}`)
  }
  throw usageFailure(flag, `--${flag} ${file}: it is larger than ${LARGEST_FILE} bytes`)
}
