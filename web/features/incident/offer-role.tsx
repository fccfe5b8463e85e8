import { useQuery } from '@tanstack/react-query'
import type { Page, User } from '../../../src/http/contract.ts'
import { ask, pathOf } from '../../api/client.ts'
import { ActForm, typed } from '../../ui/act-form.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { roleWish } from './incident-wish.ts'
import type { ShownRole } from './roles-of.ts'

export interface OfferRoleProps {
  readonly number: number
  readonly role: ShownRole
  readonly onClose: () => void
}

/** Whom to offer it to: everybody who can sign in and change incidents. */
export function OfferRole({ number, role: { role, holder }, onClose }: OfferRoleProps) {
  const users = useQuery({
    queryKey: ['user', 'all'],
    queryFn: ({ signal }) => ask<Page<User>>(pathOf('/api/v1/users', { limit: 500 }), { signal }),
  })
  const able = (users.data?.items ?? []).filter(
    ({ id, role: rights, disabledAt }) => rights !== 'viewer' && disabledAt === null && id !== holder?.id,
  )
  return (
    <ActForm
      {...roleWish(number, role, { do: 'offer' })}
      body={(fields) => ({ role, do: 'offer', to: typed(fields, 'to') })}
      submit="Offer"
      onDone={onClose}
    >
      {users.error ? <ErrorNote error={users.error} onRetry={() => void users.refetch()} /> : null}
      <div className="field">
        <label htmlFor="offer-to">Person</label>
        <select id="offer-to" name="to" required defaultValue="">
          <option value="" disabled>
            Choose…
          </option>
          {able.map(({ id, name, login }) => (
            <option key={id} value={id}>
              {name} ({login})
            </option>
          ))}
        </select>
      </div>
      <p className="quiet">They are asked on their screen; until they accept, nothing changes.</p>
    </ActForm>
  )
}
