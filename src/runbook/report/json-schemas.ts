/** JSON Schemas (draft 2020-12) of everything the commands print. */
import { z } from 'zod'
import { contracts } from './contract.ts'

/** The schemas of the output contracts by name. Unknown fields are allowed: the contracts grow. */
export const outputJsonSchemas = (): Record<keyof typeof contracts, object> => jsonSchemasOf(contracts)

/** The schema of each contract by its name. */
export const jsonSchemasOf = <Name extends string>(all: Readonly<Record<Name, z.ZodType>>): Record<Name, object> =>
  Object.fromEntries(
    Object.entries<z.ZodType>(all).map(([name, schema]) => [name, z.toJSONSchema(schema, { io: 'input' })]),
  ) as Record<Name, object>
