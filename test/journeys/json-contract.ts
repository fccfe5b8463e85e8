/** Checks real output against the published schemas; a field that the schema does not name is a failure here. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect } from 'vitest'

const folder = fileURLToPath(new URL('../../docs/schema/', import.meta.url))
const validators = new Map<string, ValidateFunction>()

/** Fails with the places that do not fit. */
export function expectContract(name: string, value: unknown): void {
  const validate = validators.get(name) ?? compile(name)
  validators.set(name, validate)
  const fits = validate(value)
  expect(fits ? [] : validate.errors?.slice(0, 5)).toEqual([])
}

function compile(name: string): ValidateFunction {
  const schema = JSON.parse(readFileSync(`${folder}opsbook.${name}.v1.schema.json`, 'utf8'))
  return new Ajv2020({ strict: false, formats: { 'date-time': true } }).compile(closed(schema) as object)
}

/** Readers must accept unknown fields, so the published schemas are open; our own output may only use known ones. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]))
  return 'properties' in inner && !('additionalProperties' in inner) ? { ...inner, additionalProperties: false } : inner
}
