/** JSON Schemas (draft 2020-12) of the configuration file and of everything the commands print. */
import { z } from 'zod'
import { configSchema } from '../book/config/config.ts'
import { contracts } from './contract.ts'

/** The schema of `opsbook.yaml`: what a person may write, so defaults may be left out. */
export const configJsonSchema = (): object => z.toJSONSchema(configSchema, { io: 'input' })

/** The schemas of the output contracts by name. Unknown fields are allowed: the contracts grow. */
export const outputJsonSchemas = (): Record<keyof typeof contracts, object> =>
  Object.fromEntries(
    Object.entries(contracts).map(([name, schema]) => [name, z.toJSONSchema(schema, { io: 'input' })]),
  ) as Record<keyof typeof contracts, object>
