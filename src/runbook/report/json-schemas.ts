/** JSON Schemas (draft 2020-12) of what the commands print. */
import { z } from 'zod'

/** The schemas of output contracts by name. Unknown fields are allowed: the contracts grow. */
export const outputJsonSchemas = <Name extends string>(
  contracts: Readonly<Record<Name, z.ZodType>>,
): Record<Name, object> =>
  Object.fromEntries(
    Object.entries<z.ZodType>(contracts).map(([name, schema]) => [name, z.toJSONSchema(schema, { io: 'input' })]),
  ) as Record<Name, object>
