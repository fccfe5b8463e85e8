import { alertContracts } from './alert-contract.ts'
import { routeContracts } from './route-contract.ts'
import { silenceContracts } from './silence-contract.ts'

/**
 * The JSON of commands about what a server does. It is made from the shapes of the API, which the reports of a book do not know; so it
 * stands here and not beside theirs.
 */
export const serverContracts = { ...alertContracts, ...routeContracts, ...silenceContracts } as const
