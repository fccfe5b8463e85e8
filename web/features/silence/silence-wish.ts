import type { Silence } from '../../../src/http/contract.ts'
import type { Wish } from '../../app/acts.ts'

/** Brings back what was ended: the same conditions, until the same time. */
export const againWish = ({ id, matchers, endsAt, comment }: Silence): Wish => ({
  name: `silence/${id}/again`,
  path: '/api/v1/silences',
  body: { matchers, endsAt, comment },
})
