/** JSON Schemas (draft 2020-12) of everything the commands print. */
import { z } from 'zod'
import { contracts } from './contract.ts'

/** The schemas of the output contracts by name. Unknown fields are allowed: the contracts grow. */
export const outputJsonSchemas = (): Record<keyof typeof contracts, object> =>
  Object.fromEntries(
    Object.entries(contracts).map(([name, schema]) => [name, z.toJSONSchema(schema, { io: 'input' })]),
  ) as Record<keyof typeof contracts, object>
